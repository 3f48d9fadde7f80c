"""Which decisions are there for whom, and what stays true of a person whatever is decided about them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from django.conf import settings
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

import clock
from groups.ground_rules import rules_in_force, usual_rules
from groups.models import Group
from moderation.models import Case, Decision, Measure, Report
from moderation.subjects import subjects

# What a facilitator decides within their group. Everything else is the moderators'.
FACILITATORS = (Measure.NO_ACTION, Measure.HIDE, Measure.WARN, Measure.MUTE)
# The longest mute that a facilitator sets alone: the evening is calm, and nobody is shut out for long.
AT_ONCE = timedelta(days=1)
OF_CONTENT = (Measure.CONTENT_NOTE, Measure.HIDE, Measure.REMOVE)
OF_PERSON = (Measure.WARN, Measure.LIMIT, Measure.SUSPEND, Measure.BAN)
IN_GROUP = (Measure.MUTE, Measure.LEAVE_GROUP)
# Resting accounts are held to be resting until here: far from any date that somebody chooses.
WITHOUT_END = datetime(9999, 1, 1, tzinfo=UTC)
LASTS: dict[str, tuple[Any, timedelta | None]] = {
    "hour": (_("One hour (this evening’s meeting)"), timedelta(hours=1)),
    "day": (_("One day"), timedelta(days=1)),
    "three_days": (_("Three days"), timedelta(days=3)),
    "week": (_("A week"), timedelta(days=7)),
    "month": (_("30 days"), timedelta(days=30)),
    "none": (_("Without an end"), None),
}
# One neutral line, from a list: what a moderator puts before somebody else’s words is no text of its own.
NOTES: dict[str, Any] = {
    "self_harm": _("About hurting oneself"),
    "death": _("About death or suicide"),
    "food": _("About food or the body"),
    "violence": _("About violence"),
    "hard": _("Hard to read"),
}


def subject_of(case: Case) -> tuple[Any, Any]:
    """The contract and the row that a case is about; None for either that is not there (any more)."""
    if case.content_kind not in subjects or case.content_uid is None:
        return None, None
    subject = subjects.get(case.content_kind)
    return subject, subject.find(case.content_uid)


def group_of(case: Case) -> Group | None:
    """The group in which it happened, also where the case goes past those who keep it."""
    subject, row = subject_of(case)
    return subject.group(row) if subject is not None and row is not None else None


def measures_for(actor: Any, case: Case) -> list[Measure]:
    """What `actor` may decide about `case`. Only what broke a rule is decided about: never a person in distress."""
    if case.kind != Case.Kind.REPORT:
        return []
    subject, row = subject_of(case)
    found = [Measure.NO_ACTION]
    if row is not None:
        blocks = (
            (Measure.CONTENT_NOTE, subject.note),
            (Measure.HIDE, subject.hide),
            (Measure.REMOVE, subject.take_away),
        )
        found += [measure for measure, block in blocks if block is not None]
    if case.subject_account_id is not None:
        found += _of_account(case)
        if row is not None and subject.group(row) is not None:
            found += IN_GROUP
    mine = list(Measure) if actor.is_moderator else FACILITATORS
    return [measure for measure in Measure if measure in found and measure in mine]


def told_young(case: Case) -> bool:
    """Whether somebody told us that the person of `case` says they are too young for this place."""
    return case.reports.filter(reason=Report.Reason.YOUNG).exists()


def _of_account(case: Case) -> list[Measure]:
    """Who is too young did no harm: where nothing else was told, there is no bare ban."""
    if not told_young(case):
        return list(OF_PERSON)
    if case.reports.exclude(reason=Report.Reason.YOUNG).exists():
        return [*OF_PERSON, Measure.GOODBYE]
    return [Measure.GOODBYE]


def age_rule() -> str:
    return gettext("This place is for people from %(age)s years on.") % {"age": settings.MINIMUM_AGE}


def goodbye_words() -> str:
    """Words to begin with. A person changes them, and sends them with the decision."""
    return gettext(
        "I read that you are younger than this place allows. You did nothing wrong, and it was right to look for "
        "people to talk to. The people here are older, and you deserve people who know your age. On this page are "
        "lines for young people: they are free, and any first word works. Your words stay yours, and you can take them "
        "along. If we understood you wrong, please tell us. And if you want to talk to us, press “I need help” at any "
        "time."
    )


def rules_for(case: Case) -> list[str]:
    """The ground rules that people there agreed to, one a line; the usual ones where no group says its own."""
    group = group_of(case)
    rules = rules_in_force(group) if group is not None else None
    lines = [line.strip() for line in (rules.short if rules is not None else usual_rules()).splitlines()]
    lines = [line for line in lines if line]
    return [age_rule(), *lines] if told_young(case) else lines


def in_distress(case: Case) -> bool:
    """Whether the person of `case` is in an open conversation in distress, or was in the last days."""
    return Case.objects.all().in_distress(case.subject_account_id, clock.now()).exists()


def waits_for(actor: Any, decision: Decision) -> str:
    """For what a second person looks first, as in `Decision.SecondFor`.

    For a facilitator it never hangs on distress: they would learn of a crisis, also of one in another group.
    """
    if decision.measure == Measure.NO_ACTION:
        return Decision.SecondFor.NOBODY
    if actor.is_moderator:
        if in_distress(decision.case):
            return Decision.SecondFor.DISTRESS
        # A goodbye can end in an erasure, perhaps of somebody who was understood wrong: never one person alone.
        return Decision.SecondFor.POWER if decision.measure == Measure.GOODBYE else Decision.SecondFor.NOBODY
    is_short = decision.ends_at is not None and decision.ends_at <= clock.now() + AT_ONCE
    if decision.measure == Measure.HIDE or (decision.measure == Measure.MUTE and is_short):
        return Decision.SecondFor.NOBODY
    return Decision.SecondFor.POWER


def shown_distress(actor: Any, case: Case) -> list[Case]:
    """Those conversations, as far as `actor` may know of them: the fact, and who is in contact; never the content."""
    theirs = Case.objects.visible_to(actor).in_distress(case.subject_account_id, clock.now())
    return list(theirs.select_related("claimed_by")[:5])
