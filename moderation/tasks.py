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


@shared_task(name="moderation.lapse_claims")
def lapse_claims() -> None:
    services.lapse_claims()


@shared_task(name="moderation.bring_check_backs")
def bring_check_backs() -> None:
    services.bring_check_backs()


@shared_task(name="moderation.climb")
def climb() -> None:
    services.climb()


@shared_task(name="moderation.rehearse")
def rehearse() -> None:
    services.rehearse()


@shared_task(name="moderation.extend_rota")
def extend_rota() -> None:
    services.extend_rota()


@shared_task(name="moderation.end_due_openings")
def end_due_openings() -> None:
    services.end_due_openings()


@shared_task(name="moderation.bring_look_ins")
def bring_look_ins() -> None:
    services.bring_look_ins()


@shared_task(name="moderation.bring_close_look_ins")
def bring_close_look_ins() -> None:
    services.bring_close_look_ins()
