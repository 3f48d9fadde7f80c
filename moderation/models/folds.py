"""The one thing that happens without a person: a passage is folded for others, and a person looks at it afterwards."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

import clock
from moderation.folding import Shown, shown, spans_in
from moderation.models.cases import Case
from moderation.models.readings import Finding, ReadText
from rows import Row


class FoldableText(ReadText):
    """Abstract. A text of a member that others read: a passage of it can be folded for them."""

    # The fields that others read, in the order in which the engine reads them.
    TEXTS_READ: ClassVar[tuple[str, ...]] = ()
    # Put between these where they are read as one.
    SEPARATOR: ClassVar[str] = "\n\n"
    folded = models.JSONField(default=dict, blank=True)

    class Meta:
        abstract = True

    def texts_read(self) -> list[tuple[str, str]]:
        """Everything in it that others read, by field; without the name of a field where it is never folded."""
        return [(field, getattr(self, field)) for field in self.TEXTS_READ]

    def text_read(self) -> str:
        """The same as one text, for the engine and for a case."""
        return self.SEPARATOR.join(words for _field, words in self.texts_read() if words)

    def shown(self, field: str, *, own: bool = False) -> Shown:
        """`field` as its author (`own`) or anybody else reads it."""
        return shown(getattr(self, field), spans_in(self.folded, field), own=own)

    def text_for_others(self) -> str:
        """The same as one text, as others read it."""
        texts = [self.shown(field).text if field else words for field, words in self.texts_read()]
        return self.SEPARATOR.join(filter(None, texts))


class Fold(Row):
    """A text of which passages are, or were, folded for others. It holds places, never words."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Nobody has looked yet")
        STANDS = "stands", _("It stays folded")
        OPENED = "opened", _("Shown again")
        GONE = "gone", _("Its author changed it or took it back")

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="folds")
    finding = models.ForeignKey(Finding, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    kind = models.CharField(max_length=64)
    subject_uid = models.UUIDField(db_index=True)
    # By field, as on the text itself: so that somebody who opened it can fold it again.
    spans = models.JSONField(default=dict)
    state = models.CharField(max_length=7, choices=State.choices, default=State.WAITING)
    folded_at = models.DateTimeField(default=clock.now)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        ordering = ["folded_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "subject_uid"], condition=~Q(state="gone"), name="one_fold_a_text"),
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "gone"]) | Q(answered_at__isnull=False),
                name="fold_answered_at_a_time",
            ),
        ]
        indexes = [
            models.Index(fields=["folded_at"], condition=Q(state="waiting"), name="folds_waiting"),
            models.Index(fields=["-answered_at"], condition=Q(answered_at__isnull=False), name="folds_answered"),
        ]

    def __str__(self) -> str:
        return f"fold {self.uid}"
