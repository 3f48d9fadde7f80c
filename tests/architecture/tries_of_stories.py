"""The same as `tries` for stories: drafts, answers, who welcomes, who reads first."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from accounts.access import can
from stories import services as stories
from tests.factories.house import House
from tests.factories.stories import answer

CLOSED = "closed account"
STAFF = ("ben", "mo", "ada")


def asked(permission: str, what: Callable[[House], Any] = lambda house: None) -> Callable[[House, Any], Any]:
    return lambda h, actor: can(actor, permission, what(h))


TRIES_OF_STORIES: dict[str, list[tuple[str, Callable[[House, Any], Any]]]] = {
    "stories.keep_draft": [(who, lambda h, a: stories.opened(actor=a, draft=h.draft)) for who in STAFF]
    + [(who, lambda h, a: stories.remove_draft(actor=a, draft=h.draft)) for who in STAFF]
    + [(who, lambda h, a: stories.begin_draft(actor=a)) for who in ("new", CLOSED)],
    "stories.read_inside": [(who, asked("stories.read_inside")) for who in ("new", CLOSED)],
    "stories.publish": [(who, asked("stories.publish", lambda h: h.draft)) for who in ("hal", *STAFF)],
    "stories.change": [
        (who, lambda h, a: stories.change_story(actor=a, story=h.stories["inside"])) for who in ("eve", *STAFF)
    ],
    "stories.take_back": [
        (who, lambda h, a: stories.take_back_story(actor=a, story=h.stories["inside"])) for who in ("eve", *STAFF)
    ],
    "stories.reply": [(who, lambda h, a: answer(a, h.stories["inside"])) for who in ("hal", "new")]
    + [(who, lambda h, a: answer(a, h.stories["group"])) for who in ("cy", "dee", "eve", "mo", "ada")]
    + [("ana", lambda h, a: answer(a, h.stories["hidden"]))],
    "stories.remove_reply": [
        (who, lambda h, a: stories.remove_reply(actor=a, reply=h.answer)) for who in ("ana", "eve", "mo", "ada")
    ],
    "stories.encourage": [
        (who, lambda h, a: stories.encourage(actor=a, story=h.stories["inside"], words="hear"))
        for who in ("ana", "hal")
    ]
    + [("cy", lambda h, a: stories.encourage(actor=a, story=h.stories["group"], words="hear"))],
    "stories.save": [
        (who, lambda h, a: stories.save_story(actor=a, story=h.stories["group"])) for who in ("cy", "eve", "mo")
    ],
    "stories.put_hint_away": [
        (who, lambda h, a: stories.put_hint_away(actor=a, hint="method")) for who in ("new", CLOSED)
    ],
    "stories.wish": [
        (who, lambda h, a: stories.set_wishes(actor=a, avoided=[], more_hints=True)) for who in ("new", CLOSED)
    ],
    "stories.set_aside": [
        (who, lambda h, a: stories.set_story_aside(actor=a, story=h.stories["group"])) for who in ("cy", "eve", "mo")
    ],
    "stories.not_today": [(who, lambda h, a: stories.not_today(actor=a, what="story")) for who in ("new", CLOSED)],
    "stories.welcome": [(who, asked("stories.welcome")) for who in ("ana", "cy", "hal", "mo", "ada")],
    "stories.oversee": [(who, asked("stories.oversee")) for who in ("ana", "ben", "ada")],
    "stories.review": [
        (who, lambda h, a: stories.review(actor=a, story=h.stories["waits"], version=1, lets=True))
        for who in ("cy", "ben", "ada")
    ]
    + [("mo", lambda h, a: stories.review(actor=a, story=h.stories["public"], version=1, lets=True))],
}
