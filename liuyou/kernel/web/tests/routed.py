"""The root addresses with those of importing, attachments and drafts, whether or not the root has them already."""

from __future__ import annotations

from liuyou.config.urls import urlpatterns as root
from liuyou.kernel.web.import_urls import urlpatterns as ours

urlpatterns = [*ours, *root]
