"""Buddies for tests: people who have been in a group for long enough, and pairs made by the real services."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import clock
from chat import services as chat
from chat.models import Message, Participant
from groups.models import Membership
from meetings.models import Attendance, Meeting
from resilience.models import BuddyPair, BuddyRequest, BuddyWish
from resilience.services import buddies, buddy_pairs
from tests.factories.groups import join
from tests.factories.meetings import make_meeting

LONG = timedelta(days=30)


def settle(membership: Membership, keeper: Any) -> Membership:
    """They have been there for a month, and were at one meeting."""
    Membership.objects.filter(pk=membership.pk).update(joined_at=clock.now() - LONG)
    meeting = Meeting.objects.filter(series__group=membership.group).first() or make_meeting(keeper, membership.group)
    Attendance.objects.create(meeting=meeting, membership=membership, present=True)
    membership.refresh_from_db()
    return membership


def make_settled(group: Any, user: Any, keeper: Any, *, name: str = "") -> Membership:
    return settle(join(group, user, name=name), keeper)


def may_be_asked(membership: Membership) -> Membership:
    buddies.choose_askable(actor=membership.account, membership=membership, yes=True)
    return membership


def ask(asker: Membership, asked: Membership, words: str = "Would you write to me now and then?") -> BuddyRequest:
    if not BuddyWish.objects.filter(membership=asked).exists():
        may_be_asked(asked)
    return buddies.ask(actor=asker.account, asked=asked, words=words).request


def pair_up(asker: Membership, asked: Membership) -> BuddyPair:
    return buddy_pairs.say_yes(actor=asked.account, request=ask(asker, asked))


def says_to_buddy(user: Any, pair: BuddyPair, words: str, **fields: Any) -> Any:
    """What the service answers; `said` is the stored message."""
    here = Participant.objects.of(user).get(room=pair.room)
    (answer,) = chat.post_messages(posts=[chat.Post(here.pk, user.pk, words, **fields)])
    return answer


def said(user: Any, pair: BuddyPair, words: str) -> Message:
    answer = says_to_buddy(user, pair, words)
    assert isinstance(answer, chat.Posted), answer
    return answer.message
