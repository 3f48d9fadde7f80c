"""What we hold of a person: agreeing, taking back, downloading, erasing."""

from __future__ import annotations

import io
import json
import zipfile
from typing import Any

from allauth.account.decorators import reauthentication_required
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import services
from accounts.cards import cards_for, data_cards
from accounts.policies import CONSENT_VERSIONS, consent_is_in_force
from accounts.services.erasure import ERASURE_WAITS


@require_safe
@login_required
def privacy(request: HttpRequest) -> HttpResponse:
    account: Any = request.user
    context = {
        "consent": account.consents.filter(kind="health", withdrawn_at__isnull=True).first(),
        "consent_in_force": consent_is_in_force(account),
        "version": CONSENT_VERSIONS["health"],
        "cards": cards_for(request, data_cards),
    }
    return render(request, "accounts/privacy.html", context)


@require_POST
@login_required
def withdraw_consent(request: HttpRequest) -> HttpResponse:
    account: Any = request.user
    services.withdraw_consent(actor=account, kind="health")
    messages.success(request, _("You took your agreement back. Your groups rest until you give it again."))
    return redirect("accounts:privacy")


def _is_number(text: str) -> bool:
    return text.isdecimal() and len(text) < 6


@require_POST
@login_required
def give_consent(request: HttpRequest) -> HttpResponse:
    """An own box that nobody ticked for you: without it nothing is given."""
    account: Any = request.user
    version = request.POST.get("version", "")
    if not request.POST.get("consent"):
        messages.info(request, _("Please tick the box first, if you agree."))
    else:
        try:
            services.give_consent(actor=account, kind="health", version=int(version) if _is_number(version) else 0)
            messages.success(request, _("Thank you. Your groups are open again."))
        except ValidationError as error:
            messages.info(request, error.messages[0])
    return redirect("accounts:privacy")


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@reauthentication_required(allow_get=True)
def download(request: HttpRequest) -> HttpResponse:
    """A zip with one readable JSON file, after showing the password (or second step) again."""
    if request.method != "POST":
        return redirect("accounts:privacy")
    account: Any = request.user
    text = json.dumps(services.export_of(actor=account), cls=DjangoJSONEncoder, ensure_ascii=False, indent=2)
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("my-data.json", text)
    response = HttpResponse(file.getvalue(), content_type="application/zip")
    response.headers["Content-Disposition"] = 'attachment; filename="my-data.zip"'
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@reauthentication_required(allow_get=True)
def erase(request: HttpRequest) -> HttpResponse:
    account: Any = request.user
    if request.method != "POST":
        return render(request, "accounts/erase.html", {"days": ERASURE_WAITS.days})
    services.request_erasure(actor=account)
    logout(request)
    messages.info(
        request, _("You are signed out and hidden. In seven days all of it is erased. Signing in takes it back.")
    )
    return redirect(resolve_url(settings.LOGOUT_REDIRECT_URL))
