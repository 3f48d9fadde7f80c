"""A reported message, and deciding about it, in a few words."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import clock
from moderation import services
from moderation.models import LASTING, Case, Decision, Measure
from tests.factories.chat import say

SAID = "You are all hopeless, and Fern most of all."
RULE = "Be kind."
PEOPLE = {Measure.MUTE, Measure.LIMIT, Measure.SUSPEND, Measure.LEAVE_GROUP, Measure.BAN}


def reported(author: Any, group: Any, reporter: Any, *, words: str = SAID, told: str = "That hurt.") -> Case:
    """The case about a message of `author` that `reporter` told us of."""
    message = say(author, group, words)
    made = services.report(actor=reporter, kind="message", uid=message.uid, reason="unkind", words=told)
    case: Case = made.case
    return case


def needs(measure: str) -> dict[str, Any]:
    """Everything that a whole decision of this measure holds."""
    values: dict[str, Any] = {"measure": measure, "reason": "It was meant to hurt."}
    if measure != Measure.NO_ACTION:
        values |= {"rule": RULE, "quoted": "Fern most of all"}
    if measure == Measure.CONTENT_NOTE:
        values["note"] = "hard"
    if measure in PEOPLE:
        values["ends_at"] = clock.now() + timedelta(days=1)
    elif measure in LASTING:
        values["no_end"] = "words"
    return values


def decide(actor: Any, case: Case, measure: str = Measure.HIDE, **changed: Any) -> Decision:
    case.refresh_from_db()
    return services.decide(actor=actor, case=case, version=case.version, **(needs(measure) | changed))


def look_again(actor: Any, appeal: Any, *, overturned: bool = True, **changed: Any) -> Any:
    case = Case.objects.get(pk=appeal.decision.case_id)
    values = {"reason": "It reads otherwise with the whole talk around it.", "answer": "Thank you for asking."}
    return services.decide_appeal(
        actor=actor, appeal=appeal, version=case.version, overturned=overturned, **(values | changed)
    )
