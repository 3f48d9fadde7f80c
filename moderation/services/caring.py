"""How the team looks after itself: what one leaves to others, a break, a buddy, somebody to talk to."""

from __future__ import annotations

import json
from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

import clock
from accounts.access import require
from accounts.models import User
from accounts.policies import in_use
from accounts.sealed import CannotOpen, open_sealed
from audit import services as audit
from moderation.duty import people_on_duty, running_of
from moderation.models import AT_MOST_RANGE, TALK_WITHIN, TeamCare
from moderation.themes import themes_in
from notifications.services import notify

TALK_NOTICE = "desk.talk"
# Short enough for a claim to outlive it: what somebody has stays with them, unless the person waits meanwhile.
BREAKS = (10, 20)


def _own(actor: Any) -> TeamCare:
    held = TeamCare.objects.select_for_update(no_key=True, of=("self",))
    row = held.filter(account=actor).first()
    if row is not None:
        return row
    try:
        with transaction.atomic():
            return TeamCare.objects.create(account=actor)
    except IntegrityError:
        return held.get(account=actor)


def themes_left(row: TeamCare | None, actor: Any) -> list[str]:
    """What `actor`, whose row it is, would rather leave to others."""
    if row is None or not row.themes or row.account_id != actor.pk:
        return []
    try:
        return themes_in(json.loads(open_sealed(row, "themes", actor)))
    except (CannotOpen, ValueError):
        return []


@transaction.atomic(durable=True)
def set_own_care(*, actor: Any, at_most: int, themes: Collection[str]) -> TeamCare:
    """With how many heavy conversations the desk offers to hand over, and what `actor` would rather leave to others."""
    require(actor, "moderation.keep_watch")
    if not AT_MOST_RANGE[0] <= at_most <= AT_MOST_RANGE[1]:
        raise ValidationError(_("Please choose a number from the list."), code="range")
    row = _own(actor)
    row.at_most, row.themes = at_most, json.dumps(themes_in(themes)) if themes else ""
    row.save()
    return row


@transaction.atomic(durable=True)
def take_break(*, actor: Any, minutes: int) -> None:
    """Until it is over others are called, and nobody reads that `actor` is here. Without a running shift: nothing."""
    require(actor, "moderation.keep_watch")
    if minutes not in BREAKS:
        raise ValidationError(_("Please choose a number from the list."), code="range")
    _break_until(actor, clock.now() + timedelta(minutes=minutes))


@transaction.atomic(durable=True)
def end_break(*, actor: Any) -> None:
    """“I am back.”"""
    require(actor, "moderation.keep_watch")
    _break_until(actor, None)


def _break_until(actor: Any, until: datetime | None) -> None:
    for shift in running_of(actor).select_for_update(no_key=True, of=("self",)):
        shift.break_until = min(until, shift.ends_at) if until is not None else None
        shift.save(update_fields=["break_until"])
        audit.record(actor=actor, verb="shift.paused" if until is not None else "shift.resumed", target=shift)


@transaction.atomic(durable=True)
def ask_buddy(*, actor: Any, buddy: Any = None) -> TeamCare:
    """Asks somebody of the team to keep an eye on `actor`; without anybody it ends. It counts once they agree."""
    require(actor, "moderation.keep_watch")
    row = _own(actor)
    if buddy is not None and not others_of_team(actor).filter(pk=buddy.pk).exists():
        raise ValidationError(_("Please choose somebody of the team."), code="nobody")
    if row.buddy == buddy:
        return row
    row.buddy, row.buddy_agreed_at = buddy, None
    row.save(update_fields=["buddy", "buddy_agreed_at"])
    if buddy is not None:
        notify(account=buddy, kind=TALK_NOTICE, about=row)
    return row


@transaction.atomic(durable=True)
def answer_buddy(*, actor: Any, care: TeamCare, agrees: bool) -> None:
    """Who was asked agrees, or would rather not; to say so later ends it. PermissionDenied for anybody else."""
    row = TeamCare.objects.select_for_update(no_key=True, of=("self",)).get(pk=care.pk)
    require(actor, "moderation.be_buddy", row)
    if agrees:
        row.buddy_agreed_at = row.buddy_agreed_at or clock.now()
    else:
        row.buddy = row.buddy_agreed_at = None
    row.save(update_fields=["buddy", "buddy_agreed_at"])


@transaction.atomic(durable=True)
def ask_to_talk(*, actor: Any) -> TeamCare:
    """“I would like to talk it over.” A buddy is told, else who is on duty, else all moderators. No words, no case."""
    require(actor, "moderation.keep_watch")
    row = _own(actor)
    if row.wants_to_talk and row.talk_at is None:
        return row
    row.talk_asked_at, row.talk_with, row.talk_at = clock.now(), None, None
    row.save(update_fields=["talk_asked_at", "talk_with", "talk_at"])
    others = others_of_team(actor)
    buddy = others.filter(pk=row.buddy_id) if row.buddy_agreed_at is not None else others.none()
    here = others.filter(pk__in=[account.pk for account in people_on_duty()])
    for account in list(buddy) or list(here) or list(others):
        notify(account=account, kind=TALK_NOTICE, about=row)
    return row


@transaction.atomic(durable=True)
def have_time(*, actor: Any, care: TeamCare) -> None:
    """Somebody of the team has time for who would like to talk. PermissionDenied also where another was faster."""
    row = TeamCare.objects.select_for_update(no_key=True, of=("self",)).select_related("account").get(pk=care.pk)
    require(actor, "moderation.have_time", row)
    row.talk_with, row.talk_at = actor, clock.now()
    row.save(update_fields=["talk_with", "talk_at"])
    notify(account=row.account, kind=TALK_NOTICE, about=row)


@transaction.atomic(durable=True)
def end_talk(*, actor: Any) -> None:
    """They talked, or it is not needed any more: nothing of it stays."""
    require(actor, "moderation.keep_watch")
    row = _own(actor)
    row.talk_asked_at = row.talk_with = row.talk_at = None
    row.save(update_fields=["talk_asked_at", "talk_with", "talk_at"])


def forget_old_care(moment: datetime) -> int:
    """Retention. Wishes to talk that are over, and all that was kept for who is not of the team any more."""
    return _forget(moment=moment)


@transaction.atomic(durable=True)
def _forget(*, moment: datetime) -> int:
    left: int = TeamCare.objects.filter(account__is_moderator=False).delete()[0]
    over = TeamCare.objects.filter(talk_asked_at__lte=moment - TALK_WITHIN)
    return left + over.update(talk_asked_at=None, talk_with=None, talk_at=None)


def others_of_team(actor: Any) -> Any:
    """The moderators besides `actor` who could be asked for something now."""
    return User.objects.filter(in_use(), is_moderator=True).exclude(pk=actor.pk)
