"""When it is time to ask somebody how they are: the desk is reminded, and a person writes. Handing over keeps it."""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q

import clock
from accounts.access import require
from accounts.models import User
from accounts.policies import in_use
from groups.models import Membership
from moderation import hints
from moderation.duty import people_on_duty
from moderation.errors import NobodyToTake, Taken
from moderation.models import Case, CheckBack
from moderation.services.cases import NOTICE, add_event, tell_team
from moderation.services.desk import CLAIM, done, held_by_other, hold
from moderation.services.people import WORDS_MOST
from notifications.services import notify

log = logging.getLogger(__name__)
BATCH = 100
# After so long without anybody writing, everybody who may hears of it.
PASS_ON_AFTER = timedelta(hours=2)


def bring_check_backs() -> int:
    """Sweep. Brings to the desk what is due, and passes on what nobody did; it writes to nobody. Returns how many."""
    now = clock.now()
    due = Q(raised_at__isnull=True, due_at__lte=now)
    late = Q(passed_on_at__isnull=True, raised_at__lte=now - PASS_ON_AFTER)
    rows = CheckBack.objects.of_the_living().filter(due | late, done_at__isnull=True).order_by("due_at")
    count = 0
    for pk in list(rows.values_list("pk", flat=True)[:BATCH]):
        try:
            count += _bring(pk=pk)
        except Exception as error:
            log.error("a check-back could not be brought to the desk: %s", type(error).__name__)
    return count


@transaction.atomic(durable=True)
def _bring(*, pk: int) -> int:
    now = clock.now()
    row = CheckBack.objects.of_the_living().filter(pk=pk).first()
    if row is None:
        return 0
    # The case before the row, as every act on it does.
    case: Case = Case.objects.select_for_update(no_key=True).get(pk=row.case_id)
    row = CheckBack.objects.select_for_update(no_key=True, of=("self",)).get(pk=pk)
    if row.done_at is not None:
        return 0
    if row.raised_at is None:
        row.raised_at = now
        add_event(case, verb="check_back", detail=str(row.place))
        owner = may_be_given(case).filter(pk=row.owner_id).first() if row.owner_id else None
        if owner is None:
            row.owner = None
            tell_team(case)
        else:
            notify(account=owner, kind=NOTICE, about=case)
            if owner not in people_on_duty(now):
                _tell_who_is_here(case, besides=owner)
    elif row.passed_on_at is None and row.raised_at <= now - PASS_ON_AFTER:
        row.passed_on_at = now
        tell_team(case)
    else:
        return 0
    row.save(update_fields=["raised_at", "owner", "passed_on_at"])
    hints.desk_changed(case)
    return 1


def _tell_who_is_here(case: Case, *, besides: Any) -> None:
    for account in people_on_duty(clock.now()):
        if account.pk not in (case.subject_account_id, besides.pk):
            notify(account=account, kind=NOTICE, about=case)


@transaction.atomic(durable=True)
def need_not_ask(*, actor: Any, case: Case, version: int) -> Case:
    """“We are talking anyway”: what is due now need not be asked.

    Raises StaleCase, Taken, Ended, or PermissionDenied, also for who of the team has not written to them.
    """
    held = hold(actor, case, version)
    require(actor, "moderation.need_not_ask", held)
    if held_by_other(actor, held):
        raise Taken(held)
    due = held.check_backs.filter(done_at__isnull=True, due_at__lte=clock.now())
    due.update(done_at=clock.now(), done_by=actor, outcome=CheckBack.Outcome.TALKING)
    done(actor, held, "talking")
    return held


def may_be_given(case: Case) -> Any:
    """Who of the team could take `case` over: those who could open it."""
    team = Q(is_moderator=True)
    if case.group_uid is not None:
        team |= Q(pk__in=Membership.objects.keepers().filter(group__uid=case.group_uid).values("account"))
    people = User.objects.filter(in_use(), team).exclude(pk=case.subject_account_id)
    able = [account.pk for account in people if Case.objects.visible_to(account).filter(pk=case.pk).exists()]
    return User.objects.filter(pk__in=able)


@transaction.atomic(durable=True)
def hand_over(*, actor: Any, case: Case, version: int, to: Any, words: str = "") -> Case:
    """Somebody else stays with them from now on, and asks what is still to be asked. `words` are for who takes it.

    Raises StaleCase, Taken, Ended, PermissionDenied, or NobodyToTake where `to` could not open the case.
    """
    held = hold(actor, case, version)
    require(actor, "moderation.read_thread", held)
    if held_by_other(actor, held):
        raise Taken(held)
    if to == actor or not may_be_given(held).filter(pk=to.pk).exists():
        raise NobodyToTake
    held.companion, held.state = to, Case.State.HANDED_OVER
    held.claimed_by, held.claimed_until = to, clock.now() + CLAIM
    held.offered_by = held.offered_at = None
    held.check_backs.filter(done_at__isnull=True).update(owner=to)
    done(actor, held, "handed_over", words=words[:WORDS_MOST])
    notify(account=to, kind=NOTICE, about=held)
    return held
