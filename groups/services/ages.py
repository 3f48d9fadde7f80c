"""Going over to the other side of 18: asked for, or seen by the team; a human says yes, with time for goodbye."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

import clock
from accounts.access import require
from accounts.ages import Ages, ages_of
from accounts.models import Profile, User
from accounts.services import move_across_18
from accounts.services.opening import profile_of
from audit import services as audit
from groups import signals
from groups.models import AgeMove, JoinRequest, Membership
from groups.services.asking import withdraw
from groups.services.blocks import end_membership
from groups.words import clean_line
from notifications.services import notify
from rows import require_transaction

log = logging.getLogger(__name__)
# Long enough for a group that meets every two weeks.
GOODBYE = timedelta(days=30)
KEEP = timedelta(days=365)
REASON_MOST = 1000
ANSWERED = "groups.age_answered"


class NotKnownHere(ValidationError):
    """The same words for a name that nobody has, and for one that cannot be moved now."""

    def __init__(self) -> None:
        super().__init__(_("Nobody by this sign-in name can be moved now."), code="not_known")


class NoReason(ValidationError):
    """Nobody can look at a move that nobody explains."""

    words = _("Please write what you understood, and how. Who looks next reads it.")

    def __init__(self) -> None:
        super().__init__(self.words, code="no_reason")


def other_side(account: Any) -> str | None:
    """The band somebody would go to. Of adults only the youngest is sure: nothing more exact is asked."""
    ages = ages_of(account)
    if ages is None:
        return None
    return Profile.AgeBand.ADULT_YOUNG if ages is Ages.UNDER_18 else Profile.AgeBand.MINOR


@transaction.atomic(durable=True)
def ask_to_move(*, actor: Any) -> AgeMove:
    """“I am 18 now.” Asking twice gives back the first. A person of the team answers."""
    _hold(actor)
    waiting = AgeMove.objects.of(actor).first()
    if waiting is not None and waiting.account_id == actor.pk and not waiting.by_team:
        return waiting
    require(actor, "groups.ask_to_move", actor)
    move: AgeMove = AgeMove.objects.create(account=actor, to_band=Profile.AgeBand.ADULT_YOUNG, asked_at=clock.now())
    audit.record(actor=actor, verb="age.move_asked", target=move)
    return move


@transaction.atomic(durable=True)
def propose_move(*, actor: Any, sign_in_name: str, reason: str) -> AgeMove:
    """A person of the team understood that somebody is on the wrong side of 18. Another one looks before they move.

    `reason` is read by who answers, and by nobody else. Raises NoReason or NotKnownHere.
    """
    require(actor, "groups.propose_move")
    if not reason.strip():
        raise NoReason
    plain = User.objects.filter(is_moderator=False, is_staff=False, is_superuser=False).exclude(pk=actor.pk)
    account = plain.filter(sign_in_name=clean_line(sign_in_name).lower()).first()
    to_band = other_side(account) if account is not None else None
    if account is None or to_band is None or AgeMove.objects.of(account).exists():
        raise NotKnownHere
    if to_band == Profile.AgeBand.MINOR and not settings.ALLOW_UNDER_18:
        # There is no part for them here.
        raise NotKnownHere
    move: AgeMove = AgeMove.objects.create(
        account=account, to_band=to_band, asked_at=clock.now(), seen_by=actor, by_team=True,
        reason=reason.strip()[:REASON_MOST],
    )  # fmt: skip
    audit.record(actor=actor, verb="age.move_seen", target=move)
    return move


@transaction.atomic(durable=True)
def answer_move(*, actor: Any, move: AgeMove, yes: bool) -> AgeMove:
    """A human of the team decides. Who asked gets time to say goodbye; who was on the wrong side moves at once."""
    held = AgeMove.objects.select_for_update(no_key=True, of=("self",)).select_related("account").get(pk=move.pk)
    require(actor, "groups.answer_move", held)
    now = clock.now()
    held.answered_at, held.answered_by = now, actor
    if yes:
        held.goodbye_until = now if held.by_team else now + GOODBYE
    else:
        held.declined_at = now
    held.save(update_fields=["answered_at", "answered_by", "goodbye_until", "declined_at"])
    audit.record(actor=actor, verb="age.move_answered", target=held, reason="yes" if yes else "no")
    if yes and held.by_team:
        _move(held)
    if yes or not held.by_team:
        notify(account=held.account, kind=ANSWERED, about=held)
    return held


@transaction.atomic(durable=True)
def move_over(*, actor: Any, move: AgeMove) -> AgeMove:
    """“I have said goodbye.” Sooner than the last day, when somebody wants it themselves. Twice is once."""
    held = AgeMove.objects.select_for_update(no_key=True, of=("self",)).select_related("account").get(pk=move.pk)
    if held.done_at is not None and held.account_id == actor.pk:
        return held
    require(actor, "groups.move_over", held)
    _move(held)
    return held


def finish_moves(moment: datetime) -> int:
    """Retention. The time for goodbye is over: they are on the other side. Old lines about it go."""
    due = AgeMove.objects.open().filter(goodbye_until__lte=moment)
    count = 0
    for pk in list(due.values_list("pk", flat=True)):
        try:
            count += _finish(pk=pk, moment=moment)
        except Exception as error:
            log.error("a move over the line at 18 could not be finished: %s", type(error).__name__)
    return count + _forget(moment=moment)


@transaction.atomic(durable=True)
def _finish(*, pk: int, moment: datetime) -> int:
    rows = AgeMove.objects.open().filter(pk=pk, goodbye_until__lte=moment)
    held = rows.select_for_update(no_key=True, of=("self",)).select_related("account").first()
    if held is None:
        return 0
    _move(held)
    return int(held.done_at is not None)


@transaction.atomic(durable=True)
def _forget(*, moment: datetime) -> int:
    return AgeMove.objects.exclude(pk__in=AgeMove.objects.open()).filter(answered_at__lt=moment - KEEP).delete()[0]


# -- blocks -----------------------------------------------------------------------------------------------------------
def end_what_does_not_fit(account: Any, ages: Ages | None) -> None:
    """Building block. Every group in which they would be on the wrong side ends for them, and what waits is taken back.

    `ages` is where they are from now on; None: as they were, but without being trusted with the young.
    """
    require_transaction()
    for membership in Membership.objects.live().filter(account=account).select_related("group").order_by("pk"):
        wrong = membership.group.ages == Ages.UNDER_18 if ages is None else membership.group.ages != ages
        if wrong:
            end_membership(membership, Membership.EndReason.AGES)
    for request in JoinRequest.objects.waiting().filter(account=account).select_related("group"):
        if ages is not None and request.group.ages != ages:
            withdraw(request, actor=account)
    signals.ages_changing.send(sender=AgeMove, account=account, ages=ages)


def _move(move: AgeMove) -> None:
    account = move.account
    if ages_of(account) is None:
        # Too young for this place, as the team understood meanwhile. The move waits until that is taken back.
        return
    ages = Ages.UNDER_18 if move.to_band == Profile.AgeBand.MINOR else Ages.ADULTS
    end_what_does_not_fit(account, ages)
    move_across_18(account, move.to_band)
    move.done_at = clock.now()
    move.save(update_fields=["done_at"])
    audit.record(actor=move.answered_by, verb="account.age_changed", target=account, reason=str(ages))


def _hold(account: Any) -> None:
    """Two presses of one button wait for each other."""
    profile_of(account)
    Profile.objects.select_for_update(no_key=True, of=("self",)).get(user=account)
