"""What a meeting is like, on its way from a form to a row. Its words are read before the transaction."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import Any

from groups.models import Group
from groups.policies import membership_of
from groups.words import clean_line
from meetings.models import USUAL_MINUTES, Details, Meeting, MeetingSeries
from moderation.hints import author_changed
from moderation.models import READ_COLUMNS
from moderation.reading import Outcome, after_store, apply_reading, read_text
from moderation.services.people import authorship_in
from rows import require_transaction

KINDS: dict[type[Details], str] = {MeetingSeries: "series", Meeting: "meeting"}


@dataclass(frozen=True)
class About:
    """What a facilitator says of a meeting. `capacity` None: as many as come; `late_minutes` None: come at any time."""

    title: str = ""
    minutes: int = USUAL_MINUTES
    format: str = Details.Format.OPEN
    way: str = Details.Way.ONLINE
    address: str = ""
    access_notes: str = ""
    capacity: int | None = None
    late_minutes: int | None = None


ABOUT = tuple(field.name for field in fields(About))


def text_of(row: Details) -> str:
    """The words of a series or a meeting, one line each, as the engine and a case read them."""
    return "\n".join(words for words in (row.title, row.address, row.access_notes) if words)


def cleaned(about: About) -> About:
    """The same without control characters; an address only where people meet in person. ValidationError by field."""
    lines: dict[str, Any] = {name: clean_line(getattr(about, name)) for name in ("title", "address", "access_notes")}
    if about.way == Details.Way.ONLINE:
        lines["address"] = ""
    late = about.late_minutes
    if late is not None and late > about.minutes:
        # A way in that outlasts the meeting ends with it.
        lines["late_minutes"] = about.minutes
    clean = replace(about, **lines)
    probe = Meeting(**{name: getattr(clean, name) for name in ABOUT})
    others = {field.name for field in Meeting._meta.fields} - set(ABOUT)
    probe.clean_fields(exclude=others)
    return clean


def read(about: About, group: Group) -> Outcome:
    """What the engine says of the words. Called before any lock."""
    words = "\n".join(line for line in (about.title, about.address, about.access_notes) if line)
    return read_text(words, language=group.language, sensitivity=group.sensitivity)


def write(row: Details, about: About, outcome: Outcome, *, actor: Any, group: Group) -> None:
    """Put the details and their reading on a row that the caller saves."""
    for name in ABOUT:
        setattr(row, name, getattr(about, name))
    row.written_by = membership_of(actor, group)
    apply_reading(row, outcome)


def follow_up(row: Any, outcome: Outcome, *, actor: Any, group: Group) -> None:
    """Building block, after `row` was saved: what follows from the reading, in the same transaction."""
    require_transaction()
    case = after_store(
        kind=KINDS[type(row)],
        row_uid=row.uid,
        outcome=outcome,
        text=text_of(row),
        authorship=authorship_in(actor, group),
        group=group,
    )
    if case is not None:
        author_changed(case)


def copy(series: MeetingSeries, to: Details) -> bool:
    """Give another row the details of `series`, with their reading; whether anything changed."""
    before = [getattr(to, name) for name in (*ABOUT, *READ_COLUMNS)]
    for name in (*ABOUT, *READ_COLUMNS, "written_by_id"):
        setattr(to, name, getattr(series, name))
    return before != [getattr(to, name) for name in (*ABOUT, *READ_COLUMNS)]
