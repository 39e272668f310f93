"""How the organising registers look and are worked in the browser, one module a noun."""

from __future__ import annotations

from liuyou.areas.organising.screens import census, comparison, employers, unions

ALL = (employers.EMPLOYER, *unions.ALL, *census.ALL, *comparison.ALL)
