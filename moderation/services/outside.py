"""Emergency services: only by the written policy of the place, by two people, after asking, the gentler ways first."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

import clock
from accounts.access import require
from audit import services as audit
from moderation import hints
from moderation.errors import Ended, NotWhole, StillWaits
from moderation.models import Case, OutsideHelp
from moderation.services.cases import add_event, tell_team, touch
from moderation.services.desk import done, hold
from moderation.services.people import WORDS_MOST

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


@transaction.atomic(durable=True)
def give_place(*, actor: Any, case: Case, words: str) -> Case:
    """“This is where I am.” For this conversation alone; empty words take it back. Raises PermissionDenied or Ended."""
    held: Case = Case.objects.select_for_update(no_key=True).get(pk=case.pk)
    require(actor, "moderation.answer_case", held)
    if words.strip() and not policy():
        raise PermissionDenied("moderation.answer_case")
    if not held.is_open:
        raise Ended
    held.place = words.strip()[:PLACE_MOST]
    held.place_at = clock.now() if words.strip() else None
    touch(held)
    verb = "place_given" if words.strip() else "place_taken_back"
    add_event(held, actor=actor, actor_name=held.label, verb=verb)
    audit.record(actor=actor, verb=f"case.{verb}", target=held)
    hints.desk_changed(held)
    return held
