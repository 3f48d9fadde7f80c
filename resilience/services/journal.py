"""Writing a journal. The engine never sees a word of it: nothing here calls it, and nothing puts it on another page."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

import clock
from accounts.access import require
from accounts.models import User
from accounts.sealed import open_sealed
from care.words import plain
from resilience.models import JournalEntry

# Letters of one entry, and of its first line in a list. Longer entries are refused with a sentence, never cut.
ENTRY_MOST, TITLE_MOST, BEGINS = 20_000, 200, 80
# A bound for whoever would fill a disk.
ENTRIES_MOST = 3_000


@dataclass(frozen=True)
class Page:
    """An entry as its owner reads it."""

    uid: uuid.UUID
    title: str
    body: str
    version: int
    begun_at: datetime

    @property
    def begins(self) -> str:
        """What stands for it in a list: its title, or how it begins."""
        words = self.title or " ".join(self.body.split())
        return words if len(words) <= BEGINS else words[:BEGINS].rstrip() + "…"

    def __repr__(self) -> str:
        return f"<Page {self.version}>"


class EntryChanged(ValidationError):
    """It was changed somewhere else since it was read; `there` is what is kept now."""

    def __init__(self, there: Page) -> None:
        super().__init__(_("This was changed in another window in the meantime."))
        self.there = there


class TooMuch(ValidationError):
    """More than one entry can keep."""

    def __init__(self, more: int) -> None:
        said = ngettext(
            "This is %(more)d letter more than fits into one entry. Every word is still on this page. You could "
            "put the rest into another entry.",
            "This is %(more)d letters more than fit into one entry. Every word is still on this page. You could "
            "put the rest into another entry.",
            more,
        )
        super().__init__(said % {"more": more})


def opened(*, actor: Any, entry: JournalEntry) -> Page:
    """What `actor` wrote in an entry of theirs, opened for them alone."""
    require(actor, "resilience.keep_journal", entry)
    title, body = (open_sealed(entry, name, actor) for name in ("title", "body"))
    return Page(entry.uid, title, body, entry.version, entry.begun_at)


@transaction.atomic(durable=True)
def begin_entry(*, actor: Any) -> JournalEntry:
    """An empty page of now. One that is still empty is given again, so that pressing twice leaves one."""
    row = JournalEntry(owner=actor)
    require(actor, "resilience.keep_journal", row)
    User.objects.select_for_update(no_key=True).get(pk=actor.pk)
    mine = JournalEntry.objects.visible_to(actor)
    there: JournalEntry | None = mine.filter(title="", body="").first()
    row = there or row
    if there is None and mine.count() >= ENTRIES_MOST:
        raise ValidationError(_("The journal is full. You can take entries out, after saving a copy of everything."))
    row.version = int(clock.now().timestamp())
    row.begun_at = row.changed_at = clock.now()
    row.save()
    return row


@transaction.atomic(durable=True)
def write_entry(
    *,
    actor: Any,
    entry: JournalEntry,
    title: str,
    body: str,
    version: int,
    page: uuid.UUID | None = None,
    turn: int = 0,
) -> Page:
    """Keep what `actor` typed over `version`, the entry they had read. Returns what is kept now.

    `page` is the open page they type in and `turn` counts its saves from 1: a save that was answered into nothing may
    be sent again, an old one that comes late changes nothing. Raises EntryChanged or TooMuch and keeps nothing then.
    """
    title, body = " ".join(title.split()), plain(body)
    more = max(len(body) - ENTRY_MOST, len(title) - TITLE_MOST)
    if more > 0:
        raise TooMuch(more)
    held = JournalEntry.objects.visible_to(actor).select_for_update(of=("self",)).get(pk=entry.pk)
    there = opened(actor=actor, entry=held)
    same_page = page is not None and held.last_page == page
    if same_page and 0 < turn <= held.last_turn:
        return there
    if (there.title, there.body) == (title, body):
        return there
    if version != there.version and not same_page:
        raise EntryChanged(there)
    held.title, held.body = title, body
    held.version, held.last_page, held.last_turn, held.changed_at = there.version + 1, page, turn, clock.now()
    held.save()
    return Page(held.uid, title, body, held.version, held.begun_at)


@transaction.atomic(durable=True)
def remove_entry(*, actor: Any, entry: JournalEntry) -> None:
    """Throw it away. Nothing of it stays."""
    require(actor, "resilience.keep_journal", entry)
    JournalEntry.objects.visible_to(actor).filter(pk=entry.pk).delete()
