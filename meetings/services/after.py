"""After a meeting: two questions without names, two minutes for who kept the room, and asking the team to talk."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

import clock
from accounts.access import require
from accounts.models import User
from accounts.policies import in_use
from audit import services as audit
from groups.policies import membership_of
from meetings.after import SAY_UNTIL
from meetings.errors import AnsweredAlready, AskedAlready
from meetings.models import AfterCount, AfterMark, Debrief, DebriefAsk, Meeting
from meetings.models.after import ANSWER_MOST, NOTES_MOST
from moderation.duty import people_on_duty
from moderation.reading import Outcome, apply_reading, read_text
from notifications.services import notify
from rows import require_transaction

WANTED, ANSWERED = "meetings.debrief_wanted", "meetings.debrief_answered"
KEEP_COUNTS = timedelta(days=90)
KEEP_DEBRIEFS = timedelta(days=30)
# Whatever a live room ran over: by then nobody can answer any more.
KEEP_MARKS = SAY_UNTIL + timedelta(days=1)


def _now(meeting: Meeting) -> Meeting:
    """The meeting as it is now: it may have been called off since the page was read."""
    return Meeting.objects.with_group().get(pk=meeting.pk)


def mark_of(meeting: Meeting, account: Any) -> str:
    """By what it is known that `account` has answered: without the installation's key it leads to nobody."""
    return salted_hmac("meetings.after", f"{meeting.uid}:{account.uid}", algorithm="sha256").hexdigest()


def has_said(meeting: Meeting, account: Any) -> bool:
    """Whether `account` has answered the two questions about `meeting`."""
    return AfterMark.objects.filter(mark=mark_of(meeting, account)).exists()


@transaction.atomic(durable=True)
def say_after(*, actor: Any, meeting: Meeting, heard: str, safe: str) -> None:
    """Count one answer to each question. Nothing is kept of who, when or with what other answer; also not in the audit.

    Raises PermissionDenied for who was not there, AnsweredAlready the second time.
    """
    meeting = _now(meeting)
    require(actor, "meetings.say_after", meeting)
    answers = {"heard": AfterCount.Answer(heard).value, "safe": AfterCount.Answer(safe).value}
    _mark, is_new = AfterMark.objects.get_or_create(mark=mark_of(meeting, actor), defaults={"meeting": meeting})
    if not is_new:
        raise AnsweredAlready
    AfterCount.objects.bulk_create(
        [
            AfterCount(meeting=meeting, question=question, answer=answer)
            for question in AfterCount.Question.values
            for answer in AfterCount.Answer.values
        ],
        ignore_conflicts=True,
    )
    for question, answer in answers.items():
        rows = AfterCount.objects.filter(meeting=meeting, question=question, answer=answer)
        rows.update(count=F("count") + 1)


@transaction.atomic(durable=True)
def write_debrief(*, actor: Any, meeting: Meeting, checks: Collection[str], notes: str) -> Debrief:
    """What `actor` keeps for themself of a meeting whose room they kept. Writing again takes its place."""
    meeting = _now(meeting)
    require(actor, "meetings.debrief", meeting)
    mine = membership_of(actor, meeting.series.group)
    if mine is None:
        raise PermissionDenied("meetings.debrief")
    if len(notes) > NOTES_MOST:
        raise ValidationError(_("That is more than fits here. Please make it shorter."), code="long")
    known = [check for check in Debrief.Check.values if check in checks]
    row = Debrief.objects.select_for_update(no_key=True).filter(meeting=meeting, membership=mine).first()
    row = row or Debrief(meeting=meeting, membership=mine)
    row.checks, row.notes, row.written_at = known, notes, clock.now()
    row.save()
    return row


@transaction.atomic(durable=True)
def ask_debrief(*, actor: Any, meeting: Meeting) -> DebriefAsk:
    """`actor` would like to talk a meeting over with the team, which hears of it. It opens no case. Once a meeting."""
    meeting = _now(meeting)
    require(actor, "meetings.debrief", meeting)
    mine = membership_of(actor, meeting.series.group)
    if mine is None:
        raise PermissionDenied("meetings.debrief")
    row = DebriefAsk(meeting=meeting, membership=mine)
    # There are no words yet that a reading could wait for.
    apply_reading(row, read_text("", language=meeting.series.group.language))
    if DebriefAsk.objects.filter(meeting=meeting, membership=mine).exists():
        raise AskedAlready
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        # Two presses at once are one.
        raise AskedAlready from None
    audit.record(actor=actor, verb="debrief.asked", target=meeting)
    here = [account for account in people_on_duty() if account.pk != actor.pk]
    for account in here or User.objects.filter(in_use(), is_moderator=True).exclude(pk=actor.pk):
        notify(account=account, kind=WANTED, about=row)
    return row


def answer_debrief(*, actor: Any, ask: DebriefAsk, words: str) -> None:
    """Somebody of the team says when and where they can talk. The words are read like all that is written to people.

    Raises PermissionDenied, also where somebody else answered a moment before; ValidationError without words.
    """
    words = words.strip()
    if not words or len(words) > ANSWER_MOST:
        raise ValidationError(_("Say in a few words when and where you can talk."), code="words")
    group = ask.meeting.series.group
    outcome = read_text(words, language=group.language, sensitivity=group.sensitivity)
    _answer_debrief(actor=actor, ask=ask, words=words, outcome=outcome)


@transaction.atomic(durable=True)
def _answer_debrief(*, actor: Any, ask: DebriefAsk, words: str, outcome: Outcome) -> None:
    held = DebriefAsk.objects.select_for_update(no_key=True, of=("self",)).select_related("membership__account")
    row = held.get(pk=ask.pk)
    require(actor, "meetings.answer_debrief", row)
    row.answer, row.answered_at, row.answered_by = words, clock.now(), actor
    apply_reading(row, outcome)
    row.save()
    audit.record(actor=actor, verb="debrief.answered", target=row)
    notify(account=row.membership.account, kind=ANSWERED, about=row)


def erase_after_of(account: Any) -> None:
    """Building block. What somebody kept of meetings goes, and that they answered; the numbers are nobody's."""
    require_transaction()
    Debrief.objects.filter(membership__account=account).delete()
    DebriefAsk.objects.filter(membership__account=account).delete()
    DebriefAsk.objects.filter(answered_by=account).update(answered_by=None)
    marked = Meeting.objects.filter(after_marks__isnull=False).distinct()
    AfterMark.objects.filter(mark__in=[mark_of(meeting, account) for meeting in marked]).delete()


def forget_after(moment: datetime) -> int:
    """Retention. Marks go when nobody can answer any more, notes and asks after a month, the numbers after three."""
    return _forget_after(moment=moment)


@transaction.atomic(durable=True)
def _forget_after(*, moment: datetime) -> int:
    count: int = AfterMark.objects.filter(meeting__ends_at__lt=moment - KEEP_MARKS).delete()[0]
    old = moment - KEEP_DEBRIEFS
    count += Debrief.objects.filter(meeting__ends_at__lt=old).delete()[0]
    count += DebriefAsk.objects.filter(meeting__ends_at__lt=old).delete()[0]
    return count + AfterCount.objects.filter(meeting__ends_at__lt=moment - KEEP_COUNTS).delete()[0]
