"""Accounts of people who were too young, and never came back: nothing of theirs is kept."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.models import User
from accounts.services import erase_too_young
from moderation.models import Appeal, Case, Measure, Sanction
from moderation.querysets import DISTRESS
from moderation.services.decisions import tell_author

# Long enough to come back for one's words, or to say that it was understood wrong: from when they read of it.
KEPT_FOR_THEM = timedelta(days=60)
# Who never read of it may be grown up, in a hospital, and know of nothing. Nobody is away from everything for longer.
KEPT_UNREAD = timedelta(days=365)


def forget_goodbyes(moment: datetime) -> int:
    """Retention. Who read of a goodbye and did not sign in for 60 days is erased, who never read of it after a year.

    They are told when the last week begins, and signing in within it stops it. Nobody goes while they wait for another
    look, or while somebody of the team is with them.
    """
    return sum(_forget(pk=pk, moment=moment) for pk in list(_gone(moment).values_list("pk", flat=True)))


def _gone(moment: datetime) -> QuerySet[User]:
    said = Sanction.objects.standing().filter(measure=Measure.GOODBYE, account=OuterRef("pk"))
    old, very_old = moment - KEPT_FOR_THEM, moment - KEPT_UNREAD
    read = Exists(said.filter(begins_at__lt=old, decision__seen_at__lt=old)) & ~Q(last_login__gte=old)
    unread = said.filter(begins_at__lt=very_old, decision__seen_at__isnull=True)
    never_read = Exists(unread) & ~Q(last_login__gte=very_old)
    waits = Appeal.objects.filter(state=Appeal.State.WAITING, author=OuterRef("pk"))
    cared_for = Case.objects.open().filter(kind__in=DISTRESS, subject_account=OuterRef("pk"))
    return User.objects.filter(read | never_read, ~Exists(waits), ~Exists(cared_for), erase_after__isnull=True)


@transaction.atomic(durable=True)
def _forget(*, pk: int, moment: datetime) -> int:
    account = User.objects.select_for_update(no_key=True, of=("self",)).filter(pk=pk).first()
    # They signed in, asked for another look or for help, or it was lifted, since the list was made.
    if account is None or not _gone(moment).filter(pk=pk).exists():
        return 0
    said = Sanction.objects.standing().filter(measure=Measure.GOODBYE, account=account).select_related("decision__case")
    tell_author(said.order_by("begins_at", "id")[0].decision.case)
    erase_too_young(account)
    return 1
