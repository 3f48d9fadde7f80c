"""Messages, as moderation knows them."""

from __future__ import annotations

import uuid
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from chat.models import HeldMessage, Message, Participant
from chat.neighbours import around, spoken_in
from chat.services import (
    fold_message,
    hide_message,
    mute_in_group,
    note_message,
    put_back_message,
    restore_message,
    take_away_message,
)
from chat.services.posting import authorship_of
from moderation.held import Held, held
from moderation.powers import powers
from moderation.readable import Readable, Told, readables
from moderation.subjects import Authorship, Line, Lines, Subject, Threads, subjects

# Of an opened talk on one page; older ones are another page, and another line in the audit.
LINES_MOST = 300


def _fetch(uid: uuid.UUID, user: Any) -> Message | None:
    return (
        Message.objects.visible_to(user)
        .filter(uid=uid, removed_at__isnull=True)
        .select_related("room__group", "author__membership__account", "author__account")
        .first()
    )


def _find(uid: uuid.UUID) -> Message | None:
    found = Message.objects.filter(uid=uid).select_related("room__group", "author__membership__account")
    return found.first()


def _snapshot(message: Message) -> dict[str, Any]:
    return {"text": message.text_read(), "neighbours": around(message)}


def _authorship(message: Message) -> Authorship:
    return authorship_of(message.author)


def _tell(message: Message) -> Told:
    group = spoken_in(message)
    return Told(
        text=message.text_read(),
        language=group.language if group else "en",
        authorship=_authorship(message),
        group=message.room.group,
        sensitivity=group.sensitivity if group else "usual",
        neighbours=around(message),
    )


def _waiting(user: Any) -> Any:
    return HeldMessage.objects.for_desk(user).waiting().select_related("author", "room__group")


def _fetch_held(uid: uuid.UUID, user: Any) -> HeldMessage | None:
    """For who looks at it, and worries more than the rule does."""
    return _waiting(user).filter(uid=uid).select_related("author__membership__account", "author__account").first()


def _tell_held(row: HeldMessage) -> Told:
    """Nothing unread is ever held: this is for whoever looks after all texts alike."""
    group = row.room.group
    return Told(
        text=row.text_read(),
        language=group.language if group else "en",
        authorship=authorship_of(row.author),
        group=group,
        sensitivity=group.sensitivity if group else "usual",
    )


def _holds(room: uuid.UUID, user: Any) -> bool:
    """Also of whoever was there and left."""
    theirs = Q(membership__account=user) | Q(account=user)
    return Participant.objects.filter(theirs, room__uid=room).exists()


def _lines(room: uuid.UUID, user: Any, before: int | None) -> Lines:
    rows = Message.objects.visible_to(user).filter(room__uid=room, removed_at__isnull=True).select_related("author")
    if before is not None:
        rows = rows.filter(seq__lt=before)
    found = list(rows.order_by("-seq")[: LINES_MOST + 1])
    newest = found[:LINES_MOST]
    return Lines(
        shown=[Line(row.author.label, row.posted_at, row.shown("body").text) for row in reversed(newest)],
        before=newest[-1].seq if len(found) > LINES_MOST else None,
    )


def register() -> None:
    subjects.add(
        "message",
        Subject(
            kind="message",
            what=_("this message"),
            fetch=_fetch,
            authorship=_authorship,
            group=lambda message: message.room.group,
            snapshot=_snapshot,
            find=_find,
            hide=hide_message,
            restore=restore_message,
            take_away=take_away_message,
            put_back=put_back_message,
            note=note_message,
            fold=fold_message,
            threads=Threads(of=lambda message: message.room.uid, holds=_holds, lines=_lines),
        ),
    )
    subjects.add(
        "held",
        Subject(
            kind="held",
            what=_("these words, which wait"),
            fetch=_fetch_held,
            authorship=lambda row: authorship_of(row.author),
            group=lambda row: row.room.group,
            snapshot=lambda row: {"text": row.text_read(), "neighbours": []},
            find=lambda uid: HeldMessage.objects.filter(uid=uid).select_related("room__group").first(),
        ),
    )
    powers.add("mute", mute_in_group)
    held.add("message", Held(waiting=_waiting, template="chat/_held_at_desk.html"))
    readables.add("held", Readable(kind="held", model=HeldMessage, tell=_tell_held))
    readables.add("message", Readable(kind="message", model=Message, tell=_tell))
