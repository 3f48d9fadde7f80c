"""What accounts may no longer keep: sign-ins that ran out, proofs of an address that nobody used, old switches."""

from __future__ import annotations

from datetime import datetime, timedelta

from allauth.account.models import EmailConfirmation
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from accounts.models import RaidMode

KEEP_CONFIRMATIONS = timedelta(days=3)
# The audit has its own lines of it.
KEEP_RAID_MODES = timedelta(days=90)
# A sign-in is written down beside its session, not in one step with it.
SESSION_FOLLOWS = timedelta(hours=1)


def forget_old_sign_ins(moment: datetime) -> int:
    """Retention. Sessions that ran out before `moment`, their sign-ins, old proofs of addresses and raid modes go."""
    return _forget(moment=moment)


@transaction.atomic(durable=True)
def _forget(*, moment: datetime) -> int:
    sessions, _ = Session.objects.filter(expire_date__lt=moment).delete()
    going_on = Session.objects.filter(session_key=OuterRef("session_key"))
    over = UserSession.objects.filter(~Exists(going_on), created_at__lt=moment - SESSION_FOLLOWS)
    sign_ins, _ = over.delete()
    long_ago = moment - KEEP_CONFIRMATIONS
    asked = Q(sent__lt=long_ago) | Q(sent__isnull=True, created__lt=long_ago)
    confirmations, _ = EmailConfirmation.objects.filter(asked).delete()
    raid_modes, _ = RaidMode.objects.filter(ends_at__lt=moment - KEEP_RAID_MODES).delete()
    return int(sessions + sign_ins + confirmations + raid_modes)
