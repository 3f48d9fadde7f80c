"""The private talk around what a case is about, by the contract that its kind of content signs."""

from __future__ import annotations

import uuid
from typing import Any

from moderation.models import Case, Grant
from moderation.subjects import Lines, Threads, subjects


def threads_of(kind: str) -> Threads | None:
    return subjects.get(kind).threads if kind in subjects else None


def thread_of(case: Case) -> uuid.UUID | None:
    """The talk in which the words of `case` stand, where there is one."""
    threads = threads_of(case.content_kind)
    if threads is None or case.content_uid is None:
        return None
    found = subjects.get(case.content_kind).find(case.content_uid)
    return threads.of(found) if found is not None else None


def in_its_thread(user: Any, case: Case) -> bool:
    """Whether `user` is in that talk themselves: what they would open is also about them."""
    threads, uid = threads_of(case.content_kind), thread_of(case)
    return threads is not None and uid is not None and threads.holds(uid, user)


def lines_of(grant: Grant, user: Any, before: int | None = None) -> Lines:
    """What `user` reads of an opened talk: nothing without their grant, which `visible_to` joins."""
    threads = threads_of(grant.thread_kind)
    if threads is None or grant.thread_uid is None:
        return Lines()
    return threads.lines(grant.thread_uid, user, before)
