"""Which support card fits what the engine understood. It changes words and order only; everyone gets the same help."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.db.models import OuterRef, Subquery

from care.variants import CHILD, FEAR, FOOD, HOME, OTHER, SELF, TAKEN, VOICES, Variant
from moderation.models import Case, CaseEvidence, Finding, Level

# Something was swallowed already, by whoever: minutes count more than anything else that was said.
SWALLOWED = {"took_overdose", "overdosing_now", "es_sobredosis", "es_sobredosis_otro"}
# What of a reading decides.
READ = ("about", "categories", "cues")
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


def with_reading(cases: Any) -> Any:
    """`cases` with the newest of the worst readings that led to each: no sealed word is opened for this."""
    texts = CaseEvidence.objects.filter(case=OuterRef(OuterRef("pk"))).exclude(subject_uid=None).values("subject_uid")
    worst = Finding.objects.filter(subject_uid__in=texts, level=Level.CRISIS).order_by("-severity", "-found_at", "-pk")
    return cases.annotate(**{f"read_{name}": Subquery(worst.values(name)[:1]) for name in READ})


def variant_of_case(case: Any) -> Variant:
    """For a case, by what `with_reading` adds; where it was fetched without that, it is asked for."""
    read = case if hasattr(case, "read_about") else with_reading(Case.objects.filter(pk=case.pk)).first()
    if read is None or read.read_about is None:
        return SELF
    rules = [cue.get("rule", "") for cue in read.read_cues]
    return fitting(categories=read.read_categories, about=read.read_about, rules=rules)
