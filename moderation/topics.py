"""What is live for the desk (`desk`) and for one person (`me:<account uid>`). Events say only that something moved."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from typing import Any

from accounts.access import can
from accounts.models import User
from realtime.topics import Access, CatchUp, Operation


class _HintsOnly:
    """A topic whose counter stands still: pages that hear a hint ask the database."""

    operations: dict[str, Operation] = {}

    def catch_up(self, access: Access, after: int) -> CatchUp:
        return CatchUp(items=[], through=0)

    def changes(self, key: str, after: int) -> list[dict[str, Any]]:
        return []

    def heads(self, keys: Iterable[str]) -> dict[str, int]:
        """Nothing new, but the line is alive: a client that hears nothing gives it up."""
        return dict.fromkeys(keys, 0)

    def touch(self, accesses: Iterable[Access]) -> None:
        return None


class DeskTopic(_HintsOnly):
    """For moderators: that something changed at all would tell a facilitator about other groups."""

    prefix = "desk"

    def authorise(self, user: Any, key: str) -> Access | None:
        if key or getattr(user, "lacks_second_step", False) or not can(user, "moderation.keep_watch"):
            return None
        return Access(user_id=user.pk, key=key)

    def tokens(self, accesses: Iterable[Access]) -> dict[tuple[int, str], Hashable]:
        wanted = {access.user_id for access in accesses}
        people = User.objects.filter(pk__in=wanted, is_active=True, is_moderator=True)
        return {(user.pk, ""): None for user in people if can(user, "moderation.keep_watch")}


class MeTopic(_HintsOnly):
    prefix = "me"

    def authorise(self, user: Any, key: str) -> Access | None:
        if not can(user, "moderation.need_help") or key != str(user.uid):
            return None
        return Access(user_id=user.pk, key=key)

    def tokens(self, accesses: Iterable[Access]) -> dict[tuple[int, str], Hashable]:
        wanted = {access.user_id for access in accesses}
        people = User.objects.filter(pk__in=wanted, is_active=True).values_list("pk", "uid")
        return {(pk, str(uid)): None for pk, uid in people}
