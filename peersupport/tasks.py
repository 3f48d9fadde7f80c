"""The one wake-up call that asks every app; the others live beside their services."""

from __future__ import annotations

from celery import shared_task

from peersupport import retention


@shared_task(name="peersupport.forget_old")
def forget_old() -> None:
    retention.forget_old()
