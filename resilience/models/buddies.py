"""Buddies: two members of one group who write to each other alone, because both of them want to."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import F, Q

import clock
from chat.models import Room
from groups.models import Membership
from moderation.models import FoldableText
from resilience.querysets.buddies import BuddyPairQuerySet, BuddyRequestQuerySet
from rows import Row

WORDS_MOST = 400
# Unanswered or declined, it lapses after so long; whoever asked reads the same either way.
LAPSES_AFTER = timedelta(days=7)
# How long a request, and the room of a pair that has ended, are kept; nobody is asked twice by one person meanwhile.
KEPT = timedelta(days=30)


class BuddyWish(Row):
    """A member has switched on that others of the group may ask them. No row: nobody may."""

    membership = models.OneToOneField(Membership, on_delete=models.CASCADE, related_name="buddy_wish")
    since = models.DateTimeField(default=clock.now)

    def __str__(self) -> str:
        return f"buddy wish {self.uid}"


class BuddyRequest(Row, FoldableText):
    """A few words from one member to another. Whoever sends them has read what holds between buddies, and agrees."""

    TEXTS_READ = ("words",)

    asker = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="+")
    asked = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="+")
    # The account that asks, so that the database allows no second open request, in whichever group.
    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    words = models.TextField(max_length=WORDS_MOST)
    asked_at = models.DateTimeField(default=clock.now)
    lapses_at = models.DateTimeField()
    # "Not now", which only whoever was asked knows of: for the other it stays open until it lapses.
    put_away_at = models.DateTimeField(null=True, blank=True)
    # Answered with yes, taken back, or lapsed before the next one.
    over_at = models.DateTimeField(null=True, blank=True)
    # Whoever asked need not read that it lapsed: they answered it, or took it back.
    is_settled = models.BooleanField(default=False)
    # A moderator put it aside: whoever was asked does not read it.
    hidden_at = models.DateTimeField(null=True, blank=True)

    objects = BuddyRequestQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["account"], condition=Q(over_at__isnull=True), name="one_open_request_at_a_time"
            ),
            models.CheckConstraint(condition=~Q(asker=F("asked")), name="nobody_asks_themselves"),
            models.CheckConstraint(condition=Q(lapses_at__gt=F("asked_at")), name="request_lapses_later"),
        ]

    def __str__(self) -> str:
        return f"buddy request {self.uid}"

    @property
    def is_open(self) -> bool:
        return self.over_at is None and self.lapses_at > clock.now()


class BuddyPair(Row):
    """Two buddies and their room. In it each has the name they have in the group where they met."""

    asker = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="+")
    asked = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="+")
    room = models.OneToOneField(Room, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    # When each of them read what holds between buddies, and agreed. Without both there is no pair.
    asker_agreed_at = models.DateTimeField()
    asked_agreed_at = models.DateTimeField()
    # On which side of the line each stood when it began.
    asker_is_adult = models.BooleanField()
    asked_is_adult = models.BooleanField()
    begun_at = models.DateTimeField(default=clock.now)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = BuddyPairQuerySet.as_manager()

    class Meta:
        ordering = ["-begun_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(asker_is_adult=F("asked_is_adult")), name="never_across_the_adult_line"),
            models.CheckConstraint(
                condition=Q(begun_at__gte=F("asker_agreed_at")) & Q(begun_at__gte=F("asked_agreed_at")),
                name="both_agreed_before_it_began",
            ),
            models.CheckConstraint(condition=~Q(asker=F("asked")), name="a_pair_is_two"),
            models.UniqueConstraint(fields=["asker"], condition=Q(ended_at__isnull=True), name="one_buddy_who_asked"),
            models.UniqueConstraint(
                fields=["asked"], condition=Q(ended_at__isnull=True), name="one_buddy_who_was_asked"
            ),
        ]

    def __str__(self) -> str:
        return f"buddy pair {self.uid}"

    def one_of_two(self, account_id: int | None) -> Membership | None:
        """The one of the two that is `account_id`."""
        return next((one for one in (self.asker, self.asked) if one.account_id == account_id), None)

    def other_than(self, account_id: int | None) -> Membership:
        """The one of the two that is not `account_id`."""
        return self.asked if self.asker.account_id == account_id else self.asker
