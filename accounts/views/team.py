"""Who is on the team: reached from the admin pages, which change nothing themselves."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts import services
from accounts.access import can
from accounts.forms.you import TeamForm
from accounts.models import User
from accounts.services.opening import profile_of


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@reauthentication_required(allow_get=True)
def team_member(request: HttpRequest, uid: UUID) -> HttpResponse:
    actor: Any = request.user
    if not actor.is_staff:
        raise Http404
    account = get_object_or_404(User, uid=uid)
    if not can(actor, "accounts.appoint", account):
        raise Http404
    trusted = profile_of(account).approved_for_young_at is not None
    now = {"moderator": account.is_moderator, "admin": account.is_staff, "young": trusted}
    form = TeamForm(request.POST if request.method == "POST" else None, initial=now)
    if form.is_bound and form.is_valid():
        try:
            services.appoint(actor=actor, account=account, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("Saved."))
            return redirect("accounts:team_member", account.uid)
    return render(request, "accounts/team_member.html", {"form": form, "account": account})
