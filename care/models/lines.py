"""Numbers that lead to real help. Nothing here is about a person, except who confirmed a number."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from care.querysets.lines import NumberQuerySet
from rows import Row


class Status(models.TextChoices):
    """How well a number is known. The letter speaks of the number, not of its hours or its cost."""

    A = "A", _("Seen on a page of the operator or of a government")
    B = "B", _("Seen on a page of a newspaper, partner or university")
    C = "C", _("Open data only")
    D = "D", _("Not confirmed, never shown")


class Sourced(Row):
    """Abstract. Where a number comes from, and which person confirmed it."""

    status = models.CharField(_("status"), max_length=1, choices=Status.choices)
    source = models.CharField(_("source"), max_length=255)
    source_year = models.PositiveSmallIntegerField(_("year of the source"), null=True, blank=True)
    second_source = models.CharField(_("second source"), max_length=255, blank=True)
    note = models.CharField(_("note for the team"), max_length=255, blank=True)
    # Several people said that it did not work: a person has to look again. It is shown meanwhile, below others.
    recheck_since = models.DateField(_("to be checked again since"), null=True, blank=True)
    # A person's confirmation: such a row is never changed by the data that ships with the project.
    verified_on = models.DateField(_("confirmed on"), null=True, blank=True)
    verified_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("confirmed by"),
    )
    # Came with the project. Only such rows are taken away when the shipped data drops them.
    seeded = models.BooleanField(_("came with the project"), default=False)

    class Meta:
        abstract = True


class SupportLine(Sourced):
    """One way to reach one helpline: one number, one text code, one chat or one mail address."""

    class Kind(models.TextChoices):
        CRISIS = "crisis", _("Crisis line")
        WARM = "warm", _("Warm line")
        LISTENING = "listening", _("Listening line")
        TEXT = "text", _("Text line")
        CHAT = "chat", _("Chat")
        YOUTH = "youth", _("Line for young people")
        VETERANS = "veterans", _("Line for veterans")
        LGBTQ = "lgbtq", _("Line for LGBTQ+ people")
        ABUSE = "abuse", _("Line about violence at home")
        EATING = "eating", _("Line about eating")
        ADDICTION = "addiction", _("Line about alcohol, drugs or gambling")
        PARENTS = "parents", _("Line for parents")
        POSTNATAL = "postnatal", _("Line for the time around a birth")

    class Channel(models.TextChoices):
        PHONE = "phone", _("Call")
        SMS = "sms", _("Text message")
        WHATSAPP = "whatsapp", _("WhatsApp")
        CHAT = "chat", _("Chat")
        EMAIL = "email", _("E-mail")

    class Cost(models.TextChoices):
        FREE = "free", _("Free")
        STANDARD = "standard", _("Costs what a normal call costs")
        UNKNOWN = "unknown", _("Cost not known")

    class Anonymity(models.TextChoices):
        NOT_SAID = "", _("Not known")
        NAMELESS = "nameless", _("No name needed")
        CONFIDENTIAL = "private", _("Private, with limits they tell you")

    country = models.CharField(_("country"), max_length=2, db_index=True)
    service = models.CharField(_("service"), max_length=80)
    service_local_name = models.CharField(_("name in the country"), max_length=80, blank=True)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    channel = models.CharField(_("channel"), max_length=8, choices=Channel.choices)
    dial = models.CharField(_("number"), max_length=24, blank=True, help_text=_("As dialled inside the country."))
    sms_keyword = models.CharField(_("word to send"), max_length=12, blank=True)
    url = models.CharField(_("address"), max_length=200, blank=True)
    languages = models.CharField(_("languages"), max_length=160, help_text=_("Language tags, with “;” between them."))
    hours = models.CharField(_("hours"), max_length=120, blank=True, help_text=_("Empty means: not known."))
    time_zone = models.CharField(_("time zone"), max_length=64)
    cost = models.CharField(_("cost"), max_length=8, choices=Cost.choices, default=Cost.UNKNOWN)
    anonymity = models.CharField(_("name needed"), max_length=8, choices=Anonymity.choices, blank=True)
    reachable_from = models.CharField(
        _("reachable from"), max_length=60, blank=True, help_text=_("Empty means: not known, most likely the country.")
    )
    audience = models.CharField(_("for whom"), max_length=60, default="anyone")
    call_note = models.CharField(_("note for callers"), max_length=160, blank=True)

    # Not `as_manager()`: mypy forgets what it was between two runs.
    objects = models.Manager.from_queryset(NumberQuerySet)()

    class Meta:
        ordering = ["country", "service", "channel", "dial"]
        constraints = [
            models.UniqueConstraint(
                fields=["country", "channel", "dial"], condition=~Q(dial=""), name="one_row_a_number_and_channel"
            ),
            models.UniqueConstraint(
                fields=["country", "channel", "url"], condition=Q(dial=""), name="one_row_an_address_and_channel"
            ),
            models.CheckConstraint(
                condition=(Q(channel__in=["chat", "email"], dial="") & ~Q(url=""))
                | (Q(channel__in=["phone", "sms", "whatsapp"]) & ~Q(dial="")),
                name="a_way_to_reach_the_line",
            ),
            models.CheckConstraint(condition=~Q(languages=""), name="a_line_has_a_language"),
        ]

    def __str__(self) -> str:
        return f"{self.country} {self.service}: {self.dial or self.url}"


class EmergencyNumber(Sourced):
    """One emergency number of one country for one service."""

    class Service(models.TextChoices):
        NOT_SAID = "", _("Not said")
        ANY = "any", _("Any")
        AMBULANCE = "ambulance", _("Ambulance")
        POLICE = "police", _("Police")
        FIRE = "fire", _("Fire")

    country = models.CharField(_("country"), max_length=2, db_index=True)
    number = models.CharField(_("number"), max_length=6)
    service = models.CharField(_("service"), max_length=10, choices=Service.choices, blank=True)

    objects = models.Manager.from_queryset(NumberQuerySet)()

    class Meta:
        ordering = ["country", "number", "service"]
        constraints = [
            models.UniqueConstraint(fields=["country", "number", "service"], name="one_row_an_emergency_number")
        ]

    def __str__(self) -> str:
        return f"{self.country} {self.number} {self.service}".strip()


class NotReached(Row):
    """Somebody said that a number did not work. Nobody knows who, on purpose: only the day is kept."""

    line = models.ForeignKey(SupportLine, on_delete=models.CASCADE, related_name="+")
    told_on = models.DateField()

    class Meta:
        verbose_name = _("number that did not work")
        verbose_name_plural = _("numbers that did not work")
        ordering = ["told_on", "id"]

    def __str__(self) -> str:
        return f"{self.line_id} {self.told_on}"
