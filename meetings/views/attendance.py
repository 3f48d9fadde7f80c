"""Who was there: noted by those who keep the room; one's own, and a page of it to print."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

import clock
from accounts.access import can
from groups.models import Membership
from groups.views._shared import me, posted, put_error
from meetings import services
from meetings.attendance import PresenceForm
from meetings.models import Attendance, MeetingChoices
from meetings.pages import place_of, when
from meetings.views.attending import found

# What a page to print can reach back to, in days.
PERIODS = (30, 90, 365)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def note(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """For who keeps the room, once a meeting has begun: a tick for each person who is here."""
    row = found(request, uid)
    if not can(request.user, "meetings.note_attendance", row):
        raise Http404
    group = row.series.group
    confirms = MeetingChoices.objects.filter(group=group, confirms=True).exists()
    known = Attendance.objects.visible_to(request.user).filter(meeting=row).select_related("membership")
    people = list(services.could_be_there(row))
    form = PresenceForm(posted(request), meeting=row, people=people, known=list(known), with_times=confirms)
    if request.method == "POST" and form.is_valid():
        try:
            services.note_attendance(actor=request.user, meeting=row, present=form.present(), times=form.times())
        except ValidationError as error:
            put_error(form, error)
        else:
            messages.success(request, _("Saved. You can put it right for a month."))
            return redirect(row)
    context = {"meeting": row, "group": group, "form": form, "when": when(row), "confirms": confirms}
    context["place"] = place_of(row.series.time_zone)
    return render(request, "meetings/note.html", context, status=422 if form.is_bound and form.errors else 200)


@login_required
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """What was noted about oneself. How often one came back is said to who asks."""
    rows = Attendance.objects.visible_to(request.user).filter(membership__account=me(request))
    rows = rows.select_related("meeting__series__group", "membership").order_by("-meeting__starts_at")
    own = Membership.objects.filter(account=me(request), group__meeting_choices__confirms=True)
    context: dict[str, Any] = {
        "rows": rows[:100],
        "papers": own.filter(attendances__present=True).distinct().select_related("group").order_by("pk"),
        "times": services.times_back(request.user) if request.GET.get("times") == "shown" else None,
    }
    return render(request, "meetings/attendance.html", context)


@login_required
@require_safe
def confirmation(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """A page to print, made by nobody but oneself. It names no group and no topic."""
    membership = get_object_or_404(Membership.objects.select_related("group"), uid=uid, account=me(request))
    if not can(request.user, "meetings.confirm_own", membership):
        raise Http404
    days = next((days for days in PERIODS if request.GET.get("days") == str(days)), PERIODS[0])
    since = clock.now() - timedelta(days=days)
    rows = Attendance.objects.visible_to(request.user).filter(
        membership=membership, present=True, meeting__starts_at__gt=since
    )
    context = {
        "rows": rows.select_related("meeting").order_by("meeting__starts_at"),
        "days": days,
        "periods": PERIODS,
        "membership": membership,
        "today": timezone.localtime(clock.now()),
        "from_day": timezone.localtime(since),
        "made_on": settings.SITE_NAME,
    }
    return render(request, "meetings/confirmation.html", context)
