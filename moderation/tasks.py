"""Wake-up calls. Each holds one service call and may run twice."""

from __future__ import annotations

from celery import shared_task

from moderation import services


@shared_task(name="moderation.read_unread")
def read_unread() -> None:
    services.read_unread()


@shared_task(name="moderation.end_due_sanctions")
def end_due_sanctions() -> None:
    services.end_due_sanctions()


@shared_task(name="moderation.alert_waiting")
def alert_waiting() -> None:
    services.alert_waiting()
