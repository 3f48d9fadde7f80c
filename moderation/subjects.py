"""What can be reported. A content app signs this contract in its moderation.py; the desk knows nothing else of it."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from registry import Registry


@dataclass(frozen=True)
class Authorship:
    """Who wrote something. Only `label` (and the face drawn from `avatar_seed`) may reach a template."""

    account_id: int | None
    membership_id: int | None = None
    label: str = ""
    avatar_seed: str = ""

    @classmethod
    def under_name(cls, membership: Any) -> Authorship:
        """A person of a group, under the name they have there."""
        return cls(membership.account_id, membership.pk, membership.display_name, membership.avatar_seed)


@dataclass(frozen=True)
class Neighbour:
    """What somebody said beside a text. `account_id` is never shown: it lets their erasure find it."""

    account_id: int | None
    label: str
    text: str


@dataclass(frozen=True)
class Threads:
    """Private talks in which a kind of content stands. Nothing here shows a word without a grant.

    `of(obj)` is the uid of its talk; `holds(uid, user)` says whether they are in it themselves; `lines(uid, user,
    before)` answers what `user` reads of it, by `visible_to`: the newest, or those before the place `before`.
    """

    of: Callable[[Any], uuid.UUID | None]
    holds: Callable[[uuid.UUID, Any], bool]
    lines: Callable[[uuid.UUID, Any, int | None], Lines]


@dataclass(frozen=True)
class Line:
    """One message of a talk that was opened."""

    label: str
    at: Any
    text: str


@dataclass(frozen=True)
class Lines:
    """A stretch of such a talk, the oldest first. `before` is where it begins, if there are older ones to read."""

    shown: list[Line] = field(default_factory=list)
    before: int | None = None


@dataclass(frozen=True)
class Subject:
    """One kind of content that can be reported.

    `fetch(uid, user)` answers the row if `user` may see it, else None. `group(obj)` is its Group or None.
    `snapshot(obj)` answers what a case copies: {"text": str, "neighbours": [Neighbour, …]}.
    `what` says in the words of people what it is ("this message"). `find(uid)` answers the row whoever looks: for
    building blocks, which show nothing.

    The rest are building blocks of a decision. `hide` and `restore` undo each other; so do `take_away`, which answers
    what was there, and `put_back`. `note` puts a content note before it, and answers the one that was there.
    """

    kind: str
    what: Any
    fetch: Callable[[uuid.UUID, Any], Any | None]
    authorship: Callable[[Any], Authorship]
    group: Callable[[Any], Any | None]
    snapshot: Callable[[Any], dict[str, Any]]
    find: Callable[[uuid.UUID], Any | None] = lambda uid: None
    hide: Callable[[Any], None] | None = None
    restore: Callable[[Any], None] | None = None
    take_away: Callable[[Any], dict[str, str]] | None = None
    put_back: Callable[[Any, dict[str, str]], None] | None = None
    note: Callable[..., dict[str, str]] | None = None
    # Others do not read these passages from now on, by field; none: they read it all. Tells whoever has it open.
    fold: Callable[[Any, dict[str, Any]], None] | None = None
    # The private talk around it, which opens by break-glass alone.
    threads: Threads | None = None
    # Where those who keep a group answer for it together: the uids of what `user` answers for. No case about it goes
    # to any of them.
    answered_for: Callable[[Any], Any] | None = None


subjects: Registry[Subject] = Registry("moderation.subjects")
