"""What somebody would rather not read about, and whether they want more hints. Sealed: nobody else learns of it."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import transaction

import clock
from accounts.access import require
from accounts.models import LivedExperience, User
from accounts.sealed import open_sealed
from stories.models import StoryWishes


@dataclass(frozen=True, repr=False)
class Wishes:
    """Opened, as their owner set them. `avoided` are keys of topics."""

    avoided: tuple[int, ...] = ()
    more_hints: bool = False


def wishes_of(*, actor: Any) -> Wishes:
    """What `actor` wishes; for a visitor, and for who never said anything, that nothing is left out."""
    row = StoryWishes.objects.visible_to(actor).first()
    return _opened(row, actor) if row is not None else Wishes()


def _opened(row: StoryWishes, actor: Any) -> Wishes:
    return Wishes(tuple(json.loads(open_sealed(row, "avoided", actor) or "[]")), row.more_hints)


@transaction.atomic(durable=True)
def set_wishes(*, actor: Any, avoided: Iterable[LivedExperience], more_hints: bool) -> None:
    """From now on `actor` wishes just this."""
    _keep(_held(actor), [topic.pk for topic in avoided], more_hints)


@transaction.atomic(durable=True)
def avoid_topic(*, actor: Any, topic: LivedExperience) -> None:
    """`actor` would rather not read about this, beside what they said before. Twice is harmless."""
    row = _held(actor)
    there = _opened(row, actor)
    _keep(row, [*there.avoided, topic.pk], there.more_hints)


def _held(actor: Any) -> StoryWishes:
    """The wishes of `actor`, or new ones, once nobody else changes them."""
    require(actor, "stories.wish")
    User.objects.select_for_update(no_key=True).get(pk=actor.pk)
    return StoryWishes.objects.visible_to(actor).first() or StoryWishes(owner=actor)


def _keep(row: StoryWishes, avoided: Iterable[int], more_hints: bool) -> None:
    row.avoided, row.more_hints, row.changed_at = json.dumps(sorted(set(avoided))), more_hints, clock.now()
    row.save()
