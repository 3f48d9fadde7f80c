"""After a meeting: what people answered, without who; and what those who kept the room keep for themselves."""

from __future__ import annotations

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

import clock
from accounts.sealed import SealedTextField
from groups.models import Membership
from meetings.models.planning import Meeting
from moderation.models import ReadText
from moderation.querysets import may_work
from rows import Row

NOTES_MOST, ANSWER_MOST = 4000, 500


class AfterCount(Row):
    """How often one answer was given to one question about one meeting.

    A number and nothing else: no row of anybody, no moment, no order. All the numbers of a meeting are made at once,
    so that not even their ids say which answer came first, or which two were given together.
    """

    class Question(models.TextChoices):
        HEARD = "heard", _("Did you feel heard?")
        SAFE = "safe", _("Did you feel safe?")

    class Answer(models.TextChoices):
        YES = "yes", _("Yes")
        MOSTLY = "mostly", _("Mostly")
        LITTLE = "little", _("A little")
        NO = "no", _("No")
        RATHER_NOT = "rather_not", _("I’d rather not say")

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="after_counts")
    question = models.CharField(max_length=5, choices=Question.choices)
    answer = models.CharField(max_length=10, choices=Answer.choices)
    count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["meeting", "question", "answer"], name="one_number_an_answer"),
        ]

    def __str__(self) -> str:
        return f"number {self.uid}"


class AfterMark(Row):
    """That somebody has answered: a hash under the installation's key, which names nobody to who reads the table.

    It is there so that nobody answers twice, and goes when nobody can answer any more.
    """

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="after_marks")
    mark = models.CharField(max_length=64, unique=True)

    def __str__(self) -> str:
        return f"mark {self.uid}"


class DebriefQuerySet(models.QuerySet["Debrief"]):
    def visible_to(self, user: Any) -> Self:
        """One's own, and nobody else's: not of who keeps the same room, not of the team."""
        if not getattr(user, "is_authenticated", False):
            return self.none()
        return self.filter(membership__account=user)


class Debrief(Row):
    """Two minutes for who kept the room: a short list to go through, and notes for their own eyes."""

    class Check(models.TextChoices):
        RULES = "rules", _("We said the ground rules, and people knew that they may pass.")
        TURNS = "turns", _("Everyone had a chance to speak.")
        QUIET = "quiet", _("I looked out for who was quiet.")
        TIME = "time", _("We ended about when we said we would.")
        CLOSE = "close", _("We ended calmly, and people knew what comes next.")
        WORRY = "worry", _("If I worry about somebody, I told the team.")
        ME = "me", _("I have somebody to talk to, or something kind to do, after this.")

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="debriefs")
    membership = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="debriefs")
    checks = models.JSONField(default=list)
    notes = SealedTextField(opening_is_audited=False)
    written_at = models.DateTimeField(default=clock.now)

    objects = DebriefQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["meeting", "membership"], name="one_debrief_a_keeper")]

    def __str__(self) -> str:
        return f"debrief {self.uid}"


class DebriefAskQuerySet(models.QuerySet["DebriefAsk"]):
    def visible_to(self, user: Any) -> Self:
        """One's own; and for moderators those of others, while that person is here."""
        if not getattr(user, "is_authenticated", False):
            return self.none()
        mine = Q(membership__account=user)
        if not (user.is_moderator and may_work(user)):
            return self.filter(mine)
        return self.filter(mine | Q(membership__account__erase_after__isnull=True))

    def waiting_for(self, user: Any) -> Self:
        """Those that `user` may answer: not answered yet, and not one's own."""
        if not getattr(user, "is_moderator", False):
            return self.none()
        return self.visible_to(user).filter(answered_at__isnull=True).exclude(membership__account=user)


class DebriefAsk(Row, ReadText):
    """Who kept a room would like to talk it over with the team. It is no case, and nobody is in danger.

    `answer` says when and where; somebody of the team wrote it.
    """

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="debrief_asks")
    membership = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="debrief_asks")
    asked_at = models.DateTimeField(default=clock.now)
    answer = SealedTextField(opening_is_audited=False)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    objects = DebriefAskQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["meeting", "membership"], name="asked_once_a_keeper")]

    def __str__(self) -> str:
        return f"ask {self.uid}"
