"""Sixty-four people answer one meeting with eight places at the same moment, over and over.

    python -m benchmarks.rsvps [--rounds 200]                               on SQLite
    python -m tests.services -- python -m benchmarks.rsvps [--rounds 200]   on PostgreSQL

Says how many rounds went wrong: more people than places, a place idle while somebody waits, an error. None may.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import time

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "peersupport.settings.test")


def main() -> int:
    reader = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    reader.add_argument("--rounds", type=int, default=200)
    rounds = reader.parse_args().rounds

    import django

    django.setup()
    from django.db import connection
    from django.test.utils import get_runner, setup_test_environment

    setup_test_environment()
    from django.conf import settings

    runner = get_runner(settings)(verbosity=0, interactive=False)
    old = runner.setup_databases()
    try:
        from tests.meetings.racing import CROWD, SEATS, crowd, meetings, race

        keeper, group, people = crowd()
        faults, took = [], []
        for number, row in enumerate(meetings(keeper, group, rounds)):
            start = time.perf_counter()
            seen = race(row, people)
            took.append(time.perf_counter() - start)
            faults += [f"round {number}: {fault}" for fault in seen.faults]
        print(f"{connection.vendor}: {len(took)} rounds, {CROWD} people, {SEATS} places, {len(faults)} faults")
        print(f"a round took {statistics.median(took):.2f} s in the middle, {max(took):.2f} s at most")
        for fault in faults[:20]:
            print(fault)
    finally:
        runner.teardown_databases(old)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
