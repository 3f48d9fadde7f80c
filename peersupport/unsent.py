"""A form that could not be taken: the page that keeps what was typed.

It was old, its sender is signed out or has a step to take first, or its page closed to them meanwhile. Nothing was
sent, and nothing is stored here. Where somebody asked for help, or their words do, help is shown first.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import resolve_url
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from accounts.ages import is_under_18
from accounts.languages import spoken_language
from accounts.middleware import TurnedAway
from care.finding import reads_as_crisis
from care.place import guesses_for, place_of
from care.services import support_card
from peersupport.views import render_alone

log = logging.getLogger(__name__)
SECRET = ("password", "csrf", "code", "token", "credential", "secret")
# What a page puts into its forms, or what is pressed and not typed.
NOT_TYPED = {
    "act", "again", "agree", "audience", "avatar_seed", "away", "back", "byline", "choice", "client_uid", "do", "group",
    "helped", "language", "login", "need", "next", "opening", "page", "passed", "reason", "reply_to", "role", "rules",
    "send", "topics", "turn", "uid", "version", "witness", "basis", "favourite", "minutes", "offer", "outcome",
    "situation", "situations", "story",
}  # fmt: skip
UID_OR_NUMBER = re.compile(r"\d*|[0-9a-fA-F]{8}-?(?:[0-9a-fA-F]{4}-?){3}[0-9a-fA-F]{12}")
TICKED = {"on", "yes", "no"}
FOR_HELP = {
    "moderation:need_help", "moderation:send_to_team", "moderation:choice", "moderation:conversation",
}  # fmt: skip
# What only its owner reads is read by no program either.
UNREAD = (
    "care:", "account_", "mfa_", "stories:draft", "stories:look", "resilience:check_in", "resilience:milestone",
    "resilience:step", "resilience:journal", "resilience:entry", "resilience:tool",
)  # fmt: skip
READ_MOST = 20_000
STATUS = {"gone": 404, "changed": 409}
# The page they come from is closed to them, too.
CLOSED = {"suspended", "gone"}


class Unsent:
    """Who posts a form that is not taken any more gets their words back: signed out, suspended, or outside by now."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        # A script that asks for data knows what to do with this answer; the admin pages have a way in of their own.
        if request.method != "POST" or request.headers.get("Accept") == "application/json":
            return response
        if _view(request).startswith("admin:"):
            return response
        if not request.user.is_authenticated:
            return unsent(request, why="signed_out") if _sends_to_sign_in(response) else response
        if isinstance(response, TurnedAway) and _typed(request):
            return unsent(request, why=response.why, first=response.url)
        # Words, and no forms that only press something.
        if response.status_code == 404 and any(len(value.split()) > 1 for _, value in _typed(request)):
            return unsent(request, why="gone")
        return response


def _sends_to_sign_in(response: HttpResponse) -> bool:
    """The answer of `login_required`, which says where to go on; a page of allauth that ends at the way in does not."""
    there = urlsplit(response.headers.get("Location", ""))
    return (
        response.status_code == 302 and there.path == resolve_url("account_login") and "next" in QueryDict(there.query)
    )


def unsent(request: HttpRequest, *, why: str, first: str = "") -> HttpResponse:
    """The page: help where it is wanted, why nothing was sent, the words, and the way on, `first` where one is set."""
    fields = _typed(request)
    asked = request.POST.get("need") == "help" or _view(request) in FOR_HELP
    on = first or (reverse("home") if why == "gone" else _page_of(request))
    page = reverse("moderation:need_help") if asked else on
    context: dict[str, Any] = {"fields": fields, "path": page, "signed_out": why == "signed_out"}
    context |= {"closed": why in CLOSED, "suspended": why == "suspended", "elsewhere": why in CLOSED and not asked}
    context |= {"step": why == "step", "changed": why == "changed"}
    if why == "signed_out":
        context["sign_in"] = f"{resolve_url('account_login')}?{urlencode({'next': page}, safe='/')}"
    if asked or _cries_out(request, fields):
        context |= {"help_first": True, **_card(request)}
    response = render_alone(request, "form_expired.html", STATUS.get(why, 403), **context)
    response.headers["Cache-Control"] = "no-store, private"
    return response


def _view(request: HttpRequest) -> str:
    return request.resolver_match.view_name if request.resolver_match else ""


def _typed(request: HttpRequest) -> list[tuple[str, str]]:
    fields = []
    for name, value in request.POST.items():
        if not isinstance(value, str) or any(word in name for word in SECRET):
            continue
        words = value.strip()
        if name.rpartition("-")[2] not in NOT_TYPED and words not in TICKED and not UID_OR_NUMBER.fullmatch(words):
            fields.append((name, value))
    return fields


def _page_of(request: HttpRequest) -> str:
    """The page with the form: many forms are sent to an address that shows nothing by itself."""
    address = request.headers.get("Referer", "")
    there = urlsplit(address)
    ours = bool(there.netloc) and url_has_allowed_host_and_scheme(address, allowed_hosts={request.get_host()})
    # "//elsewhere.example" is a path in an address and another host in a link.
    stays = there.path.startswith("/") and url_has_allowed_host_and_scheme(there.path, allowed_hosts=None)
    return there.path if ours and stays else reverse("home")


def _cries_out(request: HttpRequest, fields: list[tuple[str, str]]) -> bool:
    """The words are read as any text is, and forgotten. An engine that fails must not take them away."""
    if _view(request).startswith(UNREAD):
        return False
    try:
        words = "\n".join(value for _, value in fields)[:READ_MOST]
        return reads_as_crisis(words, spoken_language(request))
    except Exception as error:
        log.error("words that were not sent could not be read (%s)", type(error).__name__)
        return False


def _card(request: HttpRequest) -> dict[str, Any]:
    """Who can listen now. Without it the page still has the way to help."""
    try:
        young = is_under_18(request.user)
        card = support_card(country=place_of(request).country, language=spoken_language(request), young=young)
        return {"card": card, "guesses": guesses_for(request=request, besides=card.country)}
    except Exception as error:
        log.error("the lines could not be shown (%s)", type(error).__name__)
        return {}
