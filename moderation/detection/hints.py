"""What several hints say together that none says alone.

Many people never name it. They say where they are, what they have put ready, whom they gave their things to, that
nobody must find them. A rule of kind `hint` recognises one such ingredient and gives it points; different ingredients
about the same person and matter, close to each other, add up. The same ingredient twice counts once.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from .signal import MOST
from .signal import points as adds

if TYPE_CHECKING:
    from .compose import Meant

CRISIS = 6
CONCERN = 4
# Fewer points, or a rule that says it is vague, are only colour to what is clear.
CLEAR = 3
SOME, MUCH, ALONE = 3, 4, 4
NEAR = 40
# In a long text ingredients meet by chance: far from each other they have to weigh more.
FAR, MORE_WHEN_FAR = 14, 2
# Somebody who tells how they came through speaks of the same places and days.
RECOVERED = 3
# What other rules found is an ingredient too.
_GROUP = {"suicide": "suicide", "distress": "suicide", "self_harm": "self_harm", "abuse": "abuse",
          "psychosis_commands": "psychosis_commands", "harm_to_others": "harm_to_others",
          "child_at_risk": "child_at_risk", "overdose": "overdose"}  # fmt: skip
_AT_LEAST = {"self_harm": 3, "abuse": 3, "psychosis_commands": 3, "harm_to_others": 3, "child_at_risk": 3}


def weigh(
    found: list[Meant],
    calming: bool,
    recovered: bool,
    shift: int,
    signal: Callable[[Meant], float],
) -> tuple[int, int]:
    """Level and severity of the hints; those that count get the level themselves, so that they are shown."""
    groups: dict[tuple[str, str], list[tuple[Meant, str, int]]] = {}
    for meant in found:
        if meant.hint:
            groups.setdefault((meant.category, meant.about), []).append((meant, meant.hint, meant.points))
        elif meant.level == 1 and meant.category in _GROUP:
            group = _GROUP[meant.category]
            points = max(meant.points, _AT_LEAST.get(group, 0))
            about = "self" if group not in ("suicide", "self_harm") else meant.about
            kind = "despair" if meant.category == "distress" else meant.category
            groups.setdefault((group, about), []).append((meant, kind, points))
    best = (0, 0)
    limit = CRISIS + shift + (RECOVERED if recovered else 0)
    for parts in groups.values():
        hinted = [part[0] for part in parts if part[0].hint]
        # What two rules say of the same words is said once.
        plain = [part[0] for part in parts if not part[0].hint]
        parts = [part for part in parts if part[0].hint or not any(_meet(part[0], hint) for hint in hinted)]
        parts.sort(key=lambda part: part[0].start)
        total, clear, chosen = _densest([part for part in parts if _belongs(part[0], parts)])
        spread = max(meant.end for meant in chosen) - min(meant.start for meant in chosen) if chosen else 0
        if not any(meant.hint for meant in chosen):
            continue
        more = 0
        enough = limit + (MORE_WHEN_FAR if spread > FAR else 0)
        if total + MOST < CONCERN + (RECOVERED if recovered else 0):
            continue
        # What a rule already calls a concern is not made a crisis by how it is worded.
        if total < enough and any(not any(_meet(meant, said) for said in plain) for meant in clear):
            more = max(adds(signal(meant)) for meant in chosen)
        if total + (more if more >= SOME else 0) < CONCERN + (RECOVERED if recovered else 0):
            continue
        # One ingredient says little, with a day beside it too: it must be plain, or the words around it say very much.
        solid = sum(meant.points > 1 for meant in chosen)
        plainest = max(meant.points for meant in chosen)
        if solid < 2 and plainest < ALONE and more < SOME:
            continue
        dated = len(chosen) > solid
        if solid > 1 or dated or (plainest >= ALONE and more >= MUCH):
            total += more
        level = 2 if total >= enough and clear and not calming else 1
        for meant in chosen:
            meant.level = max(meant.level, level)
            meant.severity = max(meant.severity, 4 if level == 2 else 2)
        best = max(best, (level, 4 if level == 2 else 2))
    return best


def _belongs(meant: Meant, parts: list[tuple[Meant, str, int]]) -> bool:
    """What only colours, a day or a word like "now", colours what stands near it."""
    if not meant.hint or meant.points > 1:
        return True
    return any(
        other is not meant and other.points > 1 and other.start - meant.end <= FAR and meant.start - other.end <= FAR
        for other, _, _ in parts
    )


def _meet(one: Meant, other: Meant) -> bool:
    return one.pack is other.pack and one.start < other.end and other.start < one.end


def _densest(parts: list[tuple[Meant, str, int]]) -> tuple[int, list[Meant], list[Meant]]:
    """The stretch of text in which different ingredients weigh most, and which of them are clear."""
    best = 0
    chosen: list[Meant] = []
    for first, (opening, _, _) in enumerate(parts):
        within = []
        for meant, kind, points in parts[first:]:
            if meant.start - opening.end > NEAR:
                break
            within.append((-points, meant.start, kind, meant))
        if -sum(entry[0] for entry in within) <= best:
            continue
        within.sort(key=lambda entry: entry[:3])
        kinds: dict[str, Meant] = {}
        total = 0
        for less, _, kind, meant in within:
            # The same words are one ingredient, whatever they are taken for.
            if kind not in kinds and not any(_same(meant, other) for other in kinds.values()):
                kinds[kind] = meant
                total -= less
        if total > best:
            best, chosen = total, list(kinds.values())
    clear = [m for m in chosen if m.hint and m.points >= CLEAR and "vague" not in m.rule.flags]
    return best, clear, chosen


def _same(one: Meant, other: Meant) -> bool:
    """Whether most words of the shorter passage are in both."""
    shared = min(one.end, other.end) - max(one.start, other.start)
    return shared * 2 > min(one.end - one.start, other.end - other.start)


__all__ = ["weigh"]
