"""Saying a small step, keeping it, missing it, letting it rest, putting it down, picking it up. Nobody judges it."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Prefetch
from django.utils.translation import gettext as _

import clock
from accounts.access import require
from accounts.models import User
from accounts.sealed import open_sealed
from groups.words import clean_text
from resilience.days import today
from resilience.models import Commitment, CommitmentDay
from resilience.models.steps import STEP_MOST
from resilience.rhythm import ONCE, WEEK, comes_back, is_asked
from resilience.witnesses import NOBODY, witnesses

# A page that one can look over; and a bound for whoever would fill a disk.
STEPS_MOST = 40
# Days that a list of steps knows of, and all that there can be.
LATELY, EVERY_DAY = 2 * WEEK, 366 * 100
State = Commitment.State


@dataclass(frozen=True, repr=False)
class Step:
    """A step as its owner reads it."""

    row: Commitment
    words: str
    said: dict[dt.date, str] = field(default_factory=dict)

    @property
    def uid(self) -> uuid.UUID:
        return self.row.uid

    @property
    def is_over(self) -> bool:
        """Has the day passed until which it was meant?"""
        return self.row.until is not None and self.row.until < today()

    @property
    def is_for_today(self) -> bool:
        """Is it going, and to be asked after today?"""
        going = self.row.state == State.GOING and not self.is_over
        return going and is_asked(self.row.times, self.said, today())


def steps_of(*, actor: Any, state: str = "", days: int = LATELY) -> list[Step]:
    """The steps of `actor` (in one state), opened for them alone, with what was said of so many last days."""
    rows = Commitment.objects.visible_to(actor)
    lately = CommitmentDay.objects.filter(day__gt=today() - dt.timedelta(days=days))
    chosen = rows.filter(state=state) if state else rows
    return [_opened(row, actor) for row in chosen.prefetch_related(Prefetch("days", lately))]


def step_of(*, actor: Any, commitment: Commitment) -> Step:
    """One step, opened for its owner."""
    require(actor, "resilience.keep_steps", commitment)
    return _opened(commitment, actor)


def _opened(row: Commitment, actor: Any) -> Step:
    return Step(row, open_sealed(row, "words", actor), {one.day: one.kind for one in row.days.all()})


def say_step(
    *,
    actor: Any,
    words: str,
    times: int = ONCE,
    until: dt.date | None = None,
    witness: str = NOBODY,
    uid: uuid.UUID | None = None,
    commitment: Commitment | None = None,
) -> Commitment:
    """Say a small step, or change the one given. `witness` is as `witnesses.choices_for` names them.

    Sending the same `uid` twice is saying it once. Raises ValidationError, PermissionDenied.
    """
    # Others may read it: nothing in it that cannot be seen.
    words = " ".join(clean_text(words).split())
    if not words or len(words) > STEP_MOST:
        raise ValidationError(_("A few words are enough, and at least one."), code="words")
    kind, _colon, value = witness.partition(":")
    prepared = witnesses.get(kind).prepare(actor, value, words) if kind else None
    row = commitment or Commitment(owner=actor)
    return _say(actor=actor, row=row, words=words, times=times, until=until, kind=kind, prepared=prepared, uid=uid)


def read_refused(*, actor: Any, witness: str, words: str) -> tuple[Any, Any] | None:
    """What the engine says of words for `witness` that were not taken, and the group that they were for, if it was one.

    None for nobody: what only its owner was to see stays unread. Stores nothing.
    """
    kind, _colon, value = witness.partition(":")
    return witnesses.get(kind).read_refused(actor, value, words) if kind in witnesses else None


@transaction.atomic(durable=True)
def _say(
    *,
    actor: Any,
    row: Commitment,
    words: str,
    times: int,
    until: dt.date | None,
    kind: str,
    prepared: Any,
    uid: uuid.UUID | None,
) -> Commitment:
    User.objects.select_for_update(no_key=True).get(pk=actor.pk)
    mine = Commitment.objects.visible_to(actor)
    there: Commitment | None = mine.filter(uid=uid).first() if uid and not row.pk else None
    if there is not None:
        return there
    if row.pk:
        row = Commitment.objects.select_for_update(no_key=True).get(pk=row.pk)
    else:
        row.begun_on = row.picked_up_on = today()
        row.take_uid(uid)
    require(actor, "resilience.keep_steps", row)
    if not row.pk and mine.count() >= STEPS_MOST:
        raise ValidationError(_("There is no room for more of them just now. What you typed is still here."))
    row.words, row.times, row.until, row.changed_at = words, min(times, WEEK), until, clock.now()
    row.save()
    for name, one in witnesses.items():
        if name != kind:
            one.detach(row)
    if kind:
        witnesses.get(kind).attach(row, words, prepared)
    return row


def _held(actor: Any, commitment: Commitment) -> Commitment:
    row: Commitment = Commitment.objects.select_for_update(no_key=True).get(pk=commitment.pk)
    require(actor, "resilience.keep_steps", row)
    return row


@transaction.atomic(durable=True)
def say_today(*, actor: Any, commitment: Commitment, done: bool) -> Commitment:
    """“Done”, or “not this time”. Both are fine, and the second word of a day counts. A step for once ends when done.

    Saying it of a step that rests or was put down picks it up first.
    """
    row = _held(actor, commitment)
    day = today()
    said = {one.day: one.kind for one in row.days.all()}
    kind = CommitmentDay.Kind.DONE if done else CommitmentDay.Kind.NOT
    if row.state in (State.RESTING, State.PUT_DOWN):
        _pick_up(row)
    elif done and said.get(day) != kind and comes_back(row.times, said, row.picked_up_on, day):
        row.came_back += 1
    CommitmentDay.objects.update_or_create(commitment=row, day=day, defaults={"kind": kind})
    if row.times == ONCE:
        row.state = State.DONE if done else State.GOING
    row.save()
    return row


@transaction.atomic(durable=True)
def let_rest(*, actor: Any, commitment: Commitment, days: int = 0) -> Commitment:
    """Pause it, for so many days or, with 0, until somebody picks it up. Nothing begins again by itself."""
    row = _held(actor, commitment)
    row.state = State.RESTING
    row.rests_until = today() + dt.timedelta(days=days) if days else None
    row.save()
    return row


@transaction.atomic(durable=True)
def put_step_down(*, actor: Any, commitment: Commitment) -> Commitment:
    """Without a reason. Nobody is told, and it can be picked up again."""
    row = _held(actor, commitment)
    row.state, row.rests_until = State.PUT_DOWN, None
    row.save()
    return row


@transaction.atomic(durable=True)
def pick_step_up(*, actor: Any, commitment: Commitment) -> Commitment:
    """Go on with it, from today. Twice is once."""
    row = _held(actor, commitment)
    if row.state != State.GOING:
        _pick_up(row)
        row.save()
    return row


def _pick_up(row: Commitment) -> None:
    row.state, row.rests_until, row.picked_up_on = State.GOING, None, today()
    row.came_back += 1
    if row.until is not None and row.until < today():
        row.until = None


@transaction.atomic(durable=True)
def throw_step_away(*, actor: Any, commitment: Commitment) -> None:
    """The step and everything that was said of it, also what its group saw."""
    row = _held(actor, commitment)
    for witness in witnesses:
        witness.detach(row)
    row.delete()
