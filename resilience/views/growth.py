"""How it has been: one private page of pictures and words, and the way to say how one is now."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from care.forms import new_uid
from care.offers import offers_for
from resilience.beside import meetings_kept
from resilience.days import day_of, today
from resilience.forms.growth import HowIAmForm, MilestoneForm
from resilience.models import Milestone, SelfCheckIn
from resilience.services import growth as services
from resilience.trend import drawn, is_low, months_of

MONTHS = 6


@login_required
@require_safe
def growth(request: HttpRequest) -> HttpResponse:
    return _page(request, _new_milestone())


def _new_milestone() -> MilestoneForm:
    return MilestoneForm(initial={"uid": new_uid(), "day": today()})


def _page(request: HttpRequest, form: MilestoneForm, status: int = 200) -> HttpResponse:
    everything = request.GET.get("since") == "beginning"
    here = today()
    found = services.check_ins_of(actor=request.user) if everything else services.lately_of(actor=request.user)
    said = [one.as_said for one in found]
    days = [day_of(at) for asked in meetings_kept for at in asked(request.user)]
    months = months_of(days, here, MONTHS)
    context = {
        "check_ins": found,
        "everything": everything,
        "has_older": not everything and SelfCheckIn.objects.visible_to(request.user).count() > len(found),
        "trend": drawn(said),
        "is_low": is_low(said, here),
        "months": months,
        "kept": sum(month.count for month in months),
        "helped": offers_for(request.user),
        "milestones": services.milestones_of(actor=request.user),
        "form": form,
    }
    return render(request, "resilience/growth.html", context, status=status)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def check_in(request: HttpRequest) -> HttpResponse:
    """A word, a number, a line. Each of them is enough."""
    form = HowIAmForm(request.POST if request.method == "POST" else None, initial={"uid": new_uid()})
    if form.is_bound and _kept(form, lambda: services.say_how_i_am(actor=request.user, **form.said())):
        messages.success(request, _("Noted. Only you see it."))
        return redirect("resilience:growth")
    return render(request, "resilience/check_in.html", {"form": form}, status=422 if form.is_bound else 200)


def _kept(form: Form, keep: Callable[[], Any]) -> bool:
    """Did it go in? Otherwise the form says why it did not."""
    if not form.is_valid():
        return False
    try:
        keep()
    except ValidationError as error:
        form.add_error(None, error)
        return False
    return True


@login_required
@require_POST
def remove_check_in(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    row: SelfCheckIn = get_object_or_404(SelfCheckIn.objects.visible_to(request.user), uid=uid)
    services.take_check_in_away(actor=request.user, check_in=row)
    messages.success(request, _("Taken away. Nothing of it is kept."))
    return redirect("resilience:growth")


@login_required
@require_POST
def milestone(request: HttpRequest) -> HttpResponse:
    """One more thing to remember."""
    form = MilestoneForm(request.POST)
    if _kept(form, lambda: services.name_milestone(actor=request.user, **form.cleaned_data)):
        messages.success(request, _("Noted. Only you see it."))
        return redirect("resilience:growth")
    return _page(request, form, status=422)


@login_required
@require_POST
def remove_milestone(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    row: Milestone = get_object_or_404(Milestone.objects.visible_to(request.user), uid=uid)
    services.take_milestone_away(actor=request.user, milestone=row)
    messages.success(request, _("Taken away. Nothing of it is kept."))
    return redirect("resilience:growth")
