"""Going over at 18: the person's two buttons, and what a human of the team answers."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.access import can
from groups import services
from groups.models import AgeMove
from groups.views._shared import me


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
    try:
        services.answer_move(actor=request.user, move=move, yes=request.POST.get("answer") == "yes")
    except PermissionDenied:
        raise Http404 from None
    messages.success(request, _("They are told. Thank you for looking."))
    return redirect("groups:oversight")


@login_required
@require_POST
def propose_move(request: HttpRequest) -> HttpResponse:
    """Somebody is on the wrong side of 18, as a person of the team understood."""
    if not can(request.user, "groups.propose_move"):
        raise Http404
    try:
        services.propose_move(actor=request.user, sign_in_name=request.POST.get("sign_in_name", "")[:60])
    except ValidationError as error:
        messages.warning(request, error.messages[0])
    else:
        messages.success(request, _("Another moderator looks at it before anything changes."))
    return redirect("groups:oversight")
