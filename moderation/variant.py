"""Which support card fits what the engine understood. It changes words and order only; everyone gets the same help."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from care.variants import CHILD, FEAR, FOOD, HOME, OTHER, SELF, TAKEN, VOICES, Variant
from moderation.models import Case, Finding, Level

# Something was swallowed already, by whoever: minutes count more than anything else that was said.
SWALLOWED = {"took_overdose", "overdosing_now", "es_sobredosis", "es_sobredosis_otro"}
OWN_LIFE = {"suicide", "self_harm"}


def fitting(*, categories: Collection[str], about: str, rules: Collection[str] = ()) -> Variant:
    """The variant for a reading, by its categories, whom it is about, and the rules that understood it."""
    found = set(categories)
    if SWALLOWED & set(rules):
        return TAKEN
    if "psychosis_commands" in found:
        return VOICES
    if "harm_to_others" in found:
        return FEAR
    if "child_at_risk" in found:
        return FEAR if "baby_urges" in rules else CHILD
    # Whoever may be watched and wants to die sees the usual panel: it names neither.
    if "abuse" in found and not OWN_LIFE & found:
        return HOME
    if about == "other":
        return OTHER
    return FOOD if "eating" in found and not OWN_LIFE & found else SELF


def variant_of_reading(reading: Any) -> Variant:
    """For words that were not stored; SELF where the engine did not answer."""
    if reading is None:
        return SELF
    return fitting(categories=reading.categories, about=reading.about, rules=[cue.rule for cue in reading.cues])


def variant_of_case(case: Case) -> Variant:
    """For a case, by the newest of the worst readings that led to it: no sealed word is opened for this."""
    texts = case.evidence.exclude(subject_uid=None).values("subject_uid")
    finding = (
        Finding.objects.filter(subject_uid__in=texts, level=Level.CRISIS)
        .order_by("-severity", "-found_at", "-pk")
        .first()
    )
    if finding is None:
        return SELF
    return fitting(
        categories=finding.categories, about=finding.about, rules=[cue.get("rule", "") for cue in finding.cues]
    )
