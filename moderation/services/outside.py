"""Emergency services: only by the written policy of the place, by two people, after asking, the gentler ways first."""

from __future__ import annotations

import uuid
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

import clock
from accounts.access import require
from audit import services as audit
from moderation import hints
from moderation.engine import Outcome, read_text
from moderation.errors import Ended, NotWhole, StillWaits
from moderation.models import Case, OutsideHelp
from moderation.services.cases import add_event, alert, open_or_join, take_back_ending, tell_team, touch
from moderation.services.desk import done, hold
from moderation.services.people import WORDS_MOST, CaseGroup, language_of
from moderation.services.readings import note_finding
from moderation.subjects import Authorship

PLACE_MOST = 300


def policy() -> str:
    """The written policy, or nothing: then nobody of the team calls, and members are told so."""
    return str(settings.EMERGENCY_POLICY)


@transaction.atomic(durable=True)
def propose_call(*, actor: Any, case: Case, version: int, asked: str, tried: str, reason: str) -> OutsideHelp:
    """Somebody of the team would call. Nothing has happened before a second person agrees.

    Raises StaleCase, Ended, StillWaits, NotWhole, or PermissionDenied, also where there is no written policy.
    """
    held = hold(actor, case, version)
    require(actor, "moderation.call_outside", held)
    if held.outside_help.filter(state=OutsideHelp.State.WAITING).exists():
        raise StillWaits
    if not tried.strip() or not reason.strip():
        raise NotWhole(_("Please write what was tried before, and why it is not enough."), code="reason")
    row = OutsideHelp.objects.create(
        case=held,
        asked=OutsideHelp.Asked(asked),
        tried=tried[:WORDS_MOST],
        reason=reason[:WORDS_MOST],
        proposed_by=actor,
        proposed_at=clock.now(),
    )
    done(actor, held, "call_proposed", reason=row.asked)
    tell_team(held, besides=[actor], moderators_only=True)
    return row


@transaction.atomic(durable=True)
def second_call(*, actor: Any, case: Case, version: int, agrees: bool, words: str = "") -> OutsideHelp:
    """The second person agrees, and then somebody calls; or does not. Raises StaleCase, Ended or PermissionDenied."""
    held = hold(actor, case, version)
    row = held.outside_help.select_for_update(no_key=True, of=("self",)).filter(state=OutsideHelp.State.WAITING).first()
    require(actor, "moderation.second_call", row)
    if row is None:
        raise PermissionDenied("moderation.second_call")
    row.second_by, row.second_at = actor, clock.now()
    row.state = OutsideHelp.State.AGREED if agrees else OutsideHelp.State.NOT_AGREED
    row.save()
    done(actor, held, "call_agreed" if agrees else "call_not_agreed", words=words[:WORDS_MOST])
    hints.author_changed(held)
    return row


def give_place(*, actor: Any, case: Case, words: str) -> Case:
    """“This is where I am.” For this conversation alone; empty words take it back. Raises PermissionDenied or Ended.

    Words are read like all words, and the team is told.
    """
    words = words.strip()[:PLACE_MOST]
    outcome = read_text(words, language=language_of(actor)) if words else None
    return _give_place(actor=actor, case=case, words=words, outcome=outcome)


@transaction.atomic(durable=True)
def _give_place(*, actor: Any, case: Case, words: str, outcome: Outcome | None) -> Case:
    held: Case = Case.objects.select_for_update(no_key=True).get(pk=case.pk)
    require(actor, "moderation.answer_case", held)
    if words and not policy():
        raise PermissionDenied("moderation.answer_case")
    if not held.is_open:
        raise Ended
    held.place = words
    held.place_at = clock.now() if words else None
    if words:
        held.thread_declined_at = None
    touch(held)
    verb = "place_given" if words else "place_taken_back"
    add_event(held, actor=actor, actor_name=held.label, verb=verb)
    audit.record(actor=actor, verb=f"case.{verb}", target=held)
    if outcome is not None:
        take_back_ending(held)
        alert(held)
        # Whoever has it may be no moderator, and could not read it.
        tell_team(held, moderators_only=True)
        _follow_place(actor, held, outcome)
        held.refresh_from_db()
    hints.desk_changed(held)
    hints.author_changed(held)
    return held


def _follow_place(actor: Any, held: Case, outcome: Outcome) -> None:
    """What the words of a place say may be a crisis. They stay where they are: no copy outlives the conversation."""
    note_finding(kind="place", row_uid=uuid.uuid4(), outcome=outcome)
    if outcome.is_crisis:
        open_or_join(
            kind=Case.Kind.CRISIS,
            authorship=Authorship(account_id=actor.pk, label=held.label, avatar_seed=held.avatar_seed),
            group=CaseGroup(held) if held.group_uid else None,
            severity=outcome.severity,
        )
