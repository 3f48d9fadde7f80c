"""Telling the team about something, and the receipt."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from care.forms import new_uid, uid_of
from moderation import services
from moderation.duty import on_duty
from moderation.errors import OwnWords, ToldOften
from moderation.forms import ReportForm
from moderation.models import Report
from moderation.panel import duty_line, page_panel

Reason = Report.Reason


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def report(request: HttpRequest, kind: str, uid: uuid.UUID) -> HttpResponse:
    """The form, and after it the receipt. What the person may not see is a 404 like what does not exist."""
    told = _told(request)
    if told is not None:
        return _receipt(request, told)
    try:
        subject, found = services.find_subject(actor=request.user, kind=kind, uid=uid)
    except services.NotThere:
        raise Http404 from None
    form = ReportForm(initial={"client_uid": new_uid(), "reason": request.GET.get("reason", "")})
    status = 200
    if request.method == "POST":
        form = ReportForm(request.POST)
        if form.is_valid():
            try:
                made = services.report(actor=request.user, kind=kind, uid=uid, **form.cleaned_data)
            except services.NotThere:
                raise Http404 from None
            except (OwnWords, ToldOften) as error:
                form.add_error(None, error)
            else:
                return redirect(f"{reverse('moderation:report', args=[kind, uid])}?told={made.uid}")
        status = 422
    authorship = subject.authorship(found)
    context: dict[str, Any] = {
        "form": form,
        "what": subject.what,
        "label": authorship.label,
        "seed": authorship.avatar_seed,
        "worry": Reason.WORRY if authorship.account_id is not None else None,
        "reasons": [(value, label) for value, label in Reason.choices if value != Reason.WORRY],
        "chosen": form["reason"].value(),
    }
    return render(request, "moderation/report.html", context, status=status)


def _told(request: HttpRequest) -> Report | None:
    """The report that this person just made, named in the address they were sent to."""
    uid = uid_of(request.GET.get("told", ""))
    return Report.objects.filter(uid=uid, reporter_id=request.user.pk).first() if uid else None


def _receipt(request: HttpRequest, told: Report) -> HttpResponse:
    panel = page_panel(account=request.user, csrf_token=get_token(request))
    return render(
        request,
        "moderation/report_received.html",
        {
            "is_worry": told.reason == Reason.WORRY,
            "duty_line": duty_line(on_duty(besides=request.user)),
            "panel": panel,
        },
    )
