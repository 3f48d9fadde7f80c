"""Guests of one meeting: inviting them, saying that one would rather not, and the guest's own few pages."""

from __future__ import annotations

import uuid
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import can
from accounts.ages import Ages
from accounts.limits import allow, caller_of
from accounts.raids import is_closed_to_new_people
from groups.ground_rules import rules_in_force
from groups.views._shared import posted, put_error
from meetings import services
from meetings.errors import MeetingError, NoGuestsNow
from meetings.forms import GuestForm
from meetings.guests import guests_of
from meetings.models import Guest
from meetings.pages import when
from meetings.policies.asides import guest_fits_the_ages
from meetings.views.attending import found

TRIES_AN_HOUR = 60


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def invite(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Invite a guest. The link is in this answer and nowhere else, so the answer is a page and not a redirect."""
    meeting = found(request, uid)
    if not can(request.user, "meetings.change", meeting):
        raise Http404
    may, link = can(request.user, "meetings.invite_guest", meeting), ""
    closed = is_closed_to_new_people()
    form = GuestForm(posted(request))
    if request.method == "POST" and may and form.is_valid():
        try:
            _guest, token = services.invite_guest(actor=request.user, meeting=meeting, **form.cleaned_data)
        except MeetingError as error:
            form.add_error(None, error)
        except ValidationError as error:
            put_error(form, error)
        else:
            link, form = settings.SITE_ORIGIN + reverse("meetings:as_guest", args=[token]), GuestForm()
    context = {
        "meeting": meeting,
        "when": when(meeting),
        "guests": guests_of(request.user, meeting),
        # What was typed when somebody closed stays on the page.
        "form": form if may and (form.is_bound or not closed) else None,
        "closed": NoGuestsNow.words if may and closed and not form.is_bound else "",
        "link": link,
    }
    return render(request, "meetings/guest_invite.html", context, status=422 if form.is_bound else 200)


def _guest(request: HttpRequest, uid: uuid.UUID) -> Guest:
    rows = Guest.objects.visible_to(request.user).select_related("meeting__series__group", "account")
    row: Guest = get_object_or_404(rows, uid=uid)
    return row


@login_required
@require_POST
def take_back(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """They do not come, or go at once."""
    guest = _guest(request, uid)
    try:
        services.take_back_guest(actor=request.user, guest=guest)
    except PermissionDenied:
        raise Http404 from None
    messages.success(request, _("They are not a guest of this meeting any more."))
    return redirect(guest.meeting)


@login_required
@require_POST
def rather_not(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Say, for nobody to know who said it, that one would rather not; or take that back."""
    guest = _guest(request, uid)
    said = request.POST.get("said") != "no"
    try:
        services.say_rather_not(actor=request.user, guest=guest, rather_not=said)
    except PermissionDenied:
        raise Http404 from None
    messages.success(request, _("Thank you for saying so. Nobody learns that it was you.") if said else _("Saved."))
    return redirect(guest.meeting)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def as_guest(request: HttpRequest, token: str) -> HttpResponse:
    """The page behind a link. Whatever is wrong with it, the answer is the one for what does not exist."""
    caller = str(request.user.pk or caller_of(request))
    if not allow(f"as_guest:{caller}", most=TRIES_AN_HOUR, per_seconds=3600):
        raise Http404
    guest = services.guest_behind(token)
    if guest is None or (guest.account_id is not None and guest.account_id != request.user.pk):
        raise Http404
    if guest.account_id is not None:
        return redirect("meetings:guest", uid=guest.uid)
    if request.user.is_authenticated and not guest_fits_the_ages(request.user, guest):
        raise Http404
    if not request.user.is_authenticated and guest.meeting.series.group.ages != Ages.ADULTS:
        return redirect_to_login(request.get_full_path())
    may = can(request.user, "meetings.accept_guest", guest)
    if request.method == "POST" and may:
        try:
            guest = services.accept_guest(actor=request.user, token=token)
        except PermissionDenied:
            raise Http404 from None
        return redirect("meetings:guest", uid=guest.uid)
    context = {"guest": guest, "when": when(guest.meeting), "may": may, "token": token}
    context["rules"] = rules_in_force(guest.meeting.series.group) if may else None
    return render(request, "meetings/guest_asked.html", context)


@never_cache
@login_required
@require_safe
def guest(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """What the guest needs: when, what holds there, and the door."""
    row = _own(request, uid)
    context = {
        "guest": row,
        "meeting": row.meeting,
        "when": when(row.meeting),
        "rules": rules_in_force(row.meeting.series.group),
        "may_come": can(request.user, "meetings.come_as_guest", row),
    }
    return render(request, "meetings/guest.html", context)


@login_required
@require_POST
def guest_in(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    row = _own(request, uid)
    try:
        participant = services.come_in_as_guest(actor=request.user, guest=row)
    except PermissionDenied:
        messages.info(request, _("The door is not open now. It opens when the meeting begins and somebody is there."))
        return redirect("meetings:guest", uid=row.uid)
    return redirect("chat:room", room=participant.room.uid)


@login_required
@require_POST
def guest_out(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    row = _own(request, uid)
    services.leave_as_guest(actor=request.user, guest=row)
    return redirect("meetings:guest", uid=row.uid)


def _own(request: HttpRequest, uid: uuid.UUID) -> Guest:
    """One's own invitation, or 404 for everybody else."""
    account: Any = request.user
    rows = Guest.objects.visible_to(account).filter(account=account).select_related("meeting__series__group")
    row: Guest = get_object_or_404(rows, uid=uid)
    return row
