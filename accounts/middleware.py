"""Gates that a signed-in request passes, in this order, and the view that suits the person."""

from __future__ import annotations

import zoneinfo
from collections.abc import Callable
from urllib.parse import urlencode

from allauth.mfa.models import Authenticator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone, translation

from accounts import second_step
from accounts.languages import page_language
from accounts.models import Profile

GetResponse = Callable[[HttpRequest], HttpResponse]

# What stays in reach for everyone at any time: help, the way out, the look, health, and the socket, which asks itself.
ALWAYS_OPEN = (
    "/help/",
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
# What someone on the team may use who has no second step yet: setting one up, and nothing else.
SETTING_UP_OPEN = (
    *ALWAYS_OPEN, "/account/2fa/", "/account/reauthenticate/", "/account/email/", "/account/confirm-email/",
)  # fmt: skip
# And who has one: showing it.
SHOWING_OPEN = (*ALWAYS_OPEN, "/account/2fa/reauthenticate/", "/account/2fa/webauthn/reauthenticate/")


class StaffMfaGate:
    """People on the team need a second factor, whichever door they came in by; /admin/ is no exception."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self._turned_away(request) or self.get_response(request)

    def _turned_away(self, request: HttpRequest) -> HttpResponse | None:
        if request.path.startswith(ALWAYS_OPEN) or not second_step.is_missing(request.user, request.session):
            return None
        kinds = second_step.kinds_of(request.user)
        if request.path.startswith(SHOWING_OPEN if kinds else SETTING_UP_OPEN):
            return None
        if not kinds:
            return HttpResponseRedirect(reverse("mfa_index"))
        page = reverse("mfa_reauthenticate" if Authenticator.Type.TOTP in kinds else "mfa_reauthenticate_webauthn")
        query = urlencode({"next": request.get_full_path()}) if request.method == "GET" else ""
        return HttpResponseRedirect(f"{page}?{query}" if query else page)


class OnboardingGate:
    """Somebody who has not finished the welcome is led to the step where they are."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        user = request.user
        if user.is_authenticated and not request.path.startswith(WELCOME_OPEN):
            if not (user.is_team and request.path.startswith("/admin/")) and _profile(user).onboarded_at is None:
                return HttpResponseRedirect(reverse("accounts:welcome"))
        return self.get_response(request)


class PersonalView:
    """The person's own time zone, language, theme and discretion; and nothing signed-in is kept by a cache."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.theme = ""  # type: ignore[attr-defined]
        request.discreet = False  # type: ignore[attr-defined]
        if not request.user.is_authenticated:
            return self.get_response(request)
        profile = _profile(request.user)
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


def _profile(user: object) -> Profile:
    try:
        return user.profile  # type: ignore[attr-defined]
    except Profile.DoesNotExist:
        # An account made on the command line: it meets the welcome like everybody else.
        from accounts.services.opening import add_profile

        return add_profile(user)  # type: ignore[arg-type]
