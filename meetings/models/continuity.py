"""What keeps meetings going: who is there to keep the room, who is asked if nobody is, and who looks after what."""

from __future__ import annotations

from typing import Any, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

import clock
from accounts.asked import Asked
from groups.models import Membership
from meetings.models.planning import Meeting
from rows import Row


class Watch(Row):
    """One meeting from half an hour before it begins: who said that they are there, or who is asked next, and when."""

    class Step(models.TextChoices):
        FACILITATORS = "facilitators", _("Facilitators are asked")
        CO_FACILITATORS = "co", _("Co-facilitators are asked")
        STAND_INS = "stand_ins", _("Stand-ins are asked")
        CALL_OFF = "call_off", _("It is called off")
        DONE = "done", _("Nothing more")

    meeting = models.OneToOneField(Meeting, on_delete=models.CASCADE, related_name="watch")
    # The beginning it was made for: a meeting that moves is watched anew.
    starts_at = models.DateTimeField()
    step = models.CharField(max_length=12, choices=Step.choices, default=Step.FACILITATORS)
    due_at = models.DateTimeField()
    here = models.ForeignKey(Membership, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    here_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["due_at"], condition=~Q(step="done"), name="watches_due")]
        verbose_name_plural = "watches"

    def __str__(self) -> str:
        return f"watch {self.uid}"


class AskedToKeep(Row):
    """Somebody is asked to keep the room of one meeting. They need not answer."""

    watch = models.ForeignKey(Watch, on_delete=models.CASCADE, related_name="asked")
    membership = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="+")
    asked_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["watch", "membership"], name="asked_once_a_meeting")]
        verbose_name_plural = "asked to keep"

    def __str__(self) -> str:
        return f"asked {self.uid}"


class ServiceRoleQuerySet(models.QuerySet["ServiceRole"]):
    def live(self) -> Self:
        """Taken, neither put down nor over, by somebody who takes part."""
        return self.filter(
            ended_at__isnull=True,
            until__gt=Asked(clock.now, models.DateTimeField()),
            membership__state="active",
            membership__account__erase_after__isnull=True,
            membership__account__said_died_at__isnull=True,
        )

    def visible_to(self, user: Any) -> Self:
        """Those of the groups that `user` takes part in, without names between whom a block stands; and one's own."""
        if not getattr(user, "is_authenticated", False):
            return self.none()
        names = Membership.objects.visible_to(user).filter(pk=OuterRef("membership"))
        return self.filter(Q(membership__account=user) | Exists(names))


class ServiceRole(Row):
    """Something one member does for the others, for a few weeks. Put down at any time, without a reason."""

    class Role(models.TextChoices):
        GREETER = "greeter", _("Greets people at the door")
        TIMEKEEPER = "timekeeper", _("Keeps an eye on the time")
        READER = "reader", _("Reads the opening and the ground rules")
        WELCOMER = "welcomer", _("Welcomes who is new")
        STAND_IN = "stand_in", _("Steps in when nobody can keep the room")

    membership = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="service_roles")
    role = models.CharField(max_length=12, choices=Role.choices)
    taken_at = models.DateTimeField(default=clock.now)
    until = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    # Whom the holder asked to take it on, and who did, with their thanks.
    offered_to = models.ForeignKey(Membership, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    thanked_by = models.ForeignKey(Membership, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    objects = ServiceRoleQuerySet.as_manager()

    class Meta:
        ordering = ["role", "taken_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["membership", "role"], condition=Q(ended_at__isnull=True), name="role_once_a_member"
            )
        ]

    def __str__(self) -> str:
        return f"role {self.uid}"
