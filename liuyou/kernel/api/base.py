"""What every address of the API has in common: declared rights, one rendering, versions (ETag), clean input."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from typing import Any, ClassVar

from django.http import HttpResponse, HttpResponseBase, HttpResponseNotModified
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from liuyou.kernel.api import arriving, once
from liuyou.kernel.api.describing import Operation
from liuyou.kernel.api.refusing import Wrong
from liuyou.kernel.base.errors import BadInput
from liuyou.kernel.web.pages import PUBLIC, Here


class Endpoint(APIView):
    """An address. `needs`: the permission, as with `@page`; without one nobody gets in. `takes`: query parameters."""

    needs: ClassVar[str] = ""
    takes: ClassVar[Sequence[str]] = ()
    here: Here

    @classmethod
    def as_view(cls, **given: Any) -> Any:
        view: Any = super().as_view(**given)
        view.needs = cls.needs
        view.login_required = False  # told in JSON here, not sent to the page of signing in
        view.own_gates = True
        return view

    def permission(self, method: str | None) -> str:
        return self.needs

    def operation(self, method: str) -> Operation | None:
        """What the OpenAPI file says of a method."""
        raise NotImplementedError

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        self.format_kwarg = None
        request.accepted_renderer, request.accepted_media_type = self.perform_content_negotiation(request)
        request.version, request.versioning_scheme = None, None
        self.perform_authentication(request)
        self.check_throttles(request)
        self.check_permissions(request)
        known = {*self.takes, "org"} if request.method in ("GET", "HEAD") else {"org"}
        if unknown := sorted(set(request.query_params) - known):
            raise Wrong({name[:60]: ["没有这个参数。"] for name in unknown[:20]}, "有不认识的参数。")
        for name, value in request.query_params.items():
            clean(value, name)

    def content(self, request: Request) -> dict[str, Any]:
        """The body as an object of clean texts. BadInput otherwise."""
        sent = request.data
        if not isinstance(sent, dict):
            raise BadInput("请求体应为一个 JSON 对象：{…}。")
        clean(sent)
        return dict(sent)

    def once(self, request: Request, act: Callable[[], str]) -> tuple[str, bool]:
        """See `once.carried_out`; the key belongs to whoever calls, and to this address."""
        key = request.headers.get("Idempotency-Key", "")
        raw = request._request.body
        return once.carried_out(key, arriving.who(request.user), request.get_full_path(), raw, act)  # type: ignore[arg-type]

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = super().dispatch(request, *args, **kwargs)
        return versioned(request, response) if isinstance(response, Response) else response


def clean(value: Any, name: str = "") -> None:
    """Refuse what the database cannot hold: zero bytes and broken characters, wherever they stand."""
    if isinstance(value, str):
        if "\0" in value or any("\ud800" <= sign <= "\udfff" for sign in value):
            raise BadInput(f"{name or '内容'}里有不能保存的字符（空字节或残缺的字）。")
    elif isinstance(value, Mapping):
        for key, each in value.items():
            clean(key)
            clean(each, str(key))
    elif isinstance(value, list):
        for each in value:
            clean(each, name)


def versioned(request: Any, response: Response) -> HttpResponse:
    """With an ETag over what is read; 304 where the caller has it already."""
    response["Vary"] = "Authorization, Cookie"
    if request.method not in ("GET", "HEAD") or response.status_code != 200:
        return response
    response.render()
    mark = hashlib.blake2b(response.content, digest_size=8).hexdigest()
    version = getattr(response, "version", None)
    tag = f'"{version}-{mark}"' if version else f'"{mark}"'
    wanted = {each.strip().removeprefix("W/") for each in request.headers.get("If-None-Match", "").split(",")}
    if tag in wanted or "*" in wanted:
        return HttpResponseNotModified(headers={"ETag": tag, "Vary": response["Vary"]})
    response["ETag"] = tag
    return response


class Nowhere(Endpoint):
    """Any other address under the API's: told in its own shape."""

    needs = PUBLIC
    authentication_classes = []  # noqa: RUF012 (as DRF declares them)
    permission_classes = []  # noqa: RUF012
    schema = None

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        from liuyou.kernel.base.errors import NotFound

        super(Endpoint, self).initial(request, *args, **kwargs)
        raise NotFound("没有这个地址：请对照接口说明，地址以 / 结尾。")
