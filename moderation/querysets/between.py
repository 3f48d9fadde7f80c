"""Blocks between two people, whoever made them, in whichever group."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef, Q

from groups.models import Block


def blocks_between(user: Any, other: str) -> Exists:
    """Between `user` and whom the row names in `other`."""
    return met(user, OuterRef(other))


def met(one: Any, other: Any) -> Exists:
    return Exists(Block.objects.filter(Q(blocker=one, blocked=other) | Q(blocker=other, blocked=one)))
