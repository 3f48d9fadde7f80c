"""One message of the outbox to the devices of its person."""

from __future__ import annotations

import json
import logging
import time
from enum import Enum, auto
from typing import Any

from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.models import Session
from django.utils import translation
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _

import clock
from accounts.languages import page_language
from accounts.sealed import CannotOpen, open_sealed
from notifications.kinds import kinds
from notifications.models import MutedKind, Notification, PushDevice
from notifications.push import vapid
from notifications.push.places import NotAllowed, post
from notifications.push.sealing import seal

log = logging.getLogger(__name__)
# For all devices of one message together: the lease of the outbox must last for the mail after it.
SECONDS_MOST, SECONDS_EACH = 4.0, 2.0
# What a device did not fetch for so long is of no use any more: the page has it.
STAYS_SECONDS = 4 * 3600
GONE = (404, 410)


class Reached(Enum):
    """What became of it: some device took it, nobody has one (any more), or a push service is away."""

    YES = auto()
    NOBODY = auto()
    LATER = auto()


def may_be_pushed(row: Notification) -> bool:
    """Whether devices may be told. What a person turned off, and what nobody signed, stays here."""
    account: Any = row.account
    if not vapid.is_on() or row.kind not in kinds or not account.is_active or account.erase_after is not None:
        return False
    muted = MutedKind.objects.filter(account=account, kind=row.kind)
    return not (kinds.get(row.kind).mutable and muted.exists())


def push(row: Notification) -> tuple[Reached, list[PushDevice]]:
    """Send to each device; also those that are over: signed out, or that their push service does not know any more."""
    devices = list(PushDevice.objects.filter(account=row.account).order_by("pk")) if may_be_pushed(row) else []
    facts = kinds.get(row.kind).facts if devices else None
    if not devices or (facts is not None and facts(row) is None):
        return Reached.NOBODY, []
    until, over, reached, later = time.monotonic() + SECONDS_MOST, list[PushDevice](), False, False
    for device in devices:
        left = until - time.monotonic()
        if left <= 0:
            later = True
            break
        status = _status(device, row, seconds=min(left, SECONDS_EACH))
        if status in GONE:
            over.append(device)
        reached |= 200 <= status < 300
        later |= status == 429 or status >= 500
    if reached:
        return Reached.YES, over
    return (Reached.LATER if later else Reached.NOBODY), over


def _goes_on(key: str, account: Any) -> bool:
    """Whether that sign-in of `account` is still one: not signed out, not over, not ended by a new password."""
    session = Session.objects.filter(session_key=key, expire_date__gt=clock.now()).first()
    held = session.get_decoded() if session is not None else {}
    is_theirs = held.get(SESSION_KEY) == str(account.pk)
    return is_theirs and constant_time_compare(held.get(HASH_SESSION_KEY, ""), account.get_session_auth_hash())


def _status(device: PushDevice, row: Notification, *, seconds: float) -> int:
    """As the push service answers; 410 where the device is over for us, 503 where the service cannot be reached."""
    try:
        keys = json.loads(open_sealed(device, "keys", row.account))
        if not _goes_on(keys["session"], row.account):
            return 410
        with translation.override(page_language(getattr(row.account, "profile", None))):
            words = json.dumps({"say": _("You have an update")}).encode()
        headers = {
            "Authorization": vapid.authorization(keys["endpoint"]),
            "Content-Encoding": "aes128gcm",
            "Content-Type": "application/octet-stream",
            "TTL": str(STAYS_SECONDS),
            # Of several that wait at the push service, the last one is enough: they all say the same.
            "Topic": "update",
        }
        return post(keys["endpoint"], seal(words, key=keys["key"], auth=keys["auth"]), headers, seconds=seconds)
    except (NotAllowed, CannotOpen, ValueError, KeyError):
        # Keys that do not open, or a push service that the installation no longer sends to.
        return 410
    except OSError as error:
        log.warning("a device of message %s was not reached: %s", row.uid, type(error).__name__)
        return 503
