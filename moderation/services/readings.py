"""Storing what the engine said, and what follows from it in the same transaction."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

from django.db import transaction

import clock
from accounts.access import require
from audit import services as audit
from moderation.detection import Cue, Reading, explain
from moderation.detection import Finding as Noticed
from moderation.engine import Outcome, read_text
from moderation.folding import Folds, folds_of
from moderation.models import Case, Finding, FoldableText, Level, ReadText
from moderation.services.cases import ALERTING_FROM, open_or_join
from moderation.services.folds import note_fold
from moderation.subjects import Authorship, Neighbour
from rows import require_transaction

NEIGHBOURS_MOST = 6
# Folded words are looked at; nobody is called out of bed for them.
QUIET_MOST = ALERTING_FROM - 1


def apply_reading(row: ReadText, outcome: Outcome) -> None:
    """Put the reading on the columns of `row`, which the caller saves in its transaction.

    With it what is folded for others: `row` holds the words as they were read.
    """
    row.read_level = outcome.level
    row.read_severity = outcome.severity
    row.read_version = outcome.version
    row.read_at = None if outcome.level == Level.NOT_YET else clock.now()
    if isinstance(row, FoldableText):
        found = outcome.reading.findings if outcome.reading is not None else ()
        row.folded = folds_of(found, row.texts_read(), row.SEPARATOR) if found else {}


def after_store(
    *,
    kind: str,
    row_uid: uuid.UUID,
    outcome: Outcome,
    text: str,
    authorship: Authorship,
    group: Any = None,
    neighbours: Sequence[Neighbour] = (),
    for_facilitators: bool = True,
    opens_case: bool = True,
    folded: Folds | None = None,
) -> Case | None:
    """Building block, in the transaction that stored the text: a Finding above ordinary, a case on crisis.

    Answers the person's one open crisis case, or None. `neighbours` are a few messages around the text, the oldest
    first; they are copied beside the sealed evidence. `folded` is what others do not read of it: somebody looks at
    that, in the case of the crisis or in a quiet one.
    """
    require_transaction()
    finding = note_finding(kind=kind, row_uid=row_uid, outcome=outcome)
    crisis = outcome.is_crisis and opens_case
    if not crisis and not folded:
        return None
    case = open_or_join(
        kind=Case.Kind.CRISIS if crisis else Case.Kind.FOLDED,
        authorship=authorship,
        group=group,
        severity=outcome.severity if crisis else min(outcome.severity, QUIET_MOST),
        item=evidence_of(
            kind=kind, row_uid=row_uid, outcome=outcome, text=text, neighbours=neighbours, finding=finding
        ),
        content=(kind, row_uid),
        for_facilitators=for_facilitators,
    )
    if folded:
        note_fold(case=case, finding=finding, kind=kind, row_uid=row_uid, spans=folded)
    return case if crisis else None


def note_finding(*, kind: str, row_uid: uuid.UUID, outcome: Outcome) -> Finding | None:
    """Building block. The row that a reading above ordinary leaves: offsets and rules, never the text."""
    require_transaction()
    reading = outcome.reading
    if reading is None or not (outcome.level in (Level.CONCERN, Level.CRISIS) or reading.findings):
        return None
    return Finding.objects.create(
        kind=kind,
        subject_uid=row_uid,
        level=outcome.level,
        severity=outcome.severity,
        about=reading.about or "",
        categories=list(reading.categories),
        cues=cues_of(reading),
        findings=findings_of(reading),
        packs=list(reading.packs),
        version=outcome.version,
    )


def cues_of(reading: Any) -> list[dict[str, Any]]:
    """The cues as JSON: offsets into the text as it was written, the rule, its slots."""
    return [{"start": cue.start, "end": cue.end, "rule": cue.rule, "slots": dict(cue.slots)} for cue in reading.cues]


def findings_of(reading: Any) -> list[dict[str, Any]]:
    """What else was noticed as JSON: passages to look at apart from any crisis."""
    return [
        {"kind": found.kind, "start": found.start, "end": found.end, "rule": found.rule} for found in reading.findings
    ]


def reading_of(finding: Finding) -> Reading:
    """The reading that left `finding`, as the engine gave it."""
    return Reading(
        level=finding.level,
        severity=finding.severity,
        categories=tuple(finding.categories),
        findings=tuple(Noticed(**found) for found in finding.findings),
        about=finding.about,
        cues=tuple(Cue(**cue) for cue in finding.cues),
        packs=tuple(finding.packs),
        version=finding.version,
    )


def evidence_of(
    *,
    kind: str,
    row_uid: uuid.UUID | None,
    outcome: Outcome | None,
    text: str,
    neighbours: Sequence[Neighbour] = (),
    finding: Finding | None = None,
) -> dict[str, Any]:
    """One item of a case's evidence, before it is sealed. It holds no name: whose words they are, the case says.

    `finding` is what the reading of these words left; alone, it stands for a reading of before.
    """
    reading = outcome.reading if outcome is not None else reading_of(finding) if finding is not None else None
    return {
        "kind": kind,
        "uid": str(row_uid) if row_uid else None,
        "at": clock.now().isoformat(),
        "text": text,
        "level": outcome.level if outcome is not None else "",
        "about": (reading.about or "") if reading is not None and outcome is not None else "",
        "categories": list(reading.categories) if reading is not None else [],
        "cues": cues_of(reading) if reading is not None else [],
        "findings": findings_of(reading) if reading is not None else [],
        "finding": finding,
        "explained": _explained(reading, text),
        "neighbours": list(neighbours)[-NEIGHBOURS_MOST:],
    }


def _explained(reading: Any, text: str) -> list[str]:
    if reading is None:
        return []
    try:
        return [str(sentence) for sentence in explain(reading, text)]
    except Exception:
        # The words matter more than the sentence about them.
        return []


def read_refused(*, text: str, language: str, sensitivity: str = "usual") -> Outcome:
    """What the engine says of words that were not posted (muted, too fast, room closed). Stores nothing."""
    return read_text(text, language=language, sensitivity=sensitivity)


@transaction.atomic(durable=True)
def notice_refused(*, actor: Any) -> None:
    """The audit line of a refused text in which the engine saw a crisis; the words stay with their author."""
    require(actor, "moderation.need_help")
    audit.record(actor=actor, verb="refused.noticed", target=actor, reason=Level.CRISIS)
