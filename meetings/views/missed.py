"""“We missed you”: allowing it, writing it, and putting it away."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import can
from groups.models import Membership
from groups.views._shared import joined, posted, put_error
from meetings import services
from meetings.forms import MissedChoicesForm, MissedForm
from meetings.models import Missed


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def choices(request: HttpRequest) -> HttpResponse:
    """In which of one's groups one may be written to after not having been there."""
    mine = list(Membership.objects.of(request.user).filter(state="active").select_related("group").order_by("pk"))
    form = MissedChoicesForm(posted(request), mine=mine)
    if request.method == "POST" and form.is_valid():
        services.choose_missed(actor=request.user, memberships=form.chosen())
        messages.success(request, _("Saved."))
        return redirect("meetings:reminders")
    return render(request, "meetings/missed_choices.html", {"form": form if mine else None})


@login_required
@require_safe
def missed(request: HttpRequest, slug: str) -> HttpResponse:
    """Who allowed it and was not there, for those who keep the room or greet."""
    group, membership = joined(request, slug)
    if not can(request.user, "meetings.look_for_missed", membership):
        raise Http404
    people = services.people_missed(request.user, group)
    return render(request, "meetings/missed.html", {"group": group, "people": people})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def write(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Write a few words, and press send."""
    rows = Membership.objects.visible_to(request.user).select_related("group", "account")
    whom: Membership = get_object_or_404(rows, uid=uid)
    if not can(request.user, "meetings.write_missed", whom):
        raise Http404
    form = MissedForm(
        posted(request), initial={"words": _("We missed you. No need to say why. You have a place here.")}
    )
    if request.method == "POST" and form.is_valid():
        try:
            services.write_missed(actor=request.user, whom=whom, words=form.cleaned_data["words"])
        except ValidationError as error:
            put_error(form, error)
        except PermissionDenied:
            raise Http404 from None
        else:
            messages.success(request, _("Sent, under your name of this group. They need not answer."))
            return redirect("meetings:missed", slug=whom.group.slug)
    context = {"form": form, "other": whom, "group": whom.group}
    return render(request, "meetings/missed_write.html", context, status=422 if form.is_bound else 200)


@login_required
@require_POST
def put_away(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    account: Any = request.user
    row: Missed = get_object_or_404(Missed.objects.visible_to(account), uid=uid)
    try:
        services.put_missed_away(actor=account, missed=row)
    except PermissionDenied:
        raise Http404 from None
    return redirect("home")
