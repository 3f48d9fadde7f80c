"""Wake-up calls that ask several apps; the others live beside their services."""

from __future__ import annotations

from celery import shared_task

from peersupport import alarms, retention


@shared_task(name="peersupport.forget_old")
def forget_old() -> None:
    retention.forget_old()


@shared_task(name="peersupport.tell_of_old_numbers")
def tell_of_old_numbers() -> None:
    alarms.tell_of_old_numbers()
