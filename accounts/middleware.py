"""Gates that a signed-in request passes, in this order, and the view that suits the person."""

from __future__ import annotations

import zoneinfo
from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from allauth.mfa.models import Authenticator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone, translation

from accounts import second_step
from accounts.languages import page_language
from accounts.services.opening import profile_of

GetResponse = Callable[[HttpRequest], HttpResponse]

# What stays in reach for everyone at any time: help, what steadies or explains without asking who reads, the way out,
# the look, health, and the socket, which asks itself.
ALWAYS_OPEN = (
    "/help/",
    "/exercises/",
    "/words-that-help/",
    "/what-people-ask/",
    "/what-can-i-say/",
    "/static/",
    "/healthz/",
    "/ws/",
    "/sw.js",
    "/manifest.webmanifest",
    "/offline/",
    "/account/logout/",
)
# What someone may use who has not finished the welcome.
WELCOME_OPEN = (
    *ALWAYS_OPEN,
    "/account/",
    "/welcome/",
    "/you/data/",
    "/you/codes/",
    "/need-help/",
    "/send-to-team/",
    "/conversations/",
)
# Asking for help waits for nothing; what is answered there is read after the second step.
HELP_OPEN = (*ALWAYS_OPEN, "/need-help/", "/send-to-team/")
# What else someone on the team may use who has no second step yet: setting one up.
SETTING_UP_OPEN = (
    *HELP_OPEN, "/account/2fa/", "/account/reauthenticate/", "/account/email/", "/account/confirm-email/",
)  # fmt: skip
# And who has one: showing it.
SHOWING_OPEN = (*HELP_OPEN, "/account/2fa/reauthenticate/", "/account/2fa/webauthn/reauthenticate/")


class TurnedAway(HttpResponseRedirect):
    """What a gate answers to a form that it did not let through: `why`, in one word, and where the way goes on."""

    def __init__(self, address: str, *, why: str) -> None:
        super().__init__(address)
        self.why = why


class Gate(ABC):
    """Stands before the pages: `closed_to` names the place where somebody has to go first.

    What is posted is looked at in `process_view`, which comes after the check that the form is ours, and is answered
    with `TurnedAway`, so that its words are not lost on the way.
    """

    why = "step"

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        first = self.closed_to(request) if request.method != "POST" else None
        return HttpResponseRedirect(first) if first else self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        first = self.closed_to(request) if request.method == "POST" else None
        return TurnedAway(first, why=self.why) if first else None

    @abstractmethod
    def closed_to(self, request: HttpRequest) -> str | None:
        """The address where the person of `request` has to go first; None lets them through."""


class StaffMfaGate(Gate):
    """People on the team need a second factor, whichever door they came in by; /admin/ is no exception."""

    def closed_to(self, request: HttpRequest) -> str | None:
        if request.path.startswith(HELP_OPEN) or not second_step.is_missing(request.user, request.session):
            return None
        kinds = second_step.kinds_of(request.user)
        if request.path.startswith(SHOWING_OPEN if kinds else SETTING_UP_OPEN):
            return None
        if not kinds:
            return reverse("mfa_index")
        page = reverse("mfa_reauthenticate" if Authenticator.Type.TOTP in kinds else "mfa_reauthenticate_webauthn")
        return f"{page}?{urlencode({'next': request.get_full_path()})}" if request.method == "GET" else page


class OnboardingGate(Gate):
    """Somebody who has not finished the welcome is led to the step where they are."""

    def closed_to(self, request: HttpRequest) -> str | None:
        user = request.user
        if not user.is_authenticated or request.path.startswith(WELCOME_OPEN):
            return None
        if user.is_team and request.path.startswith("/admin/"):
            return None
        return reverse("accounts:welcome") if profile_of(user).onboarded_at is None else None


class PersonalView:
    """The person's own time zone, language, theme and discretion; and nothing signed-in is kept by a cache."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.theme = ""  # type: ignore[attr-defined]
        request.discreet = False  # type: ignore[attr-defined]
        if not request.user.is_authenticated:
            return self.get_response(request)
        profile = profile_of(request.user)
        request.theme = profile.theme  # type: ignore[attr-defined]
        request.discreet = profile.discreet  # type: ignore[attr-defined]
        if profile.onboarded_at:
            translation.activate(page_language(profile))
            request.LANGUAGE_CODE = translation.get_language()
        with timezone.override(_zone(profile.time_zone)):
            response = self.get_response(request)
        response.headers["Cache-Control"] = "no-store, private"
        if not request.user.is_authenticated:
            # They signed out just now: drafts and whatever else the browser keeps of this place go as well.
            response.headers["Clear-Site-Data"] = '"storage"'
        return response


def _zone(name: str) -> zoneinfo.ZoneInfo:
    try:
        return zoneinfo.ZoneInfo(name)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError):
        return zoneinfo.ZoneInfo("UTC")
