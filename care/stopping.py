"""“What is stopping you?” Fears that keep people from reaching out, each with one honest answer.

What is true of one country stands in care/data/stopping/<country>.json, each answer with its source and the day it is
of (the day it was seen, where the page has none). Without such a fact the general answer stands alone: no claim.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from care.card import LineShown, SupportCard

# More names than these are a wall of words.
NAMED_MOST = 3
FACTS = Path(__file__).parent / "data" / "stopping"
GENERAL: dict[str, tuple[Any, Any]] = {
    "police": (
        gettext_lazy("Will they send the police?"),
        gettext_lazy(
            "Most calls are only talk. If someone may die soon, some lines send help. In some places that is the "
            "police. You can ask them first what they do."
        ),
    ),
    "cost": (
        gettext_lazy("I cannot pay for it"),
        gettext_lazy("Many lines are free, but not all. Where we know it, it says so beside the line."),
    ),
    "burden": (
        gettext_lazy("I would be a burden"),
        gettext_lazy("The people who answer chose to be there. A talk with you is what they came for."),
    ),
    "not_enough": (
        gettext_lazy("It is not bad enough"),
        gettext_lazy("There is no test to pass. A hard day is enough. It is easier to turn round early than late."),
    ),
    "speak": (
        gettext_lazy("I cannot speak out loud"),
        gettext_lazy("You can be silent on a call, or say only, “I can’t talk.” Some lines let you write."),
    ),
    "last_time": (
        gettext_lazy("Last time went badly"),
        gettext_lazy(
            "That should not have been so. You can hang up. Someone else may answer next time, or another line may "
            "fit you better."
        ),
    ),
    "found_out": (
        gettext_lazy("Someone will find out"),
        gettext_lazy(
            "Many lines do not ask your name. A call can show on a bill or in the list of calls. If a life or a child "
            "is in danger, some must tell someone."
        ),
    ),
    "language": (
        gettext_lazy("They may not speak my language"),
        gettext_lazy("You can ask, “Do you speak my language?” Some lines can bring someone who does."),
    ),
}
# What stands in the files, so that translators find it; a test keeps the two alike.
FACT_WORDS = (
    gettext_noop("0800 111 0 111 and 0800 111 0 222 cost nothing."),
    gettext_noop("116 123 is free from any phone, also without credit."),
    gettext_noop("13 11 14 is free from a mobile. From other phones it costs as much as a local call."),
    gettext_noop("988 does not need your name, or anything else about you."),
    gettext_noop("Calls to 0800 111 0 111 and 0800 111 0 222 are not on the bill, and they do not see your number."),
    gettext_noop(
        "Of 100 people who reach 988, fewer than 2 need the emergency services. It can be the police who come."
    ),
    gettext_noop(
        "Samaritans do not need your name. A text to them shows on your bill. If a child is being hurt, they may tell "
        "others."
    ),
    gettext_noop(
        "Samaritans do not see your number. They may call an ambulance if someone can no longer decide for themselves."
    ),
)


@dataclass(frozen=True)
class Fact:
    """Something that is true of one country, and how we know."""

    answer: str
    source: str
    of: date


@dataclass(frozen=True)
class Fear:
    """One fear as people say it, the answer to it, and what we know of their country, each as whole sentences."""

    key: str
    said: str
    answer: str
    known: list[str]


def fears(card: SupportCard) -> list[Fear]:
    """Every fear with its answer for the country of `card`."""
    facts = facts_of(card.country)
    found = []
    for key, (said, answer) in GENERAL.items():
        known = [_("%(fact)s (We know this from %(when)s.)") % _words(facts[key])] if key in facts else []
        found.append(Fear(key, str(said), str(answer), known or _from_lines(key, card)))
    return found


def _words(fact: Fact) -> dict[str, str]:
    return {"fact": _(fact.answer), "when": date_format(fact.of, "F Y")}


def _from_lines(key: str, card: SupportCard) -> list[str]:
    """What the lines of the country themselves say, of confirmed lines only."""
    lines = [line for line in card.lines if line.confirmed]
    if key == "cost":
        return _named(_("These cost nothing: %(lines)s."), [line for line in lines if line.is_free])
    if key == "speak":
        writing = [line for line in lines if line.channel in ("sms", "chat", "whatsapp")]
        return _named(_("Here you can write: %(lines)s."), writing)
    if key == "language":
        return _named(_("These speak the language of this page: %(lines)s."), [line for line in lines if line.speaks])
    return []


def _named(sentence: str, lines: list[LineShown]) -> list[str]:
    names = list(dict.fromkeys(line.name for line in lines))[:NAMED_MOST]
    return [sentence % {"lines": ", ".join(names)}] if names else []


@cache
def facts_of(country: str) -> dict[str, Fact]:
    """What is known of `country`, by fear; {} where nothing is."""
    path = FACTS / f"{country}.json"
    if not country or not path.is_file():
        return {}
    return {
        key: Fact(row["answer"], row["source"], date.fromisoformat(row["source_date"]))
        for key, row in json.loads(path.read_text("utf-8")).items()
    }
