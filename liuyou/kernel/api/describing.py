"""What each address says of itself: from it the OpenAPI file is made, so that it cannot differ from what is served."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import uritemplate
from django.conf import settings
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.openapi import AutoSchema

from liuyou.kernel.api.refusing import CODES

Schema = dict[str, Any]
COMPONENTS: dict[str, Schema] = {}
"""Named schemas, filled while a file is made."""
JSON = "application/json"
REFUSALS = {
    400: "内容不对",
    401: "没有令牌，或令牌不对、已停用、已到期",
    403: "不能这样做",
    404: "没有，或不在权限和管理范围内",
    405: "不接受这种请求方法",
    409: "业务规则不允许，或与已有的内容冲突",
    412: "记录已被别人改动",
    413: "请求体太大",
    415: "请求体的类型不对",
    429: "请求太密",
}
READING, WRITING = (400, 401, 403, 404, 405, 429), (400, 401, 403, 404, 405, 409, 412, 413, 415, 429)


def ref(name: str, schema: Schema) -> Schema:
    """A reference to a named schema."""
    COMPONENTS[name] = schema
    return {"$ref": f"#/components/schemas/{name}"}


def obj(properties: Mapping[str, Schema], required: Sequence[str] | None = None, **more: Any) -> Schema:
    """An object that has these properties and no others; all are there unless `required` says which."""
    there = list(properties) if required is None else list(required)
    found: Schema = {"type": "object", "properties": dict(properties), "additionalProperties": False, **more}
    return found | ({"required": there} if there else {})


def text(words: str = "", **more: Any) -> Schema:
    return {"type": "string", **({"description": words} if words else {}), **more}


def number(words: str = "", **more: Any) -> Schema:
    return {"type": "integer", **({"description": words} if words else {}), **more}


def array(of: Schema, words: str = "", **more: Any) -> Schema:
    return {"type": "array", "items": of, **({"description": words} if words else {}), **more}


def query(name: str, words: str, schema: Schema | None = None, *, required: bool = False) -> Schema:
    """A parameter of the address."""
    found = {"name": name, "in": "query", "description": words, "schema": schema or {"type": "string"}}
    return found | ({"required": True} if required else {})


ORG_SHAPE = obj({"id": number("组织编号"), "name": text("名称")})
ORG = query("org", "组织编号：只看这个组织和它的下级；不填就是令牌所在的组织", {"type": "integer", "minimum": 1})
CURSOR = query("cursor", "翻页：填上一页 next 或 previous 的值")
SIZE = query("size", "每页条数", {"type": "integer", "minimum": 1, "maximum": 200, "default": 50})
KEY: Schema = {
    "name": "Idempotency-Key",
    "in": "header",
    "description": "自定的唯一值：24 小时内带同一个值重发，不会再做一次",
    "schema": {"type": "string", "maxLength": 200},
}
MATCH: Schema = {
    "name": "If-Match",
    "in": "header",
    "description": "先前读到的 ETag：记录已被别人改动时不办理（412）",
    "schema": {"type": "string"},
}


COMMON = (ORG, CURSOR, SIZE, KEY, MATCH)


def _short(parameter: Schema) -> Schema:
    """Parameters of many addresses are written once."""
    name = parameter["name"].replace("-", "")
    return {"$ref": f"#/components/parameters/{name}"} if parameter in COMMON else parameter


@dataclass(frozen=True, slots=True)
class Operation:
    """One method of one address."""

    id: str
    tag: str
    title: str
    answer: Schema
    words: str = ""
    parameters: Sequence[Schema] = ()
    body: Schema | None = None
    sent_as: str = JSON
    status: int = 200
    also: Mapping[int, str] = field(default_factory=dict)
    """Other good answers, of the same shape."""
    given_as: str = JSON


class Described(AutoSchema):
    """Asks the view: ``operation(method)``."""

    def get_operation(self, path: str, path_regex: str, path_prefix: str, method: str, registry: Any) -> Schema | None:
        self.registry, self.path, self.path_regex = registry, path, path_regex
        self.path_prefix, self.method = path_prefix, method.upper()
        view: Any = self.view
        told: Operation | None = view.operation(self.method)
        if told is None:
            return None
        named = self._resolve_path_parameters(uritemplate.variables(path))  # type: ignore[no-untyped-call]
        parameters = [*named, *(_short(each) for each in told.parameters)]
        found: Schema = {"operationId": told.id, "summary": told.title, "tags": [told.tag]}
        found |= {"description": told.words} if told.words else {}
        found |= {"parameters": parameters} if parameters else {}
        if told.body is not None:
            found["requestBody"] = {"required": True, "content": {told.sent_as: {"schema": told.body}}}
        return found | {"security": self.get_auth(), "responses": self._answers(told)}

    def _answers(self, told: Operation) -> Schema:
        content = {told.given_as: {"schema": told.answer}}
        good = {told.status: "成功", **told.also}
        found = {str(code): {"description": words, "content": content} for code, words in good.items()}
        if self.method == "GET":
            found["304"] = {"description": "与 If-None-Match 的 ETag 相同"}
        codes = READING if self.method == "GET" else WRITING
        return found | {str(code): {"$ref": f"#/components/responses/Refused{code}"} for code in codes}


_PROBLEM = obj(
    {
        "message": text("哪里不对"),
        "row": number("行", nullable=True),
        "column": text("列的名称"),
    }
)
ERROR = obj(
    {
        "error": obj(
            {
                "code": text(
                    "固定不变的代码：" + "；".join(f"{code} {words}" for code, words in CODES.items()), enum=list(CODES)
                ),
                "message": text("给人看的话"),
                "fields": {
                    "type": "object",
                    "description": "字段 → 哪里不对",
                    "additionalProperties": {"type": "array", "items": {"type": "string"}},
                },
                "problems": array(_PROBLEM, "不属于某个字段的问题"),
            }
        )
    },
    description="出错时的回答，处处一样",
)


class TokenScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    target_class = "liuyou.kernel.api.arriving.ByToken"
    name = "token"

    def get_security_definition(self, auto_schema: AutoSchema) -> Schema:
        return {"type": "http", "scheme": "bearer", "description": "在“系统 → 接口令牌”中发放的令牌"}


class BrowserScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    target_class = "liuyou.kernel.api.arriving.BySession"
    name = "session"

    def get_security_definition(self, auto_schema: AutoSchema) -> Schema:
        return {
            "type": "apiKey",
            "in": "cookie",
            "name": settings.SESSION_COOKIE_NAME,
            "description": "在浏览器里登录后的会话；写入时另带 X-CSRFToken",
        }


def ours(endpoints: list[tuple[Any, ...]], **_: Any) -> list[tuple[Any, ...]]:
    """Only our own addresses are described."""
    COMPONENTS.clear()
    return [each for each in endpoints if each[0].startswith("/api/v1/")]


def with_components(result: Schema, generator: Any, **_: Any) -> Schema:
    """The named schemas into the file, in order of their names."""
    refused = {"content": {JSON: {"schema": ref("Error", ERROR)}}}
    named = {f"Refused{code}": {"description": words, **refused} for code, words in REFUSALS.items()}
    parameters = {each["name"].replace("-", ""): each for each in COMMON}
    result["components"]["parameters"] = dict(sorted(parameters.items()))
    result["components"]["responses"] = named
    result["components"]["schemas"] = dict(sorted(COMPONENTS.items()))
    return result
