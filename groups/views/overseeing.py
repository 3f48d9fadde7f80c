"""What moderators may know of groups: that they exist, who keeps them, how many people, when last active.

Of a group that is private they read no words; of a proposed one they read what they have to judge.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import Prefetch
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

import clock
from accounts.access import can
from accounts.sealed import open_sealed
from groups import services
from groups.forms import WrongSideForm
from groups.ground_rules import rules_in_force
from groups.models import AgeMove, Group, JoinRequest, Membership
from groups.views._shared import me

A_PAGE = 30


def _for_moderators(request: HttpRequest) -> None:
    if not can(request.user, "groups.oversee"):
        raise Http404


@login_required
@require_safe
def oversight(request: HttpRequest) -> HttpResponse:
    """Proposals, requests nobody answered, groups nobody keeps, and the list of all."""
    return oversight_page(request, WrongSideForm())


def oversight_page(request: HttpRequest, form: WrongSideForm, status: int = 200) -> HttpResponse:
    """`form` is the one about somebody on the wrong side of 18, empty or with what was typed."""
    _for_moderators(request)
    keepers = Prefetch("memberships", queryset=Membership.objects.keepers(), to_attr="kept_by_names")
    offers = Prefetch(
        "memberships",
        queryset=Membership.objects.live().filter(offers_to_keep_at__isnull=False, state="active"),
        to_attr="offers",
    )
    groups = Group.objects.for_moderators().prefetch_related(keepers)
    waited = JoinRequest.objects.visible_to(request.user).waiting().filter(passed_on_at__isnull=False)
    context = {
        "proposals": list(groups.filter(state="proposed").order_by("created_at")),
        "requests": list(waited.exclude(account=me(request)).select_related("group").order_by("asked_at")),
        "unkept": list(groups.filter(state="active", unkept_since__isnull=False).prefetch_related(offers)),
        "moves": _moves(request),
        "form": form,
        "ages_shown": settings.ALLOW_UNDER_18 or AgeMove.objects.exists(),
        "page": Paginator(groups.filter(state="active").order_by("name"), A_PAGE).get_page(request.GET.get("page")),
        "now": clock.now(),
    }
    return render(request, "groups/oversight.html", context, status=status)


def _moves(request: HttpRequest) -> list[dict[str, Any]]:
    rows = AgeMove.objects.visible_to(request.user).exclude(account=me(request)).order_by("asked_at", "pk")[:A_PAGE]
    found: list[dict[str, Any]] = []
    for row in rows:
        mine = can(request.user, "groups.answer_move", row)
        # Why is read by who answers, and each reading leaves a line in the audit.
        reason = open_sealed(row, "reason", request.user) if mine and row.by_team else ""
        found.append({"row": row, "mine": mine, "reason": reason})
    return found


@login_required
@require_safe
def proposed(request: HttpRequest, uid: Any) -> HttpResponse:
    """One proposal, with the words its founder wants to publish."""
    _for_moderators(request)
    group = get_object_or_404(Group.objects.filter(state="proposed"), uid=uid)
    context = {
        "group": group,
        "rules": rules_in_force(group),
        "keepers": list(Membership.objects.keepers().filter(group=group)),
        "topics": [topic.label for topic in group.lived_experience.all()],
        "own": group.founded_by_id == request.user.pk,
    }
    return render(request, "groups/proposed.html", context)


@login_required
@require_POST
def approve(request: HttpRequest, uid: Any) -> HttpResponse:
    """Open a proposed group."""
    _for_moderators(request)
    services.approve_group(actor=request.user, group=get_object_or_404(Group, uid=uid))
    messages.success(request, _("The group is open."))
    return redirect("groups:oversight")


@login_required
@require_POST
def decline(request: HttpRequest, uid: Any) -> HttpResponse:
    """Do not open a proposed group."""
    _for_moderators(request)
    services.decline_group(actor=request.user, group=get_object_or_404(Group, uid=uid), reason="not_opened")
    messages.success(request, _("The group stays closed. Its founder is told."))
    return redirect("groups:oversight")


@login_required
@require_POST
def appoint(request: HttpRequest, uid: Any) -> HttpResponse:
    """Make someone who offered it the facilitator of a group that nobody keeps."""
    _for_moderators(request)
    offered = Membership.objects.live().filter(offers_to_keep_at__isnull=False, group__unkept_since__isnull=False)
    try:
        services.appoint_keeper(actor=request.user, membership=get_object_or_404(offered, uid=uid))
    except ValidationError as error:
        messages.warning(request, error.messages[0])
    else:
        messages.success(request, _("The group has a facilitator again."))
    return redirect("groups:oversight")
