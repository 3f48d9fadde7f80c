"""`manage.py detection_report`: how often readings were right, by rule and by pack. Never a text, never a person."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

import clock
from moderation.precision import DAYS, MARKS_LEAST, Measured, Tally, measured

ABOUT = (
    "Right and not right are marks of the team, misread is what authors said. A reading counts for every rule that "
    "took part in it. Nothing learns from this by itself: whoever keeps the rules reads it and decides."
)
HEAD = ("rule", "pack", "readings", "right", "not right", "misread", "precision (95 % interval)")


class Command(BaseCommand):
    help = "Print how often readings were right, by rule and by pack, the rules that cry wolf first."

    def add_arguments(self, parser: CommandParser) -> None:
        when = parser.add_mutually_exclusive_group()
        when.add_argument("--days", type=int, default=DAYS, help=f"how far back ({DAYS} if not said)")
        when.add_argument("--since", help="from this day on, such as 2030-04-17 (UTC)")
        parser.add_argument(
            "--marks", type=int, default=MARKS_LEAST, help=f"judge a rule from so many marks on ({MARKS_LEAST})"
        )
        parser.add_argument("--json", action="store_true", help="print JSON instead of a table")

    def handle(self, *args: Any, **options: Any) -> None:
        now = clock.now()
        since = _day(options["since"]) if options["since"] else now - timedelta(days=options["days"])
        found = measured(since=since, until=now, least=options["marks"])
        if options["json"]:
            self.stdout.write(json.dumps(_plain(found, options["marks"]), indent=2))
            return
        self.stdout.write(
            f"{since:%Y-%m-%d} to {now:%Y-%m-%d}: {found.readings} readings, {found.marked} marked, "
            f"{found.differ} of them differently by two people, {found.misread} called misread by their author."
        )
        self._table("Rules that cry wolf first", found.rules, options["marks"])
        self._table("Packs", found.packs, options["marks"])
        self.stdout.write(f"\n{ABOUT}")

    def _table(self, title: str, tallies: list[Tally], least: int) -> None:
        lines = [HEAD, *(_cells(one, least) for one in tallies)]
        widths = [max(len(line[column]) for line in lines) for column in range(len(HEAD))]
        self.stdout.write(f"\n{title}")
        for line in lines:
            self.stdout.write("  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip())


def _cells(one: Tally, least: int) -> tuple[str, ...]:
    share = one.precision
    said = f"{share.value:.0%} ({share.low:.0%} to {share.high:.0%})" if one.marks >= least else "too few marks"
    return (one.name, one.pack, str(one.readings), str(one.right), str(one.not_right), str(one.misread), said)


def _plain(found: Measured, least: int) -> dict[str, Any]:
    return {
        "since": found.since.isoformat(),
        "until": found.until.isoformat(),
        "readings": found.readings,
        "marked": found.marked,
        "differ": found.differ,
        "misread": found.misread,
        "least_marks": least,
        "rules": [_row(one) for one in found.rules],
        "packs": [_row(one) for one in found.packs],
        "about": ABOUT,
    }


def _row(one: Tally) -> dict[str, Any]:
    share = one.precision
    return {
        "name": one.name,
        "pack": one.pack,
        "readings": one.readings,
        "right": one.right,
        "not_right": one.not_right,
        "misread": one.misread,
        "precision": round(share.value, 4) if one.marks else None,
        "low": round(share.low, 4) if one.marks else None,
        "high": round(share.high, 4) if one.marks else None,
    }


def _day(said: str) -> datetime:
    try:
        return datetime.strptime(said, "%Y-%m-%d").replace(tzinfo=UTC)
    except ValueError as error:
        raise CommandError("--since takes a day such as 2030-04-17.") from error
