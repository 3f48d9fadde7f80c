"""Decisions with their reasons, what stands because of them, and appeals. No sanction without a decision."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

import clock
from accounts.sealed import SealedTextField
from moderation.models.cases import Case
from moderation.models.readings import ReadText
from moderation.querysets import AppealQuerySet, DecisionQuerySet, SanctionQuerySet
from rows import Row


class Measure(models.TextChoices):
    """What can be decided, the gentlest first."""

    NO_ACTION = "no_action", _("No action")
    CONTENT_NOTE = "note", _("Put a content note before it")
    HIDE = "hide", _("Hide it")
    REMOVE = "remove", _("Remove it")
    WARN = "warn", _("Warn the person")
    MUTE = "mute", _("Mute the person in this group")
    LIMIT = "limit", _("Limit the account")
    SUSPEND = "suspend", _("Suspend the account")
    GOODBYE = "goodbye", _("Say goodbye: too young for this place")
    LEAVE_GROUP = "leave_group", _("Remove from the group")
    BAN = "ban", _("Ban the account")


# Those that leave something standing, which ends or can be lifted. The others are words.
LASTING = tuple(measure.value for measure in Measure if measure not in (Measure.NO_ACTION, Measure.WARN))


class NoEnd(models.TextChoices):
    """Why something has no end. It can be lifted all the same."""

    ENDS = "", _("It has an end")
    WORDS = "words", _("It is about words: they stay aside until somebody decides otherwise")
    AGAIN = "again", _("It happened again after an earlier decision")
    SAFETY = "safety", _("Others would not be safe")
    AGE = "age", _("They may come when they are old enough")


def _ends_or_says_why() -> Q:
    return (Q(ends_at__isnull=False) & Q(no_end="")) | (Q(ends_at__isnull=True) & ~Q(no_end=""))


class Decision(Row):
    """What somebody of the team decided about a case, and why. The person is told everything but `reason`."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Waits for a second person")
        TAKEN = "taken", _("Decided")
        NOT_TAKEN = "not_taken", _("The second person did not agree")

    class SecondFor(models.TextChoices):
        NOBODY = "", _("One person is enough")
        DISTRESS = "distress", _("They are, or were lately, in distress")
        POWER = "power", _("It is more than this person may decide alone")

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="decisions")
    measure = models.CharField(max_length=12, choices=Measure.choices)
    state = models.CharField(max_length=9, choices=State.choices, default=State.TAKEN)
    second_for = models.CharField(max_length=8, choices=SecondFor.choices, blank=True)
    # What the person reads of it is theirs; the reason is the team's, and of who looks at it again.
    rule = SealedTextField(opening_is_audited=False)
    quoted = SealedTextField(opening_is_audited=False)
    words = SealedTextField(opening_is_audited=False)
    reason = SealedTextField()
    # Words that are put before the content, for a content note: one of a list.
    note = models.CharField(max_length=16, blank=True)
    machine_marked = models.BooleanField(default=False)
    ends_at = models.DateTimeField(null=True, blank=True)
    no_end = models.CharField(max_length=8, choices=NoEnd.choices, blank=True)
    ends_case = models.BooleanField(default=True)
    # Nobody is told of "no action": who was reported need not know that they were.
    is_told = models.BooleanField(default=False)
    seen_at = models.DateTimeField(null=True, blank=True)
    signed = models.CharField(max_length=60, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    decided_at = models.DateTimeField(default=clock.now)
    second_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    second_at = models.DateTimeField(null=True, blank=True)

    objects = DecisionQuerySet.as_manager()

    class Meta:
        ordering = ["decided_at", "id"]
        constraints = [
            models.CheckConstraint(condition=~Q(measure__in=LASTING) | _ends_or_says_why(), name="decision_has_an_end"),
            models.CheckConstraint(
                condition=Q(measure="goodbye", no_end="age") | (~Q(measure="goodbye") & ~Q(no_end="age")),
                name="goodbye_is_about_age_alone",
            ),
            models.CheckConstraint(
                condition=~Q(state="taken") | Q(second_for="") | Q(second_at__isnull=False), name="second_came_first"
            ),
            models.CheckConstraint(
                condition=Q(second_by__isnull=True) | Q(decided_by__isnull=True) | ~Q(second_by=F("decided_by")),
                name="second_is_somebody_else",
            ),
            models.UniqueConstraint(fields=["case"], condition=Q(state="waiting"), name="one_waiting_decision_a_case"),
        ]

    def __str__(self) -> str:
        return f"{self.measure} {self.uid}"


class Sanction(Row):
    """What stands because of one decision. The database keeps none without it, and none for which no end is said."""

    class Lifted(models.TextChoices):
        STANDS = "", _("Stands")
        ENDED = "ended", _("Its time was over")
        LIFTED = "lifted", _("The team lifted it")
        OVERTURNED = "overturned", _("Overturned on appeal")

    decision = models.OneToOneField(Decision, on_delete=models.CASCADE, related_name="sanction")
    measure = models.CharField(max_length=12, choices=[(one, Measure(one).label) for one in LASTING])
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    group_uid = models.UUIDField(null=True, blank=True)
    content_kind = models.CharField(max_length=64, blank=True)
    content_uid = models.UUIDField(null=True, blank=True)
    # JSON: what was there before, so that one act puts it back.
    kept = SealedTextField(opening_is_audited=False)
    begins_at = models.DateTimeField(default=clock.now)
    ends_at = models.DateTimeField(null=True, blank=True)
    no_end = models.CharField(max_length=8, choices=NoEnd.choices, blank=True)
    lifted_at = models.DateTimeField(null=True, blank=True)
    lifted_because = models.CharField(max_length=10, choices=Lifted.choices, blank=True)
    lifted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    objects = SanctionQuerySet.as_manager()

    class Meta:
        ordering = ["begins_at", "id"]
        constraints = [
            models.CheckConstraint(condition=_ends_or_says_why(), name="sanction_ends_or_says_why"),
            models.CheckConstraint(condition=Q(measure__in=LASTING), name="sanction_is_lasting"),
            models.CheckConstraint(
                condition=(Q(lifted_at__isnull=True) & Q(lifted_because=""))
                | (Q(lifted_at__isnull=False) & ~Q(lifted_because="")),
                name="lifted_for_a_reason",
            ),
        ]
        indexes = [
            models.Index(fields=["ends_at"], condition=Q(lifted_at__isnull=True), name="sanctions_to_end"),
            models.Index(fields=["account", "measure"], condition=Q(lifted_at__isnull=True), name="sanctions_standing"),
        ]

    def __str__(self) -> str:
        return f"{self.measure} {self.uid}"


class Appeal(Row, ReadText):
    """“Please look again”, in the person's own words. Somebody else than who decided answers it."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Waits for somebody else to look")
        UPHELD = "upheld", _("It stays as it was decided")
        OVERTURNED = "overturned", _("It was decided otherwise")

    decision = models.OneToOneField(Decision, on_delete=models.CASCADE, related_name="appeal")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    words = SealedTextField(opening_is_audited=False)
    made_at = models.DateTimeField(default=clock.now)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    # To the person; and for the team.
    answer = SealedTextField(opening_is_audited=False)
    reason = SealedTextField()

    objects = AppealQuerySet.as_manager()

    class Meta:
        ordering = ["made_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=(Q(state="waiting") & Q(decided_at__isnull=True))
                | (~Q(state="waiting") & Q(decided_at__isnull=False)),
                name="appeal_decided_at_a_time",
            )
        ]
        indexes = [
            models.Index(fields=["made_at"], condition=Q(state="waiting"), name="appeals_waiting"),
            models.Index(fields=["made_at"], condition=Q(read_level="not_yet"), name="appeals_not_read"),
        ]

    def __str__(self) -> str:
        return f"appeal {self.uid}"
