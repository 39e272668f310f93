"""Serving the web application with granian, for one person on this machine until signing in exists."""

from __future__ import annotations

import os
import secrets

import click
from granian import Granian
from granian.constants import Interfaces


def run(host: str, port: int) -> None:
    """Serve until stopped. The address printed carries the key without which every page is refused."""
    os.environ.setdefault("LIUYOU_WEB_KEY", secrets.token_urlsafe(24))
    click.echo(f"网页已启动：http://{host}:{port}/?key={os.environ['LIUYOU_WEB_KEY']}")
    click.echo("按 Ctrl+C 停止。")
    Granian(
        "liuyou.config.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=1,
        blocking_threads=4,
        log_enabled=False,
    ).serve()
