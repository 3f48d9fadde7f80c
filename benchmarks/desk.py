"""The desk with five hundred cases and with fifty thousand: how long its pages take, and how many questions they ask.

    python -m benchmarks.desk [--cases 50000]                               on SQLite
    python -m tests.services -- python -m benchmarks.desk [--cases 50000]   on PostgreSQL

Two thirds of the cases are people who are unwell, the others are reports, of which some have ended; one person in 20
is there under two names. Fails where a page takes more than twice as long as with five hundred, or asks more than eight
questions.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import time
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "peersupport.settings.test")
FEW, TURNS, RATIO, QUESTIONS = 500, 21, 2.0, 8
PAGES = ("/desk/", "/desk/?page=3", "/desk/?rules=1", "/desk/?ended=1")


def fill(wanted: int) -> None:
    """As many cases as are missing, spread over two months."""
    import uuid
    from datetime import timedelta

    import clock
    from accounts.models import User
    from moderation.models import Case, CaseEvent

    have, now = Case.objects.count(), clock.now()
    numbers = range(have, wanted)
    people = User.objects.bulk_create(
        [User(sign_in_name=f"person-{number}") for number in numbers if number % 20], batch_size=2000
    )
    people += people[: len(numbers) - len(people)]
    rows = []
    for number, person in zip(numbers, people, strict=True):
        kind = ("crisis", "help", "report", "unread", "report", "worry")[number % 6]
        ended = number % 6 == 4 and number % 4 != 0
        rows.append(
            Case(
                kind=kind,
                state="closed" if ended else "new",
                close_reason="read" if ended else "",
                closed_at=now if ended else None,
                severity=number % 6,
                subject_account=person,
                label=f"Quiet Stone {number}",
                avatar_seed="seed",
                group_uid=uuid.UUID(int=number),
                group_name="A group",
                content_kind="message",
                content_uid=uuid.uuid4(),
                opened_at=now - timedelta(seconds=100 * number),
                read_by_person_at=now if number % 3 else None,
            )
        )
    made = Case.objects.bulk_create(rows, batch_size=1000)
    CaseEvent.objects.bulk_create([CaseEvent(case=case, verb="opened") for case in made], batch_size=2000)


def measure(client: Any) -> dict[str, tuple[float, int]]:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    found = {}
    for page in PAGES:
        client.get(page)
        with CaptureQueriesContext(connection) as asked:
            assert client.get(page).status_code == 200
        # At once: the next request empties the log.
        questions = len(asked)
        took = []
        for _turn in range(TURNS):
            start = time.perf_counter()
            client.get(page)
            took.append(time.perf_counter() - start)
        found[page] = (statistics.median(took), questions)
    return found


def main() -> int:
    reader = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    reader.add_argument("--cases", type=int, default=50_000)
    wanted = reader.parse_args().cases

    import django

    django.setup()
    from django.db import connection
    from django.test import Client
    from django.test.utils import get_runner, setup_test_environment

    setup_test_environment()
    from django.conf import settings

    runner = get_runner(settings)(verbosity=0, interactive=False)
    old = runner.setup_databases()
    try:
        from tests.factories.accounts import make_account

        client = Client()
        client.force_login(make_account("mo", is_moderator=True))
        fill(FEW)
        few = measure(client)
        fill(wanted)
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
        many = measure(client)
        good = True
        print(f"{connection.vendor}: {FEW} cases and {wanted}")
        for page in PAGES:
            (before, _), (after, asked) = few[page], many[page]
            good = good and after <= RATIO * before and asked <= QUESTIONS
            print(
                f"{page:16} {before * 1000:6.1f} ms, {after * 1000:6.1f} ms, "
                f"{after / before:.2f} times, {asked} questions"
            )
    finally:
        runner.teardown_databases(old)
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
