"""While an account is suspended: what is theirs, help and their conversations with the team, and nothing else."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from accounts.middleware import ALWAYS_OPEN
from accounts.policies import is_suspended

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


class RestingGate:
    """Leads a suspended account to the page that says what happened, what stays open, and what can be done."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        user = request.user
        if user.is_authenticated and is_suspended(user) and not request.path.startswith(STAYS_OPEN):
            return HttpResponseRedirect(reverse("moderation:conversations"))
        return self.get_response(request)
