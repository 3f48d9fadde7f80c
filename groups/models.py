"""Groups, memberships, ground rules, invitations: in a group a person is their membership, never the account."""

from __future__ import annotations

import secrets

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

import clock
from accounts.ages import Ages
from accounts.models import LivedExperience, Profile
from accounts.sealed import SealedTextField
from groups.querysets import (
    AgeMoveQuerySet,
    GroupQuerySet,
    HiddenNameQuerySet,
    InvitationQuerySet,
    JoinRequestQuerySet,
    MembershipQuerySet,
)
from rows import Row

# A facilitator can keep up to twelve people in view; field practice is eight (DBSA at most 12, Totem 8 seats).
SMALL_GROUP_MOST = 12
SMALLEST_GROUP = 3
LARGEST_GROUP = 500
USUAL_SIZE = 8
# What an erased person's membership is called from then on. Translated where it is shown.
FORMER_MEMBER = "former member"


def new_seed() -> str:
    return secrets.token_hex(8)


class Group(Row):
    class Entry(models.TextChoices):
        OPEN = "open", _("Open")
        REQUEST = "request", _("By request")
        INVITE = "invite", _("By invitation")

    class State(models.TextChoices):
        PROPOSED = "proposed", _("Waiting for approval")
        ACTIVE = "active", _("Active")
        DECLINED = "declined", _("Not approved")
        ARCHIVED = "archived", _("Archived")

    class Crosstalk(models.TextChoices):
        LISTENING = "listening", _("Listening, no advice")
        ASKED = "asked", _("Advice only when asked")
        WELCOME = "welcome", _("Ideas welcome")

    class Sensitivity(models.TextChoices):
        CALMER = "calmer", _("Calmer")
        USUAL = "usual", _("Usual")
        CAREFUL = "careful", _("More careful")

    slug = models.SlugField(max_length=80, unique=True)
    name = models.CharField(max_length=60)
    summary = models.CharField(_("for whom, in one line"), max_length=140)
    expect = models.CharField(_("what to expect, in one spoken line"), max_length=140, blank=True)
    about = models.TextField(max_length=4000, blank=True)
    welcome = models.TextField(max_length=1500, blank=True)
    pinned_note = models.CharField(max_length=300, blank=True)
    avatar_seed = models.CharField(max_length=32, default=new_seed)
    # Said when it is founded, and never again: no group holds both.
    ages = models.CharField(max_length=8, choices=Ages.choices, default=Ages.ADULTS)
    entry = models.CharField(max_length=8, choices=Entry.choices, default=Entry.REQUEST)
    state = models.CharField(max_length=10, choices=State.choices, default=State.PROPOSED)
    crosstalk = models.CharField(max_length=10, choices=Crosstalk.choices, default=Crosstalk.ASKED)
    sensitivity = models.CharField(max_length=8, choices=Sensitivity.choices, default=Sensitivity.USUAL)
    language = models.CharField(max_length=8, default="en")
    time_zone = models.CharField(max_length=64, default="UTC")
    lived_experience = models.ManyToManyField(LivedExperience, blank=True, related_name="groups")
    size = models.PositiveSmallIntegerField(
        default=USUAL_SIZE, validators=[MinValueValidator(SMALLEST_GROUP), MaxValueValidator(LARGEST_GROUP)]
    )
    cohort_starts_on = models.DateField(null=True, blank=True)
    cohort_ends_on = models.DateField(null=True, blank=True)
    slow_mode_seconds = models.PositiveSmallIntegerField(default=0)
    needs_facilitator_here = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=clock.now)
    founded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    archived_at = models.DateTimeField(null=True, blank=True)
    # When the last facilitator left; 72 hours later the group closes to new posts.
    unkept_since = models.DateTimeField(null=True, blank=True)
    closed_to_posts_at = models.DateTimeField(null=True, blank=True)
    last_active_at = models.DateTimeField(null=True, blank=True)
    # Two facilitators may edit the same texts: a form carries the version it was filled from.
    version = models.PositiveIntegerField(default=0)

    objects = GroupQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(cohort_ends_on__isnull=True) | Q(cohort_starts_on__isnull=False),
                name="cohort_end_needs_start",
            ),
            models.CheckConstraint(
                condition=Q(cohort_ends_on__isnull=True) | Q(cohort_ends_on__gt=F("cohort_starts_on")),
                name="cohort_ends_after_start",
            ),
            models.CheckConstraint(
                condition=Q(size__gte=SMALLEST_GROUP) & (Q(size__lte=SMALL_GROUP_MOST) | Q(entry="open")),
                name="only_open_groups_are_large",
            ),
            # Somebody looks at everybody who wants to come in.
            models.CheckConstraint(condition=Q(ages="adults") | ~Q(entry="open"), name="under_18_is_never_open"),
        ]

    def __str__(self) -> str:
        # Shows in admin titles and logs, where a private group has no name.
        return f"group {self.uid}"

    def get_absolute_url(self) -> str:
        return reverse("groups:group", args=[self.slug])

    @property
    def is_private(self) -> bool:
        return self.entry == self.Entry.INVITE

    @property
    def is_large(self) -> bool:
        return self.size > SMALL_GROUP_MOST


class Membership(Row):
    """The person in a group: a name and a picture of its own, so that two groups cannot be joined up."""

    class Role(models.TextChoices):
        MEMBER = "member", _("Member")
        CO_FACILITATOR = "co_facilitator", _("Co-facilitator")
        FACILITATOR = "facilitator", _("Facilitator")

    class State(models.TextChoices):
        NEWCOMER = "newcomer", _("Newcomer")
        ACTIVE = "active", _("Active")
        PAUSED = "paused", _("Paused")
        ENDED = "ended", _("Ended")

    class EndReason(models.TextChoices):
        LEFT = "left", _("Left")
        REMOVED = "removed", _("Removed")
        BARRED = "barred", _("Left, and may not come back")
        ERASED = "erased", _("Erased")
        CLOSED = "closed", _("Group closed")
        AGES = "ages", _("Moved over at 18")

    # Who was asked to go, in the group or after they had left it by themselves, does not come back by themselves.
    NO_WAY_BACK = (EndReason.REMOVED, EndReason.BARRED)

    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="memberships")
    # Null once the person was erased: nothing joins their former names up any more.
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.CASCADE, related_name="memberships"
    )
    role = models.CharField(max_length=16, choices=Role.choices, default=Role.MEMBER)
    state = models.CharField(max_length=10, choices=State.choices, default=State.NEWCOMER)
    display_name = models.CharField(max_length=40)
    # The name as eyes read it: without case, accents of width, spaces. Two names may not look the same.
    name_key = models.CharField(max_length=80)
    avatar_seed = models.CharField(max_length=32, default=new_seed)
    just_listening = models.BooleanField(default=False)
    # Set by a member of a group that nobody keeps; a moderator may then make them its facilitator.
    offers_to_keep_at = models.DateTimeField(null=True, blank=True)
    # Two people of the team understood that the person has died. Name and words stay; nothing asks for them.
    said_died_at = models.DateTimeField(null=True, blank=True)
    # Who keeps the group has told the others: from then on the name says so.
    death_told_at = models.DateTimeField(null=True, blank=True)
    joined_at = models.DateTimeField(default=clock.now)
    ended_at = models.DateTimeField(null=True, blank=True)
    end_reason = models.CharField(max_length=8, choices=EndReason.choices, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["group", "account"], condition=~Q(state="ended"), name="one_live_membership_a_group"
            ),
            models.UniqueConstraint(
                fields=["group", "name_key"], condition=~Q(state="ended"), name="display_name_once_a_group"
            ),
            models.CheckConstraint(
                condition=Q(account__isnull=False) | Q(state="ended"), name="live_membership_has_account"
            ),
            models.CheckConstraint(
                condition=Q(said_died_at__isnull=True) | Q(state__in=["paused", "ended"]),
                name="nobody_asks_for_the_dead",
            ),
        ]

    def __str__(self) -> str:
        return f"membership {self.uid}"

    @property
    def keeps_the_room(self) -> bool:
        return self.role != self.Role.MEMBER and self.state == self.State.ACTIVE


class GroundRules(Row):
    """One version of a group's rules; people agree to a text. `short` has one rule a line, at most five."""

    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="ground_rules")
    version = models.PositiveSmallIntegerField()
    short = models.TextField(max_length=800)
    long = models.TextField(max_length=8000, blank=True)
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["group", "-version"]
        constraints = [models.UniqueConstraint(fields=["group", "version"], name="one_text_a_version")]
        verbose_name_plural = _("ground rules")

    def __str__(self) -> str:
        return f"version {self.version}"


class RulesAcceptance(Row):
    membership = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="acceptances")
    rules = models.ForeignKey(GroundRules, on_delete=models.CASCADE, related_name="acceptances")
    accepted_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["membership", "rules"], name="accepted_once")]

    def __str__(self) -> str:
        return f"acceptance {self.uid}"


class FacilitatorAgreement(Row):
    """Signed before founding or keeping a group: not a therapist, no private contact unasked, no money."""

    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    version = models.PositiveSmallIntegerField()
    signed_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["account", "version"], name="signed_once")]

    def __str__(self) -> str:
        return f"agreement v{self.version}"


class JoinRequest(Row):
    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        ACCEPTED = "accepted", _("Accepted")
        REFUSED = "refused", _("Refused")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="join_requests")
    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    words = models.TextField(max_length=600, blank=True)
    proposed_name = models.CharField(max_length=40)
    avatar_seed = models.CharField(max_length=32, default=new_seed)
    just_listening = models.BooleanField(default=False)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    asked_at = models.DateTimeField(default=clock.now)
    # Set when a moderator was told that nobody answered for 72 hours.
    passed_on_at = models.DateTimeField(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    # The text the person agreed to when they asked. A newer one is shown to them before they begin.
    rules = models.ForeignKey(GroundRules, null=True, on_delete=models.SET_NULL, related_name="+")

    objects = JoinRequestQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["group", "account"], condition=Q(state="waiting"), name="one_waiting_request_a_group"
            )
        ]

    def __str__(self) -> str:
        return f"request {self.uid}"


class Invitation(Row):
    """A link that expires and can be revoked. Only the hash of its token is kept."""

    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="invitations")
    made_by = models.ForeignKey(Membership, null=True, on_delete=models.SET_NULL, related_name="+")
    token_hash = models.CharField(max_length=64, unique=True)
    role = models.CharField(max_length=16, choices=Membership.Role.choices, default=Membership.Role.MEMBER)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    uses_left = models.PositiveSmallIntegerField(default=1)
    created_at = models.DateTimeField(default=clock.now)

    objects = InvitationQuerySet.as_manager()

    def __str__(self) -> str:
        return f"invitation {self.uid}"


class Block(Row):
    """Content is hidden both ways only where the name it was made against is shown; contact is refused everywhere."""

    blocker = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="blocks_made")
    blocked = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="blocks_met")
    against = models.ForeignKey(Membership, null=True, on_delete=models.SET_NULL, related_name="+")
    name = models.CharField(max_length=40)
    created_at = models.DateTimeField(default=clock.now)

    objects = HiddenNameQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["blocker", "blocked", "against"], name="blocked_once_a_name")]

    def __str__(self) -> str:
        return f"block {self.uid}"


class Mute(Row):
    """One person does not want to read one name for now. Nobody else notices."""

    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="mutes")
    membership = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="+")
    created_at = models.DateTimeField(default=clock.now)

    objects = HiddenNameQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["account", "membership"], name="muted_once")]

    def __str__(self) -> str:
        return f"mute {self.uid}"


class AgeMove(Row):
    """Somebody goes over to the other side of 18. A human of the team says yes or no; nothing moves by itself."""

    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    to_band = models.CharField(max_length=8, choices=Profile.AgeBand.choices)
    asked_at = models.DateTimeField(default=clock.now)
    # A person of the team who saw that they are on the wrong side; null where they asked themselves.
    seen_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    by_team = models.BooleanField(default=False)
    # What that person understood, and how: the next one has something to look at.
    reason = SealedTextField()
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    answered_at = models.DateTimeField(null=True, blank=True)
    # Until then they are where they were, to say goodbye.
    goodbye_until = models.DateTimeField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    declined_at = models.DateTimeField(null=True, blank=True)

    objects = AgeMoveQuerySet.as_manager()

    class Meta:
        ordering = ["asked_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["account"],
                condition=Q(done_at__isnull=True, declined_at__isnull=True),
                name="one_move_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=False)
                | Q(done_at__isnull=True, goodbye_until__isnull=True, declined_at__isnull=True),
                name="nobody_moves_without_a_human",
            ),
        ]

    def __str__(self) -> str:
        return f"move {self.uid}"
