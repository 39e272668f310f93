"""What the worker does for webhooks. Procrastinate finds this module by its name."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime

from django.db import connection, transaction
from procrastinate import exceptions
from procrastinate.contrib.django import app

from liuyou.kernel.api import deliveries, once


@app.task(name="api.announce")
def announce(action: str, at: str) -> None:
    try:
        for webhook in deliveries.announce(action, datetime.fromisoformat(at)):
            enqueue(webhook)
    finally:
        connection.close_if_unusable_or_obsolete()


@app.task(name="api.send")
def send(webhook: int) -> None:
    try:
        if deliveries.send(webhook):
            enqueue(webhook)
    finally:
        connection.close_if_unusable_or_obsolete()


def enqueue(webhook: int) -> None:
    """One job waits for a webhook, and one works for it, at most."""
    lock = f"api.send {webhook}"
    with suppress(exceptions.AlreadyEnqueued), transaction.atomic():
        send.configure(queueing_lock=lock, lock=lock).defer(webhook=webhook)


@app.periodic(cron="* * * * *")
@app.task(name="api.due", queueing_lock="api.due")
def due(timestamp: int) -> None:
    """What is to be tried again, and what a killed worker has left lying."""
    try:
        for webhook in deliveries.due():
            enqueue(webhook)
    finally:
        connection.close_if_unusable_or_obsolete()


@app.periodic(cron="41 * * * *")
@app.task(name="api.purge", queueing_lock="api.purge")
def purge(timestamp: int) -> None:
    try:
        deliveries.purge()
        once.purge()
    finally:
        connection.close_if_unusable_or_obsolete()
