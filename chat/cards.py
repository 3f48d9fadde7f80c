"""What rooms add to pages of other floors: on the page of one's data, the words that one left behind."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.cards import YouCard, data_cards
from chat.models import Message
from groups.models import Group, Membership
from moderation.models import MemorialWords


@dataclass
class Left:
    """A group where somebody was, by their own names there. `known` is its name, where anybody may read it."""

    uid: Any
    names: list[str]
    until: datetime | None
    known: str


def _words_left(request: HttpRequest) -> dict[str, Any] | None:
    user: Any = request.user
    said = Message.objects.still_of(user).filter(room__group=OuterRef("group"))
    remembered = MemorialWords.objects.filter(membership__account=user, membership__group=OuterRef("group"))
    words = Q(Exists(said)) | Q(Exists(remembered.exclude(words="")))
    former = Membership.objects.former_of(user).filter(words).select_related("group").order_by("ended_at", "pk")
    # A group may have another name by now, which is for those who are in it.
    shown = set(Group.objects.visible_to(user).filter(memberships__in=former).values_list("pk", flat=True))
    found: dict[int, Left] = {}
    for one in former:
        left = found.setdefault(one.group_id, Left(one.uid, [], None, one.group.name if one.group_id in shown else ""))
        left.uid, left.until = one.uid, one.ended_at
        if one.display_name not in left.names:
            left.names.append(one.display_name)
    return {"left": list(reversed(found.values()))} if found else None


def register() -> None:
    data_cards.add(
        "chat.words_left",
        YouCard(
            title=_("What you wrote in groups you are no longer in"),
            template="chat/_words_left.html",
            context=_words_left,
        ),
    )
