"""The help pages, open to everybody in every state, and the two buttons of an admin."""

from __future__ import annotations

import unicodedata
from functools import partial
from itertools import groupby
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django.views.decorators.vary import vary_on_headers

import clock
from accounts.access import require
from accounts.ages import is_under_18
from accounts.countries import COUNTRIES
from accounts.languages import spoken_language
from care import services
from care.card import card_parts
from care.forms import ConfirmForm
from care.models import EmergencyNumber, SupportLine
from care.offers import line_for
from care.place import guesses_for, place_of
from care.stopping import fears
from care.variants import SELF, VARIANTS, WAYS, Variant

YOUNG = "young"


@require_safe
@vary_on_headers("Accept-Language")
def help_page(request: HttpRequest) -> HttpResponse:
    """Helplines for where someone is, without an account and without a script."""
    return _help(request, SELF)


@require_safe
@vary_on_headers("Accept-Language")
def help_young(request: HttpRequest) -> HttpResponse:
    """The same for children and young people: lines for them first."""
    return _help(request, SELF, young=True)


@require_safe
@vary_on_headers("Accept-Language")
def help_for(request: HttpRequest, key: str) -> HttpResponse:
    """The same in other words: for someone else, for a child, where home is not safe, and so on."""
    return _help(request, _variant(key))


def _variant(key: str) -> Variant:
    if key not in VARIANTS or key == SELF.key:
        raise Http404
    return VARIANTS[key]


def _help(request: HttpRequest, variant: Variant, *, young: bool = False) -> HttpResponse:
    place = place_of(request)
    young_first = young or variant.young or is_under_18(request.user)
    card = services.support_card(
        country=place.country,
        language=spoken_language(request),
        young=young_first,
        kinds=variant.kinds,
        quiet=variant.quiet,
    )
    parts = [part(request) for part in card_parts] if request.user.is_authenticated else []
    context = {
        "card": card,
        "place": place,
        "young": young,
        "parts": [part for part in parts if part],
        # Of oneself only: for somebody else, or a child, it would say nothing.
        "helped": line_for(request.user) if request.user.is_authenticated and variant is SELF else "",
        "variant": variant,
        "fears": fears(card),
        "told": request.GET.get("told") == "1",
        "ways": [way for way in WAYS if way is not variant],
        "here": request.path,
        "who": YOUNG if young else "" if variant is SELF else variant.key,
        "guesses": guesses_for(request=request, besides=card.country),
    }
    return render(request, "care/help.html", context)


@require_safe
@vary_on_headers("Accept-Language")
def help_kept(request: HttpRequest) -> HttpResponse:
    """The copy that a device keeps for when the line is gone: it knows its day, and never says that a line is open."""
    place, who = place_of(request), request.GET.get("for", "")
    variant = VARIANTS.get(who, SELF)
    young = who == YOUNG or variant.young
    card = services.support_card(
        country=place.country,
        language=spoken_language(request),
        young=young,
        kinds=variant.kinds,
        quiet=variant.quiet,
    )
    context = {
        "card": card,
        "place": place,
        "fears": fears(card),
        "variant": variant,
        "now": clock.now(),
        # The worker that keeps this page keeps these as well.
        "others": [YOUNG, *(way.key for way in WAYS)],
        "here": _page_for(who),
    }
    return render(request, "care/kept.html", context)


@require_safe
@vary_on_headers("Accept-Language")
def help_country(request: HttpRequest) -> HttpResponse:
    """Every country, each one tap away. The choice is in the address, so no cookie remembers it."""
    letters = [(letter, list(entries)) for letter, entries in groupby(_by_name(), key=lambda entry: entry[0][0])]
    context = {
        "letters": letters,
        "back": _page_for(request.GET.get("for", "")),
        "guesses": guesses_for(request=request),
    }
    return render(request, "care/country.html", context)


def _page_for(who: str) -> str:
    """The help page that somebody came from, so that the words of it stay."""
    if who == YOUNG:
        return reverse("care:help_young")
    return reverse("care:help_for", args=[who]) if who in VARIANTS and who != SELF.key else reverse("care:help")


def _by_name() -> list[tuple[str, str, str]]:
    """(name to sort by, code, name): accents do not count, so that nobody has to look behind Z."""
    named = [(code, str(name)) for code, name in COUNTRIES.items()]
    return sorted((_without_accents(name), code, name) for code, name in named)


def _without_accents(name: str) -> str:
    signs = unicodedata.normalize("NFKD", name)
    return "".join(sign for sign in signs if not unicodedata.combining(sign)).upper()


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def confirm_line(request: HttpRequest, uid: UUID) -> HttpResponse:
    """An admin says where they saw the number of a helpline."""
    require(request.user, "care.confirm_lines")
    line = get_object_or_404(SupportLine, uid=uid)
    return _confirm(request, line, partial(services.confirm_line, actor=request.user, line=line))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def confirm_number(request: HttpRequest, uid: UUID) -> HttpResponse:
    """An admin says where they saw an emergency number."""
    require(request.user, "care.confirm_lines")
    number = get_object_or_404(EmergencyNumber, uid=uid)
    return _confirm(request, number, partial(services.confirm_number, actor=request.user, number=number))


@login_required
@require_POST
def doubt_line(request: HttpRequest, uid: UUID) -> HttpResponse:
    """An admin says that a number does not work."""
    require(request.user, "care.confirm_lines")
    line = services.doubt_line(actor=request.user, line=get_object_or_404(SupportLine, uid=uid))
    messages.success(request, _("%(line)s is not shown any more.") % {"line": line})
    return redirect("admin:care_supportline_changelist")


def _confirm(request: HttpRequest, row: SupportLine | EmergencyNumber, confirm: Any) -> HttpResponse:
    form = ConfirmForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            confirm(**form.cleaned_data)
        except ValidationError as error:
            form.add_error("source", error)
        else:
            messages.success(request, _("%(line)s is confirmed.") % {"line": row})
            return redirect(f"admin:care_{row._meta.model_name}_changelist")
    status = 422 if request.method == "POST" else 200
    return render(request, "care/confirm.html", {"form": form, "row": row}, status=status)
