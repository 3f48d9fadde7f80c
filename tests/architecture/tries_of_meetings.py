"""The same as `tries` for what surrounds a meeting: calendars, presence, and who keeps it going."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from accounts.access import can
from meetings import services as meetings
from meetings.models import CalendarFeed
from tests.factories.house import House
from tests.factories.meetings import meetings_of

CLOSED = "closed account"


def asked(permission: str, what: Callable[[House], Any]) -> Callable[[House, Any], Any]:
    return lambda h, actor: can(actor, permission, what(h))


TRIES_OF_MEETINGS: dict[str, list[tuple[str, Callable[[House, Any], Any]]]] = {
    "meetings.say_here": [
        (who, lambda h, a: meetings.say_here(actor=a, meeting=h.evening)) for who in ("ana", "fay", "dee", "mo", "ada")
    ]
    + [("ben", lambda h, a: meetings.say_here(actor=a, meeting=meetings_of(h.meetings["open"].series)[5]))],
    # Ben keeps the group and is new at it; Ana has nothing to do with keeping it.
    "meetings.be_beside": [
        (who, lambda h, a: meetings.be_beside(actor=a, meeting=h.meetings["open"]))
        for who in ("ben", "ana", "eve", "fay", "dee", "mo", "ada")
    ],
    "meetings.read_script": [
        (who, asked("meetings.read_script", lambda h: h.meetings["open"])) for who in ("ana", "fay", "mo")
    ],
    # Ana may be in need, and is offered nothing.
    "meetings.take_role": [
        (who, lambda h, a: meetings.take_role(actor=a, group=h.groups["open"], role="reader"))
        for who in ("ana", "cy", "dee", "hal", "mo")
    ]
    + [("fay", lambda h, a: meetings.take_role(actor=a, group=h.groups["ended"], role="reader"))],
    "meetings.hold_role": [
        (who, lambda h, a: meetings.put_down_role(actor=a, role=h.role)) for who in ("ana", "ben", "mo", "ada")
    ]
    + [("ben", lambda h, a: meetings.hand_on_role(actor=a, role=h.role, to=h.memberships["ben@open"]))],
    "meetings.take_on_role": [
        (who, lambda h, a: meetings.answer_role(actor=a, role=h.role, yes=True)) for who in ("ana", "eve", "mo")
    ],
    "meetings.note_attendance": [
        (who, lambda h, a: meetings.note_attendance(actor=a, meeting=h.evening, present=[]))
        for who in ("ana", "fay", "mo", "ada")
    ]
    + [("ben", lambda h, a: meetings.note_attendance(actor=a, meeting=h.meetings["open"], present=[]))],
    # Fay keeps another group; Ben keeps this one, and is asked other things.
    "meetings.say_after": [
        (who, lambda h, a: meetings.say_after(actor=a, meeting=h.ended, heard="yes", safe="yes"))
        for who in ("ben", "eve", "fay", "dee", "mo", "ada")
    ]
    + [("ana", lambda h, a: meetings.say_after(actor=a, meeting=h.meetings["open"], heard="yes", safe="yes"))],
    "meetings.read_after": [
        (who, asked("meetings.read_after", lambda h: h.older)) for who in ("ana", "eve", "fay", "mo", "ada")
    ]
    + [("ben", asked("meetings.read_after", lambda h: h.ended))],
    "meetings.debrief": [
        (who, lambda h, a: meetings.write_debrief(actor=a, meeting=h.ended, checks=[], notes="mine"))
        for who in ("ana", "eve", "fay", "dee", "mo", "ada")
    ]
    + [("ben", lambda h, a: meetings.ask_debrief(actor=a, meeting=h.meetings["open"]))],
    "meetings.see_debriefs": [
        (who, asked("meetings.see_debriefs", lambda h: None)) for who in ("ana", "ben", "ada", CLOSED)
    ],
    "meetings.answer_debrief": [
        (who, lambda h, a: meetings.answer_debrief(actor=a, ask=h.debrief_ask, words="at nine"))
        for who in ("ana", "ben", "fay", "ada")
    ]
    + [("mo", lambda h, a: meetings.answer_debrief(actor=a, ask=h.debrief_answered, words="at nine"))],
    "meetings.confirm_own": [
        (who, asked("meetings.confirm_own", lambda h: h.memberships["ana@open"])) for who in ("ben", "eve", "mo")
    ]
    + [("ana", asked("meetings.confirm_own", lambda h: h.memberships["ana@private"]))],
    # Eve greets there, so she may look; to her it was said already, and nobody else allowed it.
    "meetings.look_for_missed": [
        (who, asked("meetings.look_for_missed", lambda h: h.memberships["eve@open"])) for who in ("ana", "fay", "mo")
    ],
    "meetings.write_missed": [
        (who, lambda h, a: meetings.write_missed(actor=a, whom=h.memberships["eve@open"], words="We missed you."))
        for who in ("ben", "ana", "eve", "dee", "mo", "ada")
    ]
    + [("ben", lambda h, a: meetings.write_missed(actor=a, whom=h.memberships["ana@open"], words="We missed you."))],
    "meetings.read_missed": [
        (who, lambda h, a: meetings.put_missed_away(actor=a, missed=h.missed)) for who in ("ben", "ana", "mo", "ada")
    ],
    "meetings.keep_calendar": [(who, lambda h, a: meetings.make_calendar(actor=a)) for who in ("new", CLOSED)]
    + [("new", lambda h, a: meetings.end_calendar(actor=a))],
    "meetings.read_calendar": [
        (who, asked("meetings.read_calendar", lambda h: CalendarFeed.objects.get(account=h.people["ana"])))
        for who in ("ben", "mo", "ada")
    ],
    "meetings.choose_for_group": [
        (who, lambda h, a: meetings.choose_for_group(actor=a, group=h.groups["open"], is_public=False))
        for who in ("ana", "fay", "mo", "ada")
    ],
    "meetings.publish": [
        ("ivy", lambda h, a: meetings.choose_for_group(actor=a, group=h.groups["private"], is_public=True)),
        ("fay", lambda h, a: meetings.choose_for_group(actor=a, group=h.groups["ended"], is_public=True)),
        ("ana", lambda h, a: meetings.choose_for_group(actor=a, group=h.groups["open"], is_public=True)),
    ],
    "meetings.view_public": [
        (who, asked("meetings.view_public", lambda h: h.groups["private"])) for who in ("ana", "ivy", "mo", "ada")
    ],
}
