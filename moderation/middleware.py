"""While an account is suspended: what is theirs, help and their conversations with the team, and nothing else."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from accounts.middleware import ALWAYS_OPEN
from accounts.policies import is_suspended
from moderation.asking import heard_anyway

GetResponse = Callable[[HttpRequest], HttpResponse]
# Whatever is decided about somebody, this stays.
STAYS_OPEN = (
    *ALWAYS_OPEN,
    "/about/",
    "/account/",
    "/circle/",
    "/conversations/",
    "/jsi18n/",
    "/need-help/",
    "/plan/",
    "/send-to-team/",
    "/shared/",
    "/welcome/",
    "/you/",
)


def resting_until(user: Any) -> datetime | None:
    """Until when the account of `user` is suspended, or None."""
    until: datetime | None = user.suspended_until if is_suspended(user) else None
    return until


class TurnedAway(HttpResponseRedirect):
    """What the gate answers to a form that it did not let through."""


class RestingGate:
    """Leads a suspended account to the page that says what happened, what stays open, and what can be done."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        # What is posted goes on to `process_view`, which comes after the check that the form is ours.
        if request.method != "POST" and _is_closed(request):
            return HttpResponseRedirect(reverse("moderation:conversations"))
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        if request.method != "POST" or not _is_closed(request):
            return None
        # A few pages take forms from anywhere: nobody asks for help in somebody's name through them.
        asked = None if getattr(view, "csrf_exempt", False) else heard_anyway(request)
        return asked or TurnedAway(reverse("moderation:conversations"))


def _is_closed(request: HttpRequest) -> bool:
    return request.user.is_authenticated and is_suspended(request.user) and not request.path.startswith(STAYS_OPEN)
