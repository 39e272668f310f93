"""The pages: tokens given and ended, webhooks and their messages, how to use it all."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from liuyou.kernel.api import deliveries, forms, tokens, webhooks
from liuyou.kernel.api.base import Endpoint
from liuyou.kernel.api.models import Delivery, Sending, Token
from liuyou.kernel.api.refusing import CODES
from liuyou.kernel.api.serving import written
from liuyou.kernel.api.tokens import MANAGE
from liuyou.kernel.base.errors import LiuyouError, NotFound
from liuyou.kernel.catalogue.permissions import title_of
from liuyou.kernel.orgs import tree
from liuyou.kernel.web.pages import SIGNED_IN, Here, page, show
from liuyou.kernel.web.paging import keyset
from liuyou.kernel.web.screens import SCREENS

TONES = {Sending.WAITING: "hand", Sending.DELIVERED: "done", Sending.GIVEN_UP: "overdue"}


# Tokens


@page(MANAGE, methods=("GET", "HEAD"))
def token_list(request: HttpRequest, here: Here) -> HttpResponse:
    rows = tokens.within(here.actor).prefetch_related("post__grants")
    cut = keyset(rows, ("-pk",), request.GET.get("cursor", ""))
    names = tree.names((each.post.org_id for each in cut.rows), here.today)
    shown = [
        {
            "token": each,
            "org": names.get(each.post.org_id, ""),
            "permissions": [title_of(grant.permission) for grant in each.post.grants.all()],
            "live": each.holds(here.today),
            **tokens.facts(each),
        }
        for each in cut.rows
    ]
    return show(request, "api/tokens.html", {"rows": shown, "page": cut})


@page(MANAGE)
def token_new(request: HttpRequest, here: Here) -> HttpResponse:
    """The token's text stands in the answer to this one request and nowhere else."""
    givable = tokens.givable(here.actor, here.org)
    sent = request.POST or None
    form = forms.NewToken(sent, givable=givable, today=here.today, longest=tokens.longest())
    if form.is_valid():
        given = form.cleaned_data
        common: dict[str, Any] = {"ends": given["ends"], "actor": here.actor, "reason": given["reason"]}
        try:
            token, text = tokens.give(given["name"], here.org, given["permissions"], **common)
        except LiuyouError as error:
            form.refuse(error)
        else:
            return show(request, "api/token_given.html", {"token": token, "text": text})
    return show(request, "api/token_new.html", {"form": form}, status=400 if form.errors else 200)


@page(MANAGE)
def token_end(request: HttpRequest, here: Here, number: int) -> HttpResponse:
    token: Token | None = tokens.within(here.actor).filter(pk=number).first()
    if token is None:
        raise NotFound(tokens.ABSENT)
    form = forms.Reason(request.POST or None)
    if form.is_valid():
        try:
            tokens.end(number, actor=here.actor, reason=form.cleaned_data["reason"])
        except LiuyouError as error:
            form.refuse(error)
        else:
            messages.success(request, f"令牌“{token.name}”已停用，立即生效。")
            return redirect("api-tokens")
    return show(request, "api/token_end.html", {"form": form, "token": token}, status=400 if form.errors else 200)


# Webhooks


@page(MANAGE, methods=("GET", "HEAD"))
def webhook_list(request: HttpRequest, here: Here) -> HttpResponse:
    rows = list(webhooks.counted(webhooks.within(here.actor))[:200])
    names = tree.names((each.org_id for each in rows), here.today)
    shown = [(each, names.get(each.org_id, "")) for each in rows]
    return show(request, "api/webhooks.html", {"rows": shown})


@page(MANAGE)
def webhook_new(request: HttpRequest, here: Here) -> HttpResponse:
    form = forms.NewWebhook(request.POST or None, offered=webhooks.offered(here.actor, here.org))
    if form.is_valid():
        given = form.cleaned_data
        common: dict[str, Any] = {"actor": here.actor, "reason": given["reason"]}
        try:
            made, secret = webhooks.start(given["name"], here.org, given["url"], given["actions"], **common)
        except LiuyouError as error:
            form.refuse(error)
        else:
            return show(request, "api/webhook_given.html", {"webhook": made, "secret": secret})
    return show(request, "api/webhook_new.html", {"form": form}, status=400 if form.errors else 200)


@page(MANAGE, methods=("GET", "HEAD"))
def webhook_page(request: HttpRequest, here: Here, number: int) -> HttpResponse:
    webhook = webhooks.find(number, here.actor)
    cut = keyset(Delivery.objects.filter(webhook=webhook), ("-pk",), request.GET.get("cursor", ""))
    titles = dict(webhooks.offered(here.actor, webhook.org_id))
    context = {
        "webhook": webhook,
        "org": tree.names([webhook.org_id], here.today).get(webhook.org_id, ""),
        "actions": [titles.get(each, each) for each in webhook.actions],
        "rows": [(each, TONES[Sending(each.state)]) for each in cut.rows],
        "page": cut,
        "given_up": webhook.deliveries.filter(state=Sending.GIVEN_UP, line__isnull=False).count(),
        "form": forms.Reason(),
    }
    return show(request, "api/webhook.html", context)


@page(MANAGE, methods=("POST",))
def webhook_try(request: HttpRequest, here: Here, number: int) -> HttpResponse:
    """Send a trial at once and say what came of it."""
    webhook = webhooks.find(number, here.actor)
    found = deliveries.trial(webhook)
    if found.state == Sending.DELIVERED:
        messages.success(request, f"试发成功，对方应答 {found.code}。")
    else:
        messages.error(request, f"试发没有成功：{found.said}{f'应答码 {found.code}。' if found.code else ''}")
    return redirect("api-webhook", number)


@page(MANAGE, methods=("POST",))
def webhook_switch(request: HttpRequest, here: Here, number: int) -> HttpResponse:
    active = request.POST.get("active") == "1"
    webhooks.switch(number, active=active, actor=here.actor, reason=request.POST.get("reason", ""))
    messages.success(request, "通知已启用。" if active else "通知已停用。")
    return redirect("api-webhook", number)


@page(MANAGE, methods=("POST",))
def webhook_again(request: HttpRequest, here: Here, number: int) -> HttpResponse:
    count = webhooks.again(number, actor=here.actor)
    messages.success(request, f"{count} 条通知已排队重发。")
    return redirect("api-webhook", number)


# How to use it


@page(SIGNED_IN, methods=("GET", "HEAD"))
def help_page(request: HttpRequest, here: Here) -> HttpResponse:
    screens = [(code, screen) for code, screen in sorted(SCREENS.items()) if here.anywhere(screen.reads)]
    origin = f"{request.scheme}://{request.get_host()}"
    context = {
        "origin": origin,
        "screens": screens,
        "codes": CODES,
        "example": screens[0][0] if screens else "aid.payment",
    }
    return show(request, "api/help.html", context)


class OpenApi(Endpoint):
    """The file from which clients are made."""

    needs = SIGNED_IN
    schema = None

    def get(self, request: Any) -> HttpResponse:
        response = HttpResponse(written(), content_type="application/yaml; charset=utf-8")
        response["Content-Disposition"] = 'inline; filename="openapi.yaml"'
        return response
