"""A member's side: which meetings there are, one of them, and saying whether one comes."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import can
from groups.views._shared import joined, posted
from meetings import services
from meetings.after_pages import after_of
from meetings.forms import AnswerForm, RemindersForm
from meetings.keeping import keeping_of
from meetings.models import Meeting, MeetingSeries, Rsvp
from meetings.pages import last_meetings, next_meetings, page_of


def found(request: HttpRequest, uid: uuid.UUID) -> Meeting:
    """A meeting this person may know of, or 404."""
    return get_object_or_404(Meeting.objects.visible_to(request.user).with_group(), uid=uid)


@login_required
@require_safe
def meetings(request: HttpRequest, slug: str) -> HttpResponse:
    """The next meetings of a group, for its members."""
    group, membership = joined(request, slug)
    if not can(request.user, "meetings.view_list", group):
        raise Http404
    keeps = can(request.user, "meetings.plan", group)
    plans = MeetingSeries.objects.visible_to(request.user).going_on().filter(group=group).prefetch_related("pauses")
    context = {
        "group": group,
        "lines": next_meetings(request.user, group),
        "lately": last_meetings(request.user, group),
        "membership": membership,
        "keeps": keeps,
        "plans": plans if keeps else [],
    }
    return render(request, "meetings/meetings.html", context)


@login_required
@require_safe
def meeting(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """One meeting: when, how, and whether I come."""
    row = found(request, uid)
    context = page_of(request.user, row) | {
        "keeping": keeping_of(request.user, row),
        "after": after_of(request.user, row),
    }
    mine = context["mine"]
    initial = {"just_listening": mine.just_listening, "shown_to": mine.shown_to} if mine else {}
    return render(request, "meetings/meeting.html", context | {"form": AnswerForm(initial=initial)})


@login_required
@require_POST
def answer(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """One of three buttons. What became of it stands on the page one comes back to."""
    row = found(request, uid)
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return render(request, "meetings/meeting.html", page_of(request.user, row) | {"form": form}, status=422)
    try:
        rsvp = services.answer(actor=request.user, meeting=row, **form.cleaned_data)
    except PermissionDenied:
        if not Meeting.objects.visible_to(request.user).filter(pk=row.pk).exists():
            raise Http404 from None
        messages.info(request, _("This meeting cannot be answered any more."))
    else:
        messages.success(request, _words(rsvp))
    return redirect(row)


def _words(rsvp: Rsvp) -> str:
    if rsvp.has_place:
        return _("You are coming. Good.")
    if rsvp.seat == Rsvp.Seat.WAITING:
        return _("All places are taken. You are on the waiting list.")
    if rsvp.answer == Rsvp.Answer.MAYBE:
        return _("Maybe is a fine answer.")
    return _("Not this time. You need not say why.")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def reminders(request: HttpRequest) -> HttpResponse:
    """When one wants to be reminded."""
    form = RemindersForm(posted(request), initial={"when": services.wish_of(request.user)})
    if request.method == "POST" and form.is_valid():
        services.choose_reminders(actor=request.user, when=form.cleaned_data["when"])
        messages.success(request, _("Saved."))
        return redirect("meetings:reminders")
    profile: Any = request.user.profile  # type: ignore[union-attr]
    context = {"form": form, "mail_is_safe": profile.mail_is_safe}
    return render(request, "meetings/reminders.html", context, status=422 if form.is_bound and form.errors else 200)
