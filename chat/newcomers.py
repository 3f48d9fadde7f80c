"""What an account cannot do yet on its first day, so that nobody floods a room. A cry for help always passes.

Asked before the transaction: an account only grows older.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings

from accounts import limits
from moderation.contact import leads_away
from moderation.distress import going_on
from moderation.models import Level
from moderation.reading import Outcome

if TYPE_CHECKING:
    from chat.services.lean import Place


def may_be_in_need(outcome: Outcome) -> bool:
    """Also where the engine did not answer, or does not know the language: nobody knows that it is no cry."""
    return outcome.level != Level.NONE


def is_looked_after(outcome: Outcome) -> bool:
    """Stored words that call somebody: a crisis does, and what the engine could not read now is read again."""
    return outcome.level in (Level.CRISIS, Level.NOT_YET)


def unfit_of_new(place: Place, text: str, outcome: Outcome) -> str:
    """The code of the reason why a new account may not say this, however long it waits, or an empty string."""
    if not place.is_new or may_be_in_need(outcome):
        return ""
    return "new_contact" if leads_away(text) else ""


def too_soon_of_new(account_id: int, place: Place, outcome: Outcome) -> str:
    """The code of the reason why a new account waits a moment, or an empty string.

    Whoever the team is with, or should be, may say what follows in pieces as small as they come.
    """
    if not place.is_new or may_be_in_need(outcome):
        return ""
    if limits.allow(f"new:{account_id}", most=settings.NEW_ACCOUNT_POSTS, per_seconds=60):
        return ""
    return "" if going_on(account_id).exists() else "new_fast"
