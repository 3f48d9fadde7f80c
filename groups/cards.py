"""What groups add to pages of other floors: hidden names on the page about oneself."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.cards import YouCard, you_cards
from groups.models import Block, Mute


def _hidden_names(request: HttpRequest) -> dict[str, Any] | None:
    user = request.user
    return {"count": Block.objects.visible_to(user).count() + Mute.objects.visible_to(user).count()}


def register() -> None:
    you_cards.add(
        "groups.hidden_names",
        YouCard(title=_("Names you do not read"), template="groups/_hidden_card.html", context=_hidden_names),
    )
