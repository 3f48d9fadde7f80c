"""What those who run this place hear of by mail, because the card on their home is seen only by who looks."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db import transaction

import clock
from accounts.access import can
from accounts.models import User
from care.services import numbers_overdue
from notifications.kinds import Kind
from notifications.models import Notification
from notifications.services import notify

OLD_NUMBERS = "care.old_numbers"
# As often as this, while nobody has looked: more is mail that people stop to open.
AGAIN = timedelta(days=7)


def _still_old(row: Notification) -> dict[str, Any] | None:
    return {} if numbers_overdue() else None


# Urgent: whether mail is safe is asked of members, and an admin has to hear of a number that may be wrong.
KIND = Kind(name=OLD_NUMBERS, mutable=False, urgent=True, facts=_still_old)


@transaction.atomic(durable=True)
def tell_of_old_numbers() -> int:
    """Sweep. Who may confirm numbers hears of it, once a week at most, while one has to be looked at again."""
    if not numbers_overdue():
        return 0
    staff = User.objects.select_for_update(no_key=True).filter(is_staff=True, is_active=True).order_by("pk")
    people = [person for person in staff if can(person, "care.confirm_lines")]
    # Asked once they are held, so that two sweeps tell nobody twice.
    lately = Notification.objects.filter(kind=OLD_NUMBERS, created_at__gt=clock.now() - AGAIN)
    told = set(lately.values_list("account", flat=True))
    untold = [person for person in people if person.pk not in told]
    for person in untold:
        notify(account=person, kind=OLD_NUMBERS)
    return len(untold)
