"""A claim lapses, and whoever waits behind it is passed on to the next person."""

from __future__ import annotations

import logging

from django.db import transaction

import clock
from audit import services as audit
from moderation import hints
from moderation.models import Case
from moderation.services.cases import add_event, alert
from moderation.services.people import awaits_team
from moderation.services.staying import answered
from rows import require_transaction

log = logging.getLogger(__name__)
BATCH = 100
WAS_TO_WRITE = (Case.State.OWNED, Case.State.HANDED_OVER)


def state_without(case: Case) -> Case.State:
    """The state of a case that nobody has any more."""
    if answered(case):
        return Case.State.CONTACTED
    return Case.State.SEEN if case.read_by_person_at else Case.State.NEW


def let_go(case: Case) -> None:
    """Building block. Nobody has `case` any more; where they wait for an answer, the next person is told.

    The version stays: whoever still writes there loses nothing, as long as nobody else has taken it.
    """
    require_transaction()
    holder = case.claimed_by
    # Who took it, or was given it, was to write, and did not.
    unanswered = case.state in WAS_TO_WRITE
    case.claimed_by = case.claimed_until = None
    if unanswered:
        case.state = state_without(case)
    case.save(update_fields=["claimed_by", "claimed_until", "state"])
    add_event(case, verb="lapsed")
    audit.record(verb="case.lapsed", target=case)
    if unanswered or awaits_team(case):
        alert(case, besides=holder)
    hints.desk_changed(case)


def lapse_claims() -> int:
    """Sweep. Frees what nobody followed up, each on its own; returns how many."""
    due = Case.objects.open().filter(claimed_until__lte=clock.now()).order_by("claimed_until")
    count = 0
    for pk in list(due.values_list("pk", flat=True)[:BATCH]):
        try:
            count += _lapse(pk=pk)
        except Exception as error:
            log.error("a claim could not lapse: %s", type(error).__name__)
    return count


@transaction.atomic(durable=True)
def _lapse(*, pk: int) -> int:
    held = Case.objects.open().select_for_update(no_key=True, of=("self",))
    case = held.filter(pk=pk, claimed_until__lte=clock.now()).first()
    if case is None:
        return 0
    let_go(case)
    return 1
