"""How one of the team looks after themselves. For themselves alone, but what they ask of others."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q

import clock
from accounts.sealed import SealedTextField
from moderation.querysets import may_work
from rows import Row

# With so many heavy conversations in one shift the desk offers to hand over, unless they say another number.
AT_MOST = 4
AT_MOST_RANGE = (1, 12)
# Longer ago than this nobody waits for an answer any more.
TALK_WITHIN = timedelta(days=7)


class TeamCareQuerySet(models.QuerySet["TeamCare"]):
    def own(self, user: Any) -> TeamCare | None:
        """What `user` said of themself, while they are of the team."""
        return self.filter(account=user).first() if user.is_moderator else None

    def asked_of(self, user: Any) -> Self:
        """Those who would like `user` for a buddy, or have one in them."""
        return self._of_team(user).filter(buddy=user)

    def want_to_talk(self, user: Any) -> Self:
        """Those of the others who would like to talk something over, and to whom nobody has said yes."""
        waiting = self._of_team(user).filter(talk_asked_at__gt=clock.now() - TALK_WITHIN, talk_at__isnull=True)
        return waiting.exclude(account=user)

    def _of_team(self, user: Any) -> Self:
        if not may_work(user) or not user.is_moderator:
            return self.none()
        return self.filter(account__is_active=True, account__is_moderator=True, account__erase_after__isnull=True)


class TeamCare(Row):
    """One row for each of the team who has said anything here. `buddy` counts once that person has agreed."""

    account = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="team_care")
    at_most = models.PositiveSmallIntegerField(default=AT_MOST)
    # JSON: what they would rather leave to others. It may tell what they have been through, so nobody else opens it.
    themes = SealedTextField(opening_is_audited=False)
    buddy = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    buddy_agreed_at = models.DateTimeField(null=True, blank=True)
    talk_asked_at = models.DateTimeField(null=True, blank=True)
    talk_with = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    talk_at = models.DateTimeField(null=True, blank=True)

    objects = TeamCareQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(at_most__gte=AT_MOST_RANGE[0], at_most__lte=AT_MOST_RANGE[1]), name="at_most_in_range"
            ),
            models.CheckConstraint(condition=Q(buddy=None) | ~Q(buddy=F("account")), name="nobody_their_own_buddy"),
        ]

    def __str__(self) -> str:
        return f"care {self.uid}"

    @property
    def wants_to_talk(self) -> bool:
        """They asked, and not so long ago that it is over, whether or not somebody has said yes."""
        return self.talk_asked_at is not None and self.talk_asked_at > clock.now() - TALK_WITHIN
