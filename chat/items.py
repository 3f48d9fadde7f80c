"""A message as the socket and the page carry it: viewer-neutral data, no account, no counts."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from chat.models import Encouragement, Message, Participant


def item_of(message: Message, given: Iterable[str] = (), *, own: bool = False, author: Any = None) -> dict[str, Any]:
    """What everyone in the room may know. A removed or hidden message carries no words; one taken away has none.

    With `own`, what its author knows: their words stay with them when a moderator hid them from everybody else, or a
    passage is folded.
    `author` is who said it, where that is known without asking the database.
    """
    author = author or message.author
    state = "removed" if message.was_taken_back else "hidden" if message.hidden_at else "shown"
    shown = state == "shown" or (own and state == "hidden")
    body, note = message.shown("body", own=own), message.shown("content_note", own=own)
    item = {
        "uid": str(message.uid),
        "at_seq": message.seq,
        "seq": message.changed_seq,
        "by": str(author.uid),
        "name": author.label,
        "at": message.posted_at.isoformat(),
        "state": state,
        "body": body.text if shown else "",
        "note": note.text if shown else "",
        "reply_to": str(message.reply_to.uid) if shown and message.reply_to else None,
        "edited": bool(message.edited_at) and shown,
        "given": sorted(set(given)) if shown else [],
    }
    if message.folded and shown:
        item["folded"] = True
        if body.is_folded:
            # What stands between the folded passages, for a page that draws their places.
            item["parts"] = list(body.parts)
    return item


def event_of(message: Message, given: Iterable[str] = (), *, author: Any = None) -> dict[str, Any]:
    """The event that tells a room of a new or changed message; what only its author still reads is beside it."""
    author = author or message.author
    item = item_of(message, given, author=author)
    event = {"seq": message.changed_seq, "by": str(author.uid), "item": item}
    if (message.hidden_at or message.folded) and not message.removed_at:
        event["own"] = item_of(message, given, own=True, author=author)
    return event


def words_given(messages: Iterable[Message]) -> dict[int, list[str]]:
    """Which encouragements each message has, each once."""
    found: dict[int, list[str]] = {}
    rows = Encouragement.objects.filter(message__in=list(messages)).values_list("message_id", "words").distinct()
    for message_id, words in rows:
        found.setdefault(message_id, []).append(words)
    return found


def given_event(message: Message, giver: Participant, words: list[str]) -> dict[str, Any]:
    """Encouragements take no seq: they are never worth a gap."""
    return {"seq": None, "by": str(giver.uid), "given": {"message": str(message.uid), "words": sorted(words)}}
