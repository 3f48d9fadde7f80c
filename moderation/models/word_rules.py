"""Words and links that the team asks people to leave out, with the reason that their author reads."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

import clock
from groups.models import Group
from rows import Row

WORDS_LONGEST, WHY_LONGEST = 60, 200


class WordRule(Row):
    """Plain words or the name of a host, compared as they are: nobody writes a pattern."""

    class Kind(models.TextChoices):
        WORDS = "words", _("Words")
        LINK = "link", _("Links to a place")

    class Effect(models.TextChoices):
        LEFT_OUT = "left_out", _("Not taken: its author leaves that part out")
        HELD = "held", _("Held until somebody of the team has looked")

    # None: in every group.
    group = models.ForeignKey(Group, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    # As `moderation.word_rules` compares them.
    words = models.CharField(max_length=WORDS_LONGEST)
    why = models.CharField(max_length=WHY_LONGEST)
    effect = models.CharField(max_length=8, choices=Effect.choices, default=Effect.LEFT_OUT)
    made_at = models.DateTimeField(default=clock.now)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        ordering = ["words", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "words"], condition=Q(group__isnull=True), name="one_rule_of_these_words_everywhere"
            ),
            models.UniqueConstraint(
                fields=["group", "kind", "words"],
                condition=Q(group__isnull=False),
                name="one_rule_of_these_words_a_group",
            ),
        ]

    def __str__(self) -> str:
        return f"word rule {self.uid}"
