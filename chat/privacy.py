"""What chat holds of a person."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.privacy import Class, Holding, holdings
from accounts.sealed import open_sealed
from chat.models import Encouragement, HeldMessage, Message, Participant, Room
from chat.services import erase_words_of, forget_held_of
from moderation.privacy import FOLDABLE, READING

_ROW = {"id": Class.TECHNICAL, "uid": Class.TECHNICAL}


def _mine(account: Any, prefix: str = "") -> Q:
    return Q(**{f"{prefix}membership__account": account}) | Q(**{f"{prefix}account": account})


def _messages(account: Any) -> list[dict[str, Any]]:
    rows = Message.objects.filter(_mine(account, "author__"), removed_at__isnull=True).order_by("posted_at")
    return [
        {"posted_at": m.posted_at, "as": m.author.label, "text": m.body, "content_note": m.content_note}
        for m in rows.select_related("author")
    ]


def _participants(account: Any) -> list[dict[str, Any]]:
    return [{"as": p.label, "since": p.created_at} for p in Participant.objects.filter(_mine(account))]


def _encouragements(account: Any) -> list[dict[str, Any]]:
    rows = Encouragement.objects.filter(_mine(account, "giver__"))
    return [{"words": e.words, "given_at": e.given_at} for e in rows]


def _held(account: Any) -> list[dict[str, Any]]:
    rows = HeldMessage.objects.filter(_mine(account, "author__")).order_by("held_at")
    return [
        {
            "held_at": row.held_at,
            "as": row.author.label,
            "text": row.body,
            "content_note": row.content_note,
            "why": row.why,
            "what became of it": row.get_state_display(),
            "reason": open_sealed(row, "reason", account),
        }
        for row in rows.select_related("author")
    ]


def _erase_held(account: Any) -> None:
    forget_held_of(account)
    # What they decided of others stays with those it is of, without who it was.
    HeldMessage.objects.filter(decided_by=account).update(decided_by=None)


def _erase_participants(account: Any) -> None:
    # The rows go with the memberships; what is left of accounts in rooms goes here.
    Participant.objects.filter(account=account).delete()


def _erase_messages(account: Any) -> None:
    erase_words_of(account)


def register() -> None:
    holdings.add(
        "chat.room",
        Holding(
            model=Room,
            kind="rooms",
            fields={
                **_ROW,
                "kind": Class.GROUP,
                "ages": Class.GROUP,
                "group": Class.GROUP,
                "seq": Class.TECHNICAL,
                "created_at": Class.GROUP,
                "last_message_at": Class.GROUP,
            },
            retention=_("As long as the group."),
        ),
    )
    holdings.add(
        "chat.participant",
        Holding(
            model=Participant,
            kind="rooms you are in",
            fields={
                **_ROW,
                "room": Class.GROUP,
                "membership": Class.GROUP,
                "account": Class.PRIVATE,
                "label": Class.GROUP,
                "avatar_seed": Class.GROUP,
                "last_read_seq": Class.PRIVATE,
                "seen_at": Class.PRIVATE,
                "muted_until": Class.PRIVATE,
                "last_posted_at": Class.PRIVATE,
                "access_epoch": Class.TECHNICAL,
                "created_at": Class.PRIVATE,
                "ended_at": Class.PRIVATE,
            },
            retention=_(
                "As long as you have an account: after you left a group, your name stays beside what you said. "
                "When you were there, and up to where you read, is forgotten when you leave."
            ),
            export=_participants,
            erase=_erase_participants,
        ),
    )
    holdings.add(
        "chat.message",
        Holding(
            model=Message,
            kind="messages",
            fields={
                **_ROW,
                **FOLDABLE,
                "room": Class.GROUP,
                "author": Class.GROUP,
                "client_uid": Class.TECHNICAL,
                "seq": Class.TECHNICAL,
                "changed_seq": Class.TECHNICAL,
                "body": Class.SENSITIVE,
                "content_note": Class.SENSITIVE,
                "reply_to": Class.GROUP,
                "posted_at": Class.GROUP,
                "edited_at": Class.GROUP,
                "removed_at": Class.GROUP,
                "hidden_at": Class.GROUP,
                "noted_at": Class.GROUP,
            },
            retention=_("Until you remove them or erase your account."),
            export=_messages,
            erase=_erase_messages,
        ),
    )
    holdings.add(
        "chat.heldmessage",
        Holding(
            model=HeldMessage,
            kind="messages that were held",
            about=_("Messages that somebody of the team looks at first"),
            fields={
                **_ROW,
                **READING,
                "room": Class.GROUP,
                "author": Class.GROUP,
                "client_uid": Class.TECHNICAL,
                "body": Class.SENSITIVE,
                "content_note": Class.SENSITIVE,
                "reply_to": Class.GROUP,
                "why": Class.MEMBERS,
                "held_at": Class.PRIVATE,
                "state": Class.PRIVATE,
                "version": Class.TECHNICAL,
                "decided_at": Class.PRIVATE,
                "decided_by": Class.PRIVATE,
                "reason": Class.PRIVATE,
                "seen_at": Class.PRIVATE,
                "asked_again_at": Class.PRIVATE,
            },
            retention=_(
                "Until you take them back. What nobody looked at goes back to you after seven days. What was answered "
                "is kept for a month, without words once it is in the room."
            ),
            export=_held,
            erase=_erase_held,
        ),
    )
    holdings.add(
        "chat.encouragement",
        Holding(
            model=Encouragement,
            kind="encouragements you gave",
            fields={
                **_ROW,
                "message": Class.GROUP,
                "giver": Class.GROUP,
                "words": Class.GROUP,
                "given_at": Class.GROUP,
            },
            retention=_("As long as the message."),
            export=_encouragements,
        ),
    )
