"""Break-glass: asked for with a reason, agreed to by somebody else, over by itself, told to the member afterwards."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import F, Q
from django.utils.translation import gettext as _

import clock
from accounts.access import require
from audit import services as audit
from moderation.duty import running_shifts, shift_of
from moderation.errors import NotWhole
from moderation.models import Case, Grant
from moderation.services.cases import tell_team
from moderation.services.closing import close_grant, end_grant
from moderation.services.desk import done, hold
from moderation.services.people import WORDS_MOST
from moderation.threads import thread_of
from notifications.services import notify
from rows import require_transaction

HOURS = (1, 4, 24)
# Who is alone opens for no longer than this, and somebody else looks within a day.
HOURS_ALONE = 1
REVIEW_WITHIN = timedelta(hours=24)
# Nothing that is older than this before the case is opened.
THREAD_BEFORE = timedelta(days=7)
# A question that nobody answered is asked anew.
ASKED_MOST = timedelta(days=3)
BATCH = 100
# What others said about somebody, or a computer could not read, alone never opens an identity.
NEVER_ALONE_AN_IDENTITY = (Case.Kind.WORRY, Case.Kind.UNREAD, Case.Kind.FOLDED)
OPENED_NOTICE = "opened.account"
State, Scope = Grant.State, Grant.Scope


def scopes_for(case: Case) -> list[str]:
    """What could be opened because of `case`, at all."""
    found: list[str] = []
    if case.subject_account_id is not None and case.kind not in NEVER_ALONE_AN_IDENTITY:
        found.append(Scope.ACCOUNT)
    if thread_of(case) is not None:
        found.append(Scope.THREAD)
    return found


def is_alone(actor: Any) -> bool:
    """`actor` is on duty, and nobody else of the team is."""
    # A colleague who takes a break is near enough to be asked.
    return shift_of(actor) is not None and not running_shifts().exclude(account=actor).exists()


def _was_refused(case: Case, scope: str) -> bool:
    """Whether somebody else said no to this, or has still to look at what one person opened alone."""
    looked_at = Q(state=State.REFUSED) | Q(alone=True) & ~Q(review=Grant.Review.RIGHT)
    return bool(case.grants.filter(looked_at, scope=scope).exists())


@transaction.atomic(durable=True)
def ask_opening(
    *, actor: Any, case: Case, version: int, scope: str, hours: int, reason: str, untold: str = "", alone: bool = False
) -> Grant:
    """Ask to open one thing for some hours; `untold` says why the member must not learn of it.

    Nothing is open before somebody else agrees. `alone`: `actor` is on duty and nobody else is, so it opens at once for
    an hour, and somebody else looks within a day. Raises StaleCase, Ended, NotWhole or PermissionDenied.
    """
    held = hold(actor, case, version)
    require(actor, "moderation.ask_opening", held)
    if scope not in scopes_for(held):
        raise NotWhole(_("Please choose what has to be opened."), code="scope")
    if not reason.strip():
        raise NotWhole(_("Please write why nothing less is enough."), code="reason")
    if held.grants.filter(scope=scope, state__in=[State.WAITING, State.OPEN]).exists():
        raise NotWhole(_("Somebody has asked for this already. It stands on the page of the case."), code="asked")
    if alone and not is_alone(actor):
        raise NotWhole(_("Only who is alone on duty opens it alone. Please ask a second person."), code="alone")
    if alone and _was_refused(held, scope):
        raise NotWhole(
            _("Somebody else did not agree, or still has to look. Please ask a second person."), code="alone"
        )
    now = clock.now()
    thread = thread_of(held) if scope == Scope.THREAD else None
    grant = Grant(
        case=held, scope=scope, hours=hours if hours in HOURS else HOURS[0], reason=reason[:WORDS_MOST],
        untold_reason=untold[:WORDS_MOST], asked_by=actor, asked_at=now, alone=alone,
        thread_kind=held.content_kind if thread is not None else "", thread_uid=thread,
        since=held.opened_at - THREAD_BEFORE if thread is not None else None,
    )  # fmt: skip
    if alone:
        grant.hours, grant.review_due_at = HOURS_ALONE, now + REVIEW_WITHIN
        _open(grant)
    grant.save()
    done(actor, held, "opened_alone" if alone else "opening_asked", reason=scope)
    audit.record(actor=actor, verb="grant.opened_alone" if alone else "grant.asked", target=grant, reason=scope)
    tell_team(held, besides=[actor], moderators_only=True)
    return grant


def _open(grant: Grant) -> None:
    grant.state, grant.opens_at = State.OPEN, clock.now()
    grant.ends_at = grant.opens_at + timedelta(hours=grant.hours)


def _held(grant: Grant) -> Grant:
    """The grant, locked, its case first: the order in which every writer takes them."""
    Case.objects.select_for_update(no_key=True).get(pk=grant.case_id)
    found: Grant = Grant.objects.select_for_update(no_key=True, of=("self",)).select_related("case").get(pk=grant.pk)
    return found


@transaction.atomic(durable=True)
def second_opening(*, actor: Any, grant: Grant, agrees: bool, untold: bool = False) -> Grant:
    """The second person agrees, and then it is open for its time; or does not. `untold`: they agree with that, too.

    Raises PermissionDenied for who asked, for whom it is about, and once it was answered.
    """
    held = _held(grant)
    require(actor, "moderation.second_opening", held)
    held.second_by, held.second_at = actor, clock.now()
    if not agrees:
        held.state = State.REFUSED
    else:
        _open(held)
        if untold and held.untold_reason:
            held.untold_agreed_at = held.second_at
    held.save()
    verb = "opening_agreed" if agrees else "opening_refused"
    done(actor, held.case, verb, reason=held.scope)
    audit.record(actor=actor, verb="grant.agreed" if agrees else "grant.refused", target=held, reason=held.scope)
    return held


@transaction.atomic(durable=True)
def note_read(*, actor: Any, grant: Grant) -> None:
    """One line in the audit for each read, before anything is shown. Raises PermissionDenied without an open grant."""
    require(actor, "moderation.read_opened", grant)
    Grant.objects.filter(pk=grant.pk).update(reads=F("reads") + 1)
    audit.record(actor=actor, verb="grant.read", target=grant, reason=grant.scope)


@transaction.atomic(durable=True)
def end_opening(*, actor: Any, grant: Grant) -> Grant:
    """Close it again before its time, or take the question back. Raises PermissionDenied where it is over already."""
    held = _held(grant)
    require(actor, "moderation.end_opening", held)
    end_grant(held)
    done(actor, held.case, "opening_ended", reason=held.scope)
    audit.record(actor=actor, verb="grant.ended", target=held, reason=held.scope)
    return held


def end_openings_of(account: Any) -> None:
    """Building block. `account` leaves: what they had open is closed, and what they asked for is asked no more."""
    require_transaction()
    for grant in Grant.objects.filter(asked_by=account, state__in=[State.WAITING, State.OPEN]).order_by("pk"):
        held = _held(grant)
        if held.state in (State.WAITING, State.OPEN):
            close_grant(held)


@transaction.atomic(durable=True)
def review_opening(*, actor: Any, grant: Grant, right: bool, untold: bool = False) -> Grant:
    """Somebody else looks at what was opened by one alone. Where it was wrong, it is closed at once."""
    held = _held(grant)
    require(actor, "moderation.review_opening", held)
    held.review = Grant.Review.RIGHT if right else Grant.Review.WRONG
    held.second_by, held.second_at = actor, clock.now()
    if untold and right and held.untold_reason and held.told_at is None:
        held.untold_agreed_at = held.second_at
    held.save()
    if not right and held.state == State.OPEN:
        end_grant(held)
    done(actor, held.case, "opening_reviewed", reason=held.review)
    audit.record(actor=actor, verb="grant.reviewed", target=held, reason=held.review)
    return held


@transaction.atomic(durable=True)
def tell_after_all(*, actor: Any, grant: Grant) -> Grant:
    """It is not unsafe any more: the member is told now. Raises PermissionDenied where nothing is kept from them."""
    held = _held(grant)
    require(actor, "moderation.tell_opening", held)
    held.untold_agreed_at = None
    _tell(held)
    done(actor, held.case, "opening_told", reason=held.scope)
    return held


def _tell(grant: Grant) -> None:
    """The page of the person says what was opened, when and how often; never the reason, nor who told the team."""
    grant.told_at = clock.now()
    grant.save()
    audit.record(verb="grant.told", target=grant, reason=grant.scope)
    if grant.case.subject_account is not None:
        notify(account=grant.case.subject_account, kind=OPENED_NOTICE, about=grant)


def end_due_openings() -> int:
    """Sweep. Closes what is over, and tells the member what was opened; returns how many it closed or told."""
    now = clock.now()
    over = Q(state=State.OPEN, ends_at__lte=now) | Q(state=State.WAITING, asked_at__lte=now - ASKED_MOST)
    looked = Q(untold_reason="") | Q(alone=False) | ~Q(review="") | Q(review_due_at__lte=now)
    untold = Q(state=State.ENDED, told_at=None, untold_agreed_at=None, opens_at__isnull=False) & looked
    return sum(_due(pk=pk) for pk in list(Grant.objects.filter(over | untold).values_list("pk", flat=True)[:BATCH]))


@transaction.atomic(durable=True)
def _due(*, pk: int) -> int:
    grant = Grant.objects.select_related("case").filter(pk=pk).first()
    if grant is None:
        return 0
    grant = _held(grant)
    if grant.state in (State.OPEN, State.WAITING):
        if not (grant.state == State.WAITING or (grant.ends_at is not None and grant.ends_at <= clock.now())):
            return 0
        close_grant(grant)
        return 1
    if grant.told_at is not None or grant.untold_agreed_at is not None:
        return 0
    _tell(grant)
    return 1
