"""Going over at 18: the person's two buttons, and what a human of the team answers."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.access import can
from groups import services
from groups.forms import WrongSideForm
from groups.models import AgeMove
from groups.services.ages import NotKnownHere
from groups.views._shared import me
from groups.views.overseeing import oversight_page


@login_required
@require_POST
def ask_to_move(request: HttpRequest) -> HttpResponse:
    """“I am 18 now.”"""
    try:
        services.ask_to_move(actor=request.user)
    except PermissionDenied:
        raise Http404 from None
    messages.success(
        request, _("Thank you. A person of the team reads it and answers you. Until then nothing changes.")
    )
    return redirect("accounts:you")


@login_required
@require_POST
def move_over(request: HttpRequest, uid: Any) -> HttpResponse:
    """“I have said goodbye.”"""
    move = get_object_or_404(AgeMove.objects.visible_to(request.user).filter(account=me(request)), uid=uid)
    try:
        services.move_over(actor=request.user, move=move)
    except PermissionDenied:
        raise Http404 from None
    messages.success(request, _("You are in the groups of adults now. Welcome. Take your time with finding one."))
    return redirect("groups:discover")


@login_required
@require_POST
def answer_move(request: HttpRequest, uid: Any) -> HttpResponse:
    """Yes, or not now."""
    move = get_object_or_404(AgeMove.objects.visible_to(request.user).exclude(account=me(request)), uid=uid)
    yes = request.POST.get("answer") == "yes"
    try:
        services.answer_move(actor=request.user, move=move, yes=yes)
    except PermissionDenied:
        raise Http404 from None
    if yes or not move.by_team:
        messages.success(request, _("They are told. Thank you for looking."))
    else:
        messages.success(request, _("Nothing changes, and they are not told. Thank you for looking."))
    return redirect("groups:oversight")


@login_required
@require_POST
def propose_move(request: HttpRequest) -> HttpResponse:
    """Somebody is on the wrong side of 18, as a person of the team understood."""
    if not can(request.user, "groups.propose_move"):
        raise Http404
    form = WrongSideForm(request.POST)
    if form.is_valid():
        try:
            services.propose_move(actor=request.user, **form.cleaned_data)
        except NotKnownHere as error:
            form.add_error("sign_in_name", error)
        else:
            messages.success(request, _("Another moderator looks at it before anything changes."))
            return redirect("groups:oversight")
    return oversight_page(request, form, status=422)
