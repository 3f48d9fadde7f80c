"""Accounts: how someone signs in, and nothing that names a person."""

from __future__ import annotations

import uuid

from django.contrib.auth.models import AbstractBaseUser, PermissionsMixin
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

import clock
from accounts.managers import UserManager
from rows import Row


class LivedExperience(Row):
    """A topic people may have lived. Never a diagnosis."""

    slug = models.SlugField(unique=True)
    name = models.CharField(max_length=60)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "name"]
        verbose_name_plural = _("lived experiences")

    def __str__(self) -> str:
        return self.name

    @property
    def label(self) -> str:
        """The name in the reader's language."""
        return gettext(self.name)


class User(AbstractBaseUser, PermissionsMixin):
    """The sign-in. The name is drawn from a word list and never shown to others; the address may be empty."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    sign_in_name = models.CharField(_("sign-in name"), max_length=40, unique=True)
    email = models.EmailField(_("e-mail address"), blank=True)
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField(_("admin"), default=False, help_text=_("May sign in to the admin pages."))
    is_moderator = models.BooleanField(_("moderator"), default=False)
    date_joined = models.DateTimeField(default=clock.now)
    # Bumped in the transaction of whatever takes rights away; sockets compare it every few seconds.
    access_epoch = models.PositiveIntegerField(default=0)
    suspended_until = models.DateTimeField(null=True, blank=True)
    limited_until = models.DateTimeField(null=True, blank=True)
    # Erasure hides at once and is done on this date; signing in takes it back.
    erase_after = models.DateTimeField(null=True, blank=True)
    # Two people of the team understood that this person has died: nothing reaches out to them. Whoever signs in can
    # say that it was a mistake.
    said_died_at = models.DateTimeField(null=True, blank=True)

    objects = UserManager()

    USERNAME_FIELD = "sign_in_name"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = []

    def __str__(self) -> str:
        return f"account {self.uid}"

    @property
    def is_team(self) -> bool:
        """Moderators and admins: people who need a second factor in production."""
        return self.is_moderator or self.is_staff or self.is_superuser


class Profile(Row):
    """What a person told us about how to treat them well."""

    class AgeBand(models.TextChoices):
        UNKNOWN = "", _("Not said")
        # Where the first two meet is settings.MINIMUM_AGE; forms write the numbers.
        UNDER = "under", _("Too young to join")
        # Only where an installation allows it, in groups of their own: accounts/ages.py.
        MINOR = "minor", _("Under 18")
        ADULT_YOUNG = "young", _("Up to 25")
        ADULT = "adult", _("26 to 64")
        OLDER = "older", _("65 or older")

    class Theme(models.TextChoices):
        DEVICE = "", _("As my device")
        LIGHT = "light", _("Light")
        DARK = "dark", _("Dark")

    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="profile")
    age_band = models.CharField(max_length=8, choices=AgeBand.choices, blank=True)
    country = models.CharField(max_length=2, blank=True)
    language = models.CharField(max_length=8, default="en")
    time_zone = models.CharField(max_length=64, default="UTC")
    mail_is_safe = models.BooleanField(default=False)
    discreet = models.BooleanField(default=False)
    theme = models.CharField(max_length=5, choices=Theme.choices, blank=True)
    lived_experience = models.ManyToManyField(LivedExperience, blank=True, related_name="+")
    onboarded_at = models.DateTimeField(null=True, blank=True)
    peer_specialist_verified_at = models.DateTimeField(null=True, blank=True)
    # An adult whom the team trusts with keeping groups of people under 18.
    approved_for_young_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"profile {self.uid}"


class Consent(Row):
    """Agreement to one version of one text, given by a box that was not ticked for anyone, withdrawable."""

    class Kind(models.TextChoices):
        HEALTH = "health", _("Using what I write about my health")

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="consents")
    kind = models.CharField(max_length=16, choices=Kind.choices)
    version = models.PositiveSmallIntegerField()
    given_at = models.DateTimeField(default=clock.now)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "kind"], condition=models.Q(withdrawn_at__isnull=True), name="one_consent_in_force"
            )
        ]

    def __str__(self) -> str:
        return f"consent {self.kind} v{self.version}"


class WayBackCode(Row):
    """One of ten one-time codes that each reset the password. Not a second factor, and no way round one."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="way_back_codes")
    code_hash = models.CharField(max_length=128)
    used_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"way back {self.uid}"


class RaidMode(Row):
    """Nobody new comes in for a while: no sign-up, no invitations. It ends by itself, and nothing else changes."""

    began_at = models.DateTimeField(default=clock.now)
    ends_at = models.DateTimeField()
    # Earlier, by hand.
    ended_at = models.DateTimeField(null=True, blank=True)
    began_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    ended_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering = ["-began_at"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_at__gt=models.F("began_at")), name="raid_mode_ends_after_start"
            ),
            # Two who press at once close once. One that ended by itself is marked so before the next begins.
            models.UniqueConstraint(
                models.Value(1), condition=models.Q(ended_at__isnull=True), name="one_raid_mode_at_a_time"
            ),
        ]

    def __str__(self) -> str:
        return f"raid mode {self.uid}"
