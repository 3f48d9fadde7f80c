"""Writing a strategy, changing it, taking it back; and reading it first, which a person of the team does."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

import clock
from accounts import limits
from accounts.access import require
from accounts.policies import is_limited
from audit import services as audit
from groups.languages import LANGUAGES
from groups.words import clean_line, clean_text
from moderation import services as moderation
from moderation.models import Case
from moderation.reading import Authorship, Outcome, after_store, apply_reading, read_text
from resilience import search
from resilience.beside import source_of
from resilience.cards import HOW_MOST, SOURCE_MOST, TITLE_MOST, WHEN_MOST, packed
from resilience.models import Strategy, Tool
from rows import require_transaction

TEXTS = ("title", "when", "how", "source")
MOST = {"title": TITLE_MOST, "when": WHEN_MOST, "how": HOW_MOST, "source": SOURCE_MOST}
# Far above what anybody learns in a day.
CARDS_A_DAY = 12


@dataclass(frozen=True)
class Card:
    """What somebody typed and chose for a card."""

    title: str
    when: str
    how: str
    basis: str = Strategy.Basis.EXPERIENCE
    source: str = ""
    situations: tuple[str, ...] = ()
    minutes: int = 0
    language: str = "en"

    def __repr__(self) -> str:
        return "<Card>"


@dataclass(frozen=True)
class Carded:
    strategy: Strategy
    outcome: Outcome
    case: Case | None = None


class WroteOften(ValidationError):
    """More cards in a day than anybody writes with care."""

    def __init__(self) -> None:
        super().__init__(_("You have written a lot today. Your words are still below. Please try again tomorrow."))


def text_of(row: Strategy) -> str:
    """Everything in a card that others read, for the engine and for a case."""
    return "\n\n".join(filter(None, (getattr(row, name) for name in TEXTS)))


def authorship_of(row: Strategy) -> Authorship:
    """Who wrote it. No name stands on a card, and none of a group belongs to it."""
    return Authorship(account_id=row.author_id)


def read_refused(*, texts: Iterable[str], language: str) -> tuple[str, Outcome]:
    """The words of a card that was not taken, and what the engine says of them. Stores nothing."""
    words = "\n\n".join(filter(None, map(clean_text, texts)))[: moderation.HELP_WORDS_MOST]
    spoken = language if language in dict(LANGUAGES) else "en"
    return words, moderation.read_refused(text=words, language=spoken)


def _cleaned(card: Card) -> dict[str, Any]:
    """The columns of a card, or ValidationError with the reason at its field."""
    texts = {name: clean_text(card.how) if name == "how" else clean_line(getattr(card, name)) for name in TEXTS}
    wrong: dict[str, Any] = {}
    for name in ("title", "when", "how"):
        if not texts[name]:
            wrong[name] = _("A few words are enough.")
    for name, most in MOST.items():
        if len(texts[name]) > most:
            wrong[name] = _("This is a little long. Up to %(most)d letters fit here.") % {"most": most}
    evidence = card.basis == Strategy.Basis.EVIDENCE
    if evidence and not texts["source"]:
        wrong["source"] = _("Please name who says so, for example a book or a hospital.")
    if wrong:
        raise ValidationError(wrong)
    return {
        **texts,
        "source": texts["source"] if evidence else "",
        "basis": Strategy.Basis.EVIDENCE if evidence else Strategy.Basis.EXPERIENCE,
        "situations": packed(card.situations),
        "minutes": card.minutes,
        "language": card.language,
    }


def _sent(actor: Any, client_uid: uuid.UUID | None) -> Strategy | None:
    """What the same form stored before: sent twice, it counts once."""
    return Strategy.objects.filter(author=actor, client_uid=client_uid).first() if client_uid else None


def _not_too_often(actor: Any) -> None:
    """New words and other words count alike: otherwise who may not write would go on by changing."""
    if not limits.allow(f"strategy:{actor.pk}", most=1 if is_limited(actor) else CARDS_A_DAY, per_seconds=24 * 3600):
        raise WroteOften


def write_strategy(
    *, actor: Any, card: Card, story_uid: uuid.UUID | None = None, client_uid: uuid.UUID | None = None
) -> Carded:
    """A new card of `actor`. Others see it once a person of the team has read it.

    `story_uid` is one of their own stories; anybody else's is left out. The same `client_uid` twice stores one card.
    Raises ValidationError at its field, WroteOften, PermissionDenied.
    """
    columns = _cleaned(card)
    sent = _sent(actor, client_uid)
    if sent is not None:
        return Carded(sent, read_text(text_of(sent), language=sent.language))
    # Asked again once it is written. Here, so that what is not taken counts as nothing written.
    require(actor, "resilience.write_strategy")
    _not_too_often(actor)
    source = source_of(actor, story_uid)
    row = Strategy(
        author=actor,
        story_uid=story_uid if source is not None and source.mine else None,
        client_uid=client_uid,
        written_at=clock.now(),
        **columns,
    )
    return _write(actor=actor, row=row, outcome=read_text(text_of(row), language=row.language))


@transaction.atomic(durable=True)
def _write(*, actor: Any, row: Strategy, outcome: Outcome) -> Carded:
    require(actor, "resilience.write_strategy")
    sent = _sent(actor, row.client_uid)
    if sent is not None:
        return Carded(sent, outcome)
    apply_reading(row, outcome)
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        return Carded(Strategy.objects.get(author=actor, client_uid=row.client_uid), outcome)
    audit.record(actor=actor, verb="strategy.written", target=row)
    return Carded(row, outcome, _follow(row, outcome))


def _follow(row: Strategy, outcome: Outcome) -> Case | None:
    return after_store(
        kind="strategy", row_uid=row.uid, outcome=outcome, text=text_of(row), authorship=authorship_of(row)
    )


def change_strategy(*, actor: Any, strategy: Strategy, card: Card) -> Carded:
    """Other words on a card of `actor`. Whatever was let out is read by a person again before others see it.

    Raises ValidationError at its field, WroteOften, PermissionDenied.
    """
    columns = _cleaned(card)
    require(actor, "resilience.change_strategy", strategy)
    if any(getattr(strategy, name) != value for name, value in columns.items()):
        _not_too_often(actor)
    outcome = read_text("\n\n".join(filter(None, (columns[name] for name in TEXTS))), language=card.language)
    return _change(actor=actor, strategy=strategy, columns=columns, outcome=outcome)


@transaction.atomic(durable=True)
def _change(*, actor: Any, strategy: Strategy, columns: dict[str, Any], outcome: Outcome) -> Carded:
    held = locked(strategy)
    require(actor, "resilience.change_strategy", held)
    if all(getattr(held, name) == value for name, value in columns.items()):
        return Carded(held, outcome)
    for name, value in columns.items():
        setattr(held, name, value)
    held.version += 1
    held.changed_at, held.reviewed_at, held.kept_back_at, held.kept_back_for = clock.now(), None, None, ""
    held.worse_at = None
    apply_reading(held, outcome)
    held.save()
    search.put(held)
    audit.record(actor=actor, verb="strategy.changed", target=held)
    return Carded(held, outcome, _follow(held, outcome))


@transaction.atomic(durable=True)
def take_back_strategy(*, actor: Any, strategy: Strategy) -> None:
    """Nobody sees the card any more, and it leaves every toolbox. Own words that somebody put beside it stay theirs."""
    held = locked(strategy)
    require(actor, "resilience.take_back_strategy", held)
    for name in TEXTS:
        setattr(held, name, "")
    held.story_uid, held.situations, held.removed_at, held.hidden_at = None, "", clock.now(), None
    held.worse_at = None
    held.save()
    search.put(held)
    _leave_toolboxes(held)
    held.tries.all().delete()
    audit.record(actor=actor, verb="strategy.taken_back", target=held)


@transaction.atomic(durable=True)
def review_strategy(*, actor: Any, strategy: Strategy, version: int, lets: bool, reason: str = "") -> bool:
    """A person of the team has read `version`: people may see it, or not yet, and why (a key of `Strategy.NotYet`).

    False where it was changed since. Raises PermissionDenied for who wrote it, where nothing waits any more, and for a
    "not yet" to a member's card that others see: that is for a decision.
    """
    held = locked(strategy)
    require(actor, "resilience.review_strategy", held)
    if held.version != version:
        return False
    if not lets:
        require(actor, "resilience.keep_strategy_back", held)
    held.reviewed_at, held.kept_back_at = (clock.now(), None) if lets else (None, clock.now())
    held.kept_back_for = "" if lets else Strategy.NotYet(reason or Strategy.NotYet.OTHER)
    held.worse_at = None
    held.save(update_fields=["reviewed_at", "kept_back_at", "kept_back_for", "worse_at"])
    search.put(held)
    audit.record(actor=actor, verb="strategy.reviewed", target=held, reason=held.kept_back_for or "shown")
    return True


def erase_strategies_of(account: Any) -> None:
    """Building block of erasure. Their cards go whole; what others wrote beside them for themselves stays theirs."""
    require_transaction()
    rows = Strategy.objects.filter(author=account)
    for row in rows:
        _leave_toolboxes(row)
        search.INDEX.forget(row.pk)
    rows.delete()


def locked(strategy: Strategy) -> Strategy:
    """Building block. The row as it is now, held."""
    require_transaction()
    held: Strategy = Strategy.objects.select_for_update(no_key=True, of=("self",)).get(pk=strategy.pk)
    return held


def _leave_toolboxes(row: Strategy) -> None:
    kept = Tool.objects.filter(strategy=row)
    kept.exclude(words="").update(strategy=None)
    Tool.objects.filter(strategy=row).delete()
