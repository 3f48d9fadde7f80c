"""One's own toolbox: cards and own words, which of them come first, and saying how a card was for oneself."""

from __future__ import annotations

import uuid
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

import clock
from accounts.access import require
from accounts.sealed import open_sealed
from audit import services as audit
from groups.words import clean_line
from resilience.models import Strategy, Tool, TriedIt
from resilience.services.strategies import locked

# One line; a longer one would not help on a hard night.
OWN_MOST = 200
TOOLS_MOST = 100


class ToolboxFull(ValidationError):
    """More than anybody finds their way in."""

    def __init__(self) -> None:
        super().__init__(_("Your toolbox is full. Please take something out first."))


def own_words(*, actor: Any, tool: Tool) -> str:
    """What `actor` wrote on a tool of theirs, opened for them alone."""
    require(actor, "resilience.keep_tool", tool)
    return open_sealed(tool, "words", actor)


def _line(words: str, *, needed: bool) -> str:
    line = clean_line(words)
    if needed and not line:
        raise ValidationError({"words": _("A few words are enough.")})
    if len(line) > OWN_MOST:
        raise ValidationError(
            {"words": _("This is a little long. Up to %(most)d letters fit here.") % {"most": OWN_MOST}}
        )
    return line


@transaction.atomic(durable=True)
def keep_strategy(*, actor: Any, strategy: Strategy) -> Tool:
    """Put a card into one's toolbox. Nobody else knows. Twice is harmless. Raises ToolboxFull."""
    require(actor, "resilience.keep_strategy", strategy)
    kept: Tool | None = Tool.objects.filter(owner=actor, strategy=strategy).first()
    if kept is not None:
        return kept
    _has_room(actor)
    tool, _made = Tool.objects.get_or_create(owner=actor, strategy=strategy, defaults={"kept_at": clock.now()})
    return tool


@transaction.atomic(durable=True)
def keep_words(*, actor: Any, words: str, client_uid: uuid.UUID | None = None, favourite: bool = False) -> Tool:
    """Put something of one's own into one's toolbox. The same `client_uid` twice keeps it once. Raises ToolboxFull."""
    tool = Tool(
        owner=actor, words=_line(words, needed=True), favourite=favourite, client_uid=client_uid, kept_at=clock.now()
    )
    require(actor, "resilience.keep_tool", tool)
    sent: Tool | None = Tool.objects.filter(owner=actor, client_uid=client_uid).first() if client_uid else None
    if sent is not None:
        return sent
    _has_room(actor)
    try:
        with transaction.atomic():
            tool.save(force_insert=True)
    except IntegrityError:
        return Tool.objects.get(owner=actor, client_uid=client_uid)
    return tool


def _has_room(actor: Any) -> None:
    if Tool.objects.filter(owner=actor).count() >= TOOLS_MOST:
        raise ToolboxFull


@transaction.atomic(durable=True)
def change_tool(*, actor: Any, tool: Tool, words: str, favourite: bool) -> Tool:
    """Own words on a tool, and whether it is a favourite. Something without a card needs words."""
    held: Tool = Tool.objects.select_for_update(of=("self",)).get(pk=tool.pk)
    require(actor, "resilience.keep_tool", held)
    line = _line(words, needed=held.strategy_id is None)
    if line != own_words(actor=actor, tool=held):
        held.words = line
    held.favourite = favourite
    held.save()
    return held


@transaction.atomic(durable=True)
def take_out(*, actor: Any, tool: Tool) -> None:
    """Take a tool out of one's toolbox, with whatever one wrote on it. Twice is harmless."""
    require(actor, "resilience.keep_tool", tool)
    Tool.objects.filter(pk=tool.pk).delete()


@transaction.atomic(durable=True)
def say_tried(*, actor: Any, strategy: Strategy, situation: str, outcome: str) -> TriedIt:
    """How a card was for `actor` in one situation; the last word counts. What made it worse is looked at again."""
    held = locked(strategy)
    require(actor, "resilience.say_tried", held)
    said, _made = TriedIt.objects.update_or_create(
        owner=actor,
        strategy=held,
        situation=situation,
        defaults={"outcome": TriedIt.Outcome(outcome), "tried_at": clock.now()},
    )
    if said.outcome == TriedIt.Outcome.WORSE and held.worse_at is None:
        held.worse_at = clock.now()
        held.save(update_fields=["worse_at"])
        # Of nobody: who said it is no matter of the team.
        audit.record(verb="strategy.made_it_worse", target=held)
    return said


@transaction.atomic(durable=True)
def unsay_tried(*, actor: Any, strategy: Strategy) -> None:
    """Take back whatever one said about a card. Twice is harmless."""
    require(actor, "resilience.keep_strategy", strategy)
    TriedIt.objects.filter(owner=actor, strategy=strategy).delete()
