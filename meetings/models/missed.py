"""“We missed you”: who allowed it, and the few words that somebody wrote."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce

import clock
from accounts.policies import consents_in_force, in_use
from groups.models import Block, Group, Membership
from meetings.models.attendance import KEEP, Attendance
from meetings.models.live import LiveEvent
from moderation.models import Case, Decision, ReadText, Sanction
from moderation.querysets import DISTRESS
from rows import Row

WORDS_MOST = 400
LONG_AGO = Value(datetime(2000, 1, 1, tzinfo=UTC), output_field=models.DateTimeField())


class MayBeMissedQuerySet(models.QuerySet["MayBeMissed"]):
    def reachable(self, writer: Any, group: Group) -> Self:
        """Who allowed it in `group` and was noted as not there, and to whom `writer` may say so.

        Nobody who left, is on a break, or was last seen before something was decided about them or they were asked to
        leave; nobody across a block, under whichever name; nobody with whom the team is in contact.
        """
        noted = Attendance.objects.filter(membership=OuterRef("membership")).order_by("-meeting__starts_at", "-pk")
        account, here = OuterRef("membership__account"), Coalesce(OuterRef("here_at"), LONG_AGO)
        blocks = Block.objects.filter(Q(blocker=writer, blocked=account) | Q(blocker=account, blocked=writer))
        held = Q(claimed_by__isnull=False) | Q(state__in=[Case.State.OWNED, Case.State.CONTACTED])
        contact = Case.objects.open().filter(held, kind__in=DISTRESS, subject_account=account)
        stands = Sanction.objects.filter(account=account).filter(Q(lifted_at__isnull=True) | Q(begins_at__gt=here))
        decided = Decision.objects.told().filter(case__subject_account=account, decided_at__gt=here)
        asked_away = LiveEvent.objects.filter(whom=OuterRef("membership"), kind__in=["remove", "mute"], at__gt=here)
        rows = self.filter(
            in_use("membership__account__"),
            Exists(consents_in_force().filter(user=account)),
            membership__group=group,
            membership__state=Membership.State.ACTIVE,
        ).exclude(membership__account=writer)
        rows = rows.annotate(
            was_there=Subquery(noted.values("present")[:1]),
            noted_of=Subquery(noted.values("meeting__starts_at")[:1]),
            here_at=Subquery(noted.filter(present=True).values("meeting__ends_at")[:1]),
        )
        rows = rows.filter(was_there=False, noted_of__gt=clock.now() - KEEP)
        return rows.exclude(
            Exists(blocks) | Exists(contact) | Exists(stands) | Exists(decided) | Exists(asked_away)
        ).select_related("membership__group", "membership__account")

    def unwritten(self) -> Self:
        """Of those that are reachable: to whom nobody wrote since they were last there."""
        here = Coalesce(OuterRef("here_at"), LONG_AGO)
        return self.exclude(Exists(Missed.objects.filter(membership=OuterRef("membership"), sent_at__gt=here)))


class MayBeMissed(Row):
    """A member allowed those who keep their group, or greet there, to write when they were not there."""

    membership = models.OneToOneField(Membership, on_delete=models.CASCADE, related_name="may_be_missed")
    allowed_at = models.DateTimeField(default=clock.now)

    objects = MayBeMissedQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "may be missed"

    def __str__(self) -> str:
        return f"may be missed {self.uid}"


class MissedQuerySet(models.QuerySet["Missed"]):
    def visible_to(self, user: Any) -> Self:
        """For whom it was written, while they take part; without names that a block hides."""
        if not getattr(user, "is_authenticated", False):
            return self.none()
        names = Membership.objects.visible_to(user).filter(pk=OuterRef("written_by"))
        mine = self.filter(membership__account=user, membership__state=Membership.State.ACTIVE)
        return mine.exclude(words="").filter(Exists(names))


class Missed(Row, ReadText):
    """A few words to one member, under the name of who pressed send. Once for each absence."""

    membership = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="+")
    written_by = models.ForeignKey(Membership, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    words = models.TextField(max_length=WORDS_MOST, blank=True)
    sent_at = models.DateTimeField(default=clock.now)
    put_away_at = models.DateTimeField(null=True, blank=True)

    objects = MissedQuerySet.as_manager()

    class Meta:
        ordering = ["-sent_at", "-pk"]
        verbose_name_plural = "missed"

    def __str__(self) -> str:
        return f"missed {self.uid}"
