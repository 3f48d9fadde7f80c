"""Who reads of help beside a group: the member, and who keeps the room."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q

from groups.models import Block, Membership
from moderation.querysets.between import blocked_there, blocks_between
from moderation.querysets.cases import may_work


class StepUpQuerySet(models.QuerySet[Any]):
    """More than a group can hold: the member, and who keeps the room. Nobody of the team, and nobody else there."""

    def of_person(self, user: Any) -> Self:
        """What `user` was offered. A block refuses contact: across one, in whichever group, nothing is shown."""
        if not getattr(user, "is_authenticated", False):
            return self.none()
        return self.filter(membership__account=user).exclude(blocks_between(user, "keeper__account"))

    def asked(self, user: Any) -> Self:
        """Of these, where somebody looked in on `user`, and no block stands between the two."""
        done = self.of_person(user).filter(looked_in_at__isnull=False)
        return done.exclude(blocks_between(user, "looked_in_by__account"))

    def of_keeper(self, user: Any) -> Self:
        """What is offered in the groups that `user` keeps, to others than themselves and than whom they blocked there.

        Of what a colleague wrote, nothing where a block of the member stands before `user`, or before that colleague,
        so that it reaches nobody and asks nobody. Their own words stay, and a block that they made in another group
        changes nothing: it would tell them of a block, or whose name there is whose here.
        """
        if not may_work(user):
            return self.none()
        kept = Membership.objects.keepers().filter(account=user).values("group")
        found = self.filter(membership__group__in=kept).exclude(membership__account=user).exclude(blocked_there(user))
        own = Q(keeper__account=user) | Q(looked_in_by__account=user)
        writer = OuterRef("keeper__account")
        return found.filter(own | ~(_member_blocked(user) | _member_blocked(writer) | blocked_there(writer)))

    def visible_to(self, user: Any) -> Self:
        return self.filter(Q(pk__in=self.of_person(user).values("pk")) | Q(pk__in=self.of_keeper(user).values("pk")))

    def due(self, moment: datetime) -> Self:
        """It is time to look in: they did not decline, are alive and in the group, and it is not long past."""
        from moderation.models.steps_up import LOOK_IN_WITHIN

        here = self.filter(membership__state__in=["active", "paused"], declined_at__isnull=True)
        here = here.filter(membership__account__said_died_at__isnull=True)
        return here.filter(looked_in_at__isnull=True, look_in_at__lte=moment, look_in_at__gt=moment - LOOK_IN_WITHIN)


def _member_blocked(keeper: Any) -> Exists:
    """The member of a step-up blocked `keeper`, in whichever group."""
    return Exists(Block.objects.filter(blocker=OuterRef("membership__account"), blocked=keeper))
