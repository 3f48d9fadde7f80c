"""Who of the team is here, for a page that promises nothing it cannot keep."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

import clock
from accounts.models import User
from accounts.policies import in_use
from moderation.models import OnCallShift


@dataclass(frozen=True)
class Duty:
    """`name` and `until` when somebody is here; else `next_from` when a shift is planned; else nothing is known."""

    name: str | None = None
    until: datetime | None = None
    next_from: datetime | None = None

    @property
    def is_somebody_here(self) -> bool:
        return self.name is not None


# More shifts than this never run at once.
LOOK_AHEAD = 50


def _shifts() -> Any:
    """Shifts of people who can still work the desk: a planned shift of somebody who left is no promise."""
    return OnCallShift.objects.filter(in_use("account__"), account__is_moderator=True, cancelled_at__isnull=True)


def on_duty(at: datetime | None = None, *, besides: Any = None) -> Duty:
    """Who is here at `at` (default: now). `besides` is an account that does not count: nobody answers themself."""
    moment = at or clock.now()
    shifts = _shifts()
    if besides is not None and getattr(besides, "pk", None) is not None:
        shifts = shifts.exclude(account=besides)
    # One query for both: every page of whoever is signed in asks. What runs began before what is planned.
    coming = list(shifts.filter(ends_at__gt=moment).order_by("starts_at")[:LOOK_AHEAD])
    back = {shift: _back(shift, moment) for shift in coming}
    here = max((shift for shift in coming if back[shift] <= moment), key=lambda shift: shift.ends_at, default=None)
    if here is not None:
        return Duty(name=here.shown_name, until=here.ends_at)
    return Duty(next_from=min((at for shift, at in back.items() if at < shift.ends_at), default=None))


def _back(shift: OnCallShift, moment: datetime) -> datetime:
    """From when on they are here: after a break that is not over, else from the beginning."""
    return shift.break_until if shift.break_until is not None and shift.break_until > moment else shift.starts_at


def people_on_duty(at: datetime | None = None) -> list[Any]:
    """The accounts whose shift is running, without those who take a break."""
    moment = at or clock.now()
    here = ~Q(break_until__gt=moment) | Q(break_until=None)
    return list(User.objects.filter(pk__in=running_shifts(moment).filter(here).values("account")))


def running_shifts(at: datetime | None = None) -> Any:
    """Those of people who take a break, too."""
    moment = at or clock.now()
    return _shifts().filter(starts_at__lte=moment, ends_at__gt=moment)


def takes_break(account: Any, at: datetime | None = None) -> bool:
    moment = at or clock.now()
    return bool(running_shifts(moment).filter(account=account, break_until__gt=moment).exists())


def shift_of(account: Any, at: datetime | None = None) -> OnCallShift | None:
    """The running shift of `account`, or None."""
    return running_of(account, at).first()


def running_of(account: Any, at: datetime | None = None) -> QuerySet[OnCallShift]:
    """The shifts of `account` that run, whether or not they can still work the desk."""
    moment = at or clock.now()
    mine = OnCallShift.objects.filter(account=account, cancelled_at__isnull=True)
    return mine.filter(starts_at__lte=moment, ends_at__gt=moment)


def coming_shifts(at: datetime | None = None) -> Any:
    """Who is here now and who has planned to be, the next first."""
    return _shifts().filter(ends_at__gt=at or clock.now()).order_by("starts_at", "pk")
