"""Rooms and who is in them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.db.models import F, Max

import clock
from accounts.access import require
from audit import services as audit
from chat import signals
from chat.models import Encouragement, Message, Participant, Room
from chat.services.holding import forget_held_of
from groups.models import FORMER_MEMBER, Group, Membership, new_seed
from moderation.reading import passages_gone
from moderation.services import remembered_gone
from realtime import hub
from rows import effect, require_transaction

LOCK = "SELECT id FROM chat_room WHERE id IN ({ids}) ORDER BY id FOR NO KEY UPDATE"
TAKE = """
    UPDATE chat_room SET seq = seq + CASE id {case} END, last_message_at = COALESCE(%s, last_message_at)
    WHERE id IN ({ids}) RETURNING id, seq
"""


def topic_of(room: Any) -> str:
    """The name under which sockets follow `room`."""
    return f"room:{room.uid}"


def take_places(room: Room, count: int = 1, *, said_at: datetime | None = None) -> int:
    """Block. Lock the room and take `count` places; returns the first. Commit order is seq order, without gaps.

    `said_at` also notes when somebody last said something there.
    """
    return take_places_in({room.pk: count}, said_at=said_at)[room.pk]


def take_places_in(counts: Mapping[int, int], *, said_at: datetime | None = None) -> dict[int, int]:
    """Block. Like `take_places`, for several rooms at once: room id → how many, and room id → the first."""
    require_transaction()
    if not counts:
        return {}
    ids = sorted(counts)
    some = ", ".join(["%s"] * len(ids))
    case = " ".join(["WHEN %s THEN %s"] * len(ids))
    taken = [part for room in ids for part in (room, counts[room])]
    with connection.cursor() as cursor:
        if len(ids) > 1 and connection.features.has_select_for_no_key_update:
            # An update locks in whatever order it finds the rows; two processes could wait for each other.
            cursor.execute(LOCK.replace("{ids}", some), ids)
        cursor.execute(
            TAKE.replace("{ids}", some).replace("{case}", case),
            [*taken, said_at and connection.ops.adapt_datetimefield_value(said_at), *ids],
        )
        return {room: int(newest) - counts[room] + 1 for room, newest in cursor.fetchall()}


def group_room(group: Group) -> Room:
    """Block. The room of a group, made when it is first needed."""
    require_transaction()
    room, _ = Room.objects.get_or_create(group=group, kind=Room.Kind.GROUP, defaults={"ages": group.ages})
    return room


def meeting_room(group: Group) -> Room:
    """Block. A new room for one meeting of a group; whoever comes in is made a participant."""
    require_transaction()
    return Room.objects.create(group=group, kind=Room.Kind.MEETING, ages=group.ages)


def side_room(group: Group) -> Room:
    """Block. A new room beside a meeting, for the few who are asked into it."""
    require_transaction()
    return Room.objects.create(group=group, kind=Room.Kind.SIDE, ages=group.ages)


def buddy_room() -> Room:
    """Block. A new room for two. It belongs to no group, so that nobody who keeps one is told of what happens in it."""
    require_transaction()
    return Room.objects.create(kind=Room.Kind.BUDDY)


def forget_room(room: Room) -> None:
    """Block. The room goes with all that was said in it; what a case needs of it has its own copy."""
    require_transaction()
    for participant in Participant.objects.live().filter(room=room).select_related("room"):
        end_participant(participant)
    room.delete()


def mute_participant(participant: Participant, *, until: datetime | None) -> None:
    """Block. Until then they read and do not write in this room; None: they write again.

    In the room of a meeting it never ends sooner than a mute that holds for them in the whole group.
    """
    require_transaction()
    if participant.room.kind == Room.Kind.MEETING:
        voices = Participant.objects.filter(membership__account__memberships=participant.membership_id)
        until = _later(until, muted_in_group(voices.filter(room__group=participant.room.group_id)))
    Participant.objects.filter(pk=participant.pk).update(muted_until=until)


def muted_in_group(voices: Any) -> datetime | None:
    """Until when somebody is muted in a whole group: what its own room says. A meeting mutes for itself alone.

    `voices` are all participants that they are, or were, in the rooms of the group.
    """
    latest: datetime | None = voices.filter(room__kind=Room.Kind.GROUP).aggregate(latest=Max("muted_until"))["latest"]
    return latest


def _later(*moments: datetime | None) -> datetime | None:
    return max((moment for moment in moments if moment is not None), default=None)


def begin_participant(*, room: Room, membership: Membership) -> Participant:
    """Block. The membership may take part from now on; what was said before counts as read."""
    require_transaction()
    existing: Participant | None = Participant.objects.live().filter(room=room, membership=membership).first()
    if existing is not None:
        return existing
    voices = Participant.objects.filter(membership__account=membership.account_id)
    before = voices.filter(room=room).aggregate(latest=Max("muted_until"))["latest"]
    participant = Participant.objects.create(
        room=room,
        membership=membership,
        label=membership.display_name,
        avatar_seed=membership.avatar_seed,
        last_read_seq=room.seq,
        # Leaving and coming in again ends no mute, and one of the group holds in every room that opens later.
        muted_until=_later(before, muted_in_group(voices.filter(room__group=room.group_id))),
    )
    # Somebody blocked may have come back: the sockets of the others know only the voice that left.
    renew_access(Participant.objects.live().filter(room=room).exclude(pk=participant.pk))
    signals.participant_began.send(sender=Participant, participant=participant)
    effect(lambda: hub.publish(topic_of(room), {"seq": None, "by": "", "people": True}))
    return participant


def begin_guest(*, room: Room, account: Any, label: str) -> Participant:
    """Block. Somebody from outside may take part in this one room, under a name that says so."""
    require_transaction()
    existing: Participant | None = Participant.objects.live().filter(room=room, account=account).first()
    if existing is not None:
        return existing
    before = Participant.objects.filter(room=room, account=account).order_by("pk").last()
    participant = Participant.objects.create(
        room=room,
        account=account,
        label=label,
        avatar_seed=before.avatar_seed if before is not None else new_seed(),
        last_read_seq=room.seq,
        muted_until=before.muted_until if before is not None else None,
    )
    signals.participant_began.send(sender=Participant, participant=participant)
    effect(lambda: hub.publish(topic_of(room), {"seq": None, "by": "", "people": True}))
    return participant


def end_participant(participant: Participant) -> None:
    """Block. No further word reaches them; their sockets are told at once and asked again within seconds.

    Their name stays beside what they said; when they were there, and up to where they read, is nobody's any more.
    """
    require_transaction()
    Participant.objects.filter(pk=participant.pk).update(
        ended_at=clock.now(),
        access_epoch=F("access_epoch") + 1,
        seen_at=None,
        last_posted_at=None,
        last_read_seq=0,
    )
    signals.participant_ended.send(sender=Participant, participant=participant)
    name, own = topic_of(participant.room), str(participant.uid)
    effect(lambda: hub.renew(name, own))
    effect(hub.revoke)


def rename_participant(participant: Participant, *, label: str, avatar_seed: str) -> None:
    """Block. Another name or picture, from the membership it belongs to."""
    require_transaction()
    Participant.objects.filter(pk=participant.pk).update(label=label, avatar_seed=avatar_seed)
    room = participant.room
    effect(lambda: hub.publish(topic_of(room), {"seq": None, "by": "", "people": True}))


def renew_access(participants: Iterable[Participant]) -> None:
    """Block. What these people read changed (a block, a mute, a paused membership): their sockets ask again."""
    require_transaction()
    Participant.objects.filter(pk__in=[p.pk for p in participants]).update(access_epoch=F("access_epoch") + 1)
    effect(hub.revoke)


def erase_words_of(account: Any, *, group: Group | None = None, rooms: Any = None) -> int:
    """Block. Empty every message of an account, in `group` or `rooms` only if one is given, as its author could.

    Returns how many. The encouragements that they gave there go too.
    """
    require_transaction()
    # Before any room is locked: whoever lets it through takes the two in this order.
    forget_held_of(account, group=group, rooms=rooms)
    count = 0
    # Also what a moderator took away: nothing puts back what its author took back.
    mine = Message.objects.still_of(account)
    given = Encouragement.objects.filter(giver__membership__account=account)
    if group is not None:
        mine, given = mine.filter(room__group=group), given.filter(giver__room__group=group)
    if rooms is not None:
        mine, given = mine.filter(room__in=rooms), given.filter(giver__room__in=rooms)
    for room in Room.objects.filter(pk__in=mine.values("room")):
        messages = list(mine.filter(room=room).order_by("seq"))
        first = take_places(room, len(messages))
        for seq, message in enumerate(messages, first):
            Message.objects.filter(pk=message.pk).update(
                body="", content_note="", folded={}, removed_at=clock.now(), changed_seq=seq
            )
        passages_gone("message", [message.uid for message in messages])
        count += len(messages)
        effect(lambda room=room: hub.publish(topic_of(room), {"seq": None, "by": "", "people": True}))
    given.delete()
    audit.record(actor=account, verb="chat.words_erased", target=account)
    return count


@transaction.atomic(durable=True)
def take_words_back(*, actor: Any, group: Group) -> int:
    """Everything that the person wrote in the rooms of `group`, under whichever name, is gone; returns how many.

    Also of who left or was removed: their words stay theirs. Those on its pages of remembrance go with them.
    """
    require(actor, "chat.take_words_back", group)
    remembered_gone(actor=actor, group=group)
    return erase_words_of(actor, group=group)


def forget_names_of(account: Any) -> None:
    """Block. Their names and pictures in rooms go; their places stay, so that what others said keeps its order."""
    require_transaction()
    for participant in Participant.objects.filter(membership__account=account):
        Participant.objects.filter(pk=participant.pk).update(label=FORMER_MEMBER, avatar_seed=new_seed(), seen_at=None)


@transaction.atomic(durable=True)
def note_presence(*, participants: Iterable[int], at: datetime | None = None) -> None:
    """One batch a process and beat: these participants have the room open. Not an act of anyone, so no actor."""
    Participant.objects.filter(pk__in=list(participants), ended_at__isnull=True).update(seen_at=at or clock.now())
