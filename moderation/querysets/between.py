"""Blocks between two people, whoever made them, in whichever group."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef, Q

from groups.models import Block


def blocks_between(user: Any, other: str) -> Exists:
    """Between `user` and whom the row names in `other`."""
    return met(user, OuterRef(other))


def blocks_kept_apart(user: Any, other: str, *, since: str) -> Exists:
    """Like `blocks_between`; of what `user` made, only what stood at the time of the row named in `since`.

    A block that is made afterwards takes nothing off a page: whoever made it would learn from the gap who is who.
    """
    return kept_apart(user, OuterRef(other), since=OuterRef(since))


def kept_apart(user: Any, other: Any, *, since: Any) -> Exists:
    """The same between any two, or expressions that lead to them; `since` is a moment."""
    before = Q(blocker=user, blocked=other, created_at__lte=since)
    return Exists(Block.objects.filter(before | Q(blocker=other, blocked=user)))


def blocked_there(keeper: Any) -> Exists:
    """`keeper` blocked the member of the row under a name of that very group."""
    made = Block.objects.filter(blocker=keeper, blocked=OuterRef("membership__account"))
    return Exists(made.filter(against__group=OuterRef("membership__group")))


def met(one: Any, other: Any) -> Exists:
    return Exists(Block.objects.filter(Q(blocker=one, blocked=other) | Q(blocker=other, blocked=one)))
