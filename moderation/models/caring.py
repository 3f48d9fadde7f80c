"""How one of the team looks after themselves. For themselves alone, but what they ask of others."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import F, Q

import clock
from accounts.sealed import SealedTextField
from moderation.querysets import TeamCareQuerySet
from rows import Row

# With so many heavy conversations in one shift the desk offers to hand over, unless they say another number.
AT_MOST = 4
AT_MOST_RANGE = (1, 12)
# Longer ago than this nobody waits for an answer any more.
TALK_WITHIN = timedelta(days=7)


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
