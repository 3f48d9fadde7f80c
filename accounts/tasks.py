"""Wake-up calls. Each holds one service call and may run twice."""

from __future__ import annotations

from celery import shared_task

from accounts import services


@shared_task(name="accounts.erase_due")
def erase_due() -> None:
    services.erase_due()


@shared_task(name="accounts.keep_ledger")
def keep_ledger() -> None:
    services.keep_ledger()
