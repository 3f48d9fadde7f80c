"""The support card: which lines someone sees, in which order. Pure but for the words; the rows come from services.

A line that no page confirmed is never first and never alone, and says so. Status D never comes here.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

from django.utils.translation import gettext as _

from care.audience import Group
from care.freshness import RANK, Freshness
from care.hours import State
from registry import Registry


@dataclass(frozen=True)
class EmergencyShown:
    """One emergency number. `service` is what answers ("" where no source says it)."""

    number: str
    service: str
    confirmed: bool

    @property
    def href(self) -> str:
        return f"tel:{self.number}"

    @property
    def service_text(self) -> str:
        """Who answers, in words; "" where one number serves for everything or no source says it."""
        return {"ambulance": _("ambulance"), "police": _("police"), "fire": _("fire service")}.get(self.service, "")


def _sentences(said: list[str]) -> str:
    return " ".join(f"{part[:1].upper()}{part[1:]}." for part in said if part)


@dataclass(frozen=True)
class LineShown:
    """One way to reach one line, in words for a page. `href` is "" where a link could not reach it."""

    name: str
    channel: str
    dial: str
    href: str
    sms_keyword: str
    hours_text: str
    open_state: State
    opens_text: str
    languages: str
    cost: str
    confirmed: bool
    note: str
    local_name: str = ""
    local_language: str = ""
    audience: str = ""
    group: Group = "anyone"
    kind: str = "crisis"
    speaks: bool = False
    is_free: bool = False
    checked: str = ""
    uid: str = ""
    always: bool = False
    freshness: Freshness = "unseen"
    anonymity: str = ""
    reachable_from: str = ""

    @property
    def is_open(self) -> bool:
        return self.open_state == "open"

    @property
    def facts(self) -> str:
        """When, for whom, in which languages and at what cost, as short sentences."""
        return _sentences([self.opens_text, *self._lasting()])

    @property
    def lasting_facts(self) -> str:
        """The same without what is true at one moment only."""
        return _sentences(self._lasting())

    def _lasting(self) -> list[str]:
        said = [self.hours_text, self.audience, self.languages, self.cost, self.anonymity]
        if self.reachable_from:
            said.append(_("Reachable from %(where)s") % {"where": self.reachable_from})
        return said

    @property
    def link_text(self) -> str:
        """What stands on the link: the number as typed, or what the link opens."""
        if self.channel == "chat":
            return _("Open the chat")
        if self.channel == "email":
            return self.href.removeprefix("mailto:")
        return self.dial

    @property
    def short_name(self) -> str:
        """For a view with few words: the name, or a plain word where it is long."""
        return self.name if len(self.name.split()) <= NAME_WORDS_MOST else _("Helpline")

    @property
    def icon(self) -> str:
        return {"phone": "phone", "email": "mail"}.get(self.channel, "talk")


@dataclass(frozen=True)
class Directory:
    """A public list of helplines in many countries, run by somebody else."""

    name: str
    url: str


@dataclass(frozen=True)
class SupportCard:
    """Help for one country at one moment. Without a country, `country` is "" and only the fallback is there."""

    country: str
    country_name: str
    emergency: list[EmergencyShown]
    lines: list[LineShown]
    young: bool = False
    directories: list[Directory] = field(default_factory=list)

    @property
    def only_young(self) -> bool:
        """No line is confirmed but lines for young people."""
        confirmed = [line for line in self.lines if line.confirmed]
        return bool(confirmed) and all(line.group == "youth" for line in confirmed)

    @property
    def has_young(self) -> bool:
        return any(line.group == "youth" and line.confirmed for line in self.lines)

    @property
    def somebody_listens(self) -> bool:
        """A confirmed line for people like the reader is open."""
        fitting: set[Group] = {"anyone", "youth"} if self.young else {"anyone", "adults"}
        return any(line.group in fitting for line in self.open_now)

    @property
    def two_ways(self) -> list[LineShown]:
        """The first line, and beside it another channel (open and confirmed, if there is one), else another number."""
        if not self.lines:
            return []
        first, rest = self.lines[0], self.lines[1:]
        if not rest:
            return [first]
        youth = first.group == "youth"
        fits = [line for line in rest if (line.group == "youth") == youth and line.group != "particular"]
        second = min(
            enumerate(fits or rest),
            key=lambda entry: (
                not entry[1].confirmed,
                not entry[1].is_open,
                entry[1].channel == first.channel,
                entry[0],
            ),
        )[1]
        return [first, second]

    @property
    def first_of_each(self) -> list[LineShown]:
        """The first confirmed line to call, to text and to chat with, closed ones left out."""
        ways = [line for line in self.lines if line.confirmed and line.href and line.open_state != "closed"]
        found = [next((line for line in ways if line.channel == channel), None) for channel in ("phone", "sms", "chat")]
        return [line for line in found if line is not None]

    @property
    def to_keep(self) -> list[LineShown]:
        """Every confirmed line, those that never close first: what is open at another moment nobody knows."""
        return sorted((line for line in self.lines if line.confirmed), key=lambda line: not line.always)

    @property
    def two_to_keep(self) -> list[LineShown]:
        """Two of those that need no web: the first, and another channel if there is one, else another number."""
        ways = [line for line in self.to_keep if line.channel not in WEB and line.href]
        if len(ways) < 2:
            return ways
        first, rest = ways[0], ways[1:]
        fits = [line for line in rest if line.group not in ("particular", "youth") or line.group == first.group]
        return [first, min(fits or rest, key=lambda line: (not line.always, line.channel == first.channel))]

    @property
    def open_now(self) -> list[LineShown]:
        return [line for line in self.lines if line.confirmed and line.open_state == "open"]

    @property
    def not_known(self) -> list[LineShown]:
        return [line for line in self.lines if line.confirmed and line.open_state == "unknown"]

    @property
    def closed_now(self) -> list[LineShown]:
        return [line for line in self.lines if line.confirmed and line.open_state == "closed"]

    @property
    def unconfirmed(self) -> list[LineShown]:
        return [line for line in self.lines if not line.confirmed]


# What higher apps add to the help page of someone who is signed in: each gives back safe HTML or "".
card_parts: Registry[Callable[[Any], str]] = Registry("care.card")

# Longer names give way to a plain word where the first view holds 60 words in all.
NAME_WORDS_MOST = 3
# Where we know no line. We do not run these lists and say so beside them.
DIRECTORIES = [
    Directory("Find A Helpline", "https://findahelpline.com/"),
    Directory("Befrienders Worldwide", "https://www.befrienders.org/"),
]
STATES: dict[State, int] = {"open": 0, "unknown": 1, "closed": 2}
# What a phone without the web cannot open.
WEB = ("chat", "email")
CHANNELS = {"phone": 0, "sms": 1, "chat": 2, "whatsapp": 3, "email": 4}
GROUPS: dict[Group, int] = {"anyone": 0, "adults": 0, "particular": 1, "youth": 2}
GROUPS_YOUNG: dict[Group, int] = {"youth": 0, "anyone": 1, "particular": 2, "adults": 3}
# These lines listen before a crisis; in one, a crisis line comes first.
MILDER = ("warm", "listening")
# These know one matter well; for everything else, a line for everything comes first.
TOPICS = ("lgbtq", "abuse", "eating", "addiction", "parents", "postnatal")
EMERGENCY_MOST = 2
EMERGENCY_ORDER = ("any", "ambulance", "police", "", "fire")


def in_order(lines: list[LineShown], *, young: bool = False, kinds: tuple[str, ...] = ()) -> list[LineShown]:
    """Open and confirmed first; lines for adults before lines for the young only (the other way round for the young).

    Where no line for everyone is open, an open line for some comes first: someone who picks up matters more. Lines
    that are not confirmed come last, and where nothing is confirmed they do not come at all. Among lines that are
    equally open, those of `kinds` come first, and what nobody looked at for long sinks.
    """
    if not any(line.confirmed for line in lines):
        return []
    groups = GROUPS_YOUNG if young else GROUPS
    lines = [line for line in lines if not (young and line.group == "adults")]
    somebody_fits = any(line.confirmed and line.is_open and groups[line.group] == 0 for line in lines)

    def key(line: LineShown) -> tuple[Any, ...]:
        fit, state = groups[line.group], STATES[line.open_state]
        first = (fit, state) if somebody_fits else (state, fit)
        milder = line.kind in MILDER
        wanted = line.kind not in kinds if kinds else line.kind in TOPICS
        old = RANK[line.freshness]
        return (
            not line.confirmed,
            *first,
            wanted,
            old,
            not line.speaks,
            milder,
            CHANNELS[line.channel],
            not line.is_free,
        )

    ordered = sorted(lines, key=key)
    return ordered if any(line.confirmed for line in ordered) else []


def quietly(lines: list[LineShown]) -> list[LineShown]:
    """For who may be watched: a line that knows their matter goes by a plain word, without a note that may name it."""
    word = _("Helpline")
    return [replace(line, name=word, local_name="", note="") if line.kind == "abuse" else line for line in lines]


def emergency_in_order(rows: list[tuple[str, str, bool]]) -> list[EmergencyShown]:
    """At most two numbers of (number, service, confirmed): confirmed ones first, then by who answers.

    A number that several services answer comes once. One confirmed number for everything is enough. Fire is named
    only where nothing else is known.
    """
    known: dict[str, set[str]] = {}
    sure = {number for number, _service, confirmed in rows if confirmed}
    for number, service, confirmed in rows:
        if confirmed or number not in sure:
            known.setdefault(number, set()).add(service)
    best = {number: min(services, key=EMERGENCY_ORDER.index) for number, services in known.items()}
    if set(best.values()) != {"fire"}:
        best = {number: service for number, service in best.items() if service != "fire"}

    def key(number: str) -> tuple[Any, ...]:
        return (number not in sure, EMERGENCY_ORDER.index(best[number]), -len(known[number]), number)

    ordered = sorted(best, key=key)
    for_everything = [number for number in ordered if best[number] == "any" and number in sure]
    shown = (for_everything or ordered)[:EMERGENCY_MOST]
    return [EmergencyShown(number, best[number], number in sure) for number in shown]
