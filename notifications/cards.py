"""What the page about oneself says of mail."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.cards import YouCard, you_cards
from notifications.mail import why_none


def _mail(request: HttpRequest) -> dict[str, Any]:
    return {"none": why_none(request.user)}


def register() -> None:
    you_cards.add("notifications.mail", YouCard(title=_("Mail"), template="notifications/_card.html", context=_mail))
