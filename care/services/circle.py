"""One's own support circle: people, what they are good for, how to reach them."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

import clock
from accounts.access import require
from accounts.models import User
from accounts.sealed import open_sealed
from care.models import CircleEntry

# A page that one can look over; and a bound for whoever would fill a disk.
ENTRIES_MOST = 40
NAME_MOST, WORDS_MOST = 80, 400


class CircleFull(ValidationError):
    def __init__(self) -> None:
        super().__init__(_("There are %(count)s entries, and that is all this page holds.") % {"count": ENTRIES_MOST})


@dataclass(frozen=True, repr=False)
class Around:
    """An entry as its owner reads it."""

    uid: uuid.UUID
    kind: str
    kind_label: str
    name: str
    good_for: str
    reach: str


def circle_of(*, actor: Any) -> list[Around]:
    """Everybody in the circle of `actor`, opened for them alone, in the order in which they were added."""
    return [_opened(row, actor) for row in CircleEntry.objects.visible_to(actor)]


def entry_of(*, actor: Any, entry: CircleEntry) -> Around:
    """One entry, opened for its owner."""
    require(actor, "care.keep_circle", entry)
    return _opened(entry, actor)


def _opened(row: CircleEntry, actor: Any) -> Around:
    name, good_for, reach = (open_sealed(row, field, actor) for field in ("name", "good_for", "reach"))
    return Around(row.uid, row.kind, str(row.get_kind_display()), name, good_for, reach)


@transaction.atomic(durable=True)
def keep_in_circle(
    *,
    actor: Any,
    name: str,
    kind: str = CircleEntry.Kind.OWN,
    good_for: str = "",
    reach: str = "",
    uid: uuid.UUID | None = None,
) -> CircleEntry:
    """Add somebody, or change the entry of `actor` that has this `uid`. Sending it twice is adding once."""
    User.objects.select_for_update(no_key=True).get(pk=actor.pk)
    rows = CircleEntry.objects.visible_to(actor)
    entry = (rows.filter(uid=uid).first() if uid else None) or CircleEntry(owner=actor, added_at=clock.now())
    require(actor, "care.keep_circle", entry)
    if not entry.pk and rows.count() >= ENTRIES_MOST:
        raise CircleFull
    if not entry.pk:
        entry.take_uid(uid)
    entry.kind = kind if kind in CircleEntry.Kind.values else CircleEntry.Kind.OWN
    entry.name, entry.good_for, entry.reach = name.strip()[:NAME_MOST], good_for[:WORDS_MOST], reach[:WORDS_MOST]
    entry.save()
    return entry


@transaction.atomic(durable=True)
def remove_from_circle(*, actor: Any, entry: CircleEntry) -> None:
    """Take somebody off the page. Nobody is told."""
    require(actor, "care.keep_circle", entry)
    CircleEntry.objects.filter(pk=entry.pk).delete()
