"""Why a post is not taken, in the words its author reads, and what of it was read all the same."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.ages import Ages
from chat.contact import takes_no_contact
from chat.newcomers import may_be_in_need
from chat.services.lean import Place
from moderation.contact import leads_away
from moderation.models import WordRule
from moderation.reading import Outcome
from moderation.word_rules import broken_by, rules_of

REASONS: dict[str, Any] = {
    "not_found": _("This room is not open to you."),
    "no_agreement": _("Your groups rest until you give your agreement again. Your words are kept here."),
    "suspended": _("You cannot post at the moment. You can still ask for help and write to the team."),
    "muted": _("You cannot post in this room at the moment. You can still read, and ask for help."),
    "room_closed": _("This room takes no new messages. What was said stays readable."),
    "no_facilitator": _("This room is open while a facilitator is here. Nobody is here right now."),
    "limited": _("For now you can send one message in five minutes. Your words are kept here."),
    "slow": _("This room is on slow mode. Please wait a little. Your words are kept here."),
    "contact": _(
        "This room takes no addresses, numbers, links or names elsewhere. Your words are kept here: take that part out "
        "and send the rest."
    ),
    "new_contact": _(
        "On the first day of an account, messages take no addresses, numbers, links or names elsewhere. Your words are "
        "kept here: take that part out and send the rest."
    ),
    "new_fast": _("On the first day of an account, a few messages a minute fit. Your words are kept here."),
    "word_rule": _(
        "The team asks everybody to leave “%(words)s” out here. Why: %(why)s Your words are kept here: change that "
        "part and send them."
    ),
    "word_rule_change": _(
        "The team looks first at messages with “%(words)s”. Why: %(why)s A change cannot wait for that: take that part "
        "out here, or send it as a message of its own."
    ),
    "many_held": _(
        "Many of your messages wait already until somebody has looked. Your words are kept here. Please take some "
        "back, or wait a little."
    ),
    "too_fast": _("That was a lot at once. Please wait a few seconds. Your words are kept here."),
    "try_again": _("This could not be saved. It is still here. Please try again."),
}


@dataclass(frozen=True)
class Refused:
    """Nothing was stored. The text was read all the same: `outcome` says whether its author needs the panel."""

    code: str
    text: str
    outcome: Outcome | None = None


def refusal(code: str, outcome: Outcome | None = None) -> Refused:
    """The answer for `code`, one of REASONS, in the words a person reads; `outcome` is what reading the text gave."""
    return Refused(code=code, text=str(REASONS[code]), outcome=outcome)


def unfit_there(room: Any, text: str, outcome: Outcome) -> str:
    """The code of the reason why `room` does not take `text`, or an empty string.

    Somebody young who may be in need is heard with the address that they give: a keeper reads their rooms. Nobody
    reads a room for two; there the panel takes it to the team.
    """
    if not takes_no_contact(room) or (room.ages == Ages.UNDER_18 and may_be_in_need(outcome)):
        return ""
    return "contact" if leads_away(text) else ""


def rules_in(places: Iterable[Place]) -> list[WordRule]:
    """The rules about words that hold in any of these places; asked for only where there are some."""
    groups = {place.group_id for place in places if place.has_rules}
    return rules_of(groups) if groups else []


def rule_met(author: Any, place: Place, text: str, outcome: Outcome, rules: Sequence[WordRule]) -> WordRule | None:
    """The rule that a text meets; None where it may be said as it is, and where it may be a cry for help."""
    return broken_by(text, outcome, author=author, group=place.group_id, rules=rules) if place.has_rules else None


def refused_by_rule(rule: WordRule, outcome: Outcome, sentence: str = "word_rule") -> Refused:
    """The refusal of a text that the team asks to be left out: the `sentence` of REASONS, with the team's reason."""
    text = str(REASONS[sentence]) % {"words": rule.words, "why": rule.why}
    return Refused(code="word_rule", text=text, outcome=outcome)
