"""Strategies of the demo community, and how they were for people who tried them: invented, gentle, nothing clinical."""

from __future__ import annotations

import datetime as dt
from typing import Any, NamedTuple

import clock
from accounts.models import User
from resilience import services
from resilience.models import Strategy
from stories.models import Story


class Written(NamedTuple):
    """`story` is the title of the story it came from, by the same person. `read` says that the team has read it."""

    days: int
    who: str
    title: str
    when: str
    how: str
    situations: tuple[str, ...]
    minutes: int
    story: str = ""
    read: bool = True
    # Who tried it, where, and how it was.
    tried: tuple[tuple[str, str, str], ...] = ()


CARDS = [
    Written(
        17, "demo-jon", "Toast at ten past three", "When the night has no shape and you are simply up.",
        "Get up. Put bread in. Stand at the window while it browns.\nEat it sitting down, with a plate. Then see "
        "whether bed looks different.",
        ("night",), 15, "The winter I stopped counting sheep",
        tried=(
            ("demo-ida", "night", "helped"), ("demo-kim", "night", "helped"), ("demo-ola", "night", "helped"),
            ("demo-member", "night", "helped"), ("demo-nel", "night", "not_for_me"),
        ),
    ),
    Written(
        9, "demo-ida", "The third stair counts", "When the door is too far today.",
        "Put your coat on. Go as far as you can. Sit down there for a minute and notice three things.\n"
        "That was the walk.",
        ("people", "heavy"), 5, "Still on the stairs",
        tried=(("demo-member", "heavy", "helped"),),
    ),
    Written(
        1, "demo-nel", "Peas", "When somebody you look after is asleep, and you cannot stop.",
        "Shell peas, or fold small things. Do not count them. Stop when your shoulders have come down.",
        ("every",), 15, read=False,
    ),
]  # fmt: skip


def seed_strategies(by_name: dict[str, User], today: dt.datetime) -> None:
    """Through the services, each on its day; the member of the demo keeps two things for hard days."""
    for told in CARDS:
        if Strategy.objects.filter(title=told.title).exists():
            continue
        at = today - dt.timedelta(days=told.days)
        with clock.standing_at(at):
            row = _write(told, by_name[told.who])
        with clock.standing_at(at + dt.timedelta(hours=5)):
            if told.read:
                services.review_strategy(actor=by_name["demo-moderator"], strategy=row, version=1, lets=True)
            for who, situation, outcome in told.tried:
                services.say_tried(actor=by_name[who], strategy=row, situation=situation, outcome=outcome)
    member = by_name["demo-member"]
    breathing = Strategy.objects.filter(key="breathing").first()
    toast = Strategy.objects.filter(title=CARDS[0].title).first()
    for card in filter(None, (toast, breathing)):
        tool = services.keep_strategy(actor=member, strategy=card)
        services.change_tool(actor=member, tool=tool, words="", favourite=card.key == "breathing")


def _write(told: Written, actor: User) -> Any:
    story = Story.objects.filter(title=told.story, author=actor).first() if told.story else None
    card = services.Card(
        title=told.title, when=told.when, how=told.how, situations=told.situations, minutes=told.minutes
    )
    return services.write_strategy(actor=actor, card=card, story_uid=story.uid if story is not None else None).strategy
