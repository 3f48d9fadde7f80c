"""Two hundred thousand stories: the newest 20 with a word, by the index and by LIKE, in the same run on the same rows.

    python -m benchmarks.search [--stories 200000]                               on SQLite, in a file
    python -m tests.services -- python -m benchmarks.search [--stories 200000]   on PostgreSQL

For a word that twenty stories hold, a rare one, a usual one and one in every second story, as somebody with an account
and no group sees them. Also says how long a search takes that puts what fits best first, which must stay bounded
however common the word is.
"""

from __future__ import annotations

import argparse
import os
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "peersupport.settings.test")

# Put together from so many paragraphs; longer stories cost LIKE more, and the index not.
WORDS_EACH, PARAGRAPH, PARAGRAPHS = 150, 50, 5000
NEWEST = 20
TIMES = 7
# The word, and in which share of the stories it is.
ASKED = {"driftwood": 0.0001, "lighthouse": 0.0005, "orchard": 0.02, "kitchen": 0.5}
BATCH = 2000


def fill(count: int, authors: list[Any], group: Any) -> None:
    """Stories of a made-up language with a few words that are looked for, some of them for a group only."""
    from django.db import transaction

    from stories import search
    from stories.models import Story

    dice = random.Random(7)
    pieces = "ba de ki lo mu na po ri sa te vu wo ze fa gi".split()
    language = ["".join(dice.choices(pieces, k=dice.randint(2, 4))) for _ in range(20_000)]
    weights = [1 / (rank + 10) for rank in range(len(language))]
    written = [" ".join(dice.choices(language, weights, k=PARAGRAPH)) for _ in range(PARAGRAPHS)]
    made = 0
    while made < count:
        rows = []
        for _ in range(min(BATCH, count - made)):
            words = dice.choices(written, k=WORDS_EACH // PARAGRAPH)
            words += [word for word, share in ASKED.items() if dice.random() < share]
            dice.shuffle(words)
            inside = dice.random() < 0.2
            rows.append(
                Story(
                    author=dice.choice(authors), audience="group" if inside else "members",
                    group=group if inside else None, language="en", avatar_seed="ab12cd34", how_it_was=" ".join(words),
                    read_level="none",
                )
            )  # fmt: skip
        with transaction.atomic():
            for row in Story.objects.bulk_create(rows):
                search.put(row)
        made += len(rows)


def took(what: Callable[[], Any]) -> tuple[float, Any]:
    """Milliseconds in the middle of several runs, and what the last one answered."""
    times, answer = [], what()
    for _ in range(TIMES):
        start = time.perf_counter()
        answer = what()
        times.append((time.perf_counter() - start) * 1000)
    return statistics.median(times), answer


def in_database(what: Callable[[], Any]) -> float:
    """Milliseconds in the middle that the database itself needs for the statements of `what`, to the last row."""
    from django.db import connection

    said: list[tuple[str, Any]] = []

    def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        said.append((sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        what()

    def again() -> None:
        with connection.cursor() as cursor:
            for sql, params in said:
                cursor.execute(sql, params)
                cursor.fetchall()

    return took(again)[0]


def compare() -> list[str]:
    """One line for each word, and the faults."""
    from django.db import connection
    from django.db.models import Q

    from stories import search
    from stories.models import Story
    from tests.factories.accounts import make_account

    reader = make_account("reader")
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    faults = []
    for word, share in ASKED.items():
        like = Q(title__icontains=word) | Q(how_it_was__icontains=word) | Q(what_helped__icontains=word)
        like |= Q(now__icontains=word) | Q(content_note__icontains=word)
        visible = Story.objects.visible_to(reader)
        ways: dict[str, Callable[[], Any]] = {
            "LIKE": lambda visible=visible, like=like: list(visible.filter(like).order_by("-pk")[:NEWEST]),
            "index": lambda word=word: search.found(reader, word, most=NEWEST),
            "best first": lambda word=word: search.best(reader, word, most=NEWEST),
        }
        whole = {name: took(way) for name, way in ways.items()}
        database = {name: in_database(way) for name, way in ways.items()}
        wanted, newest, best = (whole[name][1] for name in ways)
        print(f"{connection.vendor}: {word} in {share:.2%}, {database['LIKE'] / database['index']:.0f} times faster")
        for name in ways:
            print(f"    {name:>10}: {database[name]:8.2f} ms in the database, {whole[name][0]:8.2f} ms with Python")
        if [row.pk for row in newest] != [row.pk for row in wanted] or len(best) != len(wanted):
            faults.append(f"{word}: not the same stories")
    return faults


def main() -> int:
    reader = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    reader.add_argument("--stories", type=int, default=200_000)
    count = reader.parse_args().stories

    import django

    django.setup()
    from django.conf import settings
    from django.test.utils import get_runner, setup_test_environment

    settings.DATABASES["default"].setdefault("TEST", {})
    folder = tempfile.TemporaryDirectory()
    if settings.DATABASES["default"]["ENGINE"].endswith("sqlite3"):
        settings.DATABASES["default"]["TEST"]["NAME"] = f"{folder.name}/search.sqlite3"
    setup_test_environment()
    runner = get_runner(settings)(verbosity=0, interactive=False)
    old = runner.setup_databases()
    try:
        from tests.factories.accounts import make_account
        from tests.factories.groups import make_group

        authors = [make_account(f"teller-{number}") for number in range(20)]
        start = time.perf_counter()
        fill(count, authors, make_group(authors[0]))
        print(f"{count} stories of {WORDS_EACH} words were stored and indexed in {time.perf_counter() - start:.0f} s")
        faults = compare()
        for fault in faults:
            print(fault)
    finally:
        runner.teardown_databases(old)
        folder.cleanup()
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
