"""While an account is suspended: what is theirs, help and their conversations with the team, and nothing else."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from accounts import second_step
from accounts.middleware import ALWAYS_OPEN, Gate
from accounts.policies import is_said_to_have_died, is_suspended
from moderation.asking import heard_anyway

# Whatever is decided about somebody, this stays.
STAYS_OPEN = (
    *ALWAYS_OPEN,
    "/about/",
    "/account/",
    "/circle/",
    "/conversations/",
    "/growth/",
    "/journal/",
    "/jsi18n/",
    "/more-help/",
    "/need-help/",
    "/plan/",
    "/rooms/held/",
    "/send-to-team/",
    "/shared/",
    "/steps/",
    "/still-here/",
    "/stories/answers/",
    "/stories/drafts/",
    "/stories/mine/",
    "/stories/wishes/",
    "/stories/write/",
    "/toolbox/",
    "/welcome/",
    "/you/",
)
# Below a story or a card, which is closed, taking it back: what somebody told stays theirs.
STAYS_OPEN_WITHIN = re.compile(r"/(?:stories|strategies)/[0-9a-f-]{36}/take-back/")

# Of whom it is said that they have died: it may be somebody else who signs in, so what is private waits for one tap,
# what they wrote with the team before all, and what changes the account.
OPEN_BEFORE_THEY_SAY = (*ALWAYS_OPEN, "/about/", "/jsi18n/", "/need-help/", "/send-to-team/")


def stays_open(path: str) -> bool:
    """Does a suspended account still come to this address?"""
    return path.startswith(STAYS_OPEN) or STAYS_OPEN_WITHIN.fullmatch(path) is not None


def resting_until(user: Any) -> datetime | None:
    """Until when the account of `user` is suspended, or None."""
    until: datetime | None = user.suspended_until if is_suspended(user) else None
    return until


class RestingGate(Gate):
    """Leads a suspended account to the page that says what happened, what stays open, and what can be done."""

    why = "suspended"

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        # A few pages take forms from anywhere: nobody asks for help in somebody's name through them.
        ours = request.method == "POST" and not getattr(view, "csrf_exempt", False)
        asked = heard_anyway(request) if ours and self.closed_to(request) else None
        return asked or super().process_view(request, view, args, kwargs)

    def closed_to(self, request: HttpRequest) -> str | None:
        if not request.user.is_authenticated or not is_suspended(request.user):
            return None
        return None if stays_open(request.path) else reverse("moderation:conversations")


class DeathGate(RestingGate):
    """Whoever signs in to an account of which it is said that its person has died reads that first, and can say no."""

    why = "step"

    def closed_to(self, request: HttpRequest) -> str | None:
        if not request.user.is_authenticated or not is_said_to_have_died(request.user):
            return None
        # The gate before lets through nothing but help and the second step, as long as that is missing.
        if second_step.is_missing(request.user, request.session):
            return None
        page = reverse("moderation:still_here")
        return None if request.path.startswith((page, *OPEN_BEFORE_THEY_SAY)) else page
