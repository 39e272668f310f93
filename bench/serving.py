"""Settings of a server that is measured: the project's own, and it knows the benchmark's measures."""

from liuyou.config.settings import *  # noqa: F403
from liuyou.config.settings import INSTALLED_APPS

INSTALLED_APPS = [*INSTALLED_APPS, "bench.apps.Bench"]
