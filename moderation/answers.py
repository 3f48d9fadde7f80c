"""What authors said of the words that led to their case: which answer belongs to which piece."""

from __future__ import annotations

from collections.abc import Iterable

from moderation.models import CaseEvent, CaseEvidence


def answers(evidence: Iterable[CaseEvidence], events: Iterable[CaseEvent]) -> dict[int, list[CaseEvent]]:
    """By the id of each piece, what its author chose about it, the oldest first.

    An answer belongs to all words since the answer before: new words after it are not answered yet.
    """
    chosen = [event for event in events if event.verb == "chose"]
    found: dict[int, list[CaseEvent]] = {}
    group: list[CaseEvidence] = []
    said: list[CaseEvent] = []
    steps: list[tuple[object, int, CaseEvidence | CaseEvent]] = [(row.at, 0, row) for row in evidence]
    steps += [(event.at, 1, event) for event in chosen]
    for _, _, step in sorted(steps, key=lambda one: (one[0], one[1], one[2].pk)):
        if isinstance(step, CaseEvidence):
            if said:
                group, said = [], []
            group.append(step)
            found[step.pk] = said
        else:
            said.append(step)
    return found
