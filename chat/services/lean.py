"""The two questions that every batch of posts asks before its transaction, in plain SQL.

The ORM builds them anew each time, which costs a quiet room more than the answers do: 0.5 ms a batch against 0.1.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

from django.db import connection

# What an answer may refer to.
CONTEXT_TURNS = 4


@dataclass(frozen=True)
class Place:
    """What the reading needs to know of where a post goes. Who may post is asked in the transaction."""

    room_id: int
    language: str
    sensitivity: str


@dataclass(frozen=True)
class Said:
    author_id: int
    label: str
    body: str


PLACES = """
    SELECT chat_participant.id, chat_room.id, groups_group.language, groups_group.sensitivity
    FROM chat_participant JOIN chat_room ON chat_room.id = chat_participant.room_id
    LEFT JOIN groups_group ON groups_group.id = chat_room.group_id
    WHERE chat_participant.id IN ({ids})
"""
RECENT = """
    SELECT chat_message.room_id, chat_message.author_id, chat_participant.label, chat_message.body
    FROM chat_message JOIN chat_room ON chat_room.id = chat_message.room_id
    JOIN chat_participant ON chat_participant.id = chat_message.author_id
    WHERE chat_message.room_id IN ({ids}) AND chat_message.seq > chat_room.seq - %s
    AND chat_message.removed_at IS NULL ORDER BY chat_message.seq
"""


def places(participant_ids: Collection[int]) -> dict[int, Place]:
    """Participant id → where they are. Whoever does not exist is not in it."""
    if not participant_ids:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(_for(PLACES, participant_ids), list(participant_ids))
        return {pk: Place(room, language or "en", how or "usual") for pk, room, language, how in cursor.fetchall()}


def recent(room_ids: Collection[int]) -> dict[int, list[Said]]:
    """Room id → the last few messages that still have words, oldest first."""
    found: dict[int, list[Said]] = defaultdict(list)
    if room_ids:
        with connection.cursor() as cursor:
            cursor.execute(_for(RECENT, room_ids), [*room_ids, CONTEXT_TURNS])
            for room, author, label, body in cursor.fetchall():
                found[room].append(Said(author, label, body))
    return found


def _for(question: str, ids: Collection[int]) -> str:
    return question.replace("{ids}", ", ".join(["%s"] * len(ids)))
