"""The contract of what is live, and its registry.

A topic has a name `prefix:key` (or just `prefix`, for what there is one of). The app that owns it signs this contract
in its own topics.py. Everything here runs in threads with a database; the socket never blocks on it.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass, field
from typing import Any, Protocol

from django.utils.translation import gettext as _

from registry import Registry


@dataclass(frozen=True)
class Access:
    """One account may follow one topic. `token` changes when the right to it, or what is hidden from it, may have.

    `hidden` are those whose words it does not hear, `own` is the one whose words are its own.
    """

    user_id: int
    key: str
    token: Hashable = None
    hidden: frozenset[str] = frozenset()
    own: str = ""
    data: Any = None


@dataclass(frozen=True)
class CatchUp:
    """Everything changed after a place, in order; `complete` is False when there is more to fetch."""

    items: list[dict[str, Any]]
    through: int
    complete: bool = True
    extra: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Call:
    """One operation as it came over the socket; `data` is untrusted."""

    access: Access
    name: str
    data: dict[str, Any]
    client_uid: str


@dataclass(frozen=True)
class Reply:
    """What became of it. `panel` is HTML for the author's eyes only; `code` and `text` explain a refusal."""

    state: str = "posted"
    seq: int | None = None
    code: str = ""
    text: str = ""
    panel: str = ""
    extra: dict[str, Any] = field(default_factory=dict)


def not_saved() -> Reply:
    """The reply to an operation that broke."""
    return Reply(
        state="refused", code="try_again", text=_("This could not be saved. It is still here. Please try again.")
    )


@dataclass(frozen=True)
class Operation:
    """`lane` is "batch" (one thread takes what queued), "write", or "help", which nothing else can hold up."""

    lane: str
    run: Callable[[list[Call]], list[Reply]]


class Topic(Protocol):
    prefix: str
    operations: dict[str, Operation]

    def authorise(self, user: Any, key: str) -> Access | None:
        """The access of `user`, or None for "not yours" and "does not exist" alike."""

    def catch_up(self, access: Access, after: int) -> CatchUp: ...

    def changes(self, key: str, after: int) -> list[dict[str, Any]]:
        """Events as for `hub.publish` with seq > after, oldest first, for hints that came from another process."""

    def heads(self, keys: Iterable[str]) -> dict[str, int]:
        """The newest seq of each key, in one query."""

    def tokens(self, accesses: Iterable[Access]) -> dict[tuple[int, str], Hashable]:
        """The token of each (user_id, key) now, in one query; what is missing has no access any more."""

    def touch(self, accesses: Iterable[Access]) -> None:
        """These people have the topic open: write presence in one batch."""


topics: Registry[Topic] = Registry("realtime.topics")


def split(name: str) -> tuple[Topic, str] | None:
    """The topic and key that `name` speaks of, or None."""
    prefix, _, key = name.partition(":")
    return (topics.get(prefix), key) if prefix in topics else None
