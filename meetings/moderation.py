"""The words of plans and meetings, as moderation knows them: what may still wait for the engine."""

from __future__ import annotations

import uuid
from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.sealed import open_sealed
from groups.models import Group, Membership
from meetings.models import DebriefAsk, Details, Guest, Meeting, MeetingSeries, Missed
from meetings.services.about import text_of
from meetings.services.guests import text_of_guest
from moderation.readable import Readable, Told, readables
from moderation.services.people import authorship_in
from moderation.subjects import Authorship, Subject, subjects


def _told(row: Details, group: Group) -> Told:
    writer = row.written_by.account if row.written_by is not None else None
    return Told(
        text=text_of(row),
        language=group.language,
        authorship=authorship_in(writer, group) if writer is not None else Authorship(account_id=None),
        group=group,
        sensitivity=group.sensitivity,
    )


def _told_of_guest(row: Guest) -> Told:
    return _told_by(row.invited_by, text_of_guest(row), row.meeting.series.group)


def _told_of_missed(row: Missed) -> Told:
    return _told_by(row.written_by, row.words, row.membership.group)


def _told_by(by: Membership | None, text: str, group: Group) -> Told:
    writer = by.account if by is not None else None
    return Told(
        text=text,
        language=group.language,
        authorship=authorship_in(writer, group) if writer is not None else Authorship(account_id=None),
        group=group,
        sensitivity=group.sensitivity,
    )


def _has_words_of_its_own(row: Meeting, outcome: Any) -> bool:
    """The words of a whole series are one matter, however many of its meetings carry a copy."""
    return row.own_details


def _fetch(uid: uuid.UUID, user: Any) -> Meeting | None:
    return Meeting.objects.visible_to(user).with_group().filter(uid=uid).first()


def _answered_for(user: Any) -> Any:
    kept = Membership.objects.appointed().filter(account=user)
    return Meeting.objects.filter(series__group__in=kept.values("group")).values("uid")


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
    subjects.add(
        "meeting",
        Subject(
            kind="meeting",
            what=_("this meeting"),
            fetch=_fetch,
            # Nobody in particular, as with a group: how a meeting goes is its keepers' together.
            authorship=lambda row: Authorship(account_id=None, label=row.series.group.name),
            group=lambda row: row.series.group,
            # Where people meet is told to who comes, and to nobody else.
            snapshot=lambda row: {"text": row.title or str(row.get_format_display()), "neighbours": []},
            find=lambda uid: Meeting.objects.with_group().filter(uid=uid).first(),
            answered_for=_answered_for,
        ),
    )
    readables.add("missed", Readable(kind="missed", model=Missed, tell=_told_of_missed))
    readables.add("guest", Readable(kind="guest", model=Guest, tell=_told_of_guest))
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
