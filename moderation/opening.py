"""What break-glass shows: the pages of what was asked, the words behind it, and what the member reads of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

import clock
from accounts.access import can
from accounts.models import User
from accounts.sealed import open_sealed
from moderation import services
from moderation.models import Case, Grant
from moderation.subjects import Line
from moderation.threads import lines_of

WEEKS_MOST = 104
SHOWN_MOST = 200
# What a line of a list says of a grant.
WITH = ("case", "asked_by", "second_by")
HOLDS: dict[str, Any] = {
    Grant.Scope.ACCOUNT: gettext_lazy(
        "Their sign-in name, their mail address if they gave one, since when they are here, their age band and their "
        "country. Not their other groups, not their plan, not what they wrote."
    ),
    Grant.Scope.THREAD: gettext_lazy(
        "What was written in that room from seven days before this began until now, by everybody in it, under the "
        "names they have there."
    ),
}


@dataclass(frozen=True)
class Opened:
    """What was behind it, once read."""

    facts: list[tuple[Any, str]] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    # Of a talk: older lines than these, where there are any, and whether these are such older ones.
    before: int | None = None
    is_older: bool = False


def read(grant: Grant, actor: Any, before: int | None = None) -> Opened:
    """The words behind `grant`, with their line in the audit; PermissionDenied unless it is open to `actor` now."""
    services.note_read(actor=actor, grant=grant)
    if grant.scope == Grant.Scope.THREAD:
        talk = lines_of(grant, actor, before)
        return Opened(lines=talk.shown, before=talk.before, is_older=before is not None)
    account = User.objects.select_related("profile").filter(pk=grant.case.subject_account_id).first()
    if account is None:
        return Opened(facts=[(_("Account"), _("It was erased."))])
    profile = getattr(account, "profile", None)
    return Opened(
        facts=[
            (_("Sign-in name"), account.sign_in_name),
            (_("Mail address"), account.email or _("none given")),
            (_("Here since"), f"{account.date_joined:%Y-%m-%d}"),
            (_("Age"), profile.get_age_band_display() if profile is not None else ""),
            (_("Country"), (profile.country if profile is not None else "") or _("not said")),
        ]
    )


@dataclass(frozen=True)
class Opening:
    """One grant as a moderator sees it. Reasons are opened for a page about it, and not for a list."""

    grant: Grant
    # Who asked, and who answered or looked: by the names that the team goes by, for the team alone.
    asked: str = ""
    second: str = ""
    reason: str = ""
    untold: str = ""
    holds: Any = ""
    telling: str = ""
    may_second: bool = False
    may_read: bool = False
    may_review: bool = False
    may_end: bool = False
    may_tell: bool = False

    @property
    def is_open(self) -> bool:
        """By the clock: until the sweep has closed it, a row whose time is over still says that it is open."""
        return _is_open(self.grant)

    @property
    def stands(self) -> str:
        if self.grant.state == Grant.State.OPEN and not self.is_open:
            return _("Its time is over")
        return str(self.grant.get_state_display())


def listed(grants: Iterable[Grant]) -> list[Opening]:
    """As lines of a list. A name is asked for once, however often somebody stands in it."""
    known: dict[tuple[int, Any], str] = {}
    return [
        Opening(
            grant=grant,
            asked=_name(grant.asked_by, grant.case, known),
            second=_name(grant.second_by, grant.case, known) if grant.second_at is not None else "",
        )
        for grant in grants
    ]


def _name(account: Any, case: Case, known: dict[tuple[int, Any], str]) -> str:
    if account is None:
        return _("somebody who has left")
    key = (account.pk, case.group_uid)
    if key not in known:
        known[key] = services.team_name(account, case)
    return known[key]


def _is_open(grant: Grant) -> bool:
    return grant.state == Grant.State.OPEN and grant.ends_at is not None and grant.ends_at > clock.now()


def _telling(grant: Grant, *, unsafe: bool) -> str:
    """What the member knows of it, or when they will: as it is at this moment. `unsafe`: who asked said why not."""
    if grant.case.subject_account_id is None:
        return _("The account was erased, so there is nobody to tell.")
    if grant.told_at is not None:
        return _("They were told %(when)s.") % {"when": _at(grant.told_at)}
    if grant.untold_agreed_at is not None:
        return _("They are not told, because two people say that it would be unsafe.")
    if grant.state == Grant.State.WAITING:
        if unsafe:
            return _(
                "If it is opened, they are told when it is closed, unless the second person agrees that they are not."
            )
        return _("If it is opened, they are told when it is closed.")
    if grant.opens_at is None:
        return _("Nothing was opened.")
    if unsafe and grant.alone and not grant.review and grant.review_due_at is not None:
        if grant.review_due_at > clock.now():
            due = {"when": _at(grant.review_due_at)}
            return _("They are told once it is closed and somebody else has looked, or from %(when)s on.") % due
    if _is_open(grant):
        return _("They are told when it is closed.")
    return _("It is closed. They are not told yet: that comes within a few minutes.")


def _at(moment: datetime) -> str:
    return date_format(timezone.localtime(moment), "j F, H:i")


def opening(grant: Grant, actor: Any) -> Opening:
    (line,) = listed([grant])
    untold = open_sealed(grant, "untold_reason", actor)
    asked_or_open = grant.state == Grant.State.WAITING or _is_open(grant)
    return replace(
        line,
        reason=open_sealed(grant, "reason", actor),
        untold=untold,
        telling=_telling(grant, unsafe=bool(untold)),
        holds=HOLDS[grant.scope],
        may_second=can(actor, "moderation.second_opening", grant),
        may_read=can(actor, "moderation.read_opened", grant),
        may_review=can(actor, "moderation.review_opening", grant),
        may_end=asked_or_open and can(actor, "moderation.end_opening", grant),
        may_tell=can(actor, "moderation.tell_opening", grant),
    )


@dataclass(frozen=True)
class Week:
    """What was asked in seven days, and what still waits for somebody from any time."""

    number: int
    begins: datetime
    ends: datetime
    rows: list[Opening]
    waiting: list[Opening]
    late: bool

    @property
    def before(self) -> int:
        return self.number + 1 if self.number < WEEKS_MOST else 0


def week(actor: Any, number: int) -> Week:
    """The `number`-th week back, 0 for the last seven days."""
    ends = clock.now() - timedelta(days=7 * number)
    begins = ends - timedelta(days=7)
    seen = Grant.objects.visible_to(actor).select_related(*WITH)
    waiting = list(seen.filter(alone=True, review="").order_by("review_due_at")[:SHOWN_MOST])
    return Week(
        number=number,
        begins=begins,
        ends=ends,
        rows=listed(seen.filter(asked_at__gt=begins, asked_at__lte=ends)[:SHOWN_MOST]),
        waiting=listed(waiting),
        late=any(one.review_due_at is not None and one.review_due_at <= clock.now() for one in waiting),
    )
