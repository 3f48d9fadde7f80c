"""Asking to come in, and answering."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.middleware import TurnedAway
from groups import services
from groups.entrance import Stand, entrance
from groups.forms import AskForm
from groups.ground_rules import rules_in_force
from groups.models import Group, JoinRequest
from groups.views._shared import again, me, put_error, seen, version_of
from groups.views.visiting import page_of, person_form, show_new_rules


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest, slug: str) -> HttpResponse:
    """Ask those who keep the room."""
    found = seen(request, slug)
    at_door = entrance(request.user, found)
    if at_door.stand is not Stand.ASK:
        sent = request.method != "POST" or at_door.stand in (Stand.WAITING, Stand.MEMBER, Stand.AGREE)
        # The last place may have gone while they wrote.
        return redirect(found) if sent else TurnedAway(found.get_absolute_url(), why="changed")
    if request.method == "POST" and "again" in request.POST:
        form: Any = again(AskForm, request.POST)
    elif request.method == "POST":
        form = AskForm(request.POST)
        if form.is_valid() and _asked(request, found, form):
            messages.success(request, _("You have asked. They will answer here."))
            return redirect(found)
    else:
        form = person_form(at_door, rules_in_force(found))
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "groups/join.html", page_of(request, found, at_door, form=form), status=status)


def _asked(request: HttpRequest, found: Group, form: AskForm) -> bool:
    data = form.cleaned_data
    try:
        services.request_to_join(
            actor=request.user,
            group=found,
            rules=version_of(found, form),
            display_name=data["display_name"],
            avatar_seed=data["avatar_seed"],
            just_listening=data["just_listening"],
            words=data["words"],
        )
    except ValidationError as error:
        show_new_rules(form, error, found)
        put_error(form, error)
        return False
    return True


@login_required
@require_POST
def accept(request: HttpRequest, uid: Any) -> HttpResponse:
    """Let someone in: keepers of the group, or a moderator once nobody answered for three days."""
    return _answer(request, uid, services.accept_request, _("They are in."))


@login_required
@require_POST
def refuse(request: HttpRequest, uid: Any) -> HttpResponse:
    """Say no. The person is shown other groups."""
    return _answer(request, uid, services.refuse_request, _("They are told kindly, and shown other groups."))


def _answer(request: HttpRequest, uid: Any, service: Any, said: str) -> HttpResponse:
    waiting = get_object_or_404(JoinRequest.objects.visible_to(request.user).select_related("group"), uid=uid)
    try:
        service(actor=request.user, join_request=waiting)
    except ValidationError as error:
        messages.warning(request, error.messages[0])
    else:
        messages.success(request, said)
    keeps = Group.objects.kept_by(request.user).filter(pk=waiting.group_id).exists()
    return redirect("groups:keep", slug=waiting.group.slug) if keeps else redirect("groups:oversight")


@login_required
@require_POST
def withdraw(request: HttpRequest, uid: Any) -> HttpResponse:
    """Take one's own request back."""
    waiting = get_object_or_404(JoinRequest.objects.filter(account=me(request)).select_related("group"), uid=uid)
    services.withdraw_request(actor=request.user, join_request=waiting)
    messages.success(request, _("You took your request back."))
    return redirect("groups:discover")
