"""After a death: a quiet page of the group, and the few words that its members leave there."""

from __future__ import annotations

from datetime import timedelta
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

import clock
from groups.models import Membership
from moderation.models.deaths import Death
from moderation.models.folds import FoldableText
from moderation.models.readings import ReadText
from moderation.querysets import MemorialQuerySet, MemorialWordsQuerySet
from rows import Row

OPENING_MOST = 1500
REMEMBERED_MOST = 600
# What was put away, and what was written of somebody who is alive, goes after so long.
AWAY_KEPT = timedelta(days=90)


class Memorial(Row, ReadText):
    """The page, with the words that whoever keeps the group put first. It counts nothing and shows no picture."""

    death = models.OneToOneField(Death, on_delete=models.CASCADE, related_name="memorial")
    # Empty once who wrote it is gone.
    words = models.TextField(max_length=OPENING_MOST, blank=True)
    # Whose name stands beneath the words: who put or changed them last.
    opened_by = models.ForeignKey(Membership, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    # Everybody who put or changed them. They hold something of each.
    writers = models.ManyToManyField(Membership, blank=True, related_name="+")
    opened_at = models.DateTimeField(default=clock.now)
    changed_at = models.DateTimeField(default=clock.now)
    # It stays to be read, and takes no new words.
    closed_at = models.DateTimeField(null=True, blank=True)
    # Nobody reads it any more.
    away_at = models.DateTimeField(null=True, blank=True)

    objects = MemorialQuerySet.as_manager()

    class Meta:
        ordering = ["-opened_at", "-pk"]

    def __str__(self) -> str:
        return f"memorial {self.uid}"


class MemorialWords(Row, FoldableText):
    """What one member remembers. Its author can change it while the page is open, and take it away.

    On the page, as long as they can read it; with all they wrote in the group when they leave it, or after.
    """

    class Aside(models.TextChoices):
        """Why who keeps the group puts somebody's words aside. They are told these words, so they name no one."""

        WAY = "way", _("It tells how it happened")
        REASON = "reason", _("It guesses at a reason")
        PRIVATE = "private", _("It tells something private of somebody")
        UNKIND = "unkind", _("It could hurt somebody here")

    TEXTS_READ: ClassVar[tuple[str, ...]] = ("words",)

    memorial = models.ForeignKey(Memorial, on_delete=models.CASCADE, related_name="remembered")
    membership = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="+")
    # Empty where somebody took words away that were put aside: the row keeps them aside if new ones come.
    words = models.TextField(max_length=REMEMBERED_MOST, blank=True)
    written_at = models.DateTimeField(default=clock.now)
    changed_at = models.DateTimeField(default=clock.now)

    objects = MemorialWordsQuerySet.as_manager()

    class Meta:
        ordering = ["written_at", "pk"]
        verbose_name_plural = "memorial words"
        constraints = [
            models.UniqueConstraint(fields=["memorial", "membership"], name="few_words_once_a_member"),
        ]
        indexes = [models.Index(fields=["changed_at"], condition=Q(read_level="not_yet"), name="memories_not_read")]

    def __str__(self) -> str:
        return f"memorial words {self.uid}"
