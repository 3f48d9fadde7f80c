"""What every batch of posts asks and stores, in plain SQL.

The ORM builds each statement anew, which costs a batch more than the database's answers do: of the
0.5 ms that a message took, a quarter went into the same three statements again and again.
"""

from __future__ import annotations

import json
import uuid
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, fields
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.db import connection
from django.db.models import CharField, ForeignKey, IntegerField, Model, TextField
from django.db.models.expressions import Col

from accounts.models import Consent, User
from accounts.policies import CONSENT_VERSIONS, new_since
from chat.models import Message, Participant, Room
from groups.models import Group, Membership
from moderation.folding import shown, spans_in
from rows import require_transaction

# What an answer may refer to.
CONTEXT_TURNS = 4


@dataclass(slots=True)
class Place:
    """What the reading needs to know of where a post goes. Who may post is asked in the transaction.

    A room for two belongs to no group; its people speak the language of the group that they have their names from.
    In `is_new` whether a member's account is on its first day, as `accounts.policies.is_new_account` says: not who
    keeps the room, and neither guests nor a room of the team, which have no membership. In `has_rules` whether the
    team has any rules about words there, and in `is_kept` whether who keeps the group reads along: only there words are
    held.
    """

    room_id: int
    language: str
    sensitivity: str
    is_new: bool = False
    group_id: int | None = None
    has_rules: bool = False
    is_kept: bool = False


@dataclass(frozen=True)
class Said:
    """`shown` is what others read of `body`."""

    author_id: int
    label: str
    body: str
    shown: str


PLACES = """
    SELECT chat_participant.id, chat_room.id, groups_group.language, groups_group.sensitivity,
    groups_membership.role = '{member}' AND o.date_joined > %s AND NOT (o.is_moderator OR o.is_staff OR o.is_superuser),
    groups_group.id, chat_room.kind <> '{care}' AND EXISTS (
        SELECT 1 FROM moderation_wordrule w WHERE w.group_id IS NULL OR w.group_id = groups_group.id
    ), chat_room.kind IN ('{group}', '{meeting}')
    FROM chat_participant JOIN chat_room ON chat_room.id = chat_participant.room_id
    LEFT JOIN groups_membership ON groups_membership.id = chat_participant.membership_id
    LEFT JOIN groups_group ON groups_group.id = COALESCE(chat_room.group_id, groups_membership.group_id)
    LEFT JOIN accounts_user o ON o.id = groups_membership.account_id
    WHERE chat_participant.id IN ({ids})
""".replace("{member}", Membership.Role.MEMBER.value)
for _kind in Room.Kind:
    PLACES = PLACES.replace(f"{{{_kind.value}}}", _kind.value)
RECENT = """
    SELECT chat_message.room_id, chat_message.author_id, chat_participant.label, chat_message.body,
    chat_message.folded
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
        since = connection.ops.adapt_datetimefield_value(new_since())
        cursor.execute(_for(PLACES, participant_ids), [since, *participant_ids])
        return {
            pk: Place(room, language or "en", how or "usual", bool(is_new), group, bool(rules), bool(kept))
            for pk, room, language, how, is_new, group, rules, kept in cursor.fetchall()
        }


def recent(room_ids: Collection[int]) -> dict[int, list[Said]]:
    """Room id → the last few messages that still have words, oldest first."""
    found: dict[int, list[Said]] = defaultdict(list)
    if room_ids:
        with connection.cursor() as cursor:
            cursor.execute(_for(RECENT, room_ids), [*room_ids, CONTEXT_TURNS])
            for room, author, label, body, folded in cursor.fetchall():
                spans = spans_in(json.loads(folded), "body")
                found[room].append(Said(author, label, body, shown(body, spans).text))
    return found


def _for(question: str, ids: Collection[int]) -> str:
    return question.replace("{ids}", ", ".join(["%s"] * len(ids)))


@dataclass(slots=True)
class GroupOf:
    pk: int
    state: str
    closed_to_posts_at: datetime | None
    needs_facilitator_here: bool
    slow_mode_seconds: int
    last_active_at: datetime | None


@dataclass(slots=True)
class RoomOf:
    pk: int
    uid: uuid.UUID
    kind: str
    ages: str
    last_message_at: datetime | None
    group: GroupOf | None


@dataclass(slots=True)
class MembershipOf:
    pk: int
    state: str
    role: str
    account_id: int

    @property
    def keeps_the_room(self) -> bool:
        return self.role != Membership.Role.MEMBER and self.state == Membership.State.ACTIVE


@dataclass(slots=True)
class OwnerOf:
    pk: int
    is_active: bool
    suspended_until: datetime | None
    limited_until: datetime | None
    erase_after: datetime | None
    said_died_at: datetime | None
    is_authenticated: bool = True


@dataclass(slots=True)
class Speaker:
    """Who wants to post: a participant as far as the policies of posting and the message itself ask of them.

    In `agrees` whether their owner agrees now. It stands in for a `Participant`, of which Django would make five
    objects with every field that they have.
    """

    pk: int
    uid: uuid.UUID
    label: str
    avatar_seed: str
    room_id: int
    membership_id: int | None
    account_id: int | None
    muted_until: datetime | None
    ended_at: datetime | None
    last_posted_at: datetime | None
    agrees: bool
    room: RoomOf
    membership: MembershipOf | None
    owner: OwnerOf


_READ: tuple[tuple[str, type[Model], tuple[str, ...]], ...] = (
    ("p", Participant, tuple(field.name for field in fields(Speaker)[:10])),
    ("r", Room, ("id", "uid", "kind", "ages", "last_message_at")),
    ("g", Group, tuple(field.name for field in fields(GroupOf))),
    ("m", Membership, tuple(field.name for field in fields(MembershipOf))),
    ("o", User, tuple(field.name for field in fields(OwnerOf)[:6])),
)
SPEAKERS = """
    SELECT {columns}, EXISTS (
        SELECT 1 FROM accounts_consent c
        WHERE c.user_id = o.id AND c.kind = %s AND c.version = %s AND c.withdrawn_at IS NULL
    )
    FROM chat_participant p JOIN chat_room r ON r.id = p.room_id
    LEFT JOIN groups_group g ON g.id = r.group_id
    LEFT JOIN groups_membership m ON m.id = p.membership_id
    JOIN accounts_user o ON o.id = COALESCE(m.account_id, p.account_id)
    WHERE p.id IN ({ids})
"""


@lru_cache(maxsize=4)
def _shape(vendor: str) -> tuple[str, list[tuple[int, Any, Any]], list[slice]]:
    """The question, which columns the driver leaves to be made into values, and where each row's columns are."""
    columns: list[str] = []
    changes: list[tuple[int, Any, Any]] = []
    parts: list[slice] = []
    for alias, model, names in _READ:
        start = len(columns)
        for name in names:
            field: Any = model._meta.pk if name == "pk" else model._meta.get_field(name)
            seen = Col(alias, field)
            changes += [
                (len(columns), change, seen)
                for change in (*connection.ops.get_db_converters(seen), *field.get_db_converters(connection))
            ]
            columns.append(f"{alias}.{field.column}")
        parts.append(slice(start, len(columns)))
    return SPEAKERS.replace("{columns}", ", ".join(columns)), changes, parts


def speakers(ids: Collection[int]) -> dict[int, Speaker]:
    """Participant id → who wants to post there. Whoever does not exist is not in it.

    A test holds the answers of the policies against those for `Participant.objects.with_agreement()`.
    """
    if not ids:
        return {}
    question, changes, (mine, room, group, membership, owner) = _shape(connection.vendor)
    kind = Consent.Kind.HEALTH
    found: dict[int, Speaker] = {}
    with connection.cursor() as cursor:
        cursor.execute(_for(question, ids), [kind, CONSENT_VERSIONS[kind], *ids])
        for row in map(list, cursor.fetchall()):
            for at, change, seen in changes:
                if row[at] is not None:
                    row[at] = change(row[at], seen, connection)
            of_group = None if row[group.start] is None else GroupOf(*row[group])
            joined = None if row[membership.start] is None else MembershipOf(*row[membership])
            where = RoomOf(*[*row[room], of_group])
            found[row[0]] = Speaker(*[*row[mine], bool(row[-1]), where, joined, OwnerOf(*row[owner])])
    return found


INSERT = "INSERT INTO chat_message ({columns}) VALUES {rows} RETURNING room_id, seq, id"


@lru_cache(maxsize=128)
def _insertion(vendor: str, count: int) -> tuple[str, list[tuple[str, Any]]]:
    stored = [field for field in Message._meta.concrete_fields if not field.primary_key]
    # What every driver takes as it is needs no preparing.
    plain = (CharField, TextField, IntegerField, ForeignKey)
    prepared = [(field.attname, None if isinstance(field, plain) else field.get_db_prep_save) for field in stored]
    row = f"({', '.join(['%s'] * len(stored))})"
    columns = ", ".join(str(field.column) for field in stored)
    return INSERT.replace("{columns}", columns).replace("{rows}", ", ".join([row] * count)), prepared


def insert(messages: Collection[Message]) -> None:
    """Block. Store new messages, a few hundred at the most, and give them their ids."""
    require_transaction()
    statement, columns = _insertion(connection.vendor, len(messages))
    values: list[Any] = []
    for message in messages:
        row = message.__dict__
        values += [
            row[name] if prepare is None or row[name] is None else prepare(row[name], connection)
            for name, prepare in columns
        ]
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        ids = {(room, seq): pk for room, seq, pk in cursor.fetchall()}
    for message in messages:
        message.pk = ids[message.room_id, message.seq]
        message._state.adding, message._state.db = False, connection.alias
