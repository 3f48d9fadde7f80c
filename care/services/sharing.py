"""A copy of one's plan for one other person: frozen, behind a link that runs out, can be ended, and asks for a code.

Wrong codes make whoever has the link wait, longer each time, and never stop the owner: they can end the link, see that
somebody tried, and make another one at any time.
"""

from __future__ import annotations

import hashlib
import json
import secrets
import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth.hashers import check_password, make_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

import clock
from accounts.access import require
from accounts.models import User
from accounts.sealed import open_sealed
from audit import services as audit
from care.models import PlanShare
from care.services.plans import plan_of
from care.steps import chosen

CODE_DIGITS = 6
DAYS = (1, 7, 30)
OPEN_MOST = 5
FOR_WHOM_MOST = 60
# Slips are forgiven; from then on each wrong code doubles the wait.
FREE_TRIES = 3
FIRST_WAIT = timedelta(seconds=30)
LONGEST_WAIT = timedelta(hours=1)
# That a link was there, and when it was opened, is shown for this long after its end; the copy goes at once.
SHOWN_AFTER_END = timedelta(days=30)


class NothingToShare(ValidationError):
    """None of the chosen steps has a word in it."""

    def __init__(self) -> None:
        super().__init__(_("Choose at least one part that you have written something in."))


class TooManyShares(ValidationError):
    def __init__(self) -> None:
        super().__init__(_("You have %(count)s open links already. End one of them first.") % {"count": OPEN_MOST})


@dataclass(frozen=True, repr=False)
class Made:
    """A new share. The token and the code are here and nowhere else; both are "" where it was made before."""

    share: PlanShare
    token: str = ""
    code: str = ""


@dataclass(frozen=True, repr=False)
class Opening:
    """What came of a try: `texts` with the day of the copy, or how long to wait, or (neither) no such link."""

    found: bool = False
    texts: dict[str, str] | None = None
    made_at: datetime | None = None
    expires_at: datetime | None = None
    wait: timedelta = timedelta()


def token_hash(token: str) -> str:
    """What is kept of a token. Tokens are random, so no slow hash is needed."""
    return hashlib.sha256(token.encode()).hexdigest()


def share_behind(token: str) -> PlanShare | None:
    """The usable share of `token`, or None, whatever the reason."""
    found: PlanShare | None = PlanShare.objects.usable(clock.now()).filter(token_hash=token_hash(token)).first()
    return found


@transaction.atomic(durable=True)
def share_plan(
    *, actor: Any, parts: Collection[str], days: int, for_whom: str = "", uid: uuid.UUID | None = None
) -> Made:
    """A frozen copy of the chosen `parts` of the plan of `actor`, open for `days`, for whoever has link and code.

    The caller makes sure that the person has just shown again who they are. With a `uid` that was used before, the
    first share comes back without its token. Raises NothingToShare or TooManyShares.
    """
    share = PlanShare(owner=actor, uid=uid or uuid.uuid4())
    require(actor, "care.share_plan", share)
    User.objects.select_for_update(no_key=True).get(pk=actor.pk)
    if made := PlanShare.objects.visible_to(actor).filter(uid=share.uid).first():
        return Made(made)
    now, plan = clock.now(), plan_of(actor=actor)
    copy = {key: plan.texts[key] for key in chosen(parts) if plan.texts[key]}
    if not copy:
        raise NothingToShare
    if PlanShare.objects.visible_to(actor).usable(now).count() >= OPEN_MOST:
        raise TooManyShares
    token, code = secrets.token_urlsafe(24), f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}}"
    share.token_hash, share.code_hash = token_hash(token), make_password(f"{token}:{code}")
    share.copy = json.dumps(copy)
    share.for_whom = for_whom.strip()[:FOR_WHOM_MOST]
    share.made_at, share.expires_at = now, now + timedelta(days=days if days in DAYS else DAYS[0])
    if PlanShare.objects.filter(uid=share.uid).exists():
        share.uid = uuid.uuid4()
    share.save(force_insert=True)
    audit.record(actor=actor, verb="plan_share.made", target=share)
    return Made(share, token, code)


@transaction.atomic(durable=True)
def end_share(*, actor: Any, share: PlanShare) -> None:
    """From now on the link is a link to nothing, and the copy is gone. Doing it twice is harmless."""
    require(actor, "care.share_plan", share)
    row = PlanShare.objects.select_for_update().get(pk=share.pk)
    if row.ended_at is None:
        row.ended_at, row.copy = clock.now(), ""
        row.save(update_fields=["ended_at", "copy"])
        audit.record(actor=actor, verb="plan_share.ended", target=row)


def open_share(*, token: str, code: str) -> Opening:
    """Try `code` on the link of `token`. The slow comparison holds no lock; each try is counted before it is made."""
    share, wait = _take_a_try(token=token)
    if share is None:
        return Opening()
    typed = "".join(sign for sign in code if sign.isdecimal())
    if not wait and check_password(f"{token}:{typed}", share.code_hash):
        return _note_opening(share=share)
    now = clock.now()
    left = share.next_try_at - now if share.next_try_at and share.next_try_at > now else timedelta()
    return Opening(found=True, wait=left)


@transaction.atomic(durable=True)
def _take_a_try(*, token: str) -> tuple[PlanShare | None, bool]:
    """The share with this try counted as wrong, until it proves to be right; and whether it has to wait instead."""
    now = clock.now()
    usable = PlanShare.objects.usable(now).select_for_update(of=("self",))
    share: PlanShare | None = usable.filter(token_hash=token_hash(token)).first()
    if share is None:
        return None, False
    if share.next_try_at is not None and share.next_try_at > now:
        return share, True
    share.wrong_tries, share.last_wrong_at = share.wrong_tries + 1, now
    over = share.wrong_tries - FREE_TRIES
    if over >= 0:
        share.next_try_at = now + min(FIRST_WAIT * 2 ** min(over, 16), LONGEST_WAIT)
    share.save(update_fields=["wrong_tries", "last_wrong_at", "next_try_at"])
    return share, False


@transaction.atomic(durable=True)
def _note_opening(*, share: PlanShare) -> Opening:
    now = clock.now()
    row: PlanShare | None = PlanShare.objects.usable(now).select_for_update(of=("self",)).filter(pk=share.pk).first()
    if row is None:
        return Opening()
    row.opened_at, row.last_opened_at = row.opened_at or now, now
    # This try was none of the wrong ones; those before it stay to be seen by the owner.
    row.wrong_tries, row.next_try_at = max(row.wrong_tries - 1, 0), None
    row.last_wrong_at = row.last_wrong_at if row.wrong_tries else None
    row.save(update_fields=["opened_at", "last_opened_at", "wrong_tries", "next_try_at", "last_wrong_at"])
    audit.record(verb="plan_share.opened", target=row)
    texts = json.loads(open_sealed(row, "copy", None))
    return Opening(True, texts, row.made_at, row.expires_at)


def forget_shares(moment: datetime) -> int:
    """Retention. Copies behind links that ran out go at once, what is left of a share SHOWN_AFTER_END later."""
    return _forget(now=moment)


@transaction.atomic(durable=True)
def _forget(*, now: datetime) -> int:
    over = PlanShare.objects.filter(expires_at__lte=now) | PlanShare.objects.filter(ended_at__lte=now)
    emptied = over.exclude(copy="").update(copy="")
    since = now - SHOWN_AFTER_END
    gone = PlanShare.objects.filter(expires_at__lte=since) | PlanShare.objects.filter(ended_at__lte=since)
    return int(emptied + gone.delete()[0])
