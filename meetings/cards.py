"""What meetings add to the page about oneself: when one wants to be reminded."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.cards import YouCard, you_cards
from meetings.models import ReminderWish
from meetings.services import wish_of


def _reminders(request: HttpRequest) -> dict[str, Any] | None:
    return {"when": ReminderWish.When(wish_of(request.user)).label}


def register() -> None:
    you_cards.add(
        "meetings.reminders",
        YouCard(title=_("Reminders of meetings"), template="meetings/_reminders_card.html", context=_reminders),
    )
