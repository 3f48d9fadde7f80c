"""Looking for a buddy: switching on that one may be asked, asking, and every way in which asking ends."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

import clock
from accounts import limits
from accounts.access import require
from audit import services as audit
from groups.models import Group, Membership
from moderation.contact import LeadsAway, leads_away
from moderation.models import Case
from moderation.reading import Authorship, Outcome, after_store, apply_reading, passages_gone, read_text
from notifications.services import notify
from resilience.models import BuddyRequest, BuddyWish
from resilience.models.buddies import KEPT, LAPSES_AFTER
from resilience.querysets.buddies import blocks_between
from rows import require_transaction

ASKED = "buddies.asked"
KIND = "buddy_request"
# Far above what anybody asks with care, in a week.
ASKS_MOST, ASKS_SECONDS = 5, 7 * 24 * 3600


class AskedAlready(ValidationError):
    """One open request at a time."""

    def __init__(self) -> None:
        super().__init__(_("You have asked somebody already. One at a time: you can take that back, or wait."))


class AskedLately(ValidationError):
    """The same person, or many people, in a short time; told in the same words whatever became of it."""

    def __init__(self) -> None:
        super().__init__(_("You asked not long ago. Please leave some time. Your words are still here."))


@dataclass(frozen=True)
class Asked:
    request: BuddyRequest
    outcome: Outcome
    case: Case | None = None


@transaction.atomic(durable=True)
def choose_askable(*, actor: Any, membership: Membership, yes: bool) -> None:
    """Others of the group may ask `actor`, or may not. Switched off, what waits is as if they had said "not now".

    Twice is harmless.
    """
    require(actor, "resilience.switch_on" if yes else "resilience.switch_off", membership)
    if yes:
        _row, is_new = BuddyWish.objects.get_or_create(membership=membership, defaults={"since": clock.now()})
        if not is_new:
            return
    else:
        BuddyWish.objects.filter(membership=membership).delete()
        put_away_for(membership)
    audit.record(actor=actor, verb="buddies.may_be_asked" if yes else "buddies.may_not_be_asked", target=membership)


def read_request(*, asked: Membership, words: str) -> Outcome:
    """What the engine says of the words of a request. Call it before anything is stored, or refused."""
    return read_text(words, language=asked.group.language, sensitivity=asked.group.sensitivity)


def authorship_of(request: BuddyRequest) -> Authorship:
    """Whoever asked, under the name they have in that group."""
    name = request.asker
    return Authorship(
        account_id=request.account_id, membership_id=name.pk, label=name.display_name, avatar_seed=name.avatar_seed
    )


def ask(*, actor: Any, asked: Membership, words: str, outcome: Outcome | None = None) -> Asked:
    """Ask somebody of one's group with a few words, having read and agreed to what holds between buddies.

    Raises PermissionDenied, LeadsAway, AskedAlready, AskedLately. Across a block of another group it is stored, shown
    to nobody, and lapses.
    """
    if leads_away(words):
        raise LeadsAway
    if not limits.allow(f"buddy:{actor.pk}", most=ASKS_MOST, per_seconds=ASKS_SECONDS):
        raise AskedLately
    outcome = outcome if outcome is not None else read_request(asked=asked, words=words)
    return _ask(actor=actor, asked=asked, words=words, outcome=outcome)


@transaction.atomic(durable=True)
def _ask(*, actor: Any, asked: Membership, words: str, outcome: Outcome) -> Asked:
    require(actor, "resilience.ask_buddy", asked)
    now = clock.now()
    mine = Membership.objects.of(actor).select_related("group").get(group=asked.group_id)
    rows = BuddyRequest.objects.filter(account=actor)
    rows.filter(over_at__isnull=True, lapses_at__lte=now).update(over_at=now)
    if rows.filter(over_at__isnull=True).exists():
        raise AskedAlready
    if rows.filter(asked=asked, asked_at__gt=now - KEPT).exists():
        raise AskedLately
    row = BuddyRequest(asker=mine, asked=asked, account=actor, words=words, asked_at=now, lapses_at=now + LAPSES_AFTER)
    apply_reading(row, outcome)
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        raise AskedAlready from None
    audit.record(actor=actor, verb="buddies.asked", target=row)
    if not blocks_between(actor, asked.account_id).exists():
        notify(account=asked.account, kind=ASKED, about=row)
    # No keeper of the group is told: it is between two people, and the team is there for it.
    case = after_store(
        kind=KIND,
        row_uid=row.uid,
        outcome=outcome,
        text=words,
        authorship=authorship_of(row),
        folded=row.folded,
    )
    return Asked(row, outcome, case)


@transaction.atomic(durable=True)
def put_request_away(*, actor: Any, request: BuddyRequest) -> None:
    """ "Not now." Whoever asked is told nothing, and reads that it is open until it lapses."""
    held = held_request(request)
    require(actor, "resilience.put_request_away", held)
    BuddyRequest.objects.filter(pk=held.pk).update(put_away_at=clock.now())


@transaction.atomic(durable=True)
def take_request_back(*, actor: Any, request: BuddyRequest) -> None:
    """Whoever asked would rather not any more. The other reads it no longer."""
    held = held_request(request)
    require(actor, "resilience.take_request_back", held)
    settle(BuddyRequest.objects.filter(pk=held.pk))
    passages_gone(KIND, [held.uid])
    audit.record(actor=actor, verb="buddies.taken_back", target=held)


@transaction.atomic(durable=True)
def take_words_back(*, actor: Any, group: Group) -> None:
    """Whoever takes back what they wrote in `group` takes back what they asked people there, too."""
    require(actor, "chat.take_words_back", group)
    forget(BuddyRequest.objects.filter(account=actor, asker__group=group))


# -- blocks -----------------------------------------------------------------------------------------------------------
def held_request(request: BuddyRequest) -> BuddyRequest:
    """Building block. The row as it is now, under the locks of its two people, always in the same order."""
    require_transaction()
    people = sorted((request.asker_id, request.asked_id))
    list(Membership.objects.select_for_update(no_key=True, of=("self",)).filter(pk__in=people).order_by("pk"))
    rows = BuddyRequest.objects.select_related("asker__group", "asker__account", "asked__group", "asked__account")
    found = rows.filter(pk=request.pk).first()
    if found is None:
        raise PermissionDenied("resilience.say_yes")
    return found


def settle(requests: Any) -> None:
    """Building block. These are over, and whoever sent them reads nothing more of them."""
    require_transaction()
    requests.filter(over_at__isnull=True).update(over_at=clock.now(), is_settled=True)


def put_away_for(membership: Membership, *, asked_by: Any = None) -> None:
    """Building block. What waits for `membership`, or of it what one account asked, is as if they said "not now"."""
    require_transaction()
    rows = BuddyRequest.objects.open().filter(asked=membership, put_away_at__isnull=True)
    rows = rows.filter(account=asked_by) if asked_by is not None else rows
    rows.update(put_away_at=clock.now())


def forget_requests(moment: datetime) -> int:
    """Building block. What was asked long ago goes, whatever became of it."""
    require_transaction()
    return forget(BuddyRequest.objects.filter(asked_at__lte=moment - KEPT))


def forget(requests: Any) -> int:
    """Building block. These go, and nothing of what was folded in them is left to look at."""
    passages_gone(KIND, requests.values_list("uid", flat=True))
    return int(requests.delete()[0])
