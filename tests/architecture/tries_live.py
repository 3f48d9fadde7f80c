"""The same for the live room of a meeting."""

from __future__ import annotations

from typing import Any

from accounts.access import can
from groups.models import Membership
from meetings import services as meetings
from tests.factories.house import House

OUTSIDE = ("eve", "cy", "dee", "hal", "mo", "ada")


def name(h: House, key: str) -> Membership:
    return Membership.objects.select_related("group").get(pk=h.memberships[key].pk)


def pressing(h: House, actor: Any, kind: str) -> Any:
    return meetings.act(actor=actor, meeting=h.meetings["open"], kind=kind)


def muting(h: House, actor: Any, whom: str) -> Any:
    return meetings.mute_in_meeting(actor=actor, meeting=h.meetings["open"], whom=name(h, whom))


def removing(h: House, actor: Any, whom: str) -> Any:
    return meetings.remove_from_meeting(actor=actor, meeting=h.meetings["open"], whom=name(h, whom), reason="unkind")


def inviting(h: House, actor: Any, key: str) -> Any:
    return meetings.invite_guest(actor=actor, meeting=h.meetings[key], name="Lena", as_what="a nurse")


def offering(h: House, actor: Any, whom: str) -> Any:
    return meetings.offer_side_room(actor=actor, meeting=h.meetings["open"], whom=name(h, whom))


# Nobody has come in to the private group's meeting, whose door is not open yet.
LIVE: dict[str, list[Any]] = {
    "meetings.come_in": [
        *((who, lambda h, a: meetings.come_in(actor=a, meeting=h.meetings["open"])) for who in OUTSIDE),
        ("ivy", lambda h, a: meetings.come_in(actor=a, meeting=h.meetings["private"])),
    ],
    "meetings.take_part": [
        *((who, lambda h, a: pressing(h, a, "hand")) for who in OUTSIDE),
        ("ana", lambda h, a: pressing(h, a, "next")),
        ("eve", lambda h, a: meetings.check_in(actor=a, meeting=h.meetings["open"], way="passed")),
    ],
    "meetings.leave": [(who, lambda h, a: can(a, "meetings.leave", h.meetings["open"])) for who in ("eve", "cy", "mo")],
    "meetings.set_aside": [
        ("ana", lambda h, a: removing(h, a, "eve@open")),
        ("ana", lambda h, a: muting(h, a, "ben@open")),
        ("ben", lambda h, a: muting(h, a, "ben@open")),
        ("ben", lambda h, a: removing(h, a, "ana@private")),
    ],
    "meetings.offer_side": [
        ("ana", lambda h, a: offering(h, a, "eve@open")),
        ("ben", lambda h, a: offering(h, a, "ben@open")),
        *((who, lambda h, a: offering(h, a, "ana@open")) for who in OUTSIDE),
    ],
    "meetings.enter_side": [
        (who, lambda h, a: meetings.enter_side_room(actor=a, side=h.side)) for who in (*OUTSIDE, "ivy")
    ],
    "meetings.answer_side": [
        (who, lambda h, a: meetings.put_side_room_aside(actor=a, side=h.side)) for who in ("ben", *OUTSIDE)
    ],
    "meetings.leave_side": [(who, lambda h, a: meetings.leave_side_room(actor=a, side=h.side)) for who in OUTSIDE],
    # Ben's group meets in ten minutes: too late to tell everybody.
    "meetings.invite_guest": [
        ("ben", lambda h, a: inviting(h, a, "open")),
        *((who, lambda h, a: inviting(h, a, "private")) for who in ("ana", "ben", "cy", "dee", "mo", "ada")),
    ],
    "meetings.take_back_guest": [
        (who, lambda h, a: meetings.take_back_guest(actor=a, guest=h.guest))
        for who in ("ana", "cy", "ben", "mo", "ada")
    ],
    "meetings.say_rather_not": [
        (who, lambda h, a: meetings.say_rather_not(actor=a, guest=h.guest))
        for who in ("cy", "dee", "ben", "mo", "ada", "ivy")
    ],
    "meetings.accept_guest": [
        (who, lambda h, a: meetings.accept_guest(actor=a, token=h.guest_token)) for who in ("ana", "dee", "eve", "mo")
    ],
    # Nobody of the group is there yet.
    "meetings.come_as_guest": [
        (who, lambda h, a: meetings.come_in_as_guest(actor=a, guest=h.guest)) for who in ("cy", "ana", "eve", "mo")
    ],
    "meetings.leave_as_guest": [
        (who, lambda h, a: meetings.leave_as_guest(actor=a, guest=h.guest)) for who in ("ana", "ivy", "mo")
    ],
    "meetings.read_scripts": [("new", lambda h, a: can(a, "meetings.read_scripts"))],
}
