"""What a search over the whole house finds of help: pages, helplines by name, services. Numbers stay on their page."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db.models import Case, Q, Value, When
from django.urls import reverse
from django.utils.translation import gettext as _

import clock
from accounts.countries import COUNTRIES
from care.finding import WORDS_MOST, fold
from care.models import SupportLine
from care.models.directory import Service
from care.services.lines import CONFIRMED
from care.variants import WAYS
from registries import Found

PAGES_MOST = LINES_MOST = SERVICES_MOST = 3
# One helpline has several rows: numbers, channels, countries.
ROWS_MOST = 30


def results(user: Any, words: str) -> list[Found]:
    """Every word counts, at most WORDS_MOST. Pages first, then lines where the person is, then others."""
    asked = fold(words).split()[:WORDS_MOST]
    return [*_pages(user, asked), *_lines(user, asked), *_services(user, words)] if asked else []


def _pages(user: Any, asked: list[str]) -> list[Found]:
    found = [
        Found(title=title, url=url)
        for title, url, about in _house(user)
        if all(any(one.startswith(word) for one in fold(f"{title} {about}").split()) for word in asked)
    ]
    return found[:PAGES_MOST]


def _house(user: Any) -> list[tuple[str, str, str]]:
    """(title, address, further words by which it is looked for)."""
    words = _("helpline number call someone crisis emergency danger alone breathing")
    pages = [(_("Help now"), reverse("care:help"), words)]
    pages += [(str(way.way), reverse("care:help_for", args=[way.key]), f"{way.title} {way.words}") for way in WAYS]
    words = _("doctor therapist therapy counselling clinic treatment services")
    pages.append((_("Find professional help"), reverse("care:services"), words))
    if getattr(user, "is_authenticated", False):
        pages.append((_("My plan"), reverse("care:plan"), _("safety plan for hard days")))
        pages.append((_("My support circle"), reverse("care:circle"), _("people around me")))
    return pages


def _lines(user: Any, asked: list[str]) -> list[Found]:
    """Confirmed lines by name in any country; by what they are for only where the person is."""
    profile = getattr(user, "profile", None)
    country = (profile.country if profile is not None else "") or settings.DEFAULT_COUNTRY
    rows = SupportLine.objects.filter(status__in=CONFIRMED)
    for word in asked:
        kinds = [kind for kind, label in SupportLine.Kind.choices if word in fold(str(label)).split()]
        rows = rows.filter(
            Q(service__icontains=word) | Q(service_local_name__icontains=word) | Q(country=country, kind__in=kinds)
        )
    here = Case(When(country=country, then=Value(0)), default=Value(1))
    found: dict[tuple[str, str], Found] = {}
    for row in rows.order_by(here, "service", "country", "pk")[:ROWS_MOST]:
        url = f"{reverse('care:help')}?country={row.country}"
        line = f"{row.get_kind_display()}. {COUNTRIES.get(row.country, row.country)}."
        found.setdefault((row.country, row.service), Found(title=row.service, url=url, line=line))
    return list(found.values())[:LINES_MOST]


def _services(user: Any, words: str) -> list[Found]:
    rows = Service.objects.visible_to(user).with_words(words.split()[:WORDS_MOST]).fresh_first(clock.now().date())
    return [
        Found(title=row.name, url=reverse("care:service", args=[row.uid]), line=row.organisation.name)
        for row in rows.select_related("organisation")[:SERVICES_MOST]
    ]
