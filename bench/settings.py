"""The project's settings on a database of its own, so that a benchmark never touches anybody's records."""

from liuyou.config.settings import *  # noqa: F403
from liuyou.config.settings import DATABASES

DATABASES["default"]["NAME"] = "liuyou_bench"
