"""The support card on pages about an error: it comes without a database, without a session and without a request."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import template
from django.http import HttpRequest
from django.template.context import Context
from django.utils.translation import get_language

from care import services
from care.card import SupportCard
from care.place import Place, place_unasked
from care.variants import Variant, variant_of_path

register = template.Library()
# Who was on the way to one of these came for help: it stands above what went wrong.
FOR_HELP = ("/help/", "/need-help/", "/plan/", "/circle/")


@dataclass(frozen=True)
class Standing:
    """What `care/_standing.html` shows. `first`: help comes before the words about what went wrong."""

    card: SupportCard
    place: Place
    variant: Variant
    first: bool
    plan: bool


@register.simple_tag(takes_context=True)
def standing_help(context: Context) -> Standing:
    """Help for whoever asked for a page that did not come.

    `asked` is the request, where the page knows it; with `may_ask` the database is well, as far as we know.
    """
    request: Any = context["asked"] if "asked" in context else context.get("request")
    known = isinstance(request, HttpRequest)
    path = request.path if known else ""
    place, variant = place_unasked(request if known else None), variant_of_path(path)
    card = services.standing_card(
        country=place.country,
        language=get_language() or "en",
        young=variant.young,
        kinds=variant.kinds,
        quiet=variant.quiet,
        ask=bool(context.get("may_ask")),
    )
    return Standing(card, place, variant, path.startswith(FOR_HELP), path.startswith("/plan/"))
