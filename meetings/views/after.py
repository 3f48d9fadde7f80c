"""After a meeting: two questions to who was there, a page for who kept the room, and one for the team."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import can
from groups.views._shared import posted, put_error
from meetings import services
from meetings.after import UNSAFE
from meetings.after_pages import debrief_page, own_debrief, waiting
from meetings.errors import AnsweredAlready, AskedAlready
from meetings.forms import AfterForm, DebriefAnswerForm, DebriefForm
from meetings.models import DebriefAsk, Meeting
from meetings.pages import when
from meetings.views.attending import found


def _allowed(request: HttpRequest, uid: uuid.UUID, permission: str) -> Meeting:
    row = found(request, uid)
    if not can(request.user, permission, row):
        raise Http404
    return row


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def say(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Did I feel heard, did I feel safe? Once; what I said is shown to nobody, also not to me."""
    row = _allowed(request, uid, "meetings.say_after")
    context: dict[str, Any] = {"meeting": row, "group": row.series.group, "when": when(row)}
    form = AfterForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            services.say_after(actor=request.user, meeting=row, **form.cleaned_data)
        except PermissionDenied:
            raise Http404 from None
        except AnsweredAlready as error:
            messages.info(request, error.messages[0])
        else:
            # Said in this answer and not by an address: nothing that stays in a browser's history tells of it.
            context["unsafe"] = form.cleaned_data["safe"] in UNSAFE
            return render(request, "meetings/after_thanks.html", context)
        return redirect("meetings:after", uid=row.uid)
    if services.has_said(row, request.user):
        return render(request, "meetings/after_thanks.html", context)
    return render(request, "meetings/after.html", context | {"form": form}, status=422 if form.is_bound else 200)


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def debrief(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """For who kept the room: what people said, a list and notes for oneself, and the way to somebody to talk to."""
    row = _allowed(request, uid, "meetings.debrief")
    form = DebriefForm(posted(request), initial=own_debrief(request.user, row))
    if request.method == "POST" and form.is_valid():
        try:
            services.write_debrief(actor=request.user, meeting=row, **form.cleaned_data)
        except PermissionDenied:
            raise Http404 from None
        messages.success(request, _("Saved, for your eyes only."))
        return redirect("meetings:debrief", uid=row.uid)
    context = debrief_page(request.user, row) | {"form": form}
    return render(request, "meetings/debrief.html", context, status=422 if form.is_bound else 200)


@login_required
@require_POST
def ask(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """I would like to talk it over with the team."""
    row = _allowed(request, uid, "meetings.debrief")
    try:
        services.ask_debrief(actor=request.user, meeting=row)
    except PermissionDenied:
        raise Http404 from None
    except AskedAlready as error:
        messages.info(request, error.messages[0])
    else:
        messages.success(request, _("The team knows. Their answer comes here, and on your home page."))
    return redirect("meetings:debrief", uid=row.uid)


@login_required
@never_cache
@require_safe
def asks(request: HttpRequest) -> HttpResponse:
    """For the team: who would like to talk a meeting over."""
    if not can(request.user, "meetings.see_debriefs"):
        raise Http404
    return render(request, "meetings/debriefs.html", {"lines": waiting(request.user)})


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """When and where somebody of the team can talk."""
    rows = DebriefAsk.objects.waiting_for(request.user).select_related("meeting__series__group", "membership")
    row = get_object_or_404(rows, uid=uid)
    if not can(request.user, "meetings.answer_debrief", row):
        raise Http404
    form = DebriefAnswerForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            services.answer_debrief(actor=request.user, ask=row, words=form.cleaned_data["words"])
        except ValidationError as error:
            put_error(form, error)
        except PermissionDenied:
            messages.info(request, _("Somebody of the team was quicker."))
            return redirect("meetings:debriefs")
        else:
            messages.success(request, _("Sent. They read it on their home page."))
            return redirect("meetings:debriefs")
    context = {"ask": row, "meeting": row.meeting, "when": when(row.meeting), "form": form}
    return render(request, "meetings/debrief_answer.html", context, status=422 if form.is_bound else 200)
