"""The directory of professional help: open to everybody, without an account, a cookie or a script."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe
from django.views.decorators.vary import vary_on_headers

from accounts.access import can
from accounts.ages import is_under_18
from care import finding, services
from care.entry import card, entry
from care.forms import SearchForm
from care.models import Service
from care.place import guesses_for, place_of

A_PAGE = 20
# What may stand in an address. Words of one's own never do: addresses stay in the history of a browser.
IN_ADDRESS = ("need", "place", "language", "free", "online")


# It changes nothing, and a token would need a cookie. A post keeps the words out of the address.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@vary_on_headers("Accept-Language")
def services_page(request: HttpRequest) -> HttpResponse:
    """Search. Words that read as a crisis show the support card first; nothing of them is kept."""
    posted = request.method == "POST"
    data: QueryDict | None = request.POST if posted else (request.GET or None)
    if data is not None and not posted and "words" in data:
        data = data.copy()
        del data["words"]
    form = SearchForm(data, languages=finding.languages_known())
    wish = form.wish
    language = get_language() or "en"
    worried = finding.reads_as_crisis(f"{wish.words} {wish.place}", language)
    if posted and not wish.words and not worried and "page" not in request.POST:
        return HttpResponseRedirect(f"{reverse('care:services')}?{_query(wish)}", status=303)
    page = Paginator(finding.found(wish, request.user), A_PAGE).get_page(data.get("page") if data is not None else 1)
    context = {
        "form": form,
        "wish": wish,
        "searched": wish != finding.Wish(),
        "by_post": posted,
        "worried": worried,
        "page": page,
        "cards": [card(service) for service in page],
        "query": _query(wish),
        "keeps": can(request.user, "care.import_services"),
        **_help(request),
    }
    response = render(request, "care/services.html", context)
    if posted:
        response["Cache-Control"] = "no-store"
    return response


def _query(wish: finding.Wish) -> str:
    kept: dict[str, Any] = {name: getattr(wish, name) for name in IN_ADDRESS if getattr(wish, name)}
    return urlencode({name: "on" if value is True else value for name, value in kept.items()})


def _help(request: HttpRequest) -> dict[str, Any]:
    place = place_of(request)
    young = is_under_18(request.user)
    card = services.support_card(country=place.country, language=get_language() or "en", young=young)
    return {"card": card, "place": place, "guesses": guesses_for(request=request, besides=card.country)}


@require_safe
@vary_on_headers("Accept-Language")
def service_page(request: HttpRequest, uid: UUID) -> HttpResponse:
    """One service. That somebody opens it is written nowhere."""
    service = get_object_or_404(Service.objects.visible_to(request.user).select_related("organisation"), uid=uid)
    return render(request, "care/service.html", {"entry": entry(service), **_help(request)})
