"""What a person gets of moderation in the copy of their data."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.sealed import open_sealed
from moderation.models import (
    Appeal,
    Case,
    CaseReply,
    CheckBack,
    Death,
    Decision,
    Farewell,
    Fold,
    Grant,
    LookIn,
    Memorial,
    MemorialWords,
    OnCallShift,
    OutsideHelp,
    ReadingMark,
    RotaSlot,
    Sanction,
    StepUp,
    TeamCare,
    WordRule,
)
from moderation.services import themes_left
from moderation.statements import opened, outcomes_for, statement_of
from moderation.themes import said


def cases(account: Any) -> list[dict[str, Any]]:
    return [
        {
            "opened": case.opened_at.isoformat(),
            "ended": case.closed_at and case.closed_at.isoformat(),
            "read by a person": case.read_by_person_at and case.read_by_person_at.isoformat(),
            "you chose": case.get_choice_display() if case.choice else "",
            "as": case.label,
            "others may read that somebody is with you": case.room_told_at is not None,
            "where you said you are": opened(case, "place", account) if case.place_at else "",
        }
        for case in Case.objects.of_author(account).order_by("opened_at")
    ]


def replies(account: Any) -> list[dict[str, Any]]:
    """Both sides of the conversations: what somebody was told is theirs as well."""
    cases = Case.objects.of_author(account)
    return [
        {
            "at": reply.sent_at.isoformat(),
            "from": str(_("the team")) if reply.from_team else str(_("you")),
            "text": open_sealed(reply, "text", account),
        }
        for reply in CaseReply.objects.filter(case__in=cases)
    ]


def check_backs(account: Any) -> list[dict[str, Any]]:
    return [
        {"from": row.due_at.isoformat(), "what": row.get_place_display(), "what came of it": row.get_outcome_display()}
        for row in CheckBack.objects.filter(case__in=Case.objects.of_author(account))
    ]


def folds(account: Any) -> list[dict[str, Any]]:
    """Which of their words others do not read. The words themselves are whole where they are."""
    rows = Fold.objects.filter(case__subject_account=account).exclude(state=Fold.State.GONE)
    return [{"since": row.folded_at.isoformat(), "kind": row.kind, "state": row.get_state_display()} for row in rows]


def grants(account: Any) -> list[dict[str, Any]]:
    """What was opened, as far as they are told of it. The reasons are the team's."""
    return [
        {
            "what": row.get_scope_display(),
            "from": row.opens_at and row.opens_at.isoformat(),
            "to": row.ends_at and row.ends_at.isoformat(),
            "times read": row.reads,
            "by one alone": row.alone,
        }
        for row in Grant.objects.told_to(account)
    ]


def calls(account: Any) -> list[dict[str, Any]]:
    """What was decided. The reasons are the team's."""
    agreed = OutsideHelp.objects.filter(case__in=Case.objects.of_author(account), state=OutsideHelp.State.AGREED)
    return [{"at": row.second_at and row.second_at.isoformat(), "asked": row.get_asked_display()} for row in agreed]


def reports(account: Any) -> list[dict[str, Any]]:
    return [
        {
            "at": one.report.made_at.isoformat(),
            "reason": one.report.get_reason_display(),
            "words": open_sealed(one.report, "words", account),
            "what came of it": one.line,
        }
        for one in outcomes_for(account)
    ]


def decisions(account: Any) -> list[dict[str, Any]]:
    rows = Decision.objects.of_author(account).select_related("case", "sanction", "appeal")
    told = [statement_of(account, row) for row in rows]
    return [
        {
            "at": one.decision.decided_at.isoformat(),
            "what happened": one.happened,
            "rule": one.rule,
            "words it is about": one.quoted,
            "words to you": one.words,
            "how long": one.how_long,
            "afterwards": one.over,
        }
        for one in told
    ]


def appeals(account: Any) -> list[dict[str, Any]]:
    return [
        {
            "at": row.made_at.isoformat(),
            "words": opened(row, "words", account),
            "answer": opened(row, "answer", account),
            "state": row.get_state_display(),
        }
        for row in Appeal.objects.of_author(account)
    ]


def sanctions(account: Any) -> list[dict[str, Any]]:
    return [
        {
            "from": row.begins_at.isoformat(),
            "until": row.ends_at and row.ends_at.isoformat(),
            "ended": row.lifted_at and row.lifted_at.isoformat(),
            "what": row.get_measure_display(),
        }
        for row in Sanction.objects.filter(account=account)
    ]


def shifts(account: Any) -> list[dict[str, Any]]:
    return [
        {"from": row.starts_at.isoformat(), "until": row.ends_at.isoformat(), "as": row.shown_name}
        for row in OnCallShift.objects.filter(account=account)
    ]


def slots(account: Any) -> list[dict[str, Any]]:
    return [
        {"day": row.get_weekday_display(), "from": str(row.begins), "until": str(row.until), "zone": row.zone}
        for row in RotaSlot.objects.filter(account=account)
    ]


def team_care(account: Any) -> list[dict[str, Any]]:
    """One's own row. Who one's buddy is, is theirs to say."""
    return [
        {
            "heavy conversations in one shift": row.at_most,
            "left to others": said(themes_left(row, account)),
            "has a buddy": row.buddy_agreed_at is not None,
            "asked to talk": row.talk_asked_at and row.talk_asked_at.isoformat(),
        }
        for row in TeamCare.objects.filter(account=account)
    ]


def marks(account: Any) -> list[dict[str, Any]]:
    return [
        {"at": row.at.isoformat(), "said": row.get_verdict_display()}
        for row in ReadingMark.objects.filter(marked_by=account).order_by("at")
    ]


def word_rules(account: Any) -> list[dict[str, Any]]:
    return [
        {
            "at": row.made_at.isoformat(),
            "kind": row.get_kind_display(),
            "words": row.words,
            "why": row.why,
            "what happens": row.get_effect_display(),
        }
        for row in WordRule.objects.filter(made_by=account).order_by("pk")
    ]


def steps_up(account: Any) -> list[dict[str, Any]]:
    """What was offered to them; and what they wrote as one who keeps a room: without whom it was for, and without what
    a colleague wrote."""
    to_them = set(StepUp.objects.of_person(account).values_list("pk", flat=True))
    asked = set(StepUp.objects.asked(account).values_list("pk", flat=True))
    wrote = Q(keeper__account=account) | Q(looked_in_by__account=account)
    rows = StepUp.objects.filter(Q(pk__in=to_them) | wrote).select_related("keeper", "looked_in_by")
    found = []
    for row in rows.order_by("sent_at"):
        offered = row.pk in to_them or _is(row.keeper, account)
        looked_in = row.pk in asked or _is(row.looked_in_by, account)
        at = row.sent_at if offered else row.looked_in_at
        found.append(
            {
                "at": at and at.isoformat(),
                "for": str(_("you")) if row.pk in to_them else str(_("somebody of your group")),
                "words": opened(row, "words", account) if offered else "",
                "a week later": opened(row, "look_in", account) if looked_in else "",
            }
        )
    return found


def _is(name: Any, account: Any) -> bool:
    return name is not None and name.account_id == account.pk


def deaths(account: Any) -> list[dict[str, Any]]:
    """What they told us; and that it was said of them, without who said it."""
    rows = Death.objects.filter(Q(said_by=account) | Q(membership__account=account)).select_related("membership")
    return [
        {
            "said": row.said_at.isoformat(),
            "of": str(_("you")) if _is(row.membership, account) else str(_("somebody of your group")),
            "how you know": opened(row, "known", account) if row.said_by_id == account.pk else "",
            "how it stands": row.get_state_display(),
        }
        for row in rows.order_by("said_at")
    ]


def farewells(account: Any) -> list[dict[str, Any]]:
    rows = Farewell.objects.filter(told_by__account=account).order_by("told_at")
    return [{"told": row.told_at.isoformat(), "words": row.words} for row in rows]


def look_ins(account: Any) -> list[dict[str, Any]]:
    """Without who has died, and without on whom they looked in."""
    rows = LookIn.objects.filter(Q(membership__account=account) | Q(owner__account=account))
    return [
        {
            "due": row.due_at.isoformat(),
            "done": row.done_at and row.done_at.isoformat(),
            "on": str(_("you")) if _is(row.membership, account) else str(_("somebody of your group")),
        }
        for row in rows.select_related("membership").order_by("due_at")
    ]


def memorials(account: Any) -> list[dict[str, Any]]:
    """The words that they put first or changed, as one who keeps the group; without for whom."""
    rows = Memorial.objects.with_words_of(account).order_by("opened_at")
    return [{"opened": row.opened_at.isoformat(), "words": row.words} for row in rows]


def remembered(account: Any) -> list[dict[str, Any]]:
    """Their own words, also where nobody reads them now; without of whom."""
    rows = MemorialWords.objects.filter(membership__account=account).order_by("written_at")
    return [{"written": row.written_at.isoformat(), "words": row.words} for row in rows]
