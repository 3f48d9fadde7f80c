"""What a strategy is made of, and the cards that come with the house: general, gentle, with a source if there is one.

Words only; no Django models here. A card of the house is a row that holds nothing but its key, so that it can be kept,
tried and put aside like any other; its words stand here and are translated.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

TITLE_MOST = 80
WHEN_MOST = 300
HOW_MOST = 1500
SOURCE_MOST = 200

# When one reaches for it: a closed list, so that people can look for it and say where they tried it.
SITUATIONS = {
    "night": _("At night"),
    "worry": _("When worries go round"),
    "alone": _("When I feel alone"),
    "heavy": _("When everything is heavy"),
    "wave": _("When it comes like a wave"),
    "people": _("Among people"),
    "every": _("On any day"),
}
MINUTES = {
    1: _("A minute"),
    5: _("About 5 minutes"),
    15: _("About a quarter of an hour"),
    30: _("About half an hour"),
    60: _("An hour or more"),
    0: _("As long as you like"),
}


def packed(keys: Iterable[str]) -> str:
    """The situations as a card keeps them, between commas; unknown ones are left out."""
    wanted = set(keys)
    known = [key for key in SITUATIONS if key in wanted]
    return f",{','.join(known)}," if known else ""


def unpacked(kept: str) -> list[str]:
    return [key for key in kept.split(",") if key in SITUATIONS]


@dataclass(frozen=True)
class HouseCard:
    """`exercise` is the part of the page of exercises that goes through it together with the reader."""

    title: Any
    when: Any
    how: Any
    situations: tuple[str, ...]
    minutes: int
    source: str = ""
    exercise: str = ""


HOUSE: dict[str, HouseCard] = {
    "breathing": HouseCard(
        _("Breathe out for longer"),
        _("When your heart races, or before something hard."),
        _("Breathe in and count to four. Breathe out and count to six. Do it five times. If it makes you "
          "uneasy, stop, and feel your feet on the floor."),
        ("night", "wave", "worry"), 1, "NHS, Breathing exercises for stress", "breathing",
    ),
    "five-things": HouseCard(
        _("Five things, slowly"),
        _("When it comes like a wave, or when things feel far away."),
        _("Look for five things you can see. Then four you can touch, three you can hear and two you can "
          "smell. Then take one slow breath. You can stop at any point."),
        ("wave", "people"), 5, "World Health Organization, Doing What Matters in Times of Stress, 2020", "five-things",
    ),
    "wind-down": HouseCard(
        _("An hour that goes down like the sun"),
        _("When you lie awake a lot."),
        _("Take the last hour before bed for quiet things. A bath, a book, soft light. If sleep does not "
          "come, get up and sit somewhere calm. Go back when you are tired."),
        ("night",), 60, "NHS, Insomnia", "sleep",
    ),
    "worry-time": HouseCard(
        _("A time of day for worries"),
        _("When the same worries go round and round."),
        _("Choose a quarter of an hour each day, not just before bed. When a worry comes at another time, "
          "write one word of it down, and say: later. At your time, look at the list."),
        ("worry", "night"), 15, "NHS Every Mind Matters, Tackling your worries", "worry-time",
    ),
    "moving": HouseCard(
        _("Move a little, outside if you can"),
        _("When everything is heavy, or when you sit still for too long."),
        _("Put on your shoes. Go to the corner, or around the house. That is enough. If more wants to come, "
          "let it. If you cannot go out, stand at an open window and move your arms."),
        ("heavy", "every"), 15, "World Health Organization, Physical activity (fact sheet)",
    ),
    "one-person": HouseCard(
        _("One sentence to one person"),
        _("When you feel alone with it."),
        _("Think of one person who is kind. Send them one sentence. “I am having a hard time. I do not need "
          "an answer.” Or ask for something small, like a walk."),
        ("alone", "heavy"), 5,
    ),
    "small-thing": HouseCard(
        _("One small thing with your hands"),
        _("When you cannot begin with anything."),
        _("Choose something that takes two minutes and can be finished. Wash one cup. Water one plant. Fold "
          "one towel. When it is done, it is done."),
        ("heavy", "every"), 5,
    ),
}  # fmt: skip
