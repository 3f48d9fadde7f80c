"""Messages, as moderation knows them."""

from __future__ import annotations

import uuid
from typing import Any

from django.utils.translation import gettext_lazy as _

from chat.models import Message
from chat.neighbours import around, spoken_in
from chat.services import (
    hide_message,
    mute_in_group,
    note_message,
    put_back_message,
    restore_message,
    take_away_message,
)
from chat.services.posting import authorship_of
from moderation.powers import powers
from moderation.readable import Readable, Told, readables
from moderation.subjects import Authorship, Subject, subjects


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


def _text(message: Message) -> str:
    return f"{message.content_note}\n{message.body}" if message.content_note else message.body


def _snapshot(message: Message) -> dict[str, Any]:
    return {"text": _text(message), "neighbours": around(message)}


def _authorship(message: Message) -> Authorship:
    return authorship_of(message.author)


def _tell(message: Message) -> Told:
    group = spoken_in(message)
    return Told(
        text=_text(message),
        language=group.language if group else "en",
        authorship=_authorship(message),
        group=message.room.group,
        sensitivity=group.sensitivity if group else "usual",
        neighbours=around(message),
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
        ),
    )
    powers.add("mute", mute_in_group)
    readables.add("message", Readable(kind="message", model=Message, tell=_tell))
