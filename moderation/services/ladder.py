"""The ladder: somebody waits, nobody has looked, so the next are told. What was told is a row and outlives restarts."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, Q

import clock
from accounts.models import User
from accounts.policies import in_use
from audit import services as audit
from moderation import hints
from moderation.duty import people_on_duty
from moderation.models import Case, Rung
from moderation.services.cases import NOTICE, add_event
from notifications.services import notify

log = logging.getLogger(__name__)
BATCH = 100
# To admins, who see no case: that somebody waits, and nothing else.
UNANSWERED_NOTICE = "desk.unanswered"


def steps() -> list[tuple[int, timedelta]]:
    """Each rung with how long somebody has waited by then."""
    return [
        (step, timedelta(minutes=minutes)) for step, minutes in zip(Rung.Step, settings.ESCALATION_MINUTES, strict=True)
    ]


def climb() -> int:
    """Sweep. Tells the next ones where nobody has looked in time, each rung once; returns how many rungs."""
    now = clock.now()
    due: Any = Q()
    for step, after in steps():
        told = Rung.objects.filter(case=OuterRef("pk"), since=OuterRef("waits_since"), step=step)
        due |= Q(waits_since__lte=now - after) & ~Exists(told)
    waiting = Case.objects.open().filter(due, waits_since__isnull=False).order_by("waits_since")
    count = 0
    for pk in list(waiting.values_list("pk", flat=True)[:BATCH]):
        try:
            count += _climb(pk=pk)
        except Exception as error:
            log.error("a case could not climb the ladder: %s", type(error).__name__)
    return count


@transaction.atomic(durable=True)
def _climb(*, pk: int) -> int:
    case = Case.objects.open().select_for_update(no_key=True, of=("self",)).filter(pk=pk).first()
    if case is None or case.waits_since is None:
        return 0
    now, since, count = clock.now(), case.waits_since, 0
    there = set(case.rungs.filter(since=since).values_list("step", flat=True))
    for step, after in steps():
        if step in there or since + after > now:
            continue
        Rung.objects.create(case=case, since=since, step=step, due_at=since + after, told_at=now)
        kind = UNANSWERED_NOTICE if step == Rung.Step.ADMIN else NOTICE
        for account in _people(case, step):
            notify(account=account, kind=kind, about=case if kind == NOTICE else None)
        add_event(case, verb="climbed", detail=str(step))
        audit.record(verb="case.climbed", target=case, reason=str(step))
        count += 1
    hints.desk_changed(case)
    return count


def _people(case: Case, step: int) -> Iterable[Any]:
    able = User.objects.filter(in_use()).exclude(pk=case.subject_account_id)
    if step == Rung.Step.ADMIN:
        return able.filter(is_staff=True)
    moderators = able.filter(is_moderator=True)
    if step == Rung.Step.MODERATOR:
        here = [account for account in people_on_duty(clock.now()) if account.pk != case.subject_account_id]
        return here or moderators
    return moderators


def admins_are_asked() -> bool:
    """Whether somebody still waits of whom the admins were told."""
    told = Rung.objects.filter(case=OuterRef("pk"), since=OuterRef("waits_since"), step=Rung.Step.ADMIN)
    return Case.objects.open().filter(Exists(told), waits_since__isnull=False).exists()
