"""A post on its way, what came of it, and whether it was sent before."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from chat.models import HeldMessage, Message, Participant
from chat.services.holding import Held, held_answer, held_before
from chat.services.lean import Said
from chat.services.refusing import Refused
from moderation.models import WordRule
from moderation.reading import Outcome


@dataclass(frozen=True)
class Post:
    """One cleaned message on its way. `participant_id` is who posts, already known to belong to `account_id`."""

    participant_id: int
    account_id: int
    body: str
    content_note: str = ""
    reply_to: uuid.UUID | None = None
    client_uid: uuid.UUID = field(default_factory=uuid.uuid4)


@dataclass(frozen=True)
class Posted:
    message: Message
    outcome: Outcome | None = None
    case: Any = None
    again: bool = False


@dataclass
class Draft:
    """A post that was read, before any lock is taken."""

    post: Post
    outcome: Outcome
    turns: list[Said]
    # Why it is held until somebody has looked, and as what it was held that is let through now.
    rule: WordRule | None = None
    held: HeldMessage | None = None


Answer = Posted | Held | Refused


def key_of(post: Post) -> tuple[int, int, uuid.UUID]:
    """What makes it the same post when it is sent again."""
    return post.participant_id, post.account_id, post.client_uid


def text_of(post: Post) -> str:
    """Everything in it that others would read, for the engine and the rules."""
    return f"{post.content_note}\n{post.body}" if post.content_note else post.body


def says_else(post: Post, answer: Posted | Held) -> bool:
    """Whether what is stored under its name are other words. What its author took back may be said once more."""
    if isinstance(answer, Held):
        row = answer.row
        return (row.body, row.content_note) != (post.body, post.content_note) or row.state == row.State.TAKEN_BACK
    message = answer.message
    # The note may be the team's by now.
    other = message.body != post.body or (message.noted_at is None and message.content_note != post.content_note)
    return other and message.edited_at is None and message.removed_at is None


def sent_before(posts: Sequence[Post]) -> dict[tuple[int, int, uuid.UUID], Posted | Held]:
    """What of this is stored already: a line that was lost after the commit sends it again."""
    people, uids = {post.participant_id for post in posts}, {post.client_uid for post in posts}
    before: dict[tuple[int, int, uuid.UUID], Posted | Held] = {
        (row.author_id, row.author.owner_id or 0, row.client_uid): held_answer(row, again=True)
        for row in held_before(people, uids)
    }
    rows = Message.objects.filter(
        room__in=Participant.objects.filter(pk__in=people).values("room"),
        author_id__in=people,
        client_uid__in=uids,
    )
    ids = list(rows.values_list("pk", flat=True))
    if not ids:
        return before
    found = Message.objects.filter(pk__in=ids).select_related("author__membership", "reply_to", "room")
    return before | {
        (message.author_id, owner, message.client_uid): Posted(message=message, again=True)
        for message in found
        if (owner := message.author.account_id or (message.author.membership and message.author.membership.account_id))
    }
