"""Addresses of jobs, health and backups."""

from __future__ import annotations

from django.urls import path

from liuyou.administration import backups, health, runs
from liuyou.kernel.web import menu
from liuyou.kernel.web.pages import SIGNED_IN

urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("jobs/", runs.run_list, name="jobs"),
    path("jobs/<int:number>/", runs.run_page, name="job"),
    path("jobs/<int:number>/progress/", runs.run_progress, name="job-progress"),
    path("jobs/<int:number>/stop/", runs.run_stop, name="job-stop"),
    path("jobs/<int:number>/resume/", runs.run_resume, name="job-resume"),
    path("jobs/<int:number>/result/", runs.run_result, name="job-result"),
    path("system/health/", health.health, name="health"),
    path("system/backups/", backups.backup_list, name="backups"),
    path("system/backups/make/", backups.backup_make, name="backup-make"),
    path("system/backups/<str:name>/download/", backups.backup_download, name="backup-download"),
]


def enter_menu() -> None:
    menu.add("系统", "任务", "jobs", SIGNED_IN, order=20)
    menu.add("系统", "备份", "backups", "system.manage", order=80)
    menu.add("系统", "运行状况", "health", "system.manage", order=90)
