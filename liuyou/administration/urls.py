"""Addresses of administration, module by module."""

from __future__ import annotations

from liuyou.administration import operations, reconciling
from liuyou.administration.journal.urls import urlpatterns as journal
from liuyou.administration.orgs.urls import urlpatterns as orgs
from liuyou.administration.parameters.urls import urlpatterns as parameters

urlpatterns = [*operations.urlpatterns, *orgs, *parameters, *reconciling.urlpatterns, *journal]
