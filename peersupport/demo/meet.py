"""When two of the demo groups meet, and who says they come."""

from __future__ import annotations

from typing import NamedTuple

from meetings.models import Meeting, Rsvp
from meetings.services import About

GOING, MAYBE, NOT = Rsvp.Answer.GOING, Rsvp.Answer.MAYBE, Rsvp.Answer.NOT_GOING
NOBODY, KEEPERS, GROUP = Rsvp.ShownTo.NOBODY, Rsvp.ShownTo.KEEPERS, Rsvp.ShownTo.GROUP


class Said(NamedTuple):
    account: str
    answer: str
    shown_to: str = NOBODY


class Plan(NamedTuple):
    """`answers` are about the next meeting and the one after it. Monday is 0."""

    group: str
    keeper: str
    weekday: int
    at: str
    about: About
    answers: tuple[tuple[Said, ...], tuple[Said, ...]]


PLANS = [
    Plan(
        "Awake at night",
        "demo-facilitator",
        1,
        "21:30",
        About(
            title="The hour before sleep",
            format=Meeting.Format.SHARING_ROUND,
            way=Meeting.Way.ONLINE,
            access_notes="You can write instead of speaking, and keep your camera off. Pyjamas are fine.",
            capacity=3,
            late_minutes=15,
        ),
        (
            (
                Said("demo-facilitator", GOING, GROUP),
                Said("demo-ida", GOING, GROUP),
                Said("demo-jon", GOING),
                Said("demo-kim", MAYBE),
            ),
            (Said("demo-facilitator", GOING, GROUP), Said("demo-jon", GOING, KEEPERS)),
        ),
    ),
    Plan(
        "A year of firsts",
        "demo-lou",
        6,
        "17:00",
        About(
            format=Meeting.Format.DISCUSSION,
            way=Meeting.Way.ONLINE,
            access_notes="Bring a photograph if you like. Nobody has to show one.",
        ),
        (
            (Said("demo-lou", GOING, GROUP), Said("demo-member", GOING), Said("demo-nel", GOING, GROUP)),
            (Said("demo-lou", GOING, GROUP), Said("demo-max", NOT)),
        ),
    ),
]
