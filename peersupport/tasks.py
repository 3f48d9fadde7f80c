"""What beat wakes. Each sweep is idempotent, claims its rows and lives in the app that owns them."""

from __future__ import annotations

import logging

from celery import shared_task

from peersupport.sweeps import each_hour, each_minute

log = logging.getLogger(__name__)


@shared_task(name="peersupport.sweep_minute")
def sweep_minute() -> None:
    each_minute()


@shared_task(name="peersupport.sweep_hour")
def sweep_hour() -> None:
    each_hour()
