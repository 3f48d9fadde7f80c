"""Who reads that somebody has died, and who is asked about it: the team, and who keeps the group. Nobody's own."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Coalesce

import clock
from groups.models import Membership
from moderation.querysets.between import blocked_there, blocks_kept_apart, kept_apart
from moderation.querysets.cases import may_work


def could_be_second(account: Any, *besides: Any, since: datetime) -> models.QuerySet[Any]:
    """Moderators who may agree that `account` (None: erased) has died, or look at it again: no block is between them.

    Without `besides` (accounts, or None). `since` is when it was said: as in `DeathQuerySet.for_second`, a block that
    one of them makes afterwards changes nothing.
    """
    return _apart_from(_moderators(), account, *besides, since=since)


def _apart_from(found: models.QuerySet[Any], account: Any, *besides: Any, since: datetime) -> models.QuerySet[Any]:
    found = found.exclude(pk__in={one.pk for one in (account, *besides) if one is not None})
    return found if account is None else found.exclude(kept_apart(OuterRef("pk"), account, since=since))


def _moderators() -> models.QuerySet[Any]:
    from accounts.models import User
    from accounts.policies import in_use

    return User.objects.filter(in_use(), is_moderator=True)


def admins_instead(account: Any, *besides: Any, since: datetime) -> models.QuerySet[Any]:
    """Who runs the place and may be the second where no moderator could: no block is between them and `account`."""
    from accounts.models import User
    from accounts.policies import in_use

    found = User.objects.filter(in_use(), is_staff=True, is_moderator=False)
    return _apart_from(found, account, *besides, since=since)


class DeathQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Any) -> Self:
        """For moderators, and for who keeps the group. Of whom it is said, reads of it on their own page alone.

        For an admin nothing but what waits for them, as no moderator could be the second, and what they answered so.
        """
        if not may_work(user):
            return self.none()
        others = self.exclude(membership__account=user)
        if user.is_moderator:
            return others
        kept = Membership.objects.keepers().filter(account=user).values("group")
        if user.is_staff:
            asked = Q(second_by=user) | Q(pk__in=self.for_admin(user).values("pk"))
            return others.filter(Q(membership__group__in=kept) | asked)
        return others.filter(membership__group__in=kept)

    def standing(self) -> Self:
        """Not taken back, and not refused."""
        return self.filter(state__in=["waiting", "agreed"])

    def watched(self) -> Self:
        """Those after which their group is looked at more closely: one crisis there is enough."""
        from moderation.models import WATCHED

        return self.filter(state="agreed", second_at__gt=clock.now() - WATCHED)

    def for_second(self, user: Any) -> Self:
        """What waits for the yes of `user`: a moderator who did not say it, and has no block with them anywhere.

        Where there is none of these, an admin of whom the same is true.
        """
        if not may_work(user):
            return self.none()
        if not user.is_moderator:
            return self.for_admin(user)
        return self._not_met(user).filter(state="waiting").exclude(said_by=user)

    def for_admin(self, user: Any) -> Self:
        """What no moderator could be the second for, whyever: without this it would wait for ever."""
        if not may_work(user) or not user.is_staff or user.is_moderator:
            return self.none()
        could = _moderators().exclude(pk=OuterRef("membership__account")).exclude(pk=Coalesce(OuterRef("said_by"), 0))
        account, said_at = OuterRef(OuterRef("membership__account")), OuterRef(OuterRef("said_at"))
        could = could.exclude(kept_apart(OuterRef("pk"), account, since=said_at))
        waits = self.filter(state="waiting").exclude(membership__account=user).exclude(said_by=user)
        apart = blocks_kept_apart(user, "membership__account", since="said_at")
        return waits.exclude(apart).exclude(Exists(could))

    def to_review(self, user: Any) -> Self:
        """What one of the team took as true alone, for somebody else, who has no block with them either."""
        return self._not_met(user).filter(state="agreed", alone=True, review="").exclude(said_by=user)

    def _not_met(self, user: Any) -> Self:
        return self.visible_to(user).exclude(blocks_kept_apart(user, "membership__account", since="said_at"))

    def to_look_into(self, user: Any) -> Self:
        """Of whom it was said, says that they are alive: how could that be? A moderator asks who had no part in it.

        Who agreed only where the team has nobody else: otherwise nobody at all would ask. Who said it never.
        """
        if not may_work(user) or not user.is_moderator:
            return self.none()
        asked = self.visible_to(user).filter(came_back=True, looked_into_at__isnull=True)
        others = _moderators().exclude(pk=user.pk).exclude(pk=Coalesce(OuterRef("said_by"), 0))
        others = others.exclude(pk=OuterRef("membership__account"))
        return asked.exclude(said_by=user).filter(~Q(second_by=user) | Q(second_by__isnull=True) | ~Exists(others))

    def asks(self, user: Any) -> Self:
        """Everything of these that waits for `user`, the oldest first."""
        found = Q(pk__in=self.for_second(user).values("pk")) | Q(pk__in=self.to_review(user).values("pk"))
        found |= Q(pk__in=self.to_look_into(user).values("pk"))
        return self.filter(found).order_by("said_at", "pk")


class FarewellQuerySet(models.QuerySet[Any]):
    def put_aside(self) -> Self:
        """A decision of the team stands that hides them."""
        return self.filter(_is_hidden())

    def visible_to(self, user: Any) -> Self:
        """For the people of the group who see the name, as long as it is so; neither across a block nor put aside."""
        if not getattr(user, "is_authenticated", False):
            return self.none()
        names = Membership.objects.visible_to(user).filter(pk=OuterRef("death__membership"))
        mine = Membership.objects.filter(group=OuterRef("death__membership__group"), account=user)
        here = mine.filter(state__in=["active", "paused"])
        return self.filter(Exists(names), Exists(here), ~_is_hidden(), death__state="agreed")


def _is_hidden() -> Exists:
    from moderation.models import Measure, Sanction

    hidden = Sanction.objects.standing().filter(content_kind="farewell", measure=Measure.HIDE)
    return Exists(hidden.filter(content_uid=OuterRef("uid")))


class LookInQuerySet(models.QuerySet[Any]):
    def of_keeper(self, user: Any) -> Self:
        """For who keeps the group, on others than themselves, never across a block that stood, in whichever group."""
        if not may_work(user):
            return self.none()
        kept = Membership.objects.keepers().filter(account=user).values("group")
        found = self.filter(membership__group__in=kept, death__state="agreed").exclude(membership__account=user)
        apart = blocks_kept_apart(user, "membership__account", since="death__second_at")
        found = found.exclude(apart | blocked_there(user))
        return found.filter(death__in=_deaths().visible_to(user).values("pk"))

    def due(self, moment: datetime) -> Self:
        """It is time, they are in the group and alive, and nobody has done it; nor is it long past."""
        from moderation.models import WATCHED

        here = self.filter(membership__state__in=["active", "paused"], membership__account__said_died_at__isnull=True)
        return here.filter(death__state="agreed", done_at__isnull=True, due_at__lte=moment, due_at__gt=moment - WATCHED)


def _deaths() -> DeathQuerySet:
    from moderation.models import Death

    return Death.objects.all()
