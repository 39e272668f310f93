"""The one shape of everything that goes wrong: a stable code, words to read, what belongs to which field."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Sequence
from typing import Any

from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.db import DataError, IntegrityError
from django.http import Http404
from rest_framework import exceptions, status
from rest_framework.response import Response
from rest_framework.views import set_rollback

from liuyou.kernel.api.once import Conflict
from liuyou.kernel.base.errors import BadInput, LiuyouError, NotFound, Problem, Refused

log = logging.getLogger(__name__)
CODES = {
    "bad_input": "内容不对：字段缺少、写法不对或不认识",
    "not_signed_in": "没有令牌，或令牌不对、已停用、已到期",
    "not_allowed": "不能这样做：来源校验未通过，或须先在网页上改密码、绑定动态口令",
    "not_found": "没有，或不在权限和管理范围内（两者不加区分）",
    "refused": "业务规则不允许，理由见文字",
    "conflict": "内容已被别人改动，或幂等键重复而内容不同",
    "too_many": "请求太密，过一会儿再试",
    "failed": "系统出错",
}
"""Every code and what it means; they never change."""
WORDS: dict[type[exceptions.APIException], tuple[str, str]] = {
    exceptions.ParseError: ("bad_input", "请求体不是有效的 JSON：请检查括号、引号和编码（UTF-8）。"),
    exceptions.UnsupportedMediaType: (
        "bad_input",
        "请求体的类型不对：应为 application/json，上传文件用 multipart/form-data。",
    ),
    exceptions.MethodNotAllowed: ("bad_input", "这个地址不接受这种请求方法：请对照接口说明。"),
    exceptions.NotAuthenticated: ("not_signed_in", "请带上令牌：Authorization: Bearer 令牌。"),
}
CSRF = "来源校验未通过：用浏览器会话写入时要带 X-CSRFToken，程序请用令牌。"


class Wrong(BadInput):
    """A request with faults in named fields."""

    def __init__(self, fields: dict[str, list[str]], message: str = "有几处需要修改，未作任何改动。") -> None:
        super().__init__(message)
        self.fields = fields


def answered(error: Exception, context: dict[str, Any]) -> Response:
    """DRF's exception handler."""
    set_rollback()
    if isinstance(error, LiuyouError):
        return _ours(error)
    if isinstance(error, Http404):
        return told("not_found", "没有这个地址：请对照接口说明。", 404)
    if isinstance(error, PermissionDenied):
        return told("not_allowed", CSRF, 403)
    if isinstance(error, RequestDataTooBig):
        return told("bad_input", "请求体太大：请分几次提交。", 413)
    if isinstance(error, DataError | IntegrityError):
        return told("refused", "数据库没有接受这些内容：请核对长度、大小和日期后再试。", 409)
    if isinstance(error, exceptions.APIException):
        return _framework(error)
    frames = "".join(traceback.format_tb(error.__traceback__))  # not its words: they may hold what was sent
    log.error("api %s: %s\n%s", context["request"].path, type(error).__name__, frames)
    return told("failed", "系统出错，未作改动：请稍后再试，仍不行就把时间和地址告诉系统管理员。", 500)


def _ours(error: LiuyouError) -> Response:
    if isinstance(error, NotFound):
        return told("not_found", str(error), 404)
    if isinstance(error, Conflict):
        return told("conflict", str(error), 412 if isinstance(error, Overtaken) else 409)
    if isinstance(error, Refused):
        return told("refused", str(error), 409)
    fields = error.fields if isinstance(error, Wrong) else {}
    return told("bad_input", str(error), 400, fields, error.problems if isinstance(error, BadInput) else ())


class Overtaken(Conflict):
    """If-Match names a version that is no longer the present one."""


def _framework(error: exceptions.APIException) -> Response:
    if isinstance(error, exceptions.Throttled):
        wait = int(getattr(error, "wait", None) or 60) + 1
        answer = told("too_many", f"请求太密：请 {wait} 秒后再试。", 429)
        answer["Retry-After"] = str(wait)
        return answer
    if isinstance(error, exceptions.AuthenticationFailed):
        answer = told("not_signed_in", str(error.detail), 401)
    elif isinstance(error, exceptions.PermissionDenied):
        words = str(error.detail)
        return told("not_allowed", words if not words.isascii() and "CSRF" not in words else CSRF, 403)
    else:
        code, words = WORDS.get(type(error), ("bad_input", "请求不能这样写：请对照接口说明。"))
        answer = told(code, words, error.status_code)
    if answer.status_code == status.HTTP_401_UNAUTHORIZED:
        answer["WWW-Authenticate"] = "Bearer"
    return answer


def told(
    code: str,
    message: str,
    status: int,
    fields: dict[str, list[str]] | None = None,
    problems: Sequence[Problem] = (),
) -> Response:
    places = [{"message": each.message, "row": each.row, "column": each.column} for each in problems]
    error = {"code": code, "message": message, "fields": fields or {}, "problems": places[:100]}
    return Response({"error": error}, status=status)
