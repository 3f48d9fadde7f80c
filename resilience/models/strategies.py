"""Strategies: what helps, on a card; who tried it; and everybody's own toolbox."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

import clock
from accounts.sealed import SealedTextField
from care.querysets import OwnedQuerySet
from moderation.models import ReadText
from resilience.cards import HOUSE, MINUTES, SITUATIONS, SOURCE_MOST, TITLE_MOST, WHEN_MOST, HouseCard, unpacked
from resilience.querysets.strategies import StrategyQuerySet, ToolQuerySet
from rows import Row


class Strategy(Row, ReadText):
    """Something that helps. No name stands on it: who wrote it is known to the house and shown to nobody."""

    class Basis(models.TextChoices):
        EXPERIENCE = "experience", _("It helped me")
        EVIDENCE = "evidence", _("There is research on it, and I can name it")

    class NotYet(models.TextChoices):
        WHO = "who", _("Something in it could lead to a person.")
        DETAIL = "detail", _("Something in it could hurt a reader.")
        MEDICINE = "medicine", _("It speaks of medicine or doses. That belongs to a doctor.")
        OTHER = "other", _("It does not fit here as it is.")

    # None for a card of the house. A member's card goes with its author.
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    # Which card of the house it is; its words are in resilience/cards.py.
    key = models.CharField(max_length=24, blank=True)
    # The story it came from, which another app keeps: whether somebody may know of it is asked there.
    story_uid = models.UUIDField(null=True, blank=True)
    language = models.CharField(max_length=8, default="en")
    title = models.CharField(max_length=TITLE_MOST, blank=True)
    when = models.CharField(max_length=WHEN_MOST, blank=True)
    how = models.TextField(blank=True)
    source = models.CharField(max_length=SOURCE_MOST, blank=True)
    basis = models.CharField(max_length=12, choices=Basis.choices, default=Basis.EXPERIENCE)
    # Keys of SITUATIONS between commas, such as ",night,worry,".
    situations = models.CharField(max_length=120, blank=True)
    minutes = models.PositiveSmallIntegerField(default=0)
    client_uid = models.UUIDField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    written_at = models.DateTimeField(default=clock.now)
    changed_at = models.DateTimeField(null=True, blank=True)
    # A person of the team has read this version and lets people see it; or would rather not, and why.
    reviewed_at = models.DateTimeField(null=True, blank=True)
    kept_back_at = models.DateTimeField(null=True, blank=True)
    kept_back_for = models.CharField(max_length=12, choices=NotYet.choices, blank=True)
    # Somebody said that it made things worse, and nobody of the team has looked at it since.
    worse_at = models.DateTimeField(null=True, blank=True)
    removed_at = models.DateTimeField(null=True, blank=True)
    hidden_at = models.DateTimeField(null=True, blank=True)

    objects = StrategyQuerySet.as_manager()

    class Meta:
        ordering = ["-written_at", "-pk"]
        verbose_name_plural = _("strategies")
        constraints = [
            models.CheckConstraint(
                condition=Q(key="", author__isnull=False) | (~Q(key="") & Q(author__isnull=True)),
                name="strategy_of_the_house_or_of_somebody",
            ),
            models.UniqueConstraint(fields=["key"], condition=~Q(key=""), name="one_strategy_a_key"),
            models.UniqueConstraint(fields=["author", "client_uid"], name="strategy_written_once"),
        ]
        indexes = [
            models.Index(fields=["written_at"], condition=Q(read_level="not_yet"), name="strategies_not_read"),
            models.Index(fields=["story_uid"], condition=Q(story_uid__isnull=False), name="strategies_of_story"),
        ]

    def __str__(self) -> str:
        return f"strategy {self.uid}"

    def get_absolute_url(self) -> str:
        return reverse("resilience:strategy", args=[self.uid])

    @property
    def house(self) -> HouseCard | None:
        return HOUSE.get(self.key) if self.key else None

    @property
    def called(self) -> Any:
        return self.house.title if self.house else self.title

    @property
    def helps_when(self) -> Any:
        return self.house.when if self.house else self.when

    @property
    def goes_like_this(self) -> Any:
        return self.house.how if self.house else self.how

    @property
    def named_source(self) -> str:
        return self.house.source if self.house else self.source

    @property
    def exercise(self) -> str:
        return self.house.exercise if self.house else ""

    @property
    def takes(self) -> Any:
        return MINUTES.get(self.minutes, MINUTES[0])

    @property
    def fits(self) -> list[Any]:
        return [SITUATIONS[key] for key in unpacked(self.situations)]

    @property
    def is_let_out(self) -> bool:
        """May others see it, once they may see any?"""
        return self.removed_at is None and self.hidden_at is None and self.reviewed_at is not None

    @property
    def was_taken_away(self) -> bool:
        """By a moderator, who could put it back: hidden and emptied in one moment."""
        return self.removed_at is not None and self.removed_at == self.hidden_at


class TriedIt(Row):
    """Somebody tried it in one situation. Nobody sees who; what is told of many is rough."""

    class Outcome(models.TextChoices):
        HELPED = "helped", _("It helped")
        NOT_FOR_ME = "not_for_me", _("Not for me")
        WORSE = "worse", _("It made it worse")

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    strategy = models.ForeignKey(Strategy, on_delete=models.CASCADE, related_name="tries")
    situation = models.CharField(max_length=8, choices=list(SITUATIONS.items()))
    outcome = models.CharField(max_length=12, choices=Outcome.choices)
    tried_at = models.DateTimeField(default=clock.now)

    objects = models.Manager.from_queryset(OwnedQuerySet)()

    class Meta:
        ordering = ["-tried_at", "-pk"]
        verbose_name_plural = _("tries")
        constraints = [
            models.UniqueConstraint(fields=["owner", "strategy", "situation"], name="tried_once_a_situation")
        ]

    def __str__(self) -> str:
        return f"try {self.uid}"


class Tool(Row):
    """One thing in somebody's toolbox: a card, or their own words for it, or both. Only they ever see it."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    strategy = models.ForeignKey(Strategy, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    words = SealedTextField(opening_is_audited=False)
    favourite = models.BooleanField(default=False)
    client_uid = models.UUIDField(null=True, blank=True)
    kept_at = models.DateTimeField(default=clock.now)

    objects = models.Manager.from_queryset(ToolQuerySet)()

    class Meta:
        ordering = ["-favourite", "-kept_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["owner", "strategy"], name="strategy_kept_once"),
            models.UniqueConstraint(fields=["owner", "client_uid"], name="tool_written_once"),
        ]

    def __str__(self) -> str:
        return f"tool {self.uid}"
