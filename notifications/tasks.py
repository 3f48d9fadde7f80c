"""Wake-up calls. Each holds one service call and may run twice."""

from __future__ import annotations

from celery import shared_task

from notifications import services


@shared_task(name="notifications.deliver_due")
def deliver_due() -> None:
    services.deliver_due()
