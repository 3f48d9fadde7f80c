"""Rows of the desk: readings, cases with their evidence, and what was decided."""

from __future__ import annotations

from moderation.models.care import CheckBack, OutsideHelp, Rehearsal, Rung
from moderation.models.caring import AT_MOST, AT_MOST_RANGE, TALK_WITHIN, TeamCare
from moderation.models.cases import Case, CaseEvent, CaseEvidence, CaseNeighbour, CaseReply, Report
from moderation.models.deaths import FAREWELL_MOST, LOOK_AGAIN_AFTER, MISTAKE_SHOWN, WATCHED, Death, Farewell, LookIn
from moderation.models.decisions import LASTING, Appeal, Decision, Measure, NoEnd, Sanction
from moderation.models.duty import OnCallShift, RotaSlot
from moderation.models.folds import Fold, FoldableText
from moderation.models.grants import Grant
from moderation.models.memorials import AWAY_KEPT, OPENING_MOST, REMEMBERED_MOST, Memorial, MemorialWords
from moderation.models.readings import READ_COLUMNS, Finding, Level, ReadingMark, ReadText, Reread, TextReading
from moderation.models.steps_up import StepUp
from moderation.models.word_rules import WordRule

__all__ = [
    "AT_MOST",
    "AT_MOST_RANGE",
    "AWAY_KEPT",
    "LASTING",
    "READ_COLUMNS",
    "TALK_WITHIN",
    "Appeal",
    "Case",
    "CaseEvent",
    "CaseEvidence",
    "CaseNeighbour",
    "CaseReply",
    "CheckBack",
    "Death",
    "Decision",
    "FAREWELL_MOST",
    "LOOK_AGAIN_AFTER",
    "MISTAKE_SHOWN",
    "Farewell",
    "Finding",
    "Fold",
    "FoldableText",
    "Grant",
    "Level",
    "LookIn",
    "Measure",
    "Memorial",
    "MemorialWords",
    "NoEnd",
    "OPENING_MOST",
    "OnCallShift",
    "OutsideHelp",
    "REMEMBERED_MOST",
    "ReadText",
    "ReadingMark",
    "Rehearsal",
    "Report",
    "Reread",
    "RotaSlot",
    "Rung",
    "Sanction",
    "StepUp",
    "TeamCare",
    "WATCHED",
    "TextReading",
    "WordRule",
]
