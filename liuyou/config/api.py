"""How the API is wired: who signs in, what is refused by default, the one error shape. The rules are in kernel.api."""

from __future__ import annotations

import os

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "liuyou.kernel.api.arriving.ByToken",
        "liuyou.kernel.api.arriving.BySession",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["liuyou.kernel.api.arriving.Declared"],
    "DEFAULT_THROTTLE_CLASSES": ["liuyou.kernel.api.counting.PerMinute"],
    "DEFAULT_RENDERER_CLASSES": ["liuyou.kernel.api.rendering.Json"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_CONTENT_NEGOTIATION_CLASS": "liuyou.kernel.api.rendering.AlwaysJson",
    "DEFAULT_SCHEMA_CLASS": "liuyou.kernel.api.describing.Described",
    "EXCEPTION_HANDLER": "liuyou.kernel.api.refusing.answered",
    "UNAUTHENTICATED_USER": None,
    "URL_FORMAT_OVERRIDE": None,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "六有 工会业务接口",
    "DESCRIPTION": "台账、指标、公文和组织。用法和例子见系统内“系统 → 接口说明”。",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "PREPROCESSING_HOOKS": ["liuyou.kernel.api.describing.ours"],
    "POSTPROCESSING_HOOKS": ["liuyou.kernel.api.describing.with_components"],
    "DISABLE_ERRORS_AND_WARNINGS": False,
}
API_WEBHOOK_NETWORKS = [
    each.strip() for each in os.environ.get("LIUYOU_WEBHOOK_NETWORKS", "").split(",") if each.strip()
]
"""Private networks that notices may be sent to, such as 10.1.0.0/16 or 127.0.0.0/8; none unless named."""
