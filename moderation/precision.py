"""How often readings were right, as this place's own team and authors say. Counts only; nothing learns from them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from moderation.answers import answers
from moderation.figures import Share, pack_of_rule
from moderation.models import Case, CaseEvent, CaseEvidence, Finding, ReadingMark

DAYS = 90
# Fewer marks than these say nothing about a rule.
MARKS_LEAST = 5
# Rules that an act of somebody else teaches carry its name and whose act it is.
PERSONS = ("_other", "_they", "_you")
# What belongs to no pack: the shapes of addresses and numbers, and what follows from an earlier message.
NO_PACK = "-"


@dataclass
class Tally:
    """Of one rule or pack: readings it took part in, marks of the team, and what authors said of them."""

    name: str
    pack: str = ""
    readings: int = 0
    right: int = 0
    not_right: int = 0
    misread: int = 0

    @property
    def marks(self) -> int:
        return self.right + self.not_right

    @property
    def precision(self) -> Share:
        return Share(self.right, self.marks)


@dataclass
class Measured:
    since: datetime
    until: datetime
    readings: int = 0
    # Readings with at least one mark, and those of which two people said different things.
    marked: int = 0
    differ: int = 0
    misread: int = 0
    rules: list[Tally] = field(default_factory=list)
    packs: list[Tally] = field(default_factory=list)


def measured(*, since: datetime, until: datetime, least: int = MARKS_LEAST) -> Measured:
    """Readings from `since` to `until`. Rules that cry wolf come first: the lowest share, from `least` marks on.

    A reading counts for every rule and every pack that took part in it.
    """
    result = Measured(since=since, until=until)
    packs_of = pack_of_rule()
    rules: dict[str, Tally] = {}
    packs: dict[str, Tally] = {}
    marks = _marks(since, until)
    misread = _misread(since, until)
    found = Finding.objects.filter(found_at__gte=since, found_at__lt=until)
    for pk, cues, findings in found.values_list("pk", "cues", "findings").iterator():
        said = marks.get(pk, [])
        result.readings += 1
        result.marked += bool(said)
        result.differ += len(set(said)) > 1
        result.misread += pk in misread
        names = {str(one.get("rule", "")) for one in (*cues, *findings)}
        for name in names:
            rules.setdefault(name, Tally(name, _pack(name, packs_of)))
        owners = {rules[name].pack for name in names}
        for tally in (*(rules[name] for name in names), *(packs.setdefault(one, Tally(one, one)) for one in owners)):
            tally.readings += 1
            tally.right += said.count(ReadingMark.Verdict.RIGHT)
            tally.not_right += said.count(ReadingMark.Verdict.NOT_RIGHT)
            tally.misread += pk in misread
    result.rules = _worst_first(rules.values(), least)
    result.packs = sorted(packs.values(), key=lambda tally: tally.name)
    return result


def _pack(rule: str, packs_of: dict[str, str]) -> str:
    for ending in ("", *PERSONS):
        if rule.endswith(ending) and (code := packs_of.get(rule.removesuffix(ending))):
            return code
    return NO_PACK


def _worst_first(tallies: Iterable[Tally], least: int) -> list[Tally]:
    def place(tally: Tally) -> tuple[Any, ...]:
        enough = tally.marks >= least
        return (not enough, tally.precision.value if enough else 0.0, -tally.marks, -tally.readings, tally.name)

    return sorted(tallies, key=place)


def _marks(since: datetime, until: datetime) -> dict[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    rows = ReadingMark.objects.filter(finding__found_at__gte=since, finding__found_at__lt=until)
    for pk, verdict in rows.values_list("finding", "verdict"):
        found[pk].append(verdict)
    return found


def _misread(since: datetime, until: datetime) -> set[int]:
    """The readings of which their author said “you misread me”, also where something else was chosen later."""
    said = CaseEvent.objects.filter(verb="chose", detail=Case.Choice.MISREAD)
    rows = CaseEvidence.objects.filter(case__in=said.values("case")).defer("copy").select_related("finding")
    events = CaseEvent.objects.filter(verb="chose", case__in=said.values("case")).defer("note")
    kept: dict[int, list[CaseEvidence]] = defaultdict(list)
    chosen: dict[int, list[CaseEvent]] = defaultdict(list)
    for row in rows:
        kept[row.case_id].append(row)
    for event in events:
        chosen[event.case_id].append(event)
    found: set[int] = set()
    for case, pieces in kept.items():
        about = answers(pieces, chosen[case])
        for piece in pieces:
            inside = piece.finding is not None and since <= piece.finding.found_at < until
            if inside and any(event.detail == Case.Choice.MISREAD for event in about[piece.pk]):
                found.add(int(piece.finding_id or 0))
    return found
