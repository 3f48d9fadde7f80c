"""Finding a group: open to everybody, also without an account."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.access import require
from groups.finding import Wish, card, found, told_us
from groups.forms import FilterForm
from groups.models import JoinRequest, Membership
from groups.views._shared import me

A_PAGE = 12


@require_safe
def discover(request: HttpRequest) -> HttpResponse:
    """The shelf, one's own groups and requests above it, and what is like what one told us."""
    require(request.user, "groups.discover")
    form = FilterForm(request.GET or None)
    wish = Wish()
    if form.is_bound and form.is_valid():
        data = form.cleaned_data
        wish = Wish(data["q"], tuple(data["topic"]), data["language"], data["talk"], data["free"])
    told = told_us(request.user)
    page = Paginator(found(wish, told), A_PAGE).get_page(request.GET.get("page"))
    query = request.GET.copy()
    query.pop("page", None)
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
        "page": page,
        "cards": [card(group, told) for group in page],
        "mine": list(mine),
        "waiting": list(waiting),
        "query": query.urlencode(),
    }
    template = "groups/_shelf.html" if request.headers.get("HX-Target") == "shelf" else "groups/discover.html"
    return render(request, template, context)
