"""The outbox: what people are told outside the pages. A row is due until it is sent; nothing else remembers it."""

from __future__ import annotations

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

import clock
from accounts.sealed import SealedTextField
from rows import Row


class Notification(Row):
    """One message to one account. It holds no words: the kind says which neutral text is sent."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        SENT = "sent", _("Sent")
        KEPT = "kept", _("Not sent: mail is not safe, not possible or not wanted")
        FAILED = "failed", _("Given up")

    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notifications")
    kind = models.CharField(max_length=40)
    about_kind = models.CharField(max_length=64, blank=True)
    about_uid = models.UUIDField(null=True, blank=True)
    created_at = models.DateTimeField(default=clock.now)
    due_at = models.DateTimeField(default=clock.now)
    # A lease: who sends has until then to say so; afterwards somebody else tries, with the same Message-ID.
    claimed_until = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    # When a device took it: a second try goes to the mail server alone.
    pushed_at = models.DateTimeField(null=True, blank=True)
    failures = models.PositiveSmallIntegerField(default=0)
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)

    class Meta:
        ordering = ["due_at", "id"]
        indexes = [models.Index(fields=["due_at"], condition=Q(state="waiting"), name="outbox_due")]
        constraints = [
            models.CheckConstraint(condition=~Q(state="sent") | Q(sent_at__isnull=False), name="sent_has_a_time")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.uid}"


class MutedKind(Row):
    """A kind of message that its person wants no mail of. No row: it is sent, where mail is safe."""

    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="muted_kinds")
    kind = models.CharField(max_length=40)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["account", "kind"], name="kind_muted_once")]

    def __str__(self) -> str:
        return self.kind


class PushDeviceQuerySet(models.QuerySet["PushDevice"]):
    def visible_to(self, user: Any) -> Self:
        """One's own, and nobody else's."""
        return self.filter(account=user) if getattr(user, "is_authenticated", False) else self.none()


class PushDevice(Row):
    """A browser on which its person turned messages on. It is over with the sign-in it belongs to."""

    class Browser(models.TextChoices):
        FIREFOX = "firefox", _("Firefox")
        EDGE = "edge", _("Edge")
        CHROME = "chrome", _("Chrome, or one like it")
        SAFARI = "safari", _("Safari")
        OTHER = "other", _("Another browser")

    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="push_devices")
    # By what the same browser is known again: a hash under the installation's key.
    mark = models.CharField(max_length=64, unique=True)
    browser = models.CharField(max_length=8, choices=Browser.choices, default=Browser.OTHER)
    # The address at the push service, the keys of the device, and its sign-in.
    keys = SealedTextField(opening_is_audited=False)
    made_at = models.DateTimeField(default=clock.now)

    objects = PushDeviceQuerySet.as_manager()

    class Meta:
        ordering = ["made_at", "pk"]

    def __str__(self) -> str:
        return f"device {self.uid}"
