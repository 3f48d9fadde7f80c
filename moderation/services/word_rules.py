"""Rules about words and links: made and taken away by moderators, each with a reason for those who run into it."""

from __future__ import annotations

from typing import Any

from django.db import transaction

import clock
from accounts.access import require
from audit import services as audit
from groups.models import Group
from groups.words import clean_line
from moderation.errors import NoRuleOfThis
from moderation.models import WordRule
from moderation.models.word_rules import WHY_LONGEST, WORDS_LONGEST
from moderation.word_rules import hosts_in, is_of_pain, words_in

# Shorter words stand in half of all sentences.
WORDS_SHORTEST, WORDS_MOST = 3, 6
# Each is compared with each message; more would be a list that nobody looks after.
RULES_MOST = 200


def make_word_rule(
    *,
    actor: Any,
    kind: str,
    words: str,
    why: str,
    group: Group | None = None,
    effect: str = WordRule.Effect.LEFT_OUT,
) -> WordRule:
    """From now on messages with these words, or with a link there, are not taken, or held until somebody has looked.

    Their author reads `why`. In `group` alone, or everywhere. The same words twice are one rule. Raises NoRuleOfThis,
    also for words that people in pain use.
    """
    plain = _link(words) if kind == WordRule.Kind.LINK else _words(words)
    why = clean_line(why)
    if not why or len(why) > WHY_LONGEST:
        raise NoRuleOfThis("why")
    # Nobody cries for help with the name of a host.
    if kind == WordRule.Kind.WORDS and is_of_pain(plain):
        raise NoRuleOfThis("pain")
    return _make(actor=actor, kind=kind, words=plain, why=why, group=group, effect=effect)


@transaction.atomic(durable=True)
def _make(*, actor: Any, kind: str, words: str, why: str, group: Group | None, effect: str) -> WordRule:
    require(actor, "moderation.keep_word_rules")
    if group is not None:
        require(actor, "groups.view", group)
    there = WordRule.objects.filter(kind=kind, words=words, group=group).first()
    if there is not None:
        if there.effect != effect:
            raise NoRuleOfThis("there")
        return there
    if WordRule.objects.count() >= RULES_MOST:
        raise NoRuleOfThis("many")
    # Two of the team at the same moment: the second gets the rule of the first.
    rule, made = WordRule.objects.get_or_create(
        kind=WordRule.Kind(kind),
        words=words,
        group=group,
        defaults={"why": why, "effect": WordRule.Effect(effect), "made_by": actor, "made_at": clock.now()},
    )
    if made:
        audit.record(actor=actor, verb="word_rule.made", target=rule, reason=kind)
    return rule


@transaction.atomic(durable=True)
def end_word_rule(*, actor: Any, rule: WordRule) -> None:
    """It holds no more. Twice is once; the audit keeps that there was one, and not of which words."""
    require(actor, "moderation.keep_word_rules")
    held = WordRule.objects.select_for_update(of=("self",)).filter(pk=rule.pk).first()
    if held is not None:
        audit.record(actor=actor, verb="word_rule.ended", target=held)
        held.delete()


def _words(typed: str) -> str:
    plain = words_in(typed)
    if not WORDS_SHORTEST <= len(plain) <= WORDS_LONGEST or len(plain.split()) > WORDS_MOST:
        raise NoRuleOfThis("words")
    return plain


def _link(typed: str) -> str:
    """The host of what was typed or pasted, without the part that says only "web"."""
    hosts = hosts_in(typed.strip().partition("://")[2] or typed)
    host = hosts[0].removeprefix("www.") if hosts else ""
    if "." not in host or len(host) > WORDS_LONGEST:
        raise NoRuleOfThis("link")
    return host
