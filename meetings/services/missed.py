"""“We missed you”: allowed by the member first, written by somebody with a name, and once for each absence."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

import clock
from accounts.access import require
from audit import services as audit
from groups.models import Group, Membership
from groups.policies import membership_of
from groups.words import clean_text
from meetings.models import MayBeMissed, Missed
from meetings.models.missed import WORDS_MOST
from meetings.policies.keeping import has_open_crisis
from moderation.hints import author_changed
from moderation.reading import Outcome, after_store, apply_reading, read_text
from moderation.services.people import authorship_in
from notifications.services import notify
from rows import require_transaction

KEEP_WORDS = timedelta(days=30)


@transaction.atomic(durable=True)
def choose_missed(*, actor: Any, memberships: Collection[uuid.UUID]) -> None:
    """In these of their groups, and in no others, `actor` may be written to when they were not there."""
    require(actor, "meetings.set_reminders")
    mine = Membership.objects.select_for_update(no_key=True, of=("self",)).of(actor).order_by("pk")
    chosen = [row for row in mine if row.uid in set(memberships)]
    MayBeMissed.objects.filter(membership__account=actor).exclude(membership__in=chosen).delete()
    for row in chosen:
        MayBeMissed.objects.get_or_create(membership=row)


def people_missed(writer: Any, group: Group) -> list[Membership]:
    """To whom `writer` may write now. Who is not in it may have many reasons, and none of them is told."""
    if has_open_crisis(writer):
        # Who may be in need carries nothing for others now, and is not told so.
        return []
    rows = MayBeMissed.objects.reachable(writer, group).unwritten().order_by("membership__joined_at", "pk")
    return [row.membership for row in rows]


def write_missed(*, actor: Any, whom: Membership, words: str) -> Missed:
    """`actor` sends a few words to `whom`. PermissionDenied, the same for every reason; ValidationError: no words."""
    words = clean_text(words)
    if not words or len(words) > WORDS_MOST:
        raise ValidationError({"words": _("A few words are enough, and at least one.")}, code="words")
    group = whom.group
    outcome = read_text(words, language=group.language, sensitivity=group.sensitivity)
    return _write(actor=actor, whom=whom, words=words, outcome=outcome)


@transaction.atomic(durable=True)
def _write(*, actor: Any, whom: Membership, words: str, outcome: Outcome) -> Missed:
    # Two who greet press send at the same moment: the second finds that it was said.
    rows = Membership.objects.select_for_update(no_key=True, of=("self",)).select_related("group", "account")
    fresh = rows.get(pk=whom.pk)
    require(actor, "meetings.write_missed", fresh)
    mine = membership_of(actor, fresh.group)
    if mine is None:
        raise PermissionDenied("meetings.write_missed")
    row = Missed(membership=fresh, written_by=mine, words=words, sent_at=clock.now())
    apply_reading(row, outcome)
    row.save(force_insert=True)
    case = after_store(
        kind="missed",
        row_uid=row.uid,
        outcome=outcome,
        text=words,
        authorship=authorship_in(actor, fresh.group),
        group=fresh.group,
    )
    if case is not None:
        author_changed(case)
    audit.record(actor=actor, verb="meeting.missed_written", target=row)
    notify(account=fresh.account, kind="meetings.missed", about=row)
    return row


@transaction.atomic(durable=True)
def put_missed_away(*, actor: Any, missed: Missed) -> None:
    """Read, and off the home page. Who wrote it is told nothing."""
    require(actor, "meetings.read_missed", missed)
    Missed.objects.filter(pk=missed.pk, put_away_at__isnull=True).update(put_away_at=clock.now())


# -- blocks -----------------------------------------------------------------------------------------------------------
def forget_missed_of(membership: Membership) -> None:
    """Building block. Who left the group is written to no more, and nothing that was stays."""
    require_transaction()
    MayBeMissed.objects.filter(membership=membership).delete()
    Missed.objects.filter(membership=membership).delete()


def erase_missed_of(account: Any) -> None:
    """Building block. What was written to them, and what they wrote."""
    require_transaction()
    MayBeMissed.objects.filter(membership__account=account).delete()
    Missed.objects.filter(membership__account=account).delete()
    Missed.objects.filter(written_by__account=account).update(words="", written_by=None)


def forget_missed(moment: datetime) -> int:
    """Retention. The words go after a month; that there were some stays, so that nobody is written to twice."""
    return _forget_missed(moment=moment)


@transaction.atomic(durable=True)
def _forget_missed(*, moment: datetime) -> int:
    return Missed.objects.filter(sent_at__lte=moment - KEEP_WORDS).exclude(words="").update(words="")
