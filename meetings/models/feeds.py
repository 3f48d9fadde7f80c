"""What leaves the house on purpose: a person's own calendar, and what facilitators chose to show of their meetings."""

from __future__ import annotations

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q

import clock
from accounts.models import LivedExperience
from groups.models import Group
from rows import Row

# Topics whose groups show no times to anybody outside: who looks for somebody would know where they are, and when.
UNSAFE = ("violence", "abuse", "assault", "stalking", "trafficking")


class CalendarFeed(Row):
    """A secret address under which one person's calendar program reads when they meet. Only its hash is kept."""

    account = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="calendar_feed")
    token_hash = models.CharField(max_length=64, unique=True)
    # Names of groups and what a meeting is about. Without it every event is called the same.
    with_names = models.BooleanField(default=False)
    made_at = models.DateTimeField(default=clock.now)

    def __str__(self) -> str:
        return f"calendar {self.uid}"


class ChoicesQuerySet(models.QuerySet["MeetingChoices"]):
    def published(self) -> Self:
        """Of groups that show their meetings to everybody: chosen, still listed, and not about what makes it unsafe."""
        chosen = self.filter(published_at__isnull=False, group__in=Group.objects.listed())
        return chosen.exclude(Exists(unsafe_topics(OuterRef("group"))))


class MeetingChoices(Row):
    """What those who keep a group chose about its meetings. Without a row: nothing leaves the group."""

    group = models.OneToOneField(Group, on_delete=models.CASCADE, related_name="meeting_choices")
    published_at = models.DateTimeField(null=True, blank=True)
    shows_address = models.BooleanField(default=False)
    # Members can make a page that confirms when they were there.
    confirms = models.BooleanField(default=False)

    objects = ChoicesQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "meeting choices"

    def __str__(self) -> str:
        return f"choices {self.uid}"


def unsafe_topics(group: Any) -> models.QuerySet[LivedExperience]:
    """The topics of `group` that keep its meetings inside."""
    words = Q()
    for word in UNSAFE:
        words |= Q(slug__icontains=word) | Q(name__icontains=word)
    return LivedExperience.objects.filter(words, groups=group)
