"""Pages of one's own account and of managing accounts and posts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from allauth.account import views as entrance
from django.conf import settings
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from liuyou.kernel.access.models import Post
from liuyou.kernel.accounts import actions, policy, posts, queries, screens, separation
from liuyou.kernel.accounts.models import User
from liuyou.kernel.base.errors import LiuyouError, NotFound
from liuyou.kernel.catalogue.permissions import title_of
from liuyou.kernel.orgs import tree
from liuyou.kernel.web.pages import PUBLIC, SIGNED_IN, Here, page, show
from liuyou.kernel.web.paging import keyset

MANAGE, GRANT = actions.MANAGE, posts.GRANT


@dataclass(frozen=True, slots=True)
class Act:
    """One thing done to an account with a reason: title, what it does, button, and the action."""

    title: str
    help: str
    run: Callable[..., Any]
    done: str


ACTS = {
    "disable": Act("停用账号", "立即退出登录，不能再登录；职务不变，须另行免职。", actions.disable_account, "已停用"),
    "enable": Act("启用账号", "可以重新登录。", actions.enable_account, "已启用"),
    "password": Act(
        "重置密码", "给一个新的初始密码，只显示一次；本人登录后须改掉。", actions.reset_password, "已重置密码"
    ),
    "unlock": Act("解除锁定", "不必等锁定时间过去就可以再登录。", actions.unlock_account, "已解除锁定"),
    "factor": Act(
        "解除动态口令", "换手机或丢失手机时用；本人下次登录须重新绑定。", actions.reset_second_factor, "已解除动态口令"
    ),
}


@page(PUBLIC)
def no_sign_up(request: HttpRequest) -> HttpResponse:
    return render(request, "account/signup_closed.html")


@page(SIGNED_IN)
def own_password(request: HttpRequest, here: Here) -> HttpResponse:
    """allauth's page; whoever signs in elsewhere has no password to change."""
    if not here.user.has_usable_password():
        raise NotFound("您的账号没有密码可改：要用密码登录，请联系安全管理员重置密码。")
    return entrance.password_change(request)  # type: ignore[no-any-return]


@page(SIGNED_IN)
def to_account(request: HttpRequest, here: Here) -> HttpResponse:
    return redirect("account")


@page(SIGNED_IN)
def account(request: HttpRequest, here: Here) -> HttpResponse:
    user = here.user
    context = {
        "account": user,
        "posts": _posts(user, here),
        "sign_ins": user.sign_ins.order_by("-at", "-pk")[:10],
        "has_factor": policy.has_second_factor(user),
        "factor_required": policy.second_factor_required(user, here.today),
        "others": bool(settings.SOCIALACCOUNT_PROVIDERS),
    }
    return show(request, "accounts/account.html", context)


@page(SIGNED_IN)
def own_sign_ins(request: HttpRequest, here: Here) -> HttpResponse:
    return _sign_ins(request, here.user.sign_ins.all(), own=True)


@page("journal.read")
def all_sign_ins(request: HttpRequest, here: Here) -> HttpResponse:
    rows, state = queries.sign_ins_in_reach(here.actor, here.today), request.GET.get("outcome", "")
    return _sign_ins(request, rows.filter(outcome=state) if state else rows, own=False)


def _sign_ins(request: HttpRequest, rows: QuerySet, *, own: bool) -> HttpResponse:
    found = keyset(rows, ["-at"], request.GET.get("cursor", ""))
    return show(
        request, "accounts/sign_ins.html", {"page": found, "own": own, "outcome": request.GET.get("outcome", "")}
    )


@page(MANAGE)
def accounts(request: HttpRequest, here: Here) -> HttpResponse:
    return _list(request, here, MANAGE)


@page(GRANT)
def holders(request: HttpRequest, here: Here) -> HttpResponse:
    return _list(request, here, GRANT)


def _list(request: HttpRequest, here: Here, permission: str) -> HttpResponse:
    if request.method == "POST":
        request.session["accounts_q"] = request.POST.get("q", "").strip()[:60]  # a name does not go into an address
        return redirect(_prefix(permission)["list_url"])
    words, state = request.session.get("accounts_q", ""), request.GET.get("state", "")
    below = tree.subtree(here.org, here.today)
    rows = queries.accounts_in_reach(here.actor, permission, here.today).filter(org_id__in=below)
    found = keyset(queries.narrowed(rows, words, state), ["username"], request.GET.get("cursor", ""))
    names = tree.names({user.org_id for user in found.rows}, here.today)
    context = {
        "page": found,
        "rows": [(user, names.get(user.org_id, "—"), user.actor.present_posts) for user in found.rows],
        "words": words,
        "state": state,
        "states": queries.STATES,
        **_prefix(permission),
    }
    return show(request, "accounts/list.html", context)


def _prefix(permission: str) -> dict[str, Any]:
    managing = permission == MANAGE
    return {"managing": managing, "list_url": "accounts" if managing else "posts", "here_for": permission}


@page(MANAGE)
def new_account(request: HttpRequest, here: Here) -> HttpResponse:
    form = screens.NewAccount(request.POST or None)
    if form.is_valid():
        given = form.cleaned_data
        try:
            opened = actions.create_account(
                given["username"], given["name"], here.org, actor=here.actor, reason=given["reason"]
            )
            return _password_page(request, opened, "账号已开通")
        except LiuyouError as error:
            form.refuse(error)
    return show(request, "accounts/new.html", {"form": form, **_prefix(MANAGE)}, status=400 if form.errors else 200)


def _password_page(request: HttpRequest, opened: actions.Opened, title: str) -> HttpResponse:
    """Shown once, in answer to the POST: in a redirect it would have to be kept somewhere."""
    answer = show(request, "accounts/password.html", {"opened": opened, "heading": title})
    answer["Cache-Control"] = "no-store"
    return answer


@page(MANAGE)
def one_account(request: HttpRequest, here: Here, number: int) -> HttpResponse:
    return _one(request, here, number, MANAGE)


@page(GRANT)
def one_holder(request: HttpRequest, here: Here, number: int) -> HttpResponse:
    return _one(request, here, number, GRANT)


def _one(request: HttpRequest, here: Here, number: int, permission: str) -> HttpResponse:
    user = queries.account_in_reach(number, here.actor, permission, here.today)
    locked, factor = queries.is_locked(user), policy.has_second_factor(user)
    possible = {"disable": user.is_active, "enable": not user.is_active, "password": True, "unlock": locked}
    possible["factor"] = factor
    context = {
        "account": user,
        "org_name": tree.names({user.org_id}, here.today).get(user.org_id, "—"),
        "posts": _posts(user, here, permission),
        "locked": locked,
        "has_factor": factor,
        "acts": [(code, act) for code, act in ACTS.items() if permission == MANAGE and possible[code]],
        "history": queries.history_of(user)[:30],
        "sign_ins": user.sign_ins.order_by("-at", "-pk")[:10] if permission == MANAGE else [],
        "own": user.actor_id == here.actor.pk,
        **_prefix(permission),
    }
    return show(request, "accounts/one.html", context)


def _posts(user: User, here: Here, permission: str = "") -> list[dict[str, Any]]:
    """Posts with org, dates, the names of their permissions, and whether this page may end them."""
    found = list(queries.posts_of(user.actor))
    names = tree.names({post.org_id for post in found}, here.today)
    return [_post(post, names, here, permission) for post in found]


def _post(post: Post, names: dict[int, str], here: Here, permission: str) -> dict[str, Any]:
    codes = [grant.permission for grant in post.grants.all()]
    running = post.ends is None or post.ends > here.today
    return {
        "post": post,
        "org_name": names.get(post.org_id, "（已撤并）"),
        "permissions": [title_of(code) for code in codes],
        "state": "已卸任" if not running else "未到任" if post.starts > here.today else "在任",
        "can_end": running and posts.needed(codes) == permission,
    }


@page(MANAGE)
def act(request: HttpRequest, here: Here, number: int, what: str) -> HttpResponse:
    if what not in ACTS:
        raise NotFound("没有这个页面。")
    user = queries.account_in_reach(number, here.actor, MANAGE, here.today)
    wanted, form = ACTS[what], screens.Reason(request.POST or None)
    if form.is_valid():
        try:
            done = wanted.run(number, actor=here.actor, reason=form.cleaned_data["reason"])
        except LiuyouError as error:
            form.refuse(error)
        else:
            if isinstance(done, actions.Opened):
                return _password_page(request, done, wanted.done)
            messages.success(request, f"{wanted.done}：{user.actor.name}。")
            return redirect("accounts.one", number=number)
    context = {"form": form, "act": wanted, "account": user, **_prefix(MANAGE)}
    return show(request, "accounts/act.html", context, status=400 if form.errors else 200)


@page(MANAGE)
def appoint_administrator(request: HttpRequest, here: Here, number: int) -> HttpResponse:
    return _appoint(request, here, number, MANAGE)


@page(GRANT)
def appoint_holder(request: HttpRequest, here: Here, number: int) -> HttpResponse:
    return _appoint(request, here, number, GRANT)


def _appoint(request: HttpRequest, here: Here, number: int, permission: str) -> HttpResponse:
    user = queries.account_in_reach(number, here.actor, permission, here.today)
    admin = separation.ADMINISTRATORS
    codes = [
        each for each in posts.givable(here.actor, here.org, here.today) if (each in admin) is (permission == MANAGE)
    ]
    form = screens.Appointment(request.POST or None, givable=codes, today=here.today)
    if form.is_valid():
        try:
            post = _appointed(form, user, here)
        except LiuyouError as error:
            form.refuse(error)
        else:
            messages.success(request, f"已任命 {user.actor.name} 为{post.title}。")
            return redirect(f"{_prefix(permission)['list_url']}.one", number=number)
    context = {"form": form, "account": user, **_prefix(permission)}
    return show(request, "accounts/appoint.html", context, status=400 if form.errors else 200)


def _appointed(form: screens.Appointment, user: User, here: Here) -> Post:
    given = form.cleaned_data
    return posts.appoint(
        user.actor,
        here.org,
        form.title_wanted(),
        form.permissions_wanted(),
        starts=given["starts"],
        ends=given["ends"],
        actor=here.actor,
        reason=given["reason"],
    )


@page(MANAGE)
def end_administrator(request: HttpRequest, here: Here, number: int, post: int) -> HttpResponse:
    return _end(request, here, number, post, MANAGE)


@page(GRANT)
def end_holder(request: HttpRequest, here: Here, number: int, post: int) -> HttpResponse:
    return _end(request, here, number, post, GRANT)


def _end(request: HttpRequest, here: Here, number: int, post: int, permission: str) -> HttpResponse:
    user = queries.account_in_reach(number, here.actor, permission, here.today)
    held = next((each for each in _posts(user, here, permission) if each["post"].pk == post and each["can_end"]), None)
    if held is None:
        raise NotFound("没有这个职务，或不由您办理免职。")
    form = screens.EndPost(request.POST or None, initial={"on": here.today})
    if form.is_valid():
        try:
            posts.end_post(post, on=form.cleaned_data["on"], actor=here.actor, reason=form.cleaned_data["reason"])
        except LiuyouError as error:
            form.refuse(error)
        else:
            messages.success(request, f"已办理卸任：{user.actor.name}，{held['post'].title}。")
            return redirect(f"{_prefix(permission)['list_url']}.one", number=number)
    context = {"form": form, "held": held, "account": user, **_prefix(permission)}
    return show(request, "accounts/end.html", context, status=400 if form.errors else 200)
