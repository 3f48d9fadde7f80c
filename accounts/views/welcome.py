"""The three steps of the welcome."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.views.decorators.http import require_http_methods, require_safe

from accounts import services
from accounts.forms.you import AgeAndConsentForm, PersonForm
from accounts.languages import spoken_language
from accounts.policies import consent_is_in_force

STEPS = 3
READ, YOUNG = "welcome_read", "welcome_too_young"


def _where(request: HttpRequest) -> int:
    """The step that comes next, or 4 for someone who is through."""
    account: Any = request.user
    if account.profile.onboarded_at:
        return STEPS + 1
    if account.profile.age_band and consent_is_in_force(account):
        return 3
    return 2 if request.session.get(READ) else 1


@require_safe
@login_required
def welcome(request: HttpRequest) -> HttpResponse:
    if request.session.get(YOUNG):
        return redirect("accounts:too_young")
    step = _where(request)
    return (
        redirect("accounts:onboarding", step) if step <= STEPS else redirect(resolve_url(settings.LOGIN_REDIRECT_URL))
    )


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def onboarding(request: HttpRequest, step: int) -> HttpResponse:
    if not 1 <= step <= STEPS:
        raise Http404
    if request.session.get(YOUNG) or not step <= _where(request) <= STEPS:
        return redirect("accounts:welcome")
    return (_what_this_is, _age_and_consent, _about_you)[step - 1](request)


def _page(request: HttpRequest, step: int, **context: Any) -> HttpResponse:
    status = 200 if not (form := context.get("form")) or not form.is_bound else 422
    return render(request, f"accounts/welcome_{step}.html", context | {"step": step, "steps": STEPS}, status=status)


def _what_this_is(request: HttpRequest) -> HttpResponse:
    if request.method == "POST":
        request.session[READ] = True
        return redirect("accounts:welcome")
    return _page(request, 1)


def _age_and_consent(request: HttpRequest) -> HttpResponse:
    account: Any = request.user
    if request.method != "POST":
        return _page(request, 2, form=AgeAndConsentForm(initial={"age_band": account.profile.age_band}))
    form = AgeAndConsentForm(request.POST)
    if form.says_too_young:
        request.session[YOUNG] = True
        return redirect("accounts:too_young")
    if form.is_valid():
        try:
            services.give_consent(actor=account, kind="health", version=form.cleaned_data["version"])
            services.set_profile(actor=account, age_band=form.cleaned_data["age_band"])
            return redirect("accounts:welcome")
        except ValidationError as error:
            form.add_error(None, error)
    return _page(request, 2, form=form)


def _about_you(request: HttpRequest) -> HttpResponse:
    account: Any = request.user
    if request.method != "POST":
        return _page(request, 3, form=PersonForm(account=account, spoken=spoken_language(request)))
    form = PersonForm(request.POST, account=account)
    if form.is_valid():
        services.finish_onboarding(actor=account, **form.answers())
        return redirect(request.session.pop("came_for", None) or resolve_url(settings.LOGIN_REDIRECT_URL))
    return _page(request, 3, form=form)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def too_young(request: HttpRequest) -> HttpResponse:
    """Where someone below the age limit finds places for them. The only thing left to do here is to leave."""
    if not request.session.get(YOUNG):
        return redirect("accounts:welcome")
    if request.method == "POST":
        account: Any = request.user
        services.request_erasure(actor=account)
        logout(request)
        return redirect(resolve_url(settings.LOGOUT_REDIRECT_URL))
    return render(request, "accounts/too_young.html", {"age": settings.MINIMUM_AGE})
