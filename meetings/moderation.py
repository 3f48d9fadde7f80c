"""The words of plans and meetings, as moderation knows them: what may still wait for the engine."""

from __future__ import annotations

from typing import Any

from accounts.sealed import open_sealed
from groups.models import Group
from meetings.models import DebriefAsk, Details, Meeting, MeetingSeries
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


def _told_answer(row: DebriefAsk) -> Told:
    """What the team wrote. It is not about who wrote it."""
    group = row.meeting.series.group
    return Told(
        text=open_sealed(row, "answer", None),
        language=group.language,
        authorship=Authorship(account_id=None),
        group=group,
        sensitivity=group.sensitivity,
    )


def register() -> None:
    readables.add(
        "debrief",
        Readable(kind="debrief", model=DebriefAsk, tell=_told_answer, opens_cases=lambda row, outcome: False),
    )
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
