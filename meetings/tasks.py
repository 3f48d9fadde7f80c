"""Wake-up calls. Each holds one service call and may run twice."""

from __future__ import annotations

from celery import shared_task

from meetings import services


@shared_task(name="meetings.lapse_offers")
def lapse_offers() -> None:
    services.lapse_offers()


@shared_task(name="meetings.hand_over_reminders")
def hand_over_reminders() -> None:
    services.hand_over_reminders()


@shared_task(name="meetings.mind_lives")
def mind_lives() -> None:
    services.mind_lives()


@shared_task(name="meetings.keep_watch")
def keep_watch() -> None:
    services.keep_watch()


@shared_task(name="meetings.extend_series")
def extend_series() -> None:
    services.extend_series()
