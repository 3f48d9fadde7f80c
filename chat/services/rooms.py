"""Rooms and who is in them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.db.models import F, Max

import clock
from audit import services as audit
from chat import signals
from chat.models import Encouragement, Message, Participant, Room
from groups.models import FORMER_MEMBER, Group, Membership, new_seed
from realtime import hub
from rows import effect, require_transaction


def topic_of(room: Room) -> str:
    """The name under which sockets follow `room`."""
    return f"room:{room.uid}"


def take_places(room: Room, count: int = 1, *, said_at: datetime | None = None) -> int:
    """Block. Lock the room and take `count` places; returns the first. Commit order is seq order, without gaps.

    `said_at` also notes when somebody last said something there.
    """
    require_transaction()
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE chat_room SET seq = seq + %s, last_message_at = COALESCE(%s, last_message_at) "
            "WHERE id = %s RETURNING seq",
            [count, said_at and connection.ops.adapt_datetimefield_value(said_at), room.pk],
        )
        (newest,) = cursor.fetchone()
    return int(newest) - count + 1


def group_room(group: Group) -> Room:
    """Block. The room of a group, made when it is first needed."""
    require_transaction()
    room, _ = Room.objects.get_or_create(group=group, kind=Room.Kind.GROUP)
    return room


def begin_participant(*, room: Room, membership: Membership) -> Participant:
    """Block. The membership may take part from now on; what was said before counts as read."""
    require_transaction()
    existing: Participant | None = Participant.objects.live().filter(room=room, membership=membership).first()
    if existing is not None:
        return existing
    before = Participant.objects.filter(room=room, membership__account=membership.account_id)
    participant = Participant.objects.create(
        room=room,
        membership=membership,
        label=membership.display_name,
        avatar_seed=membership.avatar_seed,
        last_read_seq=room.seq,
        # Leaving and coming in again ends no mute.
        muted_until=before.aggregate(latest=Max("muted_until"))["latest"],
    )
    # Somebody blocked may have come back: the sockets of the others know only the voice that left.
    renew_access(Participant.objects.live().filter(room=room).exclude(pk=participant.pk))
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


def erase_words_of(account: Any) -> int:
    """Block. Empty every message of an account, as its author could; returns how many."""
    require_transaction()
    count = 0
    mine = Message.objects.filter(author__membership__account=account) | Message.objects.filter(author__account=account)
    for room in Room.objects.filter(pk__in=mine.filter(removed_at__isnull=True).values("room")):
        for message in mine.filter(room=room, removed_at__isnull=True).order_by("seq"):
            seq = take_places(room)
            Message.objects.filter(pk=message.pk).update(
                body="", content_note="", removed_at=clock.now(), changed_seq=seq
            )
            count += 1
        effect(lambda room=room: hub.publish(topic_of(room), {"seq": None, "by": "", "people": True}))
    Encouragement.objects.filter(giver__membership__account=account).delete()
    audit.record(actor=account, verb="chat.words_erased", target=account)
    return count


def forget_names_of(account: Any) -> None:
    """Block. Their names and pictures in rooms go; their places stay, so that what others said keeps its order."""
    require_transaction()
    for participant in Participant.objects.filter(membership__account=account):
        Participant.objects.filter(pk=participant.pk).update(label=FORMER_MEMBER, avatar_seed=new_seed(), seen_at=None)


@transaction.atomic(durable=True)
def note_presence(*, participants: Iterable[int], at: datetime | None = None) -> None:
    """One batch a process and beat: these participants have the room open. Not an act of anyone, so no actor."""
    Participant.objects.filter(pk__in=list(participants), ended_at__isnull=True).update(seen_at=at or clock.now())
