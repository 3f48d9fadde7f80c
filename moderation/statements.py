"""What a person is told of a decision about them, and what their reports came to: nothing of others."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.access import require
from accounts.sealed import CannotOpen, open_sealed
from moderation.measures import NOTES
from moderation.models import Appeal, Case, Decision, Measure, NoEnd, Report, Sanction
from moderation.querysets import DISTRESS

HAPPENED: dict[str, Any] = {
    Measure.CONTENT_NOTE: gettext_lazy("A moderator put a content note before your words. Others can still read them."),
    Measure.HIDE: gettext_lazy(
        "A moderator put your words aside. You still see them. Others see that something was there."
    ),
    Measure.REMOVE: gettext_lazy("A moderator took your words out of the room. They are kept, in case this was wrong."),
    Measure.WARN: gettext_lazy("We ask you to keep to this rule. Nothing else changes."),
    Measure.MUTE: gettext_lazy("You cannot post in this group for now. You can read, and you can ask for help."),
    Measure.LIMIT: gettext_lazy("For now you can join no new groups, and send one message in five minutes."),
    Measure.SUSPEND: gettext_lazy("Groups and rooms are closed to you for now."),
    Measure.GOODBYE: gettext_lazy(
        "Groups and rooms here are for older people, so they are closed to you. You did nothing wrong."
    ),
    Measure.LEAVE_GROUP: gettext_lazy("You are not in this group any more."),
    Measure.BAN: gettext_lazy("Groups and rooms are closed to you."),
}
# Where nothing shows others that something was there.
ON_A_MEMORIAL = gettext_lazy("Your words on a page of remembrance were put aside. You still see them. Others do not.")
WITHOUT_END: dict[str, Any] = {
    NoEnd.WORDS: gettext_lazy("It stays so until somebody decides otherwise."),
    NoEnd.AGAIN: gettext_lazy(
        "It has no end, because it happened again after an earlier decision. You can ask us to look again."
    ),
    NoEnd.AGE: gettext_lazy("Until you are old enough. If we understood your age wrong, ask us to look again."),
    NoEnd.SAFETY: gettext_lazy("It has no end, because others would not be safe. You can ask us to look again."),
}
OVER: dict[str, Any] = {
    Sanction.Lifted.ENDED: gettext_lazy("Its time is over. Everything is as it was."),
    Sanction.Lifted.LIFTED: gettext_lazy("The team has lifted it. Everything is as it was."),
    Sanction.Lifted.OVERTURNED: gettext_lazy("It was decided otherwise. Everything is as it was."),
}


@dataclass(frozen=True)
class Statement:
    """One decision as the person reads it. Who told us, and why the team decided so, is not in it."""

    decision: Decision
    happened: str
    note: str
    rule: str
    quoted: str
    words: str
    how_long: str
    over: str
    appeal: Appeal | None
    appeal_words: str
    answer: str

    @property
    def may_appeal(self) -> bool:
        return self.appeal is None

    @property
    def is_goodbye(self) -> bool:
        """They were too young, and it stands: the page says where else there is somebody for them."""
        return self.decision.measure == Measure.GOODBYE and not self.over


def statements_of(account: Any, case: Case) -> list[Statement]:
    """What `account` is told about `case`, the newest first."""
    rows = Decision.objects.of_author(account).filter(case=case).select_related("sanction", "appeal")
    return [statement_of(account, row) for row in rows.order_by("-decided_at", "-id")]


def statement_of(account: Any, decision: Decision) -> Statement:
    """One of them; PermissionDenied for anybody else."""
    require(account, "moderation.appeal", decision)
    sanction = getattr(decision, "sanction", None)
    appeal = getattr(decision, "appeal", None)
    return Statement(
        decision=decision,
        happened=_happened(decision),
        note=str(NOTES[decision.note]) if decision.note else "",
        rule=opened(decision, "rule", account),
        quoted=opened(decision, "quoted", account),
        words=opened(decision, "words", account),
        how_long=_how_long(decision),
        over=str(OVER[sanction.lifted_because]) if sanction is not None and sanction.lifted_because else "",
        appeal=appeal,
        appeal_words=opened(appeal, "words", account) if appeal is not None else "",
        answer=opened(appeal, "answer", account) if appeal is not None else "",
    )


def opened(row: Any, field: str, actor: Any) -> str:
    """The words, or nothing where they cannot be opened any more: a statement without them is still a statement."""
    try:
        return open_sealed(row, field, actor)
    except CannotOpen:
        return ""


def _happened(decision: Decision) -> str:
    if decision.measure == Measure.HIDE and decision.case.content_kind == "memorial_words":
        return str(ON_A_MEMORIAL)
    return str(HAPPENED[decision.measure])


def _how_long(decision: Decision) -> str:
    if decision.ends_at is not None:
        return _("Until %(when)s. It ends by itself.") % {
            "when": date_format(timezone.localtime(decision.ends_at), "j F, H:i")
        }
    return str(WITHOUT_END[decision.no_end]) if decision.no_end else ""


@dataclass(frozen=True)
class Outcome:
    """What came of one report, without detail."""

    report: Report
    line: str


def outcomes_for(account: Any, most: int | None = None) -> list[Outcome]:
    """What `account` told us, the newest first, and what came of it. Of a worry about somebody: nothing but thanks."""
    rows = Report.objects.filter(reporter=account).select_related("case").prefetch_related("case__decisions__appeal")
    return [Outcome(report=row, line=_line(row)) for row in rows.order_by("-made_at", "-id")[:most]]


def _line(report: Report) -> str:
    case = report.case
    if case.kind != Case.Kind.REPORT or case.kind in DISTRESS:
        return _("Thank you. Somebody from the team looks in on them.")
    taken = [one for one in case.decisions.all() if one.state == Decision.State.TAKEN]
    acted = [one for one in taken if one.measure != Measure.NO_ACTION]
    if acted and all(_was_overturned(one) for one in acted):
        return _("Somebody decided about it. Later somebody else looked again and decided otherwise.")
    if acted:
        return _("Somebody read it and did something about it. What it was stays between the team and them.")
    if taken or not case.is_open:
        return _("Somebody read it and left it as it is. Thank you for telling us.")
    return _("Nobody has decided about it yet.")


def _was_overturned(decision: Decision) -> bool:
    appeal = getattr(decision, "appeal", None)
    return appeal is not None and appeal.state == Appeal.State.OVERTURNED
