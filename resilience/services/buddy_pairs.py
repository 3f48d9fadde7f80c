"""Two buddies: how it begins, how the team is told that one is in danger, and all the ways in which it ends."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

import clock
from accounts.access import require
from audit import services as audit
from chat import services as chat
from chat.models import Participant, Room
from groups.models import Group, Membership
from moderation import services as moderation
from moderation.models import Report
from notifications.services import notify
from resilience.models import BuddyPair, BuddyRequest, BuddyWish
from resilience.models.buddies import KEPT
from resilience.policies.buddies import is_known_adult
from resilience.querysets.buddies import blocks_between, known_adult, of_team
from resilience.services.buddies import forget, forget_requests, held_request, put_away_for, settle
from resilience.services.showing import forget_shown_to
from rows import require_transaction

BEGAN = "buddies.began"


@transaction.atomic(durable=True)
def say_yes(*, actor: Any, request: BuddyRequest) -> BuddyPair:
    """`actor`, who was asked, has read and agrees to what holds between buddies: there is a room for the two.

    Raises PermissionDenied where it is not open any more, or one of the two may not (any more).
    """
    held = held_request(request)
    require(actor, "resilience.say_yes", held)
    if blocks_between(actor, held.account_id).exists():
        raise PermissionDenied
    now, two = clock.now(), (held.asker, held.asked)
    room = chat.buddy_room()
    for membership in two:
        chat.begin_participant(room=room, membership=membership)
    pair: BuddyPair = BuddyPair.objects.create(
        asker=held.asker,
        asked=held.asked,
        room=room,
        asker_agreed_at=held.asked_at,
        asked_agreed_at=now,
        asker_is_adult=is_known_adult(held.asker.account, held.asker),
        asked_is_adult=is_known_adult(actor, held.asked),
        begun_at=now,
    )
    # One at a time: what they asked others, or others them, needs no answer any more.
    settle(BuddyRequest.objects.filter(Q(pk=held.pk) | Q(asker__in=two)))
    for membership in two:
        put_away_for(membership)
    BuddyWish.objects.filter(membership__in=two).delete()
    audit.record(actor=actor, verb="buddies.began", target=pair)
    notify(account=held.asker.account, kind=BEGAN, about=pair)
    return pair


@transaction.atomic(durable=True)
def end_pair(*, actor: Any, pair: BuddyPair) -> None:
    """It ends, without a word to the other than that it has. Twice is a PermissionDenied."""
    held = BuddyPair.objects.select_for_update(no_key=True, of=("self",)).get(pk=pair.pk)
    require(actor, "resilience.end_pair", held)
    end_pairs(BuddyPair.objects.filter(pk=held.pk))


def tell_of_buddy(*, actor: Any, pair: BuddyPair, client_uid: uuid.UUID | None = None) -> Report:
    """One tap: the team is called to the other of the two, with the last of their words and the few around them."""
    require(actor, "resilience.tell_of_buddy", pair)
    return moderation.report(
        actor=actor,
        kind="buddy",
        uid=pair.other_than(actor.pk).uid,
        reason=Report.Reason.WORRY,
        words=_("Pressed in the room of the two: “My buddy is in danger.”"),
        client_uid=client_uid,
        in_danger=True,
    )


@transaction.atomic(durable=True)
def take_buddy_words_back(*, actor: Any, group: Group) -> None:
    """What `actor` wrote to buddies of `group` is gone, as what they wrote in its other rooms."""
    require(actor, "chat.take_words_back", group)
    rooms = BuddyPair.objects.of(actor).filter(asker__group=group, room__isnull=False).values("room")
    chat.erase_words_of(actor, rooms=Room.objects.filter(pk__in=rooms))


def forget_buddies(moment: datetime) -> int:
    """Sweep. What ended, or was asked, long ago goes, with all that was said; and what may be no more ends."""
    return _forget_buddies(moment=moment)


@transaction.atomic(durable=True)
def _forget_buddies(*, moment: datetime) -> int:
    # Somebody joined the team, or the house says otherwise who is certainly of age: no signal tells of either.
    either = Q()
    for one in ("asker", "asked"):
        either |= of_team(f"{one}__account__") | ~known_adult(f"{one}__account__profile__")
    end_pairs(BuddyPair.objects.filter(either))
    _end_across_blocks(moment)
    old = BuddyPair.objects.filter(ended_at__lte=moment - KEPT)
    return forget_requests(moment) + _forget(old)


# -- blocks -----------------------------------------------------------------------------------------------------------
def end_pairs(pairs: Any) -> None:
    """Building block. These end now: nobody enters the room any more, and both read the same of it."""
    require_transaction()
    for pair in pairs.live().select_for_update(no_key=True, of=("self",)).order_by("pk"):
        BuddyPair.objects.filter(pk=pair.pk).update(ended_at=clock.now())
        for participant in Participant.objects.live().filter(room=pair.room_id).select_related("room"):
            chat.end_participant(participant)
        forget_shown_to(pair)
        # Nobody is named: whose wish it was, nobody learns from here either.
        audit.record(verb="buddies.ended", target=pair)


def leave_buddies(membership: Membership) -> None:
    """Building block. Whoever left the group, or keeps it from now on, has no buddy there and asks nobody."""
    require_transaction()
    end_pairs(BuddyPair.objects.all().of_membership(membership))
    BuddyWish.objects.filter(membership=membership).delete()
    settle(BuddyRequest.objects.filter(asker=membership))
    put_away_for(membership)


def end_buddies_in(group: Group) -> None:
    """Building block. The group has ended."""
    require_transaction()
    end_pairs(BuddyPair.objects.filter(asker__group=group))
    BuddyWish.objects.filter(membership__group=group).delete()
    settle(BuddyRequest.objects.filter(asker__group=group))


def part(one: Any, other: Any, group: Group) -> None:
    """Building block. A block was made in `group`: their pair there ends, and nothing waits there.

    A pair of another group ends as well, but by the sweep, days later: whoever made the block must not see from a room
    that ends in the same moment that two names are one person.
    """
    require_transaction()
    for mine, theirs in ((one, other), (other, one)):
        end_pairs(BuddyPair.objects.filter(asker__account=mine, asked__account=theirs, asker__group=group))
        for membership in Membership.objects.filter(account=mine, group=group):
            put_away_for(membership, asked_by=theirs)


def _end_across_blocks(moment: datetime) -> None:
    """Between one day and a week after a block elsewhere, another time for each pair."""
    across = Exists(blocks_between(OuterRef("asker__account"), OuterRef("asked__account")))
    due = []
    for pair in BuddyPair.objects.live().filter(across).select_related("asker", "asked"):
        blocks = blocks_between(pair.asker.account_id, pair.asked.account_id)
        wait = timedelta(hours=24 + pair.uid.int % 144)
        here = blocks.filter(against__group=pair.asker.group_id)
        if here.exists() or blocks.filter(created_at__lte=moment - wait).exists():
            due.append(pair.pk)
    end_pairs(BuddyPair.objects.filter(pk__in=due))


def rest_buddies_of(account: Any) -> None:
    """Building block. Suspended, or on their way out: every pair of theirs ends, and what they asked is taken back."""
    require_transaction()
    for membership in Membership.objects.filter(account=account):
        leave_buddies(membership)


def forget_buddies_of(account: Any) -> None:
    """Building block of erasure. What was said to somebody alone goes whole, and so does what was asked."""
    require_transaction()
    rest_buddies_of(account)
    _forget(BuddyPair.objects.of(account))
    forget(BuddyRequest.objects.filter(Q(account=account) | Q(asked__account=account)))


def _forget(pairs: Any) -> int:
    count = 0
    for pair in pairs.select_related("room"):
        room = pair.room
        pair.delete()
        if room is not None:
            chat.forget_room(room)
        count += 1
    return count
