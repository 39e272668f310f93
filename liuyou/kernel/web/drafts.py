"""What is being typed is kept two seconds later, for its author alone: no time-out or power cut costs a form."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import timedelta

from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.utils import timezone

from liuyou.kernel.accounts.models import User
from liuyou.kernel.base.errors import BadInput
from liuyou.kernel.web.models import Draft
from liuyou.kernel.web.pages import PUBLIC, page

KEEP = timedelta(days=30)
LONGEST, MOST = 200_000, 200
"""Characters of one draft; drafts of one person, of which the oldest go first."""
OURS = {"csrfmiddlewaretoken", "draft_key"}


def save(user: User, key: str, values: Mapping[str, Sequence[str]]) -> Draft | None:
    """Keep what was typed; nothing typed at all is no draft. BadInput when it is too much."""
    kept = {name: list(texts) for name, texts in values.items() if name not in OURS and any(texts)}
    if not key or len(key) > 160:
        raise BadInput("草稿没有名称，没有保存：请重新打开这一页。")
    if not kept:
        drop(user, key)
        return None
    text = json.dumps(kept, ensure_ascii=False)
    if len(text) > LONGEST:
        raise BadInput("内容太长，草稿没有保存：请分几次登记。")
    found, made = Draft.objects.update_or_create(
        user=user, key=key, defaults={"values": text, "saved_at": timezone.now()}
    )
    if made:
        old = Draft.objects.filter(user=user).order_by("-saved_at").values_list("pk", flat=True)[MOST:]
        Draft.objects.filter(pk__in=list(old)).delete()
    return found


def load(user: User, key: str) -> QueryDict | None:
    """What was typed, as a form takes it; None when there is no draft."""
    found = Draft.objects.filter(user=user, key=key).first()
    if found is None:
        return None
    typed = QueryDict(mutable=True)
    for name, texts in json.loads(found.values or "{}").items():
        typed.setlist(name, texts)
    typed._mutable = False
    return typed


def drop(user: User, key: str) -> None:
    """The form was sent, or its author does not want it any more."""
    Draft.objects.filter(user=user, key=key).delete()


def purge() -> int:
    """Let go of drafts that nobody has come back to; how many."""
    count, _ = Draft.objects.filter(saved_at__lt=timezone.now() - KEEP).delete()
    return count


@page(PUBLIC, methods=("POST",))
def draft(request: HttpRequest) -> HttpResponse:
    """Called by a form while somebody types. Whose session has ended is told so, and the page keeps what is typed."""
    if not isinstance(request.user, User):
        return render(request, "web/draft_signed_out.html", status=401)
    key = request.POST.get("draft_key", "")
    if request.POST.get("drop"):
        drop(request.user, key)
        return render(request, "web/draft_saved.html", {"dropped": True})
    kept = save(request.user, key, dict(request.POST.lists()))
    return render(request, "web/draft_saved.html", {"draft": kept})


@page(PUBLIC, methods=("GET",))
def token(request: HttpRequest) -> HttpResponse:
    """For a page whose author has signed in anew in another tab: the token its forms have to carry now."""
    if not isinstance(request.user, User):
        return JsonResponse({"signed_in": False}, status=401)
    return JsonResponse({"signed_in": True, "token": get_token(request)})
