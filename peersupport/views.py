"""Pages that know everyone: landing, home, plain pages, errors."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.contrib.staticfiles import finders
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template import loader
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

import clock
from accounts.standing import only_shows
from care.searching import answer, asked_of
from groups.doors import may_be_found
from groups.models import Group
from peersupport import home as home_page
from peersupport.searching import SearchForm, shelves, ways

PLAIN_PAGES = {"what-this-is", "who-reads-what", "cover-your-tracks", "accessibility"}


@require_safe
def landing(request: HttpRequest) -> HttpResponse:
    """For visitors; people who are signed in start at home."""
    if request.user.is_authenticated:
        return redirect("home")
    # Search engines keep this page, so it names only groups that chose to be found.
    groups = Group.objects.visible_to(request.user).filter(may_be_found()).with_room(clock.now().date())[:3]
    return render(request, "landing.html", {"groups": groups})


@login_required
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What is next for me."""
    context = {"cards": home_page.cards_for(request.user), "part_of_day": home_page.part_of_day()}
    return render(request, "home.html", context)


# It changes nothing, and a token would need a cookie. A post keeps the words out of the address.
@only_shows
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def search(request: HttpRequest) -> HttpResponse:
    """Groups, stories and help in one place. Words that read as a crisis show the support card first."""
    asked = asked_of(request, ())
    form = SearchForm(asked.data if asked.posted else None)
    if asked.belongs_in_an_address:
        return redirect("search")
    words = form.cleaned_data["q"] if asked.posted and form.is_valid() else ""
    context = {"form": form, "words": words, "shelves": shelves(request.user, words), "ways": ways()}
    return answer(request, "search.html", asked, context)


@require_safe
def plain_page(request: HttpRequest, page: str) -> HttpResponse:
    if page not in PLAIN_PAGES:
        raise Http404
    return render(request, f"pages/{page}.html")


@require_safe
def style(request: HttpRequest) -> HttpResponse:
    """Every component once, for developers and admins."""
    if not (settings.DEBUG or getattr(request.user, "is_staff", False)):
        raise Http404
    return render(request, "style.html")


@require_safe
@cache_control(public=True, max_age=3600)
def offline(request: HttpRequest) -> HttpResponse:
    # Of nobody: the copy is for everybody.
    return render(request, "offline.html", {"asked": None})


@require_safe
@cache_control(no_cache=True)
def service_worker(request: HttpRequest) -> HttpResponse:
    """Served from the root so that its scope is the whole site."""
    found = finders.find("js/sw.js")
    if not isinstance(found, str):
        raise Http404
    with open(found, encoding="utf-8") as file:
        return HttpResponse(file.read(), content_type="text/javascript")


def render_alone(request: HttpRequest, template: str, status: int, **context: Any) -> HttpResponse:
    """A page that needs no database and no context processors; what the person chose for every page holds here, too."""
    discreet = bool(getattr(request, "discreet", False))
    known: dict[str, Any] = {
        "asked": request,
        "may_ask": status < 500,
        "discreet": discreet,
        "theme": getattr(request, "theme", ""),
    }
    if discreet:
        known["site_name"] = _("Notes")
    return HttpResponse(loader.get_template(template).render({**known, **context}), status=status)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render_alone(request, "400.html", 400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render_alone(request, "403.html", 403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render_alone(request, "404.html", 404)


def too_many(request: HttpRequest) -> HttpResponse:
    return render_alone(request, "429.html", 429)


def server_error(request: HttpRequest) -> HttpResponse:
    return render_alone(request, "500.html", 500)


def not_this_way(request: HttpRequest) -> HttpResponse:
    """An address that only takes forms was opened as a page."""
    return render_alone(request, "405.html", 405)


def form_expired(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The CSRF token did not match: nothing was sent, and nothing typed is lost."""
    from peersupport.unsent import unsent

    return unsent(request, why="old")
