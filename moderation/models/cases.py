"""Reports and cases. A case carries its own sealed evidence: staff read no content table."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

import clock
from accounts.sealed import SealedTextField
from moderation.models.readings import Finding, ReadText
from moderation.querysets import DISTRESS, RULES, UNWELL, CaseQuerySet, CaseReplyQuerySet
from rows import Row


class Case(Row):
    """One open matter about one person (or one text): a person in distress, a worry, a report."""

    class Kind(models.TextChoices):
        CRISIS = "crisis", _("Crisis")
        HELP = "help", _("Asked for help")
        WORRY = "worry", _("Someone is worried")
        REPORT = "report", _("Report")
        UNREAD = "unread", _("Not yet read")
        FOLDED = "folded", _("Words were folded")

    class State(models.TextChoices):
        NEW = "new", _("New")
        SEEN = "seen", _("Seen")
        OWNED = "owned", _("Someone has it")
        CONTACTED = "contacted", _("In contact")
        HANDED_OVER = "handed_over", _("Handed over")
        CLOSED = "closed", _("Ended")

    class CloseReason(models.TextChoices):
        TALKED = "talked", _("We talked, and they have what they need")
        MISREAD = "misread", _("They wrote that it was misread")
        DECLINED = "declined", _("They did not want to talk")
        HANDED_OVER = "handed_over", _("Handed to somebody else")
        NO_BREACH = "no_breach", _("Nothing against the ground rules")
        SETTLED = "settled", _("Settled in the group")
        READ = "read", _("A person read it; nothing to do")
        DECIDED = "decided", _("It was decided")

    class Choice(models.TextChoices):
        NONE = "", _("Has not chosen yet")
        WRITE = "write", _("Would like someone to write")
        LINES = "lines", _("Just the helplines")
        MISREAD = "misread", _("Says it was misread")
        SAFE = "safe", _("Says they are safe")

    kind = models.CharField(max_length=8, choices=Kind.choices)
    state = models.CharField(max_length=11, choices=State.choices, default=State.NEW)
    # The database says in which of the two queues it waits, so that they are never mixed; an ended one is in neither.
    queue = models.GeneratedField(
        expression=models.Case(
            models.When(state="closed", then=models.Value("")),
            models.When(kind="report", then=models.Value(RULES)),
            default=models.Value(UNWELL),
        ),
        output_field=models.CharField(max_length=6),
        db_persist=True,
    )
    severity = models.PositiveSmallIntegerField(default=0)
    # Who it is about: the account for the reply thread and the "never about oneself" rule; only `label` is ever shown.
    subject_account = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    label = models.CharField(max_length=60)
    avatar_seed = models.CharField(max_length=32, blank=True)
    group_uid = models.UUIDField(null=True, blank=True, db_index=True)
    group_name = models.CharField(max_length=60, blank=True)
    content_kind = models.CharField(max_length=64, blank=True)
    content_uid = models.UUIDField(null=True, blank=True)
    choice = models.CharField(max_length=8, choices=Choice.choices, blank=True)
    choice_at = models.DateTimeField(null=True, blank=True)
    panel_shown_at = models.DateTimeField(null=True, blank=True)
    opened_at = models.DateTimeField(default=clock.now)
    last_activity_at = models.DateTimeField(default=clock.now)
    # No rule sets it yet: the seam for a promise of when somebody looks.
    due_at = models.DateTimeField(null=True, blank=True)
    claimed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    claimed_until = models.DateTimeField(null=True, blank=True)
    # The named human who stays with them. A claim is over in half an hour; this is not.
    companion = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    # Since when somebody of the team should have acted; empty once somebody has it. The ladder climbs from here.
    waits_since = models.DateTimeField(null=True, blank=True)
    # One member worries about one person again: a second moderator looks before it ends.
    worried_again_at = models.DateTimeField(null=True, blank=True)
    # Where they are, if they told us: for this conversation alone, and gone when it ends.
    place = SealedTextField()
    place_at = models.DateTimeField(null=True, blank=True)
    # Somebody would end it, and a second person has to agree.
    ending_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    ending_at = models.DateTimeField(null=True, blank=True)
    ending_reason = models.CharField(max_length=16, choices=CloseReason.choices, blank=True)
    # Whoever has it has offered it to the others. It stays with them until somebody takes it.
    offered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    offered_at = models.DateTimeField(null=True, blank=True)
    # They said that the others in their group may read that somebody is with them.
    room_told_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=0)
    read_by_person_at = models.DateTimeField(null=True, blank=True)
    # The author said that they would rather not write. Respected: no further messages.
    thread_declined_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    close_reason = models.CharField(max_length=16, choices=CloseReason.choices, blank=True)
    alerted_at = models.DateTimeField(null=True, blank=True)
    # Who it is about was erased: it goes on this date, ended or not.
    kept_until = models.DateTimeField(null=True, blank=True)

    objects = CaseQuerySet.as_manager()

    class Meta:
        ordering = ["-severity", "opened_at"]
        # Two constraints for "no group" and "a group": SQLite cannot treat two nulls as the same.
        constraints = [
            models.UniqueConstraint(
                fields=["subject_account", "kind", "group_uid"],
                condition=~Q(state="closed") & ~Q(kind="report") & Q(group_uid__isnull=False),
                name="one_open_case_a_person_kind_group",
            ),
            models.UniqueConstraint(
                fields=["subject_account", "kind"],
                condition=~Q(state="closed") & ~Q(kind__in=["report", "folded"]) & Q(group_uid__isnull=True),
                name="one_open_case_a_person_kind",
            ),
            # Bylines outside of groups may be several names of one person: what is folded does not join them.
            models.UniqueConstraint(
                fields=["content_kind", "content_uid"],
                condition=~Q(state="closed") & Q(kind="folded") & Q(group_uid__isnull=True),
                name="one_open_fold_a_subject",
            ),
            models.UniqueConstraint(
                fields=["subject_account", "group_uid"],
                condition=~Q(state="closed") & Q(kind__in=DISTRESS) & Q(group_uid__isnull=False),
                name="one_open_call_a_person_group",
            ),
            models.UniqueConstraint(
                fields=["subject_account"],
                condition=~Q(state="closed") & Q(kind__in=DISTRESS) & Q(group_uid__isnull=True),
                name="one_open_call_a_person",
            ),
            models.UniqueConstraint(
                fields=["content_kind", "content_uid"],
                condition=~Q(state="closed") & Q(kind="report"),
                name="one_open_report_a_subject",
            ),
            models.CheckConstraint(condition=~Q(state="closed") | ~Q(close_reason=""), name="closed_with_a_reason"),
            models.CheckConstraint(
                condition=Q(ending_at__isnull=True, ending_reason="")
                | (Q(ending_at__isnull=False) & ~Q(ending_reason="")),
                name="ends_at_a_time_for_a_reason",
            ),
        ]
        indexes = [
            models.Index(fields=["queue", "-severity", "opened_at", "id"], name="queue_worst_first"),
            models.Index(fields=["-closed_at", "id"], name="ended_newest_first"),
            models.Index(fields=["kind", "opened_at"], name="opened_lately"),
            models.Index(fields=["opened_at"], condition=Q(alerted_at__isnull=True), name="not_alerted"),
            models.Index(fields=["waits_since"], condition=Q(waits_since__isnull=False), name="nobody_has_looked"),
            models.Index(fields=["claimed_until"], condition=Q(claimed_until__isnull=False), name="claims_to_lapse"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.uid}"

    @property
    def is_open(self) -> bool:
        return self.state != self.State.CLOSED

    @property
    def is_claimed(self) -> bool:
        """Somebody has it for now."""
        return self.claimed_by_id is not None and self.claimed_until is not None and self.claimed_until > clock.now()

    @property
    def shown_label(self) -> str:
        """What the desk calls them: their name in the group, or nobody in particular."""
        return self.label or str(_("Someone"))


class CaseEvidence(Row):
    """JSON, sealed: the item and its cues. Copied at once, so that removing the text cannot hide it."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="evidence")
    kind = models.CharField(max_length=64)
    subject_uid = models.UUIDField(null=True, blank=True)
    # The reading that marked its words, where there was one: what somebody of the team calls right or not right.
    finding = models.ForeignKey(Finding, null=True, blank=True, on_delete=models.SET_NULL, related_name="evidence")
    at = models.DateTimeField(default=clock.now)
    copy = SealedTextField()

    class Meta:
        ordering = ["at", "id"]
        verbose_name_plural = _("case evidence")

    def __str__(self) -> str:
        return f"evidence {self.uid}"


class CaseNeighbour(Row):
    """JSON, sealed: what somebody said beside the words that led to a case. It goes when their account goes."""

    evidence = models.ForeignKey(CaseEvidence, on_delete=models.CASCADE, related_name="neighbours")
    # Never shown, and no way from a case to a person: it is there for the erasure alone.
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    # The piece it stands beside has the audit line.
    copy = SealedTextField(opening_is_audited=False)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"neighbour {self.uid}"


class CaseEvent(Row):
    """The history of a case. `note` is what staff wrote, sealed: in a group nobody reads what moderators noted."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="events")
    at = models.DateTimeField(default=clock.now)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    actor_name = models.CharField(max_length=60, blank=True)
    verb = models.CharField(max_length=32)
    # The version that the case had afterwards: a stale hand is shown what came after the one it knew.
    version = models.PositiveIntegerField(default=0)
    detail = models.CharField(max_length=32, blank=True)
    # Who wrote the note was no moderator then: whoever keeps the group reads it, too.
    by_keeper = models.BooleanField(default=False)
    note = SealedTextField()

    class Meta:
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return self.verb


class CaseReply(Row, ReadText):
    """One message of the private thread between the person and the team. Sealed, text only."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="replies")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    from_team = models.BooleanField()
    author_name = models.CharField(max_length=60)
    # Its author reads it too; what the team opens is in the audit as the opening of the case.
    text = SealedTextField(opening_is_audited=False)
    sent_at = models.DateTimeField(default=clock.now)
    seen_at = models.DateTimeField(null=True, blank=True)
    client_uid = models.UUIDField(null=True, blank=True)

    objects = CaseReplyQuerySet.as_manager()

    class Meta:
        ordering = ["sent_at", "id"]
        constraints = [models.UniqueConstraint(fields=["case", "client_uid"], name="replied_once")]
        indexes = [models.Index(fields=["sent_at"], condition=Q(read_level="not_yet"), name="replies_not_read")]

    def __str__(self) -> str:
        return f"reply {self.uid}"


class Report(Row, ReadText):
    """What someone told us. The reporter is never named to the reported."""

    class Reason(models.TextChoices):
        WORRY = "worry", _("I am worried about this person")
        UNKIND = "unkind", _("Unkind or hurtful")
        ADVICE = "advice", _("Advice nobody asked for")
        PRIVATE = "private", _("Shares who or where someone is")
        CONTACT = "contact", _("Wants to move elsewhere, or sells something")
        METHOD = "method", _("Too much detail of how to get hurt")
        YOUNG = "young", _("Says that they are too young for this place")
        OTHER = "other", _("Something else")

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="reports")
    reporter = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    reason = models.CharField(max_length=8, choices=Reason.choices)
    words = SealedTextField()
    made_at = models.DateTimeField(default=clock.now)
    client_uid = models.UUIDField(null=True, blank=True)

    class Meta:
        ordering = ["made_at", "id"]
        constraints = [models.UniqueConstraint(fields=["reporter", "client_uid"], name="reported_once")]
        indexes = [models.Index(fields=["made_at"], condition=Q(read_level="not_yet"), name="reports_not_read")]

    def __str__(self) -> str:
        return f"report {self.uid}"
