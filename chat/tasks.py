"""Wake-up calls. Each holds one service call and may run twice."""

from __future__ import annotations

from celery import shared_task

from chat import services


@shared_task(name="chat.give_back_held")
def give_back_held() -> None:
    services.give_back_held()
