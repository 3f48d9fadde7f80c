"""Wake-up calls. Each holds one service call and may run twice."""

from __future__ import annotations

from celery import shared_task

from care import services


@shared_task(name="care.work_imports")
def work_imports() -> None:
    services.work_imports()
