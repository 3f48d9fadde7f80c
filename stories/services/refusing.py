"""Words that are not taken, though nobody is in need: what the team asks to leave out; on a first day, what leads away.

Neither holds where the engine noticed anything, or could not read: pain is never sent back.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError

from accounts.policies import is_new_account
from chat.newcomers import may_be_in_need
from groups.models import Group
from moderation.contact import leads_away
from moderation.reading import Outcome
from moderation.word_rules import broken_by, rules_of
from stories.errors import FirstDay, LeftOut


def refuse_words(*, actor: Any, texts: Mapping[str, str], outcome: Outcome, group: Group | None) -> None:
    """Raises ValidationError, with the reason at each of `texts` that cannot be shared as it is.

    `group` is the one that a story is told to: its rules hold beside those that hold everywhere. For what more people
    read, only the latter do.
    """
    if may_be_in_need(outcome):
        return
    there = group.pk if group is not None else None
    rules, is_new = rules_of([there]), is_new_account(actor)
    wrong: dict[str, Any] = {}
    for name, text in texts.items():
        rule = broken_by(text, outcome, author=actor, group=there, rules=rules)
        if rule is not None:
            wrong[name] = LeftOut(rule)
        elif is_new and leads_away(text):
            wrong[name] = FirstDay()
    if wrong:
        raise ValidationError(wrong)
