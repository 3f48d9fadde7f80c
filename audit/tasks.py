"""Wake-up calls. Each holds one service call and may run twice."""

from __future__ import annotations

from celery import shared_task

from audit import services


@shared_task(name="audit.seal_chain")
def seal_chain() -> None:
    services.seal_chain()
