"""More than a group can hold: choosing for somebody, what they read of it, and looking in after a week."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.access import can
from groups.models import Membership
from moderation import services
from moderation.forms import LookInForm, StepUpForm
from moderation.models import StepUp
from moderation.statements import opened
from moderation.stepping_up import cards_of


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def step_up(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Who keeps the room chooses services for somebody. What is looked for is posted, and kept nowhere."""
    rows = Membership.objects.visible_to(request.user).select_related("group")
    membership = get_object_or_404(rows, uid=uid)
    if not can(request.user, "moderation.offer_more_help", membership):
        return _offered_already(request, membership)
    if request.method != "POST":
        return _step_up_page(request, membership, StepUpForm(user=request.user))
    form = StepUpForm(request.POST, user=request.user)
    if "look" in request.POST:
        return _step_up_page(request, membership, form.only_looked())
    if form.is_valid():
        data = form.cleaned_data
        try:
            row = services.offer_more_help(
                actor=request.user, membership=membership, services=data["chosen"], words=data["words"]
            )
        except PermissionDenied:
            # Somebody else who keeps the room was faster.
            return _offered_already(request, membership)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("Sent. They keep their place in the group."))
            return redirect("moderation:look_in", uid=row.uid)
    return _step_up_page(request, membership, form, status=422)


def _offered_already(request: HttpRequest, membership: Membership) -> HttpResponse:
    """Once in 30 days. Whoever keeps the room comes to what was offered; for everybody else there is nothing here."""
    row = StepUp.objects.of_keeper(request.user).filter(membership=membership).first()
    if row is None:
        raise Http404
    return redirect("moderation:look_in", uid=row.uid)


def _step_up_page(request: HttpRequest, other: Membership, form: StepUpForm, *, status: int = 200) -> HttpResponse:
    return render(request, "moderation/step_up.html", {"other": other, "form": form}, status=status)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def more_help(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """What a member was offered, how a first call goes, and whether somebody may ask in a week."""
    row = _row(StepUp.objects.of_person(request.user), uid)
    if request.method == "POST":
        wanted = request.POST.get("wanted") == "yes"
        services.choose_look_in(actor=request.user, step_up=row, wanted=wanted)
        # Where what they chose stands: the page is long.
        return redirect(reverse("moderation:more_help", args=[row.uid]) + "#week")
    services.see_more_help(actor=request.user, step_up=row)
    was_asked = StepUp.objects.asked(request.user).filter(pk=row.pk).exists()
    return render(request, "moderation/more_help.html", _offered(row, request.user, looked_in=was_asked))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def look_in(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """For who keeps the room: what was offered, and after a week the form to ask how it went."""
    row = _row(StepUp.objects.of_keeper(request.user), uid)
    form, status = LookInForm(request.POST if request.method == "POST" else None), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                services.look_in(actor=request.user, step_up=row, words=form.cleaned_data["words"])
            except PermissionDenied:
                form.add_error(
                    None,
                    _("This was not sent: it was asked already, or the time is over. You need do nothing."),
                )
                status = 409
            else:
                messages.success(request, _("Sent."))
                return redirect("moderation:look_in", uid=row.uid)
    context = {
        **_offered(row, request.user, looked_in=row.looked_in_at is not None),
        "is_time": can(request.user, "moderation.look_in", row) or form.is_bound,
        "form": form,
    }
    return render(request, "moderation/look_in.html", context, status=status)


def _row(rows: Any, uid: uuid.UUID) -> StepUp:
    row: StepUp = get_object_or_404(rows.select_related("membership__group", "keeper", "looked_in_by"), uid=uid)
    return row


def _offered(row: StepUp, user: Any, *, looked_in: bool) -> dict[str, Any]:
    """What was chosen and written, as it stands on the pages of both; with the look-in where `user` reads of it."""
    return {
        "row": row,
        "words": opened(row, "words", user),
        "look_in": opened(row, "look_in", user) if looked_in else "",
        "cards": cards_of(row, user),
    }
