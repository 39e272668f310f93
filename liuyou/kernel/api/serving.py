"""The OpenAPI file as it is served: made from the views, kept for some minutes because types are data."""

from __future__ import annotations

import time

from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.renderers import OpenApiYamlRenderer

KEPT = 300.0
_made: tuple[float, bytes] = (float("-inf"), b"")


def written() -> bytes:
    global _made
    if time.monotonic() - _made[0] > KEPT:
        _made = (time.monotonic(), fresh())
    return _made[1]


def fresh() -> bytes:
    """As ``manage.py spectacular`` writes it."""
    schema = SchemaGenerator().get_schema(request=None, public=True)  # type: ignore[no-untyped-call]
    return bytes(OpenApiYamlRenderer().render(schema, renderer_context={}))  # type: ignore[no-untyped-call]
