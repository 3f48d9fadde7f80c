"""The outbox: what people are told outside the pages. A row is due until it is sent; nothing else remembers it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

import clock
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
