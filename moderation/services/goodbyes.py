"""Accounts of people who were too young, and never came back: nothing of theirs is kept."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from accounts.models import User
from accounts.services import erase_later
from moderation.models import Appeal, Case, Measure, Sanction
from moderation.querysets import DISTRESS

# Long enough to come back for one's words, or to say that it was understood wrong.
KEPT_FOR_THEM = timedelta(days=60)


def forget_goodbyes(moment: datetime) -> int:
    """Retention. Whoever did not sign in for 60 days after the goodbye is erased; signing in within a week stops it.

    Nobody goes while they wait for another look, or while somebody of the team is with them.
    """
    old = moment - KEPT_FOR_THEM
    said = Sanction.objects.standing().filter(measure=Measure.GOODBYE, begins_at__lt=old, account__isnull=False)
    here = Appeal.objects.filter(state=Appeal.State.WAITING).values("author")
    cared_for = Case.objects.open().filter(kind__in=DISTRESS, subject_account__isnull=False).values("subject_account")
    gone = User.objects.filter(pk__in=said.values("account"), erase_after__isnull=True)
    gone = gone.exclude(last_login__gte=old).exclude(pk__in=here).exclude(pk__in=cared_for)
    return sum(_forget(pk=pk) for pk in list(gone.values_list("pk", flat=True)))


@transaction.atomic(durable=True)
def _forget(*, pk: int) -> int:
    account = User.objects.select_for_update(no_key=True, of=("self",)).filter(pk=pk, erase_after__isnull=True).first()
    if account is None:
        return 0
    erase_later(account, verb="erasure.too_young")
    return 1
