"""Saying that one is there, the script for who stands in, and the roles of a group."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.access import can
from groups.models import Group, Membership
from groups.views._shared import joined
from meetings import services
from meetings.errors import MeetingError
from meetings.models import ServiceRole
from meetings.pages import when
from meetings.views.attending import found


@login_required
@require_POST
def say_here(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """I am there, and keep this meeting."""
    row = found(request, uid)
    try:
        services.say_here(actor=request.user, meeting=row)
    except PermissionDenied:
        raise Http404 from None
    company = services.company_of(row)
    if company is not None and company.account_id != request.user.pk:
        words = _("Good. Nobody else is asked now. {name} is there beside you.")
        messages.success(request, words.format(name=company.display_name))
    else:
        messages.success(request, _("Good. Nobody else is asked now."))
    return redirect(row)


@login_required
@require_POST
def beside(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """I have kept meetings before, and am there beside who keeps this one; or cannot after all."""
    row = found(request, uid)
    try:
        if request.POST.get("yes") == "no":
            services.not_beside(actor=request.user, meeting=row)
            messages.success(request, _("That is fine. You need not say why."))
        else:
            services.be_beside(actor=request.user, meeting=row)
            messages.success(request, _("Thank you. Your name stands on the page of this meeting."))
    except MeetingError as error:
        messages.info(request, error.messages[0])
    except PermissionDenied:
        raise Http404 from None
    return redirect(row)


@login_required
@require_safe
def script(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """What to say and do, for who keeps a meeting for the first time."""
    row = found(request, uid)
    if not can(request.user, "meetings.read_script", row):
        raise Http404
    context = {"meeting": row, "group": row.series.group, "when": when(row)}
    return render(request, "meetings/script.html", context)


@login_required
@require_safe
def roles(request: HttpRequest, slug: str) -> HttpResponse:
    """Who does what in this group, what one does oneself, and what one could take."""
    group, membership = joined(request, slug)
    if not can(request.user, "meetings.view_list", group):
        raise Http404
    live = ServiceRole.objects.visible_to(request.user).live().filter(membership__group=group)
    rows = list(live.select_related("membership", "offered_to"))
    may_take = can(request.user, "meetings.take_role", group)
    mine = [row for row in rows if row.membership_id == membership.pk]
    held = {row.role for row in mine}
    # Also names that somebody had to do with before a block stood between them.
    seen = Membership.objects.visible_to(request.user).filter(group=group)
    thanks = ServiceRole.objects.filter(membership=membership, thanked_by__in=seen).select_related("thanked_by")
    others = seen.filter(state="active").exclude(pk=membership.pk)
    context: dict[str, Any] = {
        "group": group,
        "others_do": [row for row in rows if row.membership_id != membership.pk],
        "mine": mine,
        "offered": [row for row in rows if row.offered_to_id == membership.pk and may_take],
        "asked": set(seen.filter(pk__in=[row.offered_to_id for row in mine]).values_list("pk", flat=True)),
        "thanks": thanks.order_by("-ended_at")[:3],
        "free": [role for role in ServiceRole.Role if role not in held] if may_take else [],
        "weeks": services.WEEKS,
        "people": others.order_by("joined_at", "pk") if mine else [],
    }
    return render(request, "meetings/roles.html", context)


@login_required
@require_POST
def take_role(request: HttpRequest, slug: str) -> HttpResponse:
    group, _membership = joined(request, slug)
    try:
        weeks = int(request.POST.get("weeks", "")[:3] or services.WEEKS[1])
        services.take_role(actor=request.user, group=group, role=request.POST.get("role", ""), weeks=weeks)
    except (ValueError, ValidationError):
        messages.info(request, _("Please choose what, and for how many weeks."))
    except PermissionDenied:
        # Nothing is said of why: it may be theirs again soon.
        messages.info(request, _("That is not free at the moment."))
    else:
        messages.success(request, _("Thank you. You can put it down at any time."))
    return redirect("meetings:roles", slug=group.slug)


def _role(request: HttpRequest, uid: uuid.UUID, permission: str) -> tuple[ServiceRole, Group]:
    rows = ServiceRole.objects.visible_to(request.user).select_related("membership__group", "offered_to")
    row: ServiceRole = get_object_or_404(rows, uid=uid)
    if not can(request.user, permission, row):
        raise Http404
    return row, row.membership.group


@login_required
@require_POST
def put_down(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    row, group = _role(request, uid, "meetings.hold_role")
    services.put_down_role(actor=request.user, role=row)
    messages.success(request, _("You have put it down. Thank you for the time you did it."))
    return redirect("meetings:roles", slug=group.slug)


@login_required
@require_POST
def hand_on(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Ask somebody to take it on."""
    row, group = _role(request, uid, "meetings.hold_role")
    people = Membership.objects.visible_to(request.user).filter(group=group)
    try:
        to = people.filter(uid=uuid.UUID(request.POST.get("to", "")[:64])).first()
    except ValueError:
        to = None
    try:
        if to is None:
            raise ValidationError(_("Please choose somebody of the group."))
        services.hand_on_role(actor=request.user, role=row, to=to)
    except ValidationError as error:
        messages.info(request, error.messages[0])
    else:
        messages.success(request, _("They are asked. Until they say yes, it stays with you."))
    return redirect("meetings:roles", slug=group.slug)


@login_required
@require_POST
def take_on(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Yes, with thanks; or not now."""
    row, group = _role(request, uid, "meetings.take_on_role")
    yes = request.POST.get("answer") == "yes"
    services.answer_role(actor=request.user, role=row, yes=yes)
    messages.success(request, _("Thank you. You can put it down at any time.") if yes else _("That is fine."))
    return redirect("meetings:roles", slug=group.slug)
