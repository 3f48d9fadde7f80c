"""Services of professional help. The document in the standard's words is the truth; columns are what is asked."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

import clock
from care.querysets.directory import ServiceQuerySet
from rows import Row

NAME_MOST = 200


class Organisation(Row):
    """Who runs services. `hsds_id` is the id that its publisher gave it."""

    hsds_id = models.UUIDField(_("id in the standard"), unique=True)
    name = models.CharField(_("name"), max_length=NAME_MOST)
    document = models.JSONField(_("document"), default=dict)
    digest = models.CharField(max_length=64)

    class Meta:
        ordering = ["name", "pk"]
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")

    def __str__(self) -> str:
        return self.name


class Service(Row):
    """One service. What a page shows comes from `document`; what a search asks is in columns and in `ServiceKey`."""

    class Status(models.TextChoices):
        ACTIVE = "active", _("Active")
        INACTIVE = "inactive", _("Inactive")
        DEFUNCT = "defunct", _("Gone")
        PAUSED = "temporarily closed", _("Closed for now")

    hsds_id = models.UUIDField(_("id in the standard"), unique=True)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="services"
    )
    name = models.CharField(_("name"), max_length=NAME_MOST)
    description = models.TextField(_("description"), blank=True)
    status = models.CharField(_("status"), max_length=20, choices=Status.choices)
    document = models.JSONField(_("document"), default=dict)
    digest = models.CharField(max_length=64)
    free = models.BooleanField(_("free"), null=True, help_text=_("Empty means: nobody says."))
    online = models.BooleanField(_("online"), default=False)
    # What the publisher says of the last check; ours is beside it.
    assured_on = models.DateField(_("assured on"), null=True, blank=True)
    assurer_email = models.CharField(_("assured by"), max_length=500, blank=True)
    verified_on = models.DateField(_("confirmed by us on"), null=True, blank=True)
    verified_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("confirmed by"),
    )
    verified_source = models.CharField(_("seen at"), max_length=255, blank=True)
    # An admin knows that it does not work: an import never brings it back, a confirmation does.
    withdrawn = models.BooleanField(_("taken off the list"), default=False)

    objects = models.Manager.from_queryset(ServiceQuerySet)()

    class Meta:
        ordering = ["name", "pk"]
        verbose_name = _("service")
        verbose_name_plural = _("services")
        indexes = [models.Index(fields=["status", "withdrawn", "name"], name="care_service_shown")]
        constraints = [
            models.CheckConstraint(
                condition=Q(verified_on__isnull=True) | ~Q(verified_source=""),
                name="a_confirmation_names_a_page",
            )
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("care:service", args=[self.uid])

    @property
    def checked_on(self) -> Any:
        """The newest check of anybody, or None."""
        return max((day for day in (self.assured_on, self.verified_on) if day), default=None)


class ServiceKey(Row):
    """One thing by which a service is found. `value` is folded: no capitals, no accents."""

    class Kind(models.TextChoices):
        NEED = "need", _("Need")
        LANGUAGE = "language", _("Language")
        PLACE = "place", _("Place")
        COUNTRY = "country", _("Country")

    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="keys")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    value = models.CharField(max_length=200)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["service", "kind", "value"], name="one_key_once")]
        indexes = [models.Index(fields=["kind", "value"], name="care_key_value")]

    def __str__(self) -> str:
        return f"{self.kind}: {self.value}"


class ServiceImport(Row):
    """A file that an admin gave: first looked through, then, when the admin says so, taken. The row is the outbox."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Waits to be looked through")
        LOOKED = "looked", _("Looked through, nothing changed yet")
        REFUSED = "refused", _("Refused, nothing changed")
        AGREED = "agreed", _("Waits to be taken")
        DONE = "done", _("Taken")
        FAILED = "failed", _("Did not work, nothing changed")

    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    file_name = models.CharField(_("file"), max_length=100)
    # Taken away when the work is done or given up.
    data = models.BinaryField(null=True)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.WAITING)
    report = models.JSONField(_("report"), default=dict)
    given_at = models.DateTimeField(_("given"), default=clock.now)
    claimed_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(_("done"), null=True)

    class Meta:
        ordering = ["-given_at", "-pk"]
        verbose_name = _("import of services")
        verbose_name_plural = _("imports of services")

    def __str__(self) -> str:
        return self.file_name

    def get_absolute_url(self) -> str:
        return reverse("care:import_report", args=[self.uid])

    @property
    def is_at_work(self) -> bool:
        return self.state in (self.State.WAITING, self.State.AGREED)
