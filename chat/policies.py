"""Who may do what in a room. `why_not` gives the reason a person is told; the policies are made of the same tests."""

from __future__ import annotations

from datetime import timedelta
from functools import reduce
from operator import and_
from typing import Any

import rules

import clock
from accounts.access import can, declare
from accounts.policies import consent_is_in_force
from accounts.standing import sees
from chat.models import HeldMessage, Participant
from groups.models import Membership

# A room that needs a facilitator closes two minutes after the last one left.
FACILITATOR_GRACE = timedelta(minutes=2)
LIMITED_WAIT = timedelta(minutes=5)


@rules.predicate
def is_live_participant(user: Any, participant: Any) -> bool:
    if participant is None or participant.ended_at is not None or not user.is_authenticated or not user.is_active:
        return False
    membership = participant.membership
    owner = participant.account_id if membership is None else membership.account_id
    return owner == user.pk and (membership is None or membership.state == "active")


@rules.predicate
def agrees_now(user: Any, participant: Any) -> bool:
    """Who took their agreement back rests: nothing is stored of them or shown to them until they renew it."""
    known = getattr(participant, "agrees", None)
    return consent_is_in_force(user) if known is None else bool(known)


@rules.predicate
def is_muted(user: Any, participant: Any) -> bool:
    return participant.muted_until is not None and participant.muted_until > clock.now()


@rules.predicate
def is_suspended(user: Any, participant: Any) -> bool:
    gone = user.erase_after is not None or user.said_died_at is not None
    return gone or (user.suspended_until is not None and user.suspended_until > clock.now())


@rules.predicate
def rests(user: Any, participant: Any) -> bool:
    """Suspended, or said to have died: they read no room either."""
    suspended = user.suspended_until is not None and user.suspended_until > clock.now()
    return suspended or user.said_died_at is not None


@rules.predicate
def room_takes_posts(user: Any, participant: Any) -> bool:
    group = participant.room.group
    return group is None or (group.state == "active" and group.closed_to_posts_at is None)


@rules.predicate
def facilitator_is_here(user: Any, participant: Any) -> bool:
    group = participant.room.group
    if group is None or not group.needs_facilitator_here:
        return True
    if participant.membership is not None and participant.membership.keeps_the_room:
        return True
    keepers = Participant.objects.live().filter(
        room_id=participant.room_id,
        membership__state="active",
        membership__role__in=["facilitator", "co_facilitator"],
        seen_at__gt=clock.now() - FACILITATOR_GRACE,
    )
    return keepers.exists()


@rules.predicate
def goes_slowly(user: Any, participant: Any) -> bool:
    """A limited account waits between two messages, in every room."""
    if user.limited_until is None or user.limited_until <= clock.now() or participant.last_posted_at is None:
        return False
    return bool(participant.last_posted_at + LIMITED_WAIT > clock.now())


@rules.predicate
def has_waited(user: Any, participant: Any) -> bool:
    group = participant.room.group
    if group is None or not group.slow_mode_seconds or participant.last_posted_at is None:
        return True
    if participant.membership is not None and participant.membership.keeps_the_room:
        return True
    return bool(participant.last_posted_at + timedelta(seconds=group.slow_mode_seconds) <= clock.now())


@rules.predicate
def is_author(user: Any, message: Any) -> bool:
    return bool(is_live_participant(user, message.author))


@rules.predicate
def is_owner(user: Any, message: Any) -> bool:
    """Said by this account, under whichever name: who left, or came back, still owns their words."""
    return bool(user.is_authenticated and user.is_active and message.author.owner_id == user.pk)


@rules.predicate
def has_been_in(user: Any, group: Any) -> bool:
    """Is in the group or was, whyever that ended."""
    signed_in = bool(user.is_authenticated and user.is_active)
    return signed_in and Membership.objects.filter(account=user, group=group).exists()


@rules.predicate
def is_standing(user: Any, message: Any) -> bool:
    return message.removed_at is None


@rules.predicate
def is_not_taken_back(user: Any, message: Any) -> bool:
    """Also what a moderator took away, and could put back, is its author's to take back."""
    return not message.was_taken_back


@rules.predicate
def sees_message(user: Any, message: Any) -> bool:
    return sees(user, message)


@rules.predicate
def may_look_at_held(user: Any, held: Any) -> bool:
    return held is not None and HeldMessage.objects.for_desk(user).filter(pk=held.pk).exists()


@rules.predicate
def is_still_there(user: Any, held: Any) -> bool:
    """Of who has left a room nobody looks at anything."""
    return held is not None and held.author.ended_at is None


# In the order in which a person is told.
POSTING: list[tuple[str, Any]] = [
    ("not_found", is_live_participant),
    ("no_agreement", agrees_now),
    ("suspended", ~is_suspended),
    ("muted", ~is_muted),
    ("room_closed", room_takes_posts),
    ("no_facilitator", facilitator_is_here),
    ("limited", ~goes_slowly),
    ("slow", has_waited),
]


# Changing what was said is saying something. Only the waits between two messages do not hold for it.
CHANGING = [(code, test) for code, test in POSTING if code not in ("limited", "slow")]


def why_not_change(user: Any, participant: Any) -> str:
    """The code of the first reason why `user` may not change words said as `participant`, or an empty string."""
    return "" if can(user, "chat.change_words", participant) else _first(CHANGING, user, participant)


def why_not(user: Any, participant: Any) -> str:
    """The code of the first reason why `user` may not post as `participant`, or an empty string."""
    return "" if can(user, "chat.post_message", participant) else _first(POSTING, user, participant)


def why_not_let_in(user: Any, participant: Any) -> str:
    """The same for words that waited for the team, which has looked at them: nobody has to keep the room now."""
    return _first([one for one in CHANGING if one[0] != "no_facilitator"], user, participant)


def _first(reasons: list[tuple[str, Any]], user: Any, participant: Any) -> str:
    return next((code for code, test in reasons if not test(user, participant)), "")


declare(
    chat={
        "enter_room": is_live_participant & agrees_now & ~rests,
        "post_message": reduce(and_, (test for _, test in POSTING)),
        "change_words": reduce(and_, (test for _, test in CHANGING)),
        "edit_message": is_author & is_standing,
        "remove_message": is_owner & is_not_taken_back,
        "take_words_back": has_been_in,
        "encourage": sees_message & is_standing & ~is_owner & ~is_suspended,
        "mark_read": is_live_participant,
        # Words that a rule holds: the team, or who keeps the room, looks; their author takes them back at any time.
        "decide_held": may_look_at_held,
        "take_back_held": is_owner,
        "read_held": is_owner,
        "ask_held_again": is_owner & is_still_there,
    }
)
