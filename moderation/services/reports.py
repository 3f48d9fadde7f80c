"""Reports and worries. The reported never learn who told us."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

from django.db import IntegrityError, transaction

import clock
from accounts import limits
from accounts.access import require
from audit import services as audit
from groups.models import Membership
from moderation.engine import Outcome, read_text
from moderation.errors import OwnWords, ToldOften
from moderation.models import Case, Finding, Level, Report
from moderation.services.cases import add_event, open_or_join, tell_team, touch
from moderation.services.people import WORDS_MOST, authorship_in, language_of
from moderation.services.readings import after_store, apply_reading, evidence_of, note_finding
from moderation.subjects import Subject, subjects

# What somebody else describes as a crisis outranks an ordinary worry, and waits behind the person's own words.
WORRY_OVER_CRISIS = 4
# Far above what a bad evening in a room needs; a desk buried in reports helps nobody.
REPORTS_AN_HOUR = 30
# A second worry of one member about one person counts as repeated for so long.
AGAIN_WITHIN = timedelta(days=30)


class NotThere(LookupError):
    """There is nothing of that kind and uid, or the person may not know of it: the same answer."""


def find_subject(*, actor: Any, kind: str, uid: uuid.UUID) -> tuple[Subject, Any]:
    """The contract and the row to be reported, or NotThere."""
    if kind not in subjects:
        raise NotThere
    subject = subjects.get(kind)
    found = subject.fetch(uid, actor)
    if found is None:
        raise NotThere
    return subject, found


def report(
    *,
    actor: Any,
    kind: str,
    uid: uuid.UUID,
    reason: str,
    words: str = "",
    client_uid: uuid.UUID | None = None,
    in_danger: bool = False,
) -> Report:
    """Tell the team about something. Joins the open case of the same subject and kind.

    Raises NotThere, OwnWords, ToldOften, or PermissionDenied. A worry opens a look-in about the person, everything
    else a report about the content. The same `client_uid` twice stores one report. `in_danger`: whoever worries said
    so by a button of its own, and the team is called as if the words had said it.
    """
    words = words[:WORDS_MOST]
    if not limits.allow(f"report:{actor.pk}", most=REPORTS_AN_HOUR, per_seconds=3600):
        raise ToldOften
    outcome = read_text(words, language=language_of(actor))
    return _report(
        actor=actor,
        kind=kind,
        uid=uid,
        reason=Report.Reason(reason),
        words=words,
        client_uid=client_uid,
        outcome=outcome,
        in_danger=in_danger,
    )


@transaction.atomic(durable=True)
def _report(
    *,
    actor: Any,
    kind: str,
    uid: uuid.UUID,
    reason: Report.Reason,
    words: str,
    client_uid: uuid.UUID | None,
    outcome: Outcome,
    in_danger: bool,
) -> Report:
    require(actor, "moderation.report")
    sent = Report.objects.filter(reporter=actor, client_uid=client_uid).first() if client_uid else None
    if sent is not None:
        return sent
    subject, found = find_subject(actor=actor, kind=kind, uid=uid)
    authorship, group = subject.authorship(found), subject.group(found)
    if authorship.account_id == actor.pk:
        raise OwnWords
    worry = reason == Report.Reason.WORRY
    copy = subject.snapshot(found)
    item = evidence_of(
        kind=kind,
        row_uid=uid,
        outcome=None,
        text=str(copy.get("text", "")),
        neighbours=copy.get("neighbours", ()),
        finding=_finding_of(kind, found),
    )
    keeper = (
        authorship.membership_id is not None
        and Membership.objects.appointed().filter(pk=authorship.membership_id).exists()
    )
    case = open_or_join(
        kind=Case.Kind.WORRY if worry else Case.Kind.REPORT,
        authorship=authorship,
        group=group,
        severity=WORRY_OVER_CRISIS if worry and (in_danger or speaks_of_other(outcome)) else 0,
        item=item,
        content=(kind, uid),
        # Whoever keeps the room does not judge a report about one of its keepers, nor of what they answer for together.
        for_facilitators=not keeper and subject.answered_for is None,
    )
    row = Report(case=case, reporter=actor, reason=reason, words=words, client_uid=client_uid, made_at=clock.now())
    apply_reading(row, outcome)
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        return Report.objects.get(reporter=actor, client_uid=client_uid)
    audit.record(actor=actor, verb="report.made", target=row, reason=reason)
    if worry and authorship.membership_id is not None:
        # Of words without a name of the group nobody learns whose they are, not by a count either.
        _notice_repeated(actor, case, row)
    _follow_words(actor, row, words, outcome, group)
    return row


def _notice_repeated(actor: Any, case: Case, row: Report) -> None:
    """One member worries about one person again and again: then a second moderator looks, whatever the reason is."""
    if case.subject_account_id is None or case.worried_again_at is not None:
        return
    earlier = Report.objects.filter(reporter=actor, reason=Report.Reason.WORRY, made_at__gte=clock.now() - AGAIN_WITHIN)
    # In one group alone: two names in two groups are one person to nobody.
    earlier = earlier.filter(case__subject_account=case.subject_account_id, case__group_uid=case.group_uid)
    if earlier.exclude(pk=row.pk).exists():
        case.worried_again_at = clock.now()
        touch(case)
        # Who it was is not said here either.
        add_event(case, verb="worried_again")
        audit.record(verb="case.worried_again", target=case)
        tell_team(case, besides=[actor], moderators_only=True)


def _finding_of(kind: str, row: Any) -> Finding | None:
    """What the reading of the words as they stand now left; an earlier version's offsets would mark the wrong words."""
    read_at = getattr(row, "read_at", None)
    if read_at is None:
        return None
    return Finding.objects.filter(kind=kind, subject_uid=row.uid, found_at__gte=read_at).order_by("-id").first()


def speaks_of_other(outcome: Outcome) -> bool:
    """Whether the crisis in the words is that of somebody else."""
    return outcome.level == Level.CRISIS and outcome.reading is not None and outcome.reading.about == "other"


def _follow_words(actor: Any, row: Report, words: str, outcome: Outcome, group: Any) -> Case | None:
    """The reporter's own words may be a cry for help. What they say of somebody else is no case about them."""
    if speaks_of_other(outcome):
        note_finding(kind="report", row_uid=row.uid, outcome=outcome)
        return None
    return after_store(
        kind="report",
        row_uid=row.uid,
        outcome=outcome,
        text=words,
        authorship=authorship_in(actor, group),
        group=group,
        # The reported may be one of the group's facilitators: only moderators see who told us.
        for_facilitators=False,
    )
