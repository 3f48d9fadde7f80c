"""Which mails somebody wants, and on which devices they hear that there is something new."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import can
from notifications import services
from notifications.devices import DeviceForm, browser_of
from notifications.forms import MailForm
from notifications.kinds import kinds
from notifications.mail import why_none
from notifications.models import PushDevice
from notifications.push import vapid


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def choose(request: HttpRequest) -> HttpResponse:
    """Kind by kind; what cannot be turned off is not asked."""
    muted = services.muted_by(request.user)
    wanted = [kind.name for kind in kinds if kind.mutable and kind.name not in muted]
    form = MailForm(request.POST if request.method == "POST" else None, initial={"wanted": wanted})
    if form.is_bound and form.is_valid():
        services.choose_mail(actor=request.user, wanted=form.cleaned_data["wanted"])
        messages.success(request, _("Saved."))
        return redirect("notifications:choose")
    context = {"form": form, "none": why_none(request.user), "has_push": vapid.is_on()}
    return render(request, "notifications/choose.html", context, status=422 if form.is_bound else 200)


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def devices(request: HttpRequest) -> HttpResponse:
    """The browsers that are told, and turning it on in this one. The script fills in what the browser answers."""
    if not can(request.user, "notifications.turn_on_push", request.user):
        raise Http404
    form = DeviceForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            services.turn_on_push(
                actor=request.user,
                session=request.session.session_key or "",
                browser=browser_of(request.headers.get("User-Agent", "")),
                **form.cleaned_data,
            )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("This browser tells you from now on that there is something new."))
            return redirect("notifications:devices")
    context = {
        "form": form,
        "devices": PushDevice.objects.visible_to(request.user),
        "key": vapid.public_key(),
        "most": services.DEVICES_MOST,
    }
    return render(request, "notifications/devices.html", context, status=422 if form.is_bound else 200)


@login_required
@require_POST
def end_device(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """That browser is told nothing any more."""
    device = get_object_or_404(PushDevice.objects.visible_to(request.user), uid=uid)
    services.end_device(actor=request.user, device=device)
    messages.success(request, _("That browser is told nothing any more."))
    return redirect("notifications:devices")
