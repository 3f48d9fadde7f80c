"""Two hundred thousand reminders are due at once: handed to the outbox in bulk, and one by one.

    python -m benchmarks.reminders [--reminders 200000]                               on SQLite
    python -m tests.services -- python -m benchmarks.reminders [--reminders 200000]   on PostgreSQL

One by one is measured on a part of the same rows, in the same run. Fails where bulk is not twenty times as quick.
"""

from __future__ import annotations

import argparse
import os
import sys
import time

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "peersupport.settings.test")
WANTED = 20
PEOPLE = 200
ONE_BY_ONE, TURNS = 500, 10


def one_by_one(most: int) -> int:
    """What the sweep does, a transaction for each reminder."""
    from django.db import transaction

    import clock
    from meetings.models import Reminder
    from meetings.services.reminders import is_still_true
    from notifications.services import notify

    count = 0
    while count < most:
        with transaction.atomic(durable=True):
            now = clock.now()
            rows = Reminder.objects.select_for_update(skip_locked=True, of=("self",))
            row = rows.filter(handed_at__isnull=True, due_at__lte=now).order_by("due_at", "pk").first()
            if row is None:
                break
            if is_still_true(row.rsvp, now):
                notify(account=row.rsvp.membership.account, kind="meetings.reminder", about=row)
            row.handed_at = now
            row.save(update_fields=["handed_at"])
        count += 1
    return count


def main() -> int:
    reader = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    reader.add_argument("--reminders", type=int, default=200_000)
    wanted = reader.parse_args().reminders

    import django

    django.setup()
    from django.db import connection
    from django.test.utils import get_runner, setup_test_environment

    setup_test_environment()
    from django.conf import settings

    runner = get_runner(settings)(verbosity=0, interactive=False)
    old = runner.setup_databases()
    try:
        from meetings.models import Reminder
        from meetings.services import reminders
        from notifications.models import Notification
        from tests.factories.accounts import make_account
        from tests.factories.meetings import due_reminders

        total = due_reminders([make_account() for _ in range(PEOPLE)], max(1, wanted // PEOPLE))
        took = {"slow": 0.0, "quick": 0.0}
        slowly = quickly = 0
        # In turns, so that whatever else this machine does falls on both.
        for _turn in range(TURNS):
            start = time.perf_counter()
            slowly += one_by_one(ONE_BY_ONE // TURNS)
            took["slow"] += time.perf_counter() - start
            start = time.perf_counter()
            quickly += sum(reminders._hand_over() for _batch in range(total // reminders.BATCH // TURNS))
            took["quick"] += time.perf_counter() - start
        start = time.perf_counter()
        quickly += reminders.hand_over_reminders()
        took["quick"] += time.perf_counter() - start
        slow, quick = slowly / took["slow"], quickly / took["quick"]
        left = Reminder.objects.filter(handed_at__isnull=True).count()
        told = Notification.objects.filter(kind="meetings.reminder").values("about_uid").distinct().count()
        print(f"{connection.vendor}: {total} reminders, {PEOPLE} people")
        print(f"one by one {slow:,.0f} a second ({slowly}), in bulk {quick:,.0f} a second ({quickly})")
        print(f"in bulk it is {quick / slow:.0f} times as quick; wanted are {WANTED}")
        print(f"{left} left, {told} in the outbox, each once: {told == total}")
    finally:
        runner.teardown_databases(old)
    return 0 if quick >= WANTED * slow and left == 0 and told == total else 1


if __name__ == "__main__":
    sys.exit(main())
