"""Who sees which buddies and requests. Nobody but the two: no keeper of their group, nobody of the team."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q

import clock
from accounts.ages import ADULT_BANDS
from accounts.policies import consents_in_force, in_use
from groups.models import Block, Membership

if TYPE_CHECKING:
    from resilience.models import BuddyPair, BuddyRequest  # noqa: F401 - named in strings


def known_adult(prefix: str = "") -> Q:
    """People who said that they are of age. Nobody under 18 has a buddy: nobody would look after the two."""
    return Q(**{f"{prefix}age_band__in": [str(band) for band in ADULT_BANDS]})


def of_team(prefix: str = "") -> Q:
    return (
        Q(**{f"{prefix}is_moderator": True}) | Q(**{f"{prefix}is_staff": True}) | Q(**{f"{prefix}is_superuser": True})
    )


def blocks_between(one: Any, other: Any) -> models.QuerySet[Block]:
    """Blocks in any group, made by either of two accounts (rows or references of a query) against the other."""
    return Block.objects.filter(Q(blocker=one, blocked=other) | Q(blocker=other, blocked=one))


def may_be_asked(user: Any, mine: Membership) -> models.QuerySet[Membership]:
    """Members of the group of `mine` who switched requests on and have no buddy there, whatever else holds.

    A block in this group hides the name. One of another group must not: whoever made it would learn from the gap who
    is who. What is asked across it is never shown, and lapses.
    """
    from resilience.models import BuddyPair

    paired = BuddyPair.objects.live().filter(Q(asker=OuterRef("pk")) | Q(asked=OuterRef("pk")))
    rows = Membership.objects.visible_to(user).filter(
        in_use("account__"), known_adult("account__profile__"), ~of_team("account__"),
        group=mine.group_id, state="active", role="member", buddy_wish__isnull=False,
    )  # fmt: skip
    return rows.exclude(pk=mine.pk).exclude(Exists(paired)).order_by("display_name", "pk")


class BuddyRequestQuerySet(models.QuerySet["BuddyRequest"]):
    def open(self, moment: datetime | None = None) -> Self:
        return self.filter(over_at__isnull=True, lapses_at__gt=moment or clock.now())

    def waiting_for(self, user: Any) -> Self:
        """Open requests that `user` may answer: put away by nobody, hidden by no moderator, across no block of before.

        A block of this group hides the name. One that somebody makes in another group afterwards takes nothing off a
        page: whoever made it would learn from the gap who is who.
        """
        if not getattr(user, "is_authenticated", False):
            return self.none()
        names = Membership.objects.visible_to(user).filter(pk=OuterRef("asker"), state="active")
        agrees = consents_in_force().filter(user=OuterRef("account"))
        rows = self.open().filter(in_use("account__"), asked__account=user, asked__state="active")
        rows = rows.filter(Exists(names), Exists(agrees), put_away_at__isnull=True, hidden_at__isnull=True)
        stood = blocks_between(OuterRef("account"), OuterRef("asked__account")).filter(
            created_at__lte=OuterRef("asked_at")
        )
        return rows.exclude(Exists(stood))

    def visible_to(self, user: Any) -> Self:
        """One's own, and those that wait for oneself."""
        if not getattr(user, "is_authenticated", False):
            return self.none()
        return self.filter(Q(account=user) | Q(pk__in=self.model.objects.waiting_for(user).values("pk")))


class BuddyPairQuerySet(models.QuerySet["BuddyPair"]):
    def live(self) -> Self:
        return self.filter(ended_at__isnull=True)

    def of(self, account: Any) -> Self:
        """Pairs in which `account` is or was one of the two."""
        return self.filter(Q(asker__account=account) | Q(asked__account=account))

    def of_membership(self, membership: Membership) -> Self:
        return self.filter(Q(asker=membership) | Q(asked=membership))

    def visible_to(self, user: Any) -> Self:
        """For the two alone, also for a while after it ended."""
        return self.of(user) if getattr(user, "is_authenticated", False) else self.none()
