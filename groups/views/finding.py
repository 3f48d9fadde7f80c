"""Finding a group: open to everybody, also without an account."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from accounts.access import require
from accounts.standing import only_shows
from care.searching import answer, asked_of
from groups.doors import may_be_found
from groups.finding import Wish, card, found, topics_for
from groups.forms import FilterForm
from groups.models import JoinRequest, Membership
from groups.views._shared import me

A_PAGE = 12
IN_ADDRESS = ("topic", "language", "talk", "free")


# It changes nothing, and a token would need a cookie. A post keeps the words out of the address.
@only_shows
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def discover(request: HttpRequest) -> HttpResponse:
    """The shelf, one's own groups and requests above it, and what is like what one told us.

    Words that read as a crisis show the support card first; nothing of them is kept.
    """
    require(request.user, "groups.discover")
    asked = asked_of(request, IN_ADDRESS)
    topics, told = topics_for(request.user)
    form = FilterForm(asked.data or None, topics=topics)
    wish = Wish()
    if form.is_bound and form.is_valid():
        data = form.cleaned_data
        wish = Wish(data["q"], tuple(data["topic"]), data["language"], data["talk"], data["free"])
    if asked.belongs_in_an_address:
        return HttpResponseRedirect(f"{reverse('groups:discover')}?{asked.choices.urlencode()}", status=303)
    here = request.user.is_authenticated
    rows = found(request.user, wish, told)
    # A robot reads what visitors read: it may keep a page on which every group chose to be found.
    for_robots = not here and not asked.posted and wish == Wish()
    page = Paginator(rows.annotate(chose=may_be_found()) if for_robots else rows, A_PAGE).get_page(
        asked.data.get("page")
    )
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
        "by_post": asked.posted,
        "page": page,
        "indexed": for_robots and bool(page.object_list) and all(getattr(group, "chose", False) for group in page),
        "cards": [card(group, told) for group in page],
        "mine": list(mine),
        "waiting": list(waiting),
    }
    template = "groups/_shelf.html" if request.headers.get("HX-Target") == "shelf" else "groups/discover.html"
    return answer(request, template, asked, context)
