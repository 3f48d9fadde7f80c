"""When a meeting has ended, until when one can say how it was, and what is told of the answers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

import clock
from meetings.models import AfterCount, LiveMeeting, Meeting

# So long after the end one can answer. What people said is told only then: nobody can watch it change with each answer.
SAY_UNTIL = timedelta(days=2)
# From so many answers on, those who would rather not say not counted.
SHOWN_FROM = 5
# Rough on purpose: from SHOWN_FROM up each of them stands for two numbers or more, and one answer alone never moves the
# words from "nobody" to "somebody". Who knows all answers but one may still conclude it: no words at all prevent that.
SHARES = ((0.75, _("most or all")), (0.26, _("some, or about half")), (0.0, _("few or nobody")))
LINES = (
    (_("Yes, or mostly"), (AfterCount.Answer.YES, AfterCount.Answer.MOSTLY)),
    (_("A little"), (AfterCount.Answer.LITTLE,)),
    (_("No"), (AfterCount.Answer.NO,)),
)
UNSAFE = (AfterCount.Answer.LITTLE, AfterCount.Answer.NO)


@dataclass(frozen=True)
class Told:
    """What is told of one question: rough shares in words, or nothing where too few have answered."""

    question: Any
    shares: tuple[tuple[Any, Any], ...]


def ended_at(meeting: Meeting) -> datetime | None:
    """When the meeting ended: when its live room was closed, or where there was none, when its time was up."""
    if not meeting.is_planned:
        return None
    live = LiveMeeting.objects.filter(meeting=meeting).first()
    if live is not None:
        return live.closed_at
    return meeting.ends_at if meeting.is_over else None


def said_until(meeting: Meeting) -> datetime:
    """Until when one can say how it was. From then on it is told."""
    return max(meeting.ends_at, ended_at(meeting) or meeting.ends_at) + SAY_UNTIL


def can_be_said(meeting: Meeting) -> bool:
    return ended_at(meeting) is not None and clock.now() < said_until(meeting)


def can_be_told(meeting: Meeting) -> bool:
    return ended_at(meeting) is not None and clock.now() >= said_until(meeting)


def told(meeting: Meeting) -> list[Told]:
    """Both questions with what is told of them."""
    counts = {(row.question, row.answer): row.count for row in AfterCount.objects.filter(meeting=meeting)}
    return [_told(question, counts) for question in AfterCount.Question]


def _told(question: AfterCount.Question, counts: dict[tuple[str, str], int]) -> Told:
    sums = [(name, sum(counts.get((question, answer), 0) for answer in answers)) for name, answers in LINES]
    every = sum(count for _name, count in sums)
    if every < SHOWN_FROM:
        return Told(question.label, ())
    return Told(question.label, tuple((name, _words(count / every)) for name, count in sums))


def _words(share: float) -> Any:
    return next(words for least, words in SHARES if share >= least)
