"""The few needs by which people look for help, in plain words, and the words of taxonomies that mean them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Need:
    """`terms` are beginnings of words as taxonomies and names of services use them, in English."""

    label: Any
    terms: str


# The codes are terms of a taxonomy of our own: a service that carries one is found by exactly that need.
TAXONOMY = "peersupport-needs"
NEEDS: dict[str, Need] = {
    "talk": Need(_("Someone to talk to"), "counsel listen befriend helpline talking_therap warmline"),
    "low": Need(_("Feeling low or hopeless"), "depress mood low_mood bipolar mental_health"),
    "fear": Need(_("Fear, worry or panic"), "anxi panic phobia ocd obsessive worry stress"),
    "crisis": Need(_("A crisis that cannot wait"), "crisis suicid emergency_mental psychiatric_emergency"),
    "grief": Need(_("Losing someone"), "grief bereav loss mourn"),
    "therapy": Need(_("A doctor or a therapist"), "therap psychiat psycholog mental_health_clinic gp cbt"),
    "drink": Need(_("Alcohol, drugs or gambling"), "addict alcohol drug substance gambl recovery_group opioid detox"),
    "eating": Need(_("Eating"), "eating anorexi bulimi binge"),
    "hurt": Need(_("Someone hurts me, or hurt me"), "abuse violence assault trauma rape ptsd refuge domestic stalk"),
    "young": Need(_("For a child or a young person"), "child youth young adolesc teen camhs student school"),
    "family": Need(_("Family, parents and carers"), "parent famil carer caregiver postnatal perinatal mother couples"),
    "voices": Need(_("Hearing or seeing what others do not"), "psychosis psychotic hearing_voices schizo"),
    "practical": Need(
        _("Money, home or work"), "housing homeless debt money benefit employment food_bank legal_advice"
    ),
}


def _pattern(terms: str) -> re.Pattern[str]:
    words = [re.escape(term).replace("_", r"[\s\-]+") for term in terms.split()]
    return re.compile(rf"\b(?:{'|'.join(words)})", re.I)


_PATTERNS = {code: _pattern(need.terms) for code, need in NEEDS.items()}


def needs_of(terms: Iterable[str], name: str) -> list[str]:
    """Codes of the needs that the terms of a taxonomy mean; where none does, those that the name speaks of."""
    terms = list(terms)
    ours = [code for code in NEEDS if code in terms]
    by_term = [code for code, pattern in _PATTERNS.items() if any(pattern.search(term) for term in terms)]
    found = [code for code in NEEDS if code in ours or code in by_term]
    return found or [code for code, pattern in _PATTERNS.items() if pattern.search(name)]


def choices() -> list[tuple[str, Any]]:
    return [(code, need.label) for code, need in NEEDS.items()]
