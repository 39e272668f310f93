"""Union organisations by any part of the name, of its pinyin or initials, and by credit code."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import connection

from liuyou.kernel.access.knowing import reach_of
from liuyou.kernel.access.models import Actor
from liuyou.kernel.base.pinyin import typed
from liuyou.kernel.orgs import tree
from liuyou.kernel.orgs.models import Kind
from liuyou.kernel.search.hits import ORG, Hit

KIND = "工会组织"
# Ranked: the whole name, its beginning, its end, anywhere; higher in the tree first.
QUERY = """
SELECT p.org_id, p.name, p.kind, above.name FROM orgs_place p
JOIN orgs_org org ON org.id = p.org_id
LEFT JOIN orgs_place above ON above.org_id = p.parent_id AND {above}
WHERE p.path <@ %(paths)s::ltree[] AND {standing}
      AND (p.name LIKE %(part)s OR org.code = %(code)s
           OR (%(latin)s <> '' AND (p.initials LIKE %(latin_part)s OR p.pinyin LIKE %(latin_part)s)))
ORDER BY p.name = %(text)s OR p.initials = %(latin)s DESC,
         p.name LIKE %(begin)s OR p.initials LIKE %(latin_begin)s DESC,
         nlevel(p.path), p.name, p.org_id
LIMIT %(limit)s
"""


def find(text: str, actor: Actor, on: date, limit: int, permission: str = "") -> list[Hit]:
    """Within reach of a permission; of any that the actor holds, by default."""
    reach = reach_of(actor, permission, on)
    if not reach.paths:
        return []
    plain, latin = _escaped(text), typed(text)
    values: dict[str, Any] = {
        "paths": list(reach.paths),
        "on": on,
        "text": text,
        "code": text.upper(),
        "latin": latin,
        "part": f"%{plain}%",
        "begin": f"{plain}%",
        "latin_part": f"%{latin}%",
        "latin_begin": f"{latin}%" if latin else "",
        "limit": limit,
    }
    with connection.cursor() as cursor:
        cursor.execute(
            QUERY.format(above=tree.standing("above", None), standing=tree.standing("p", None)),
            values,
        )
        return [
            Hit(KIND, name, ORG.format(number), "　".join(filter(None, (Kind(kind).label, above))))
            for number, name, kind, above in cursor.fetchall()
        ]


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
