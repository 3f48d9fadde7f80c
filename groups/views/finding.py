"""Finding a group: open to everybody, also without an account."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from accounts.access import require
from care.finding import reads_as_crisis
from care.place import place_of
from care.services import support_card
from groups.finding import Wish, card, found, told_us
from groups.forms import FilterForm
from groups.models import JoinRequest, Membership
from groups.views._shared import me

A_PAGE = 12
IN_ADDRESS = ("topic", "language", "talk", "free")
# As much of a search is read as a search can hold, and some more for who wrote too much.
WORDS_READ = 500


# It changes nothing, and a token would need a cookie. A post keeps the words out of the address.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def discover(request: HttpRequest) -> HttpResponse:
    """The shelf, one's own groups and requests above it, and what is like what one told us.

    Words that read as a crisis show the support card first; nothing of them is kept.
    """
    require(request.user, "groups.discover")
    posted = request.method == "POST"
    asked = (request.POST if posted else request.GET).copy()
    if not posted:
        asked.pop("q", None)
    form = FilterForm(asked or None)
    wish = Wish()
    if form.is_bound and form.is_valid():
        data = form.cleaned_data
        wish = Wish(data["q"], tuple(data["topic"]), data["language"], data["talk"], data["free"])
    language = get_language() or "en"
    worried = reads_as_crisis(asked.get("q", "")[:WORDS_READ], language)
    told = told_us(request.user)
    number = asked.get("page")
    query = _choices(asked)
    if posted and not asked.get("q", "").strip() and number is None:
        return HttpResponseRedirect(f"{reverse('groups:discover')}?{query.urlencode()}", status=303)
    page = Paginator(found(wish, told), A_PAGE).get_page(number)
    here = request.user.is_authenticated
    mine = (
        Membership.objects.of(request.user)
        .exclude(group__state="declined")
        .select_related("group")
        .order_by("joined_at")
    )
    waiting = JoinRequest.objects.waiting().filter(account=me(request)).select_related("group") if here else []
    context = {
        "form": form,
        "wish": wish,
        "searched": wish != Wish(),
        "by_post": posted,
        "worried": worried,
        "page": page,
        "cards": [card(group, told) for group in page],
        "mine": list(mine),
        "waiting": list(waiting),
        "query": query.urlencode(),
        "choices": [(name, value) for name, values in query.lists() for value in values],
    }
    if worried:
        place = place_of(request)
        context |= {"card": support_card(country=place.country, language=language), "place": place}
    template = "groups/_shelf.html" if request.headers.get("HX-Target") == "shelf" else "groups/discover.html"
    response = render(request, template, context)
    if posted:
        response["Cache-Control"] = "no-store"
    return response


def _choices(asked: QueryDict) -> QueryDict:
    """What may stand in an address. Words of one's own never do: addresses stay in the history of a browser."""
    kept = QueryDict(mutable=True)
    for name in IN_ADDRESS:
        if values := [value for value in asked.getlist(name) if value]:
            kept.setlist(name, values)
    return kept
