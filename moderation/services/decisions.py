"""Deciding about what was reported: the one way to every act of power. Each has a case, a reason and an audit line."""

from __future__ import annotations

import json
import logging
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

import clock
from accounts.access import require
from accounts.sealed import CannotOpen, open_sealed
from audit import services as audit
from moderation import hints
from moderation.errors import NotWhole, StillWaits, Taken
from moderation.measures import NOTES, in_distress, measures_for, waits_for
from moderation.models import LASTING, Case, Decision, Measure, NoEnd, Sanction
from moderation.services.cases import add_event, tell_team, touch
from moderation.services.desk import done, end_case, held_by_other, hold, name_of_team, tell_reporters
from moderation.services.effects import bring_about, undo
from moderation.services.people import WORDS_MOST
from notifications.services import notify

log = logging.getLogger(__name__)
STATEMENT_NOTICE = "decision.statement"
BATCH = 100


@transaction.atomic(durable=True)
def decide(
    *,
    actor: Any,
    case: Case,
    version: int,
    measure: str,
    rule: str = "",
    quoted: str = "",
    reason: str,
    words: str = "",
    note: str = "",
    ends_at: datetime | None = None,
    no_end: str = "",
    ends_case: bool = True,
) -> Decision:
    """Decide `measure` about a reported matter; the person gets a statement, the reporters the outcome.

    Raises StaleCase, Taken, Ended, NotWhole (no rule, no words, no reason, no end), StillWaits, or PermissionDenied
    where this measure is not theirs. About somebody in distress, now or in the last days, it waits for a second person;
    what a facilitator decides waits or not by the measure alone.
    """
    held = hold(actor, case, version)
    require(actor, "moderation.decide", held)
    if measure not in measures_for(actor, held):
        raise PermissionDenied("moderation.decide")
    if held_by_other(actor, held):
        raise Taken(held)
    if held.decisions.filter(state=Decision.State.WAITING).exists():
        raise StillWaits
    decision = Decision(
        case=held,
        measure=Measure(measure),
        rule=rule.strip(),
        quoted=quoted.strip(),
        words=words[:WORDS_MOST],
        reason=reason[:WORDS_MOST],
        note=note if measure == Measure.CONTENT_NOTE else "",
        ends_at=ends_at if measure in LASTING else None,
        no_end=no_end if measure in LASTING else "",
        ends_case=ends_case,
    )
    _need_whole(decision, rule=rule, quoted=quoted, reason=reason)
    if quoted.strip() and not _was_said(held, quoted):
        raise NotWhole(_("These words are not in what was reported. Please quote what was written."), code="quoted")
    return propose(decision, actor=actor)


def propose(decision: Decision, *, actor: Any) -> Decision:
    """Building block. Store a decision, and take it at once unless somebody else has to look first."""
    case = decision.case
    decision.decided_by, decision.decided_at = actor, clock.now()
    decision.signed = name_of_team(actor, case)[:60]
    decision.machine_marked = case.evidence.exclude(finding=None).exists()
    decision.second_for = waits_for(actor, decision)
    if decision.second_for:
        decision.state = Decision.State.WAITING
        decision.save(force_insert=True)
        done(actor, case, "proposed", reason=decision.measure)
        tell_team(case, besides=[actor])
        return decision
    decision.state = Decision.State.TAKEN
    decision.is_told = decision.measure != Measure.NO_ACTION
    decision.save(force_insert=True)
    _take(decision, actor=actor)
    if decision.is_told and not actor.is_moderator:
        _tell_of_distress(decision, actor=actor)
    return decision


def _tell_of_distress(decision: Decision, *, actor: Any) -> None:
    """Moderators hear of what was decided about somebody in distress; who decided it notices nothing."""
    if not in_distress(decision.case):
        return
    audit.record(actor=actor, verb="decision.in_distress", target=decision, reason=decision.measure)
    for theirs in Case.objects.open().in_distress(decision.case.subject_account_id, clock.now()):
        tell_team(theirs, besides=[actor], moderators_only=True)


@transaction.atomic(durable=True)
def second(*, actor: Any, decision: Decision, version: int, agrees: bool, words: str = "") -> Decision:
    """The second person agrees, and it happens; or does not, and nothing has happened. `words` are for the team.

    Raises StaleCase, or PermissionDenied for who proposed it and, of a yes, where it cannot be done any more.
    """
    held = hold(actor, decision.case, version, ended_too=True)
    decision = Decision.objects.select_for_update(no_key=True).get(pk=decision.pk)
    decision.case = held
    require(actor, "moderation.second_decision", decision)
    if agrees:
        require(actor, "moderation.carry_out_decision", decision)
    decision.second_by, decision.second_at = actor, clock.now()
    if not agrees:
        decision.state = Decision.State.NOT_TAKEN
        decision.save()
        done(actor, held, "not_agreed", words=words[:WORDS_MOST], reason=decision.measure)
        return decision
    decision.state, decision.is_told = Decision.State.TAKEN, True
    if decision.ends_at is not None:
        # It lasts as long as was decided: its time begins now.
        decision.ends_at += clock.now() - decision.decided_at
    if _is_in_contact(actor, held):
        # Who already talks with them is who tells them.
        decision.signed = name_of_team(actor, held)[:60]
    decision.save()
    done(actor, held, "agreed", words=words[:WORDS_MOST], reason=decision.measure)
    _take(decision, actor=actor)
    return decision


@transaction.atomic(durable=True)
def lift(*, actor: Any, sanction: Sanction, version: int, words: str = "") -> Sanction:
    """One act ends it early. The person is told; `words` are for the team. Raises StaleCase or PermissionDenied."""
    held = hold(actor, sanction.decision.case, version, ended_too=True)
    sanction = Sanction.objects.select_for_update(no_key=True, of=("self",)).get(pk=sanction.pk)
    require(actor, "moderation.lift_sanction", sanction)
    undo(sanction, because=Sanction.Lifted.LIFTED, by=actor)
    done(actor, held, "lifted", words=words[:WORDS_MOST], reason=sanction.measure)
    tell_author(held)
    return sanction


@transaction.atomic(durable=True)
def see_statements(*, actor: Any, case: Case) -> None:
    """The person opened the page on which they are told what was decided."""
    require(actor, "moderation.answer_case", case)
    case.decisions.told().filter(seen_at__isnull=True).update(seen_at=clock.now())


def end_due_sanctions() -> int:
    """Sweep. Ends what has reached its end, each on its own; returns how many."""
    due = Sanction.objects.standing().filter(ends_at__lte=clock.now()).order_by("ends_at")
    count = 0
    for pk in list(due.values_list("pk", flat=True)[:BATCH]):
        try:
            count += _end(pk=pk)
        except Exception as error:
            log.error("a sanction could not be ended: %s", type(error).__name__)
    return count


@transaction.atomic(durable=True)
def _end(*, pk: int) -> int:
    found = Sanction.objects.standing().filter(pk=pk).select_related("decision").first()
    if found is None:
        return 0
    # The case first: the order in which everybody takes them.
    case = Case.objects.select_for_update(no_key=True).get(pk=found.decision.case_id)
    sanction = Sanction.objects.standing().select_for_update(no_key=True, of=("self",)).filter(pk=pk).first()
    if sanction is None:
        return 0
    undo(sanction, because=Sanction.Lifted.ENDED)
    touch(case)
    add_event(case, verb="sanction_ended", detail=sanction.measure)
    audit.record(verb="case.sanction_ended", target=sanction, reason=sanction.measure)
    tell_author(case)
    return 1


def tell_author(case: Case) -> None:
    """Building block. Something about a decision is new on the person's own page."""
    if case.subject_account is not None:
        notify(account=case.subject_account, kind=STATEMENT_NOTICE, about=case)
    hints.author_changed(case)


def _take(decision: Decision, *, actor: Any) -> None:
    case = decision.case
    bring_about(decision)
    audit.record(actor=actor, verb="decision.taken", target=decision, reason=decision.measure)
    if decision.ends_case and case.is_open:
        end_case(case, Case.CloseReason.DECIDED)
    done(actor, case, "decided", reason=decision.measure)
    if decision.is_told:
        tell_author(case)
    tell_reporters(case)


def _is_in_contact(actor: Any, case: Case) -> bool:
    theirs = Case.objects.all().in_distress(case.subject_account_id, clock.now())
    return (
        theirs.filter(replies__from_team=True, replies__author=actor).exists()
        or theirs.filter(claimed_by=actor).exists()
    )


def _need_whole(decision: Decision, *, rule: str, quoted: str, reason: str) -> None:
    if not reason.strip():
        raise NotWhole(_("Please say why. Only the team reads it."), code="reason")
    if decision.measure == Measure.NO_ACTION:
        return
    if not rule.strip():
        raise NotWhole(_("Please choose the rule it is about."), code="rule")
    if not quoted.strip():
        raise NotWhole(_("Please quote the words it is about."), code="quoted")
    if decision.measure == Measure.CONTENT_NOTE and decision.note not in NOTES:
        raise NotWhole(_("Please choose the note."), code="note")
    if decision.measure == Measure.GOODBYE and not open_sealed(decision, "words", None).strip():
        raise NotWhole(_("Please write them a few words: nobody so young is sent away with a form."), code="words")
    if (decision.measure == Measure.GOODBYE) != (decision.no_end == NoEnd.AGE):
        raise NotWhole(_("Please say until when, or why without an end."), code="end")
    if decision.measure not in LASTING:
        return
    if (decision.ends_at is None) == (decision.no_end not in NoEnd.values or not decision.no_end):
        raise NotWhole(_("Please say until when, or why without an end."), code="end")
    if decision.ends_at is not None and decision.ends_at <= clock.now():
        raise NotWhole(_("The end has to lie ahead."), code="end")


def _was_said(case: Case, quoted: str) -> bool:
    """Whether these words, apart from line ends, are in what the case keeps of what was reported."""
    wanted = " ".join(quoted.split())
    for piece in case.evidence.order_by("-at", "-id"):
        try:
            text = str(json.loads(open_sealed(piece, "copy", None) or "{}").get("text", ""))
        except (CannotOpen, ValueError):
            continue
        if wanted in " ".join(text.split()):
            return True
    return False
