"""The words of plans and meetings, as moderation knows them: what may still wait for the engine."""

from __future__ import annotations

from typing import Any

from groups.models import Group
from meetings.models import Details, Meeting, MeetingSeries
from meetings.services.about import text_of
from moderation.readable import Readable, Told, readables
from moderation.services.people import authorship_in
from moderation.subjects import Authorship


def _told(row: Details, group: Group) -> Told:
    writer = row.written_by.account if row.written_by is not None else None
    return Told(
        text=text_of(row),
        language=group.language,
        authorship=authorship_in(writer, group) if writer is not None else Authorship(account_id=None),
        group=group,
        sensitivity=group.sensitivity,
    )


def _has_words_of_its_own(row: Meeting, outcome: Any) -> bool:
    """The words of a whole series are one matter, however many of its meetings carry a copy."""
    return row.own_details


def register() -> None:
    readables.add("series", Readable(kind="series", model=MeetingSeries, tell=lambda row: _told(row, row.group)))
    readables.add(
        "meeting",
        Readable(
            kind="meeting",
            model=Meeting,
            tell=lambda row: _told(row, row.series.group),
            opens_cases=_has_words_of_its_own,
        ),
    )
