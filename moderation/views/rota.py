"""The rota: who of the team is here when in the next two weeks, and what comes back each week."""

from __future__ import annotations

import uuid

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

import clock
from accounts.access import can
from moderation import services
from moderation.duty import coming_shifts
from moderation.forms import RotaForm
from moderation.load import stays_with
from moderation.models import OnCallShift, RotaSlot

SHOWN_MOST = 100


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def rota(request: HttpRequest) -> HttpResponse:
    """Times are those of the zone of whoever looks; a slot keeps the zone of whoever made it."""
    if not can(request.user, "moderation.keep_watch"):
        raise Http404
    form, status = RotaForm(request.POST if request.method == "POST" else None), 200
    if request.method == "POST":
        if form.is_valid():
            zone = timezone.get_current_timezone_name()
            services.add_slot(actor=request.user, zone=zone, **form.cleaned_data)
            return redirect("moderation:rota")
        status = 422
    shifts = list(coming_shifts()[:SHOWN_MOST])
    # Who carries how much is said, so that it can be shared. The order is that of the clock, never that of the load.
    here = [shift.account_id for shift in shifts if shift.starts_at <= clock.now()]
    stays_with_now = stays_with(here)
    context = {
        "form": form,
        "shifts": [(shift, stays_with_now.get(shift.account_id, 0)) for shift in shifts],
        "slots": RotaSlot.objects.filter(account_id=request.user.pk),
        "now": clock.now(),
    }
    return render(request, "moderation/rota.html", context, status=status)


@login_required
@require_POST
def stop_slot(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """It does not come back any more."""
    slot = get_object_or_404(RotaSlot.objects.filter(account_id=request.user.pk), uid=uid)
    if not can(request.user, "moderation.change_rota", slot):
        raise Http404
    services.stop_slot(actor=request.user, slot=slot)
    return redirect("moderation:rota")


@login_required
@require_POST
def cancel_shift(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Not this time."""
    shift = get_object_or_404(OnCallShift.objects.filter(account_id=request.user.pk), uid=uid)
    if not can(request.user, "moderation.change_rota", shift):
        raise Http404
    services.cancel_shift(actor=request.user, shift=shift)
    return redirect("moderation:rota")
