"""Wake-up calls. Each holds one service call and may run twice."""

from __future__ import annotations

from celery import shared_task

from groups import services


@shared_task(name="groups.pass_on_requests")
def pass_on_requests() -> None:
    services.pass_on_requests()


@shared_task(name="groups.close_unkept_groups")
def close_unkept_groups() -> None:
    services.close_unkept_groups()


@shared_task(name="groups.close_ended_cohorts")
def close_ended_cohorts() -> None:
    services.close_ended_cohorts()
