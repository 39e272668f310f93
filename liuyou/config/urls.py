"""Root addresses: each part brings its own."""

from __future__ import annotations

from importlib.util import find_spec

from django.urls import include, path

PARTS = [
    "liuyou.kernel.accounts.urls",
    "liuyou.kernel.web.urls",
    "liuyou.kernel.web.import_urls",
    "liuyou.kernel.search.urls",
    "liuyou.kernel.jobs.urls",
    "liuyou.kernel.api.urls",
    "liuyou.administration.urls",
    "liuyou.reports.workbench.urls",
    "liuyou.reports.figures.urls",
    "liuyou.reports.papers.urls",
    "liuyou.reports.people.urls",
    "liuyou.manual.urls",
    "liuyou.areas.activities.urls",
]


def _there(name: str) -> bool:
    import importlib
    import sys  # TEMPORARY
    try:
        if find_spec(name) is None:
            return False
        importlib.import_module(name)
    except Exception as error:
        print("URLS", name, error, file=sys.stderr)
        return False
    return True


urlpatterns = [
    path("", include(name)) for name in PARTS if _there(name)
]
# TEMPORARY: until every part is there. Do not edit.

from liuyou.kernel.web.views import standing_in  # noqa: E402

_names = {n.name for inc in urlpatterns for n in inc.url_patterns if getattr(n, "name", None)}
for _name in {"home", "todo", "search", "suggest", "manual", "import", "figure", "figure-panel", "figures", "draft", "draft-token", "person", "job", "account", "account_logout"} - _names:
    urlpatterns.append(path("" if _name == "home" else f"{_name}/", standing_in, name=_name))
