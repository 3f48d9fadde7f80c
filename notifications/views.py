"""One page: which mails somebody wants."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from notifications import services
from notifications.forms import MailForm
from notifications.kinds import kinds
from notifications.mail import why_none


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
    context = {"form": form, "none": why_none(request.user)}
    return render(request, "notifications/choose.html", context, status=422 if form.is_bound else 200)
