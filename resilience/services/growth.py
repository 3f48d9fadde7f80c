"""Noting how one is, and what one has come through. The engine never sees a word of it: nothing here calls it."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

import clock
from accounts.access import require
from accounts.models import User
from accounts.sealed import open_sealed
from care.words import plain
from resilience.days import day_of
from resilience.feelings import NUMBER_LEAST, NUMBER_MOST, label_of
from resilience.models import Milestone, SelfCheckIn
from resilience.trend import Said

# What is shown at first.
LATELY = dt.timedelta(days=91)
WORD_MOST, MORE_MOST, MILESTONE_MOST = 60, 1000, 300
# Bounds for whoever would fill a disk.
A_DAY_MOST, MILESTONES_MOST = 40, 400


class Enough(ValidationError):
    """More than one page, or one day, can hold."""

    def __init__(self) -> None:
        super().__init__(_("There is no room for more of them just now. What you typed is still here."))


@dataclass(frozen=True, repr=False)
class HowIAm:
    """A check-in as its owner reads it. `word` is a key of the list, or their own word."""

    uid: uuid.UUID
    said_at: dt.datetime
    word: str
    number: int | None
    more: str

    @property
    def label(self) -> str:
        return label_of(self.word)

    @property
    def day(self) -> dt.date:
        """The day on which it was where they are."""
        return day_of(self.said_at)

    @property
    def as_said(self) -> Said:
        """As the picture needs it."""
        return Said(self.day, self.word, self.number)


@dataclass(frozen=True, repr=False)
class Named:
    """A milestone as its owner reads it."""

    uid: uuid.UUID
    day: dt.date
    words: str


def check_ins_of(*, actor: Any, since: dt.datetime | None = None) -> list[HowIAm]:
    """How `actor` said they were, opened for them alone, the newest first."""
    rows = SelfCheckIn.objects.visible_to(actor)
    return [_opened(row, actor) for row in (rows.filter(said_at__gte=since) if since else rows)]


def lately_of(*, actor: Any) -> list[HowIAm]:
    """What `actor` said in the time that is shown at first."""
    return check_ins_of(actor=actor, since=clock.now() - LATELY)


def _opened(row: SelfCheckIn, actor: Any) -> HowIAm:
    word, number, more = (open_sealed(row, field, actor) for field in ("word", "number", "more"))
    return HowIAm(row.uid, row.said_at, word, int(number) if number else None, more)


def milestones_of(*, actor: Any) -> list[Named]:
    """What `actor` named, opened for them alone, the newest day first."""
    rows: Iterable[Milestone] = Milestone.objects.visible_to(actor)
    return [Named(row.uid, row.day, open_sealed(row, "words", actor)) for row in rows]


@transaction.atomic(durable=True)
def say_how_i_am(
    *, actor: Any, word: str = "", number: int | None = None, more: str = "", uid: uuid.UUID | None = None
) -> SelfCheckIn:
    """Note how `actor` is now. Sending the same `uid` twice is saying it once. ValidationError: nothing was said."""
    word, more = " ".join(word.split()), plain(more)
    row = SelfCheckIn(owner=actor, word=word, more=more, number=str(number or ""), said_at=clock.now())
    require(actor, "resilience.keep_course", row)
    if not (word or number or more):
        raise ValidationError(_("A word or a number is enough."), code="empty")
    if len(word) > WORD_MOST or len(more) > MORE_MOST or not NUMBER_LEAST <= (number or NUMBER_LEAST) <= NUMBER_MOST:
        raise ValidationError(_("That does not fit here."), code="long")
    User.objects.select_for_update(no_key=True).get(pk=actor.pk)
    there: SelfCheckIn | None = SelfCheckIn.objects.visible_to(actor).filter(uid=uid).first() if uid else None
    if there is not None:
        return there
    lately = SelfCheckIn.objects.visible_to(actor).filter(said_at__gt=clock.now() - dt.timedelta(days=1))
    if lately.count() >= A_DAY_MOST:
        raise Enough
    row.take_uid(uid)
    row.save()
    return row


@transaction.atomic(durable=True)
def take_check_in_away(*, actor: Any, check_in: SelfCheckIn) -> None:
    """As if it had never been said."""
    require(actor, "resilience.keep_course", check_in)
    SelfCheckIn.objects.filter(pk=check_in.pk).delete()


@transaction.atomic(durable=True)
def name_milestone(*, actor: Any, words: str, day: dt.date, uid: uuid.UUID | None = None) -> Milestone:
    """Remember something. Sending the same `uid` twice is naming it once."""
    words = plain(words)
    row = Milestone(owner=actor, words=words, day=day, named_at=clock.now())
    require(actor, "resilience.keep_course", row)
    if not words or len(words) > MILESTONE_MOST:
        raise ValidationError(_("A few words are enough, and at least one."), code="words")
    User.objects.select_for_update(no_key=True).get(pk=actor.pk)
    mine = Milestone.objects.visible_to(actor)
    there: Milestone | None = mine.filter(uid=uid).first() if uid else None
    if there is not None:
        return there
    if mine.count() >= MILESTONES_MOST:
        raise Enough
    row.take_uid(uid)
    row.save()
    return row


@transaction.atomic(durable=True)
def take_milestone_away(*, actor: Any, milestone: Milestone) -> None:
    """As if it had never been named."""
    require(actor, "resilience.keep_course", milestone)
    Milestone.objects.filter(pk=milestone.pk).delete()
