"""Who spoke around a message, for the desk: with the account behind each voice, so that its erasure takes it along."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models.functions import Coalesce

from chat.models import Message, Participant, Room
from groups.models import Group, Membership
from moderation.subjects import Neighbour

NEIGHBOURS = 3


def spoken_in(message: Message) -> Group | None:
    """The group whose language and sensitivity hold for a message: of its room, else of the name it is said under."""
    if message.room.group is not None:
        return message.room.group
    return message.author.membership.group if message.author.membership is not None else None


def around(message: Message) -> list[Neighbour]:
    """The few messages before and after it, and nothing more of the room."""
    rows = (
        Message.objects.filter(
            room=message.room_id,
            seq__gte=message.seq - NEIGHBOURS,
            seq__lte=message.seq + NEIGHBOURS,
            removed_at__isnull=True,
        )
        .exclude(pk=message.pk)
        .select_related("author")
        .order_by("seq")
    )
    return neighbours_of((row.author_id, row.author.label, row.shown("body").text) for row in rows)


def last_words_of(membership: Membership, room: Room | None) -> dict[str, object]:
    """What `membership` said last in `room`, with the few messages around it: what a case about them copies."""
    said = Message.objects.filter(room=room, author__membership=membership, removed_at__isnull=True)
    last = said.order_by("-seq").first() if room is not None else None
    return {"text": last.body, "neighbours": around(last)} if last is not None else {"text": "", "neighbours": []}


def neighbours_of(said: Iterable[tuple[int, str, str]]) -> list[Neighbour]:
    """From (participant, label, text), in order. What somebody said is left out who is erased or rests by now."""
    said = list(said)
    people = Participant.objects.filter(pk__in={participant for participant, _, _ in said}).with_agreement()
    owners = dict(people.filter(agrees=True).values_list("pk", Coalesce("membership__account", "account")))
    return [
        Neighbour(account_id=owners[participant], label=label, text=text)
        for participant, label, text in said
        if owners.get(participant) is not None
    ]
