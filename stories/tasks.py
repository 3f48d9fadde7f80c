"""Wake-up calls. Each holds one service call and may run twice."""

from __future__ import annotations

from celery import shared_task

from stories import services


@shared_task(name="stories.ask_facilitators")
def ask_facilitators() -> None:
    services.ask_facilitators()
