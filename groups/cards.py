"""What groups add to pages of other floors: hidden names on the page about oneself."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

import clock
from accounts.access import can
from accounts.ages import Ages, ages_of
from accounts.cards import YouCard, you_cards
from groups.models import AgeMove, Block, Membership, Mute

# So long the page still says that they came over.
SHOWN_FOR = timedelta(days=30)


def _hidden_names(request: HttpRequest) -> dict[str, Any] | None:
    user = request.user
    return {"count": Block.objects.visible_to(user).count() + Mute.objects.visible_to(user).count()}


def _age(request: HttpRequest) -> dict[str, Any] | None:
    """For who is under 18, and for who has just come over; nothing for everybody else."""
    user = request.user
    rows = AgeMove.objects.visible_to(user).filter(account=user.pk)
    move = rows.order_by("-asked_at").first()
    young = ages_of(user) is Ages.UNDER_18
    came_over = move is not None and move.done_at is not None and move.done_at > clock.now() - SHOWN_FOR
    if not young and not came_over:
        return None
    mine = Membership.objects.of(user).filter(group__ages=Ages.UNDER_18).select_related("group").order_by("joined_at")
    return {"young": young, "move": move, "mine": list(mine), "may_ask": can(user, "groups.ask_to_move", user)}


def register() -> None:
    you_cards.add("groups.age", YouCard(title=_("Your age"), template="groups/_age_card.html", context=_age))
    you_cards.add(
        "groups.hidden_names",
        YouCard(title=_("Names you do not read"), template="groups/_hidden_card.html", context=_hidden_names),
    )
