"""What break-glass shows: the pages of what was asked, the words behind it, and what the member reads of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

import clock
from accounts.access import can
from accounts.models import User
from accounts.sealed import open_sealed
from moderation import services
from moderation.forms import ActForm, WordsField
from moderation.models import Case, Grant
from moderation.services.openings import HOURS
from moderation.subjects import Line
from moderation.threads import lines_of

WEEKS_MOST = 104
SHOWN_MOST = 200
HOUR_LABELS = {1: gettext_lazy("One hour"), 4: gettext_lazy("Four hours"), 24: gettext_lazy("A day")}
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


class AskForm(ActForm):
    """What has to be opened, for how long, and why nothing less is enough."""

    scope = forms.ChoiceField(
        label=gettext_lazy("What has to be opened?"),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Please choose what has to be opened.")},
    )
    hours = forms.TypedChoiceField(
        label=gettext_lazy("For how long?"),
        coerce=int,
        choices=[(hours, HOUR_LABELS[hours]) for hours in HOURS],
        initial=HOURS[0],
        widget=forms.RadioSelect,
    )
    reason = WordsField(label=gettext_lazy("Why, and why nothing less is enough"), rows=3)
    untold = WordsField(
        label=gettext_lazy("Would it be unsafe if they knew? Then write why"),
        required=False,
        rows=2,
        help_text=gettext_lazy(
            "Leave it empty, and they are told afterwards. A second person has to agree to this, too."
        ),
    )
    alone = forms.BooleanField(
        label=gettext_lazy("Nobody else is here. Open it now, for one hour; somebody else looks at it within a day"),
        required=False,
    )

    def __init__(self, *args: Any, case: Case, actor: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered: Any = self.fields["scope"]
        offered.choices = [(scope, _with_what(scope)) for scope in services.scopes_for(case)]
        if not services.is_alone(actor):
            del self.fields["alone"]


def _with_what(scope: str) -> str:
    return f"{Grant.Scope(scope).label}. {HOLDS[scope]}"


@dataclass(frozen=True)
class Opened:
    """What was behind it, once read."""

    facts: list[tuple[Any, str]] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)


def read(grant: Grant, actor: Any) -> Opened:
    """The words behind `grant`, with their line in the audit; PermissionDenied unless it is open to `actor` now."""
    services.note_read(actor=actor, grant=grant)
    if grant.scope == Grant.Scope.THREAD:
        return Opened(lines=lines_of(grant, actor))
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
    reason: str = ""
    untold: str = ""
    holds: Any = ""
    may_second: bool = False
    may_read: bool = False
    may_review: bool = False
    may_end: bool = False
    may_tell: bool = False


def opening(grant: Grant, actor: Any) -> Opening:
    return Opening(
        grant=grant,
        reason=open_sealed(grant, "reason", actor),
        untold=open_sealed(grant, "untold_reason", actor),
        holds=HOLDS[grant.scope],
        may_second=can(actor, "moderation.second_opening", grant),
        may_read=can(actor, "moderation.read_opened", grant),
        may_review=can(actor, "moderation.review_opening", grant),
        may_end=grant.state in (Grant.State.WAITING, Grant.State.OPEN),
        may_tell=grant.state == Grant.State.ENDED and grant.untold_agreed_at is not None and grant.told_at is None,
    )


@dataclass(frozen=True)
class Week:
    """What was asked in seven days, and what still waits for somebody from any time."""

    number: int
    begins: datetime
    ends: datetime
    rows: list[Grant]
    waiting: list[Grant]
    late: bool

    @property
    def before(self) -> int:
        return self.number + 1 if self.number < WEEKS_MOST else 0


def week(actor: Any, number: int) -> Week:
    """The `number`-th week back, 0 for the last seven days."""
    ends = clock.now() - timedelta(days=7 * number)
    begins = ends - timedelta(days=7)
    seen = Grant.objects.visible_to(actor).select_related("case")
    waiting = list(seen.filter(alone=True, review="").order_by("review_due_at")[:SHOWN_MOST])
    return Week(
        number=number,
        begins=begins,
        ends=ends,
        rows=list(seen.filter(asked_at__gt=begins, asked_at__lte=ends)[:SHOWN_MOST]),
        waiting=waiting,
        late=any(one.review_due_at is not None and one.review_due_at <= clock.now() for one in waiting),
    )
