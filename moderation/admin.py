"""Cases, to look at from outside: states and times, never words, names or who it is about. Services change them."""

from __future__ import annotations

from django.contrib import admin

from accounts.admin import LookOnly
from moderation.models import (
    Appeal,
    Case,
    CaseEvent,
    CaseEvidence,
    CaseReply,
    CheckBack,
    Death,
    Decision,
    Farewell,
    Finding,
    Fold,
    Grant,
    LookIn,
    Memorial,
    MemorialWords,
    OnCallShift,
    OutsideHelp,
    ReadingMark,
    Rehearsal,
    Report,
    Reread,
    RotaSlot,
    Rung,
    Sanction,
    StepUp,
    TextReading,
    WordRule,
)


@admin.register(Case)
class CaseAdmin(LookOnly):
    list_display = ["uid", "kind", "state", "severity", "opened_at", "read_by_person_at", "closed_at", "close_reason"]
    list_filter = ["kind", "state", "severity", "close_reason"]
    fields = [
        "uid",
        "kind",
        "state",
        "severity",
        "opened_at",
        "alerted_at",
        "panel_shown_at",
        "read_by_person_at",
        "last_activity_at",
        "closed_at",
        "close_reason",
        "kept_until",
    ]


@admin.register(CaseEvent)
class CaseEventAdmin(LookOnly):
    list_display = ["uid", "verb", "at"]
    list_filter = ["verb"]
    fields = ["uid", "verb", "at"]


@admin.register(CaseEvidence)
class CaseEvidenceAdmin(LookOnly):
    list_display = ["uid", "kind", "at"]
    fields = ["uid", "kind", "at"]


@admin.register(CaseReply)
class CaseReplyAdmin(LookOnly):
    list_display = ["uid", "from_team", "sent_at", "seen_at", "read_level"]
    list_filter = ["from_team", "read_level"]
    fields = ["uid", "from_team", "sent_at", "seen_at", "read_level", "read_version"]


@admin.register(CheckBack)
class CheckBackAdmin(LookOnly):
    list_display = ["uid", "place", "due_at", "raised_at", "done_at", "outcome"]
    list_filter = ["place", "outcome"]
    fields = ["uid", "place", "due_at", "raised_at", "passed_on_at", "done_at", "outcome"]


@admin.register(StepUp)
class StepUpAdmin(LookOnly):
    """That it is so, never for whom, by whom, or what was chosen."""

    list_display = ["uid", "sent_at", "look_in_at", "looked_in_at", "read_level"]
    fields = ["uid", "sent_at", "look_in_at", "raised_at", "looked_in_at", "read_level", "read_version"]


@admin.register(Death)
class DeathAdmin(LookOnly):
    """That it was said, and answered; never of whom, by whom, or how they know."""

    list_display = ["uid", "state", "said_at", "second_at", "alone", "review", "came_back"]
    list_filter = ["state", "alone", "review", "came_back"]
    fields = [
        "uid", "state", "said_at", "second_at", "alone", "review", "undone_at", "came_back", "looked_into_at",
    ]  # fmt: skip


@admin.register(Farewell)
class FarewellAdmin(LookOnly):
    """Not the words, nor whose they are."""

    list_display = ["uid", "told_at", "changed_at", "read_level"]
    fields = ["uid", "told_at", "changed_at", "read_level", "read_version"]


@admin.register(Memorial)
class MemorialAdmin(LookOnly):
    """That there is one. Not for whom, nor the words."""

    list_display = ["uid", "opened_at", "closed_at", "away_at", "read_level"]
    fields = ["uid", "opened_at", "changed_at", "closed_at", "away_at", "read_level", "read_version"]


@admin.register(MemorialWords)
class MemorialWordsAdmin(LookOnly):
    """Not the words, nor whose they are."""

    list_display = ["uid", "written_at", "changed_at", "read_level"]
    fields = ["uid", "written_at", "changed_at", "read_level", "read_version"]


@admin.register(LookIn)
class LookInAdmin(LookOnly):
    """That it is due, never on whom."""

    list_display = ["uid", "place", "due_at", "raised_at", "done_at"]
    fields = ["uid", "place", "due_at", "raised_at", "done_at"]


@admin.register(OutsideHelp)
class OutsideHelpAdmin(LookOnly):
    """That it was decided, never why."""

    list_display = ["uid", "state", "asked", "proposed_at", "second_at"]
    list_filter = ["state"]
    fields = ["uid", "state", "asked", "proposed_at", "second_at"]


@admin.register(Rung)
class RungAdmin(LookOnly):
    list_display = ["uid", "step", "due_at", "told_at"]
    list_filter = ["step"]
    fields = ["uid", "step", "since", "due_at", "told_at"]


@admin.register(Rehearsal)
class RehearsalAdmin(LookOnly):
    list_display = ["uid", "began_at", "arrived_at", "stopped_at"]
    list_filter = ["stopped_at"]
    fields = ["uid", "began_at", "arrived_at", "stopped_at"]


@admin.register(Report)
class ReportAdmin(LookOnly):
    list_display = ["uid", "reason", "made_at", "read_level"]
    list_filter = ["reason", "read_level"]
    fields = ["uid", "reason", "made_at", "read_level", "read_version"]


@admin.register(Finding)
class FindingAdmin(LookOnly):
    list_display = ["uid", "kind", "level", "severity", "about", "version", "found_at"]
    list_filter = ["level", "severity", "kind", "version"]
    fields = ["uid", "kind", "level", "severity", "about", "categories", "packs", "version", "found_at"]


@admin.register(Fold)
class FoldAdmin(LookOnly):
    """Not where in a text: that would point at the words."""

    list_display = ["uid", "kind", "state", "folded_at", "answered_at"]
    list_filter = ["state", "kind"]
    fields = ["uid", "kind", "state", "folded_at", "answered_at"]


@admin.register(Grant)
class GrantAdmin(LookOnly):
    """That something was opened, and how it went on; never why, whose it was, or who asked."""

    list_display = ["uid", "scope", "state", "asked_at", "alone", "review", "reads", "told_at"]
    list_filter = ["scope", "state", "alone", "review"]
    fields = [
        "uid",
        "scope",
        "state",
        "hours",
        "asked_at",
        "alone",
        "second_at",
        "opens_at",
        "ends_at",
        "reads",
        "review_due_at",
        "review",
        "untold_agreed_at",
        "told_at",
    ]


@admin.register(ReadingMark)
class ReadingMarkAdmin(LookOnly):
    """Not who said it: that is in the audit, for whoever has to answer for it."""

    list_display = ["uid", "verdict", "at"]
    list_filter = ["verdict"]
    fields = ["uid", "verdict", "at"]


@admin.register(Decision)
class DecisionAdmin(LookOnly):
    """Not what it was about, nor who took it."""

    list_display = ["uid", "measure", "state", "decided_at", "ends_at"]
    list_filter = ["measure", "state"]
    fields = ["uid", "measure", "state", "second_for", "machine_marked", "decided_at", "ends_at", "no_end", "seen_at"]


@admin.register(Sanction)
class SanctionAdmin(LookOnly):
    list_display = ["uid", "measure", "begins_at", "ends_at", "lifted_at", "lifted_because"]
    list_filter = ["measure", "lifted_because"]
    fields = ["uid", "measure", "begins_at", "ends_at", "no_end", "lifted_at", "lifted_because"]


@admin.register(Appeal)
class AppealAdmin(LookOnly):
    list_display = ["uid", "state", "made_at", "decided_at", "read_level"]
    list_filter = ["state", "read_level"]
    fields = ["uid", "state", "made_at", "decided_at", "read_level", "read_version"]


@admin.register(TextReading)
class TextReadingAdmin(LookOnly):
    list_display = ["uid", "kind", "field", "read_level", "read_version", "changed_at"]
    list_filter = ["read_level", "kind", "field"]
    fields = ["uid", "kind", "field", "read_level", "read_severity", "read_version", "changed_at"]


@admin.register(Reread)
class RereadAdmin(LookOnly):
    list_display = ["uid", "kind", "since", "tries", "next_at", "passed_on_at"]
    list_filter = ["kind"]
    fields = ["uid", "kind", "since", "tries", "next_at", "passed_on_at"]


@admin.register(OnCallShift)
class OnCallShiftAdmin(LookOnly):
    list_display = ["shown_name", "starts_at", "ends_at"]
    fields = ["uid", "shown_name", "starts_at", "ends_at"]


@admin.register(RotaSlot)
class RotaSlotAdmin(LookOnly):
    list_display = ["shown_name", "weekday", "begins", "until", "zone"]
    fields = ["uid", "shown_name", "weekday", "begins", "until", "zone"]


@admin.register(WordRule)
class WordRuleAdmin(LookOnly):
    """Not who made it, and in which group: the desk has the whole list."""

    list_display = ["words", "kind", "effect", "made_at"]
    list_filter = ["kind", "effect"]
    fields = ["uid", "kind", "words", "why", "effect", "made_at"]
