"""What pages show of buddies: where somebody stands with them in one group, and who one's buddies are. Reads only."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.db.models import Exists, OuterRef
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

import clock
from accounts.access import can
from chat.models import Message, Participant, Room
from groups.models import Membership
from moderation.marking import paragraphs
from resilience.models import BuddyPair, BuddyRequest, BuddyWish
from resilience.policies import buddies as policies
from resilience.policies.steps import speaks_there


@dataclass(frozen=True)
class MyBuddy:
    """The other of a pair that goes on, and whether they said something new in the room of the two."""

    other: Membership
    room: Room
    has_new: bool


def pairs_of(user: Any, *, most: int) -> list[MyBuddy]:
    """The buddies of `user`, the newest first."""
    said = Message.objects.visible_to(user).filter(room=OuterRef("room"), removed_at__isnull=True)
    said = said.filter(seq__gt=OuterRef("last_read_seq")).exclude(author=OuterRef("pk"))
    here = Participant.objects.of(user).filter(room__kind="buddy", room=OuterRef("room"))
    rows: Any = BuddyPair.objects.visible_to(user).live().filter(Exists(here))
    rows = rows.annotate(has_new=Exists(here.filter(Exists(said))))
    # Home does not lead to somebody who has died. The room of the two stays, beside what the group has of buddies.
    rows = rows.filter(asker__said_died_at__isnull=True, asked__said_died_at__isnull=True)
    found = rows.select_related("asker", "asked", "room")[:most]
    return [MyBuddy(row.other_than(user.pk), row.room, row.has_new) for row in found if row.room is not None]


@dataclass(frozen=True)
class Standing:
    """What the page of a group about buddies shows to one of its people.

    `why_not` is one sentence, or empty for who may be asked; `why_not_look` is one for who may be asked and not ask.
    `ended` is the last pair, where there is no other; `lapsed`: what they asked last has run out, whyever.
    """

    why_not: str = ""
    why_not_look: str = ""
    may_be_asked: bool = False
    pair: BuddyPair | None = None
    other: Membership | None = None
    ended: BuddyPair | None = None
    was: Membership | None = None
    # With the words as they are read by whom they are for.
    waiting: list[tuple[BuddyRequest, SafeString]] = field(default_factory=list)
    open: BuddyRequest | None = None
    open_here: bool = False
    lapsed: bool = False
    people: list[Membership] = field(default_factory=list)


def standing(user: Any, mine: Membership) -> Standing:
    own = BuddyPair.objects.visible_to(user).of_membership(mine).select_related("asker", "asked", "room")
    pair = own.live().first()
    ended = own.filter(ended_at__isnull=False).order_by("-ended_at").first() if pair is None else None
    asked = BuddyRequest.objects.filter(account=user).select_related("asked")
    open_one = asked.open().first()
    last = asked.filter(asker=mine).first()
    looks = can(user, "resilience.look_for_buddy", mine)
    why_not = "" if can(user, "resilience.switch_on", mine) else _why_not(user, mine)
    waiting = BuddyRequest.objects.waiting_for(user).filter(asked=mine).select_related("asker")
    return Standing(
        why_not=why_not,
        why_not_look="" if looks or why_not or pair else _why_not_look(user, mine),
        may_be_asked=BuddyWish.objects.filter(membership=mine).exists(),
        pair=pair,
        other=pair.other_than(user.pk) if pair is not None else None,
        ended=ended,
        was=ended.other_than(user.pk) if ended is not None else None,
        waiting=[] if pair is not None else [(row, paragraphs(row.shown("words"))) for row in waiting],
        open=open_one,
        open_here=open_one is not None and open_one.asker_id == mine.pk,
        lapsed=last is not None and not last.is_settled and last.lapses_at <= clock.now(),
        people=policies.who_can_be_asked(user, mine) if looks and open_one is None else [],
    )


def _why_not(user: Any, mine: Membership) -> str:
    """The first reason, in the order in which a person is told."""
    settled = ngettext(
        "First get to know the group. You can have a buddy after %(days)d days here and one meeting. Those who keep "
        "the room note who came.",
        "First get to know the group. You can have a buddy after %(days)d days here and %(times)d meetings. Those who "
        "keep the room note who came.",
        settings.BUDDIES_AFTER_MEETINGS,
    ) % {"days": settings.BUDDIES_AFTER_DAYS, "times": settings.BUDDIES_AFTER_MEETINGS}
    reasons = (
        (policies.is_of_the_team, True, _("You are of the team. Buddies are for members, so you have none here.")),
        (policies.is_plain_member, False, _("You keep this room for everybody. So you are nobody’s buddy in it.")),
        (policies.is_known_adult, False, _("Buddies are for people of whom we know that they are 18 or older.")),
        (speaks_there, False, _("You or this group cannot take new words right now.")),
        (policies.has_settled, False, settled),
    )
    found = (words for test, stands, words in reasons if bool(test(user, mine)) == stands)
    return next(found, _("This does not work right now."))


def _why_not_look(user: Any, mine: Membership) -> str:
    if policies.keeps_a_group(user, mine):
        return _("You keep a group. You may be asked here, but you ask nobody yourself.")
    return _("You can be asked, but you cannot ask anybody right now.")
