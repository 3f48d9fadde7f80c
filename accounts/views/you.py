"""One's own page, the ways back in, and one's sign-ins."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.decorators import reauthentication_required
from allauth.account.models import EmailAddress
from allauth.mfa.utils import is_mfa_enabled
from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from accounts import limits, services
from accounts.cards import cards_for, you_cards
from accounts.forms import BackByCodeForm
from accounts.forms.you import YouForm
from accounts.models import WayBackCode
from accounts.policies import address_is_settled, consent_is_in_force

TRIES_PER_PLACE = 20
TRIES_PER_PLACE_SECONDS = 15 * 60


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def you(request: HttpRequest) -> HttpResponse:
    account: Any = request.user
    form = YouForm(request.POST if request.method == "POST" else None, account=account)
    if request.method == "POST" and form.is_valid():
        services.set_profile(actor=account, **form.answers())
        messages.success(request, _("Saved."))
        return redirect("accounts:you")
    context = {
        "form": form,
        "cards": cards_for(request, you_cards),
        "address": EmailAddress.objects.filter(user=account).order_by("-primary").first(),
        "address_is_settled": address_is_settled(account),
        "consent": consent_is_in_force(account),
        "has_second_step": is_mfa_enabled(account),
        "sign_ins": UserSession.objects.filter(user=account).count(),
        "codes_left": WayBackCode.objects.filter(user=account, used_at__isnull=True).count(),
    }
    return render(request, "accounts/you.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@reauthentication_required(allow_get=True)
def new_codes(request: HttpRequest) -> HttpResponse:
    """Ten new way-back codes, shown in the answer to the press of the button and never again."""
    account: Any = request.user
    if request.method == "POST":
        codes = services.make_way_back_codes(actor=account)
        return render(request, "accounts/codes.html", {"codes": codes})
    left = WayBackCode.objects.filter(user=account, used_at__isnull=True).count()
    return render(request, "accounts/codes.html", {"codes_left": left})


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def back_by_code(request: HttpRequest) -> HttpResponse:
    """A new password for a sign-in name and a code. One answer for every reason why it may not work."""
    form = BackByCodeForm(request.POST or None)
    if form.is_bound and form.is_valid():
        place = get_adapter().get_client_ip(request)
        try:
            if not limits.allow(f"way-back-from:{place}", most=TRIES_PER_PLACE, per_seconds=TRIES_PER_PLACE_SECONDS):
                raise services.CodeRefused
            services.use_way_back_code(**form.cleaned_data, place=place)
        except ValidationError as error:
            form.add_error(None if isinstance(error, services.CodeRefused) else "new_password", error)
        else:
            messages.success(request, _("You have a new password. Please sign in with it."))
            return redirect("account_login")
    return render(request, "accounts/back_by_code.html", {"form": form}, status=422 if form.is_bound else 200)


@require_POST
@login_required
def end_session(request: HttpRequest, number: int) -> HttpResponse:
    account: Any = request.user
    if UserSession.objects.filter(user=account, pk=number, session_key=request.session.session_key).exists():
        return redirect("account_logout")
    if not services.end_one_session(actor=account, number=number):
        raise Http404
    messages.success(request, _("That sign-in has ended."))
    return redirect("usersessions_list")
