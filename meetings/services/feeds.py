"""A person's calendar address, and what those who keep a group show of its meetings."""

from __future__ import annotations

import hashlib
import secrets
from typing import Any

from django.db import transaction

import clock
from accounts.access import require
from audit import services as audit
from groups.models import Group
from groups.services.blocks import lock as lock_group
from meetings.models import CalendarFeed, MeetingChoices
from rows import require_transaction


def calendar_hash(token: str) -> str:
    """What is kept of a token. Tokens are random, so no slow hash is needed."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def calendar_behind(token: str) -> CalendarFeed | None:
    """The calendar of `token`, or None."""
    rows = CalendarFeed.objects.select_related("account__profile")
    return rows.filter(token_hash=calendar_hash(token)).first()


@transaction.atomic(durable=True)
def make_calendar(*, actor: Any, with_names: bool = False) -> tuple[CalendarFeed, str]:
    """A new secret address for `actor`, and its token, which is shown this once. The one before works no more."""
    require(actor, "meetings.keep_calendar")
    token = secrets.token_urlsafe(24)
    feed, _new = CalendarFeed.objects.update_or_create(
        account=actor,
        defaults={"token_hash": calendar_hash(token), "with_names": with_names, "made_at": clock.now()},
    )
    audit.record(actor=actor, verb="calendar.made", target=feed)
    return feed, token


def end_calendar_of(account: Any) -> None:
    """Building block. Who locks others out of their account locks out who has its calendar address, too."""
    require_transaction()
    for feed in CalendarFeed.objects.filter(account=account):
        audit.record(actor=account, verb="calendar.ended", target=feed, reason="locks_changed")
        feed.delete()


@transaction.atomic(durable=True)
def end_calendar(*, actor: Any) -> None:
    """The address of `actor` works no more. Twice is harmless."""
    require(actor, "meetings.keep_calendar")
    feed = CalendarFeed.objects.filter(account=actor).first()
    if feed is not None:
        audit.record(actor=actor, verb="calendar.ended", target=feed)
        feed.delete()


def choices_of(group: Group) -> MeetingChoices:
    """What was chosen for `group`; where nothing was, a row that is not stored and shows nothing."""
    return MeetingChoices.objects.filter(group=group).first() or MeetingChoices(group=group)


@transaction.atomic(durable=True)
def choose_for_group(
    *, actor: Any, group: Group, is_public: bool, shows_address: bool = False, confirms: bool = False
) -> MeetingChoices:
    """Show when `group` meets to everybody or to nobody outside, and whether members can have their presence confirmed.

    Raises PermissionDenied, also where a group may not be shown: a private one, or one whose topics make it unsafe.
    """
    group = lock_group(group)
    require(actor, "meetings.choose_for_group", group)
    if is_public:
        require(actor, "meetings.publish", group)
    before = choices_of(group)
    published_at = (before.published_at or clock.now()) if is_public else None
    row, _new = MeetingChoices.objects.update_or_create(
        group=group,
        defaults={
            "published_at": published_at,
            "shows_address": is_public and shows_address,
            "confirms": confirms,
        },
    )
    audit.record(actor=actor, verb="meetings.choices_set", target=row, reason="public" if is_public else "inside")
    return row
