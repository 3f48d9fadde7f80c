"""Who reads that somebody has died, and who is asked about it: the team, and who keeps the group. Nobody's own."""

from __future__ import annotations

from typing import Any, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q

from groups.models import Block, Membership
from moderation.querysets.cases import may_work


class DeathQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Any) -> Self:
        """For moderators, and for who keeps the group. Of whom it is said, reads of it on their own page alone."""
        if not may_work(user):
            return self.none()
        others = self.exclude(membership__account=user)
        if user.is_moderator:
            return others
        kept = Membership.objects.keepers().filter(account=user).values("group")
        return others.filter(membership__group__in=kept)

    def standing(self) -> Self:
        """Not taken back, and not refused."""
        return self.filter(state__in=["waiting", "agreed"])

    def for_second(self, user: Any) -> Self:
        """What waits for the yes of `user`: a moderator who did not say it, and has no block with them anywhere."""
        if not may_work(user) or not user.is_moderator:
            return self.none()
        account = OuterRef("membership__account")
        met = Block.objects.filter(Q(blocker=user, blocked=account) | Q(blocker=account, blocked=user))
        return self.visible_to(user).filter(~Exists(met), state="waiting").exclude(said_by=user)

    def to_review(self, user: Any) -> Self:
        """What one of the team took as true alone, for somebody else."""
        return self.visible_to(user).filter(state="agreed", alone=True, review="").exclude(said_by=user)

    def to_look_into(self, user: Any) -> Self:
        """Of whom it was said, says that they are alive: how could that be? A moderator asks."""
        if not may_work(user) or not user.is_moderator:
            return self.none()
        return self.visible_to(user).filter(came_back=True, looked_into_at__isnull=True)

    def asks(self, user: Any) -> Self:
        """Everything of these that waits for `user`, the oldest first."""
        found = Q(pk__in=self.for_second(user).values("pk")) | Q(pk__in=self.to_review(user).values("pk"))
        found |= Q(pk__in=self.to_look_into(user).values("pk"))
        return self.filter(found).order_by("said_at", "pk")
