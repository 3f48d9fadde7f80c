"""Comparing a text with the rules of the team: whole words and names of hosts, in one pass and without patterns.

They hold only where the engine read the text and noticed nothing, where it knows the language, and while nobody is with
its author about how they are. Pain is never matched away.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Iterable, Sequence
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from moderation.detection import may_be_foreign
from moderation.distress import going_on
from moderation.models import Level, WordRule
from moderation.reading import Ask, Outcome, read_texts

# What ends a word of a link. A full stop does not.
_BETWEEN = str.maketrans(dict.fromkeys("/\\:;?#&=@<>()[]{}\"'`,|!*", " ") | dict.fromkeys("。．｡", "."))
# Where somebody in pain could have the words. Whoever reads a rule is the computer; these are what it is asked about.
CARRIERS = {
    "en": (
        "{}",
        "I {} again",
        "I am {} again",
        "I want {}",
        "I want to {}",
        "I think about {}",
        "thoughts of {}",
        "I bought {}",
        "I took all my {}",
        "I have enough {} here",
        "I am at the {}",
    ),
    "es": ("{}", "quiero {}", "pienso en {}", "pensamientos de {}", "compré {}"),
}


def _plain(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(sign for sign in folded if unicodedata.category(sign) != "Cf")


def words_in(text: str) -> str:
    """The words of `text` with one space between them."""
    # A mark belongs to the letter before it; in many scripts it is the vowel.
    signs = (one if one.isalnum() or unicodedata.category(one)[0] == "M" else " " for one in _plain(text))
    return " ".join("".join(signs).split())


def hosts_in(text: str) -> list[str]:
    """What in `text` could be the name of a host: words with a full stop within."""
    pieces = (piece.strip(".-") for piece in _plain(text).translate(_BETWEEN).split())
    return [piece for piece in pieces if "." in piece]


def rules_of(groups: Collection[int | None]) -> list[WordRule]:
    """The rules that hold in any of `groups`; those of a group say which.

    First what is left out: nobody is asked to look at words that are not taken anyway.
    """
    known = [group for group in groups if group is not None]
    rules = WordRule.objects.filter(Q(group__isnull=True) | Q(group__in=known))
    return sorted(rules, key=lambda rule: rule.effect != WordRule.Effect.LEFT_OUT)


def broken_by(
    text: str, outcome: Outcome, *, author: Any, group: int | None, rules: Sequence[WordRule]
) -> WordRule | None:
    """The first of `rules` that this text of `author` (an account, or its key) breaks in `group`, or None.

    Never where it may be a cry for help: what the team is talking about with them comes in pieces that say nothing.
    """
    rule = None if outcome.level != Level.NONE else _met(text, group, rules)
    if rule is None or may_be_foreign(_beside(text, rule)) or going_on(author).exists():
        return None
    return rule


def _beside(text: str, rule: WordRule) -> str:
    """What else a text says than what the rule is about."""
    plain = " ".join(piece for piece in text.split() if "/" not in piece and "." not in piece.strip(".,!?;:()"))
    return f" {words_in(plain)} ".replace(f" {rule.words} ", " ")


def _met(text: str, group: int | None, rules: Sequence[WordRule]) -> WordRule | None:
    here = [rule for rule in rules if rule.group_id is None or rule.group_id == group]
    if not here:
        return None
    words, hosts = f" {words_in(text)} ", hosts_in(text)
    for rule in here:
        if rule.kind == WordRule.Kind.WORDS and f" {rule.words} " in words:
            return rule
        if rule.kind == WordRule.Kind.LINK and _leads_to(rule.words, hosts):
            return rule
    return None


def left_out(rule: WordRule) -> str:
    """For the author of words that are not taken: which part of them it is, and the reason of the team."""
    return _(
        "The team asks everybody to leave “%(words)s” out here. Why: %(why)s Your words are kept here: change "
        "that part and share the rest."
    ) % {"words": rule.words, "why": rule.why}


def _leads_to(place: str, hosts: Iterable[str]) -> bool:
    return any(host == place or host.endswith(f".{place}") for host in hosts)


def is_of_pain(words: str) -> bool:
    """Whether somebody in need could say this; also where the engine does not answer. Then no rule is made of it."""
    asks = [Ask(carrier.format(words), language=code) for code, many in CARRIERS.items() for carrier in many]
    return any(outcome.level in (Level.CONCERN, Level.CRISIS, Level.NOT_YET) for outcome in read_texts(asks))
