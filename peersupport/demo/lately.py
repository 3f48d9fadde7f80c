"""What happened lately in the demo community: two meetings that are over, one that is near, and what people told us."""

from __future__ import annotations

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

import clock
from accounts.models import User
from chat.models import Message
from groups.ground_rules import rules_in_force
from groups.models import Group, Membership
from meetings import services as meetings
from meetings.errors import AnsweredAlready
from meetings.models import Meeting, MeetingSeries, Rsvp
from meetings.recurrence import Every, Rule
from moderation import services as moderation
from moderation.models import Case, Measure, NoEnd, Report

GROUP, KEEPER = "Back to work, gently", "demo-facilitator"
# (account, felt heard, felt safe): what came of the meeting of last week, which is told by now.
SAID = [
    ("demo-ida", "yes", "yes"), ("demo-jon", "mostly", "yes"), ("demo-kim", "little", "mostly"),
    ("demo-max", "yes", "yes"), ("demo-nel", "yes", "rather_not"), ("demo-member", "mostly", "yes"),
]  # fmt: skip
COMING = [
    (KEEPER, Rsvp.Answer.GOING), ("demo-member", Rsvp.Answer.GOING), ("demo-nel", Rsvp.Answer.GOING),
    ("demo-jon", Rsvp.Answer.GOING), ("demo-ida", Rsvp.Answer.MAYBE),
]  # fmt: skip
ROLES = [(GROUP, "demo-nel", "timekeeper"), (GROUP, "demo-ida", "greeter"), ("Awake at night", "demo-jon", "welcomer")]
REPORTED, PUT_ASIDE = "If you do not tell them everything", "Some of you make a very long story"


def happen(by_name: dict[str, User], now: dt.datetime) -> None:
    """Everything of this module. Running it again goes on where a run was broken off."""
    group = Group.objects.get(name=GROUP, founded_by=by_name[KEEPER])
    series = MeetingSeries.objects.filter(group=group).exclude(rule="").first()
    if series is None:
        with clock.standing_at(now - dt.timedelta(days=9)):
            series = _plan(
                by_name, group, "First-day nerves", now - dt.timedelta(days=8), at=dt.time(18, 30), weekly=True
            )
    last_week, yesterday = Meeting.objects.filter(series=series).order_by("starts_at")[:2]
    people = [by_name[name] for name, _heard, _safe in SAID]
    for meeting in (last_week, yesterday):
        with clock.standing_at(meeting.ends_at):
            there = Membership.objects.filter(group=group, account__in=[*people, by_name[KEEPER]])
            present = list(there.values_list("uid", flat=True))
            meetings.note_attendance(actor=by_name[KEEPER], meeting=meeting, present=present)
    with clock.standing_at(last_week.ends_at):
        for name, heard, safe in SAID:
            try:
                meetings.say_after(actor=by_name[name], meeting=last_week, heard=heard, safe=safe)
            except AnsweredAlready:
                continue
        notes = "Two people laughed at the same joke. Next time I say earlier that passing is fine."
        checks = ["rules", "turns", "close", "me"]
        meetings.write_debrief(actor=by_name[KEEPER], meeting=last_week, checks=checks, notes=notes)
    _tonight(by_name, group, now)
    meetings.choose_for_group(actor=by_name[KEEPER], group=group, is_public=True, confirms=True)
    # The others chose to be found as well.
    for other in Group.objects.listed().filter(founded_by__in=by_name.values()).exclude(pk=group.pk):
        meetings.choose_for_group(actor=other.founded_by, group=other, is_public=True)
    for name, who, role in ROLES:
        own = Group.objects.get(name=name, founded_by=by_name[KEEPER])
        meetings.take_role(actor=by_name[who], group=own, role=role)
    _tell(by_name)


def _plan(
    by_name: dict[str, User], group: Group, title: str, begins: dt.datetime, *, at: dt.time | None = None, weekly: bool
) -> MeetingSeries:
    """From the day of `begins` on the wall of the group, at `at` or at its next quarter of an hour."""
    wall = (begins + dt.timedelta(minutes=-begins.minute % 15)).astimezone(ZoneInfo(group.time_zone))
    return meetings.plan_series(
        actor=by_name[KEEPER],
        group=group,
        plan=meetings.Plan(
            first_day=wall.date(),
            at=at or wall.time().replace(second=0, microsecond=0),
            time_zone=group.time_zone,
            rule=Rule(Every.WEEK, days=(wall.weekday(),)) if weekly else None,
            about=meetings.About(
                title=title,
                minutes=45,
                format=Meeting.Format.SHARING_ROUND,
                way=Meeting.Way.ONLINE,
                access_notes="A cup of something warm helps. You can just listen.",
                capacity=8,
            ),
        ),
    )


def _tonight(by_name: dict[str, User], group: Group, now: dt.datetime) -> None:
    """A meeting in two hours, so that there is one to come in to."""
    series = MeetingSeries.objects.filter(group=group, rule="").first()
    if series is None:
        series = _plan(by_name, group, "A quiet hour", now + dt.timedelta(hours=2), weekly=False)
    meeting = Meeting.objects.get(series=series)
    for name, answer in COMING:
        shown = Rsvp.ShownTo.GROUP if name == KEEPER else Rsvp.ShownTo.KEEPERS
        meetings.answer(actor=by_name[name], meeting=meeting, answer=answer, shown_to=shown)


def _tell(by_name: dict[str, User]) -> None:
    """One report waits at the desk, and one was decided: its author can ask somebody else to look again."""
    _report(by_name["demo-nel"], REPORTED, "advice", "Nobody had asked. It made me nervous again.")
    case = _report(by_name["demo-max"], PUT_ASIDE, "unkind", "I felt small when I read it.")
    if not case.decisions.exists():
        rules: Any = rules_in_force(Group.objects.get(name="Holding two cups"))
        moderation.decide(
            actor=by_name["demo-moderator"],
            case=case,
            version=case.version,
            measure=Measure.HIDE,
            rule=rules.short.splitlines()[1],
            quoted="a very long story of a very short day",
            reason="It weighs how others tell of their day. Nobody asked for that.",
            no_end=NoEnd.WORDS,
        )


def _report(reporter: User, begins: str, reason: str, words: str) -> Case:
    message = Message.objects.get(body__startswith=begins)
    there = Report.objects.filter(reporter=reporter, case__content_uid=message.uid).first()
    made = there or moderation.report(actor=reporter, kind="message", uid=message.uid, reason=reason, words=words)
    case: Case = made.case
    return case
