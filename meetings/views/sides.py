"""Side rooms: the page on which one is offered, and the buttons of the two whom it is for."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import can
from groups.models import Membership
from groups.views._shared import posted
from meetings import services
from meetings.errors import MeetingError
from meetings.forms import SideForm
from meetings.models import SideRoom
from meetings.views.live import in_it


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def offer(request: HttpRequest, uid: uuid.UUID, who: uuid.UUID) -> HttpResponse:
    """Offer somebody a side room with one of those who keep the room and are there."""
    meeting, row, _participant = in_it(request, uid)
    others = Membership.objects.kept_by(request.user).filter(group=meeting.series.group).select_related("group")
    whom: Membership = get_object_or_404(others, uid=who)
    if not can(request.user, "meetings.offer_side", whom):
        raise Http404
    here = [one.id for one in row.now.people if one.here]
    keepers = list(Membership.objects.keepers().filter(group=meeting.series.group, uid__in=here).order_by("pk"))
    form = SideForm(posted(request), keepers=keepers, user=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            services.offer_side_room(actor=request.user, meeting=meeting, whom=whom, keeper=form.keeper())
        except MeetingError as error:
            messages.info(request, error.messages[0])
        except PermissionDenied:
            raise Http404 from None
        else:
            messages.success(request, _("They can read it now. They need not answer, and nobody else is told."))
        return redirect("meetings:live", uid=meeting.uid)
    context = {"meeting": meeting, "other": whom, "form": form, "leads": row.now.lead, "alone": len(keepers) < 2}
    return render(request, "meetings/side_offer.html", context, status=422 if form.is_bound else 200)


def _found(request: HttpRequest, uid: uuid.UUID) -> SideRoom:
    rows = SideRoom.objects.visible_to(request.user).select_related("live__meeting", "membership", "keeper", "room")
    found: SideRoom = get_object_or_404(rows, uid=uid)
    return found


@login_required
@require_POST
def go(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Go there, the first time or again."""
    side = _found(request, uid)
    try:
        side = services.enter_side_room(actor=request.user, side=side)
    except PermissionDenied:
        messages.info(request, _("This side room is not open any more."))
        return redirect("meetings:live", uid=side.live.meeting.uid)
    if side.room is None:
        raise Http404
    return redirect("chat:room", room=side.room.uid)


@login_required
@require_POST
def not_now(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    side = _found(request, uid)
    try:
        services.put_side_room_aside(actor=request.user, side=side)
    except PermissionDenied:
        raise Http404 from None
    return redirect("meetings:live", uid=side.live.meeting.uid)


@login_required
@require_POST
def leave(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Back to the others."""
    side = _found(request, uid)
    try:
        services.leave_side_room(actor=request.user, side=side)
    except PermissionDenied:
        if not can(request.user, "meetings.enter_side", side):
            raise Http404 from None
    return redirect("meetings:live", uid=side.live.meeting.uid)
