"""Right or not right of a reading, and the figures that come of it beside the published ones."""

from __future__ import annotations

import uuid
from datetime import timedelta

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

import clock
from accounts.access import can
from moderation import services
from moderation.figures import PREVALENCE, published
from moderation.models import Case, Finding, ReadingMark
from moderation.precision import DAYS, MARKS_LEAST, measured


@login_required
@require_POST
def mark_reading(request: HttpRequest, uid: uuid.UUID, reading: uuid.UUID) -> HttpResponse:
    """One tap on “right” or “not right”, beside the words. Ended cases take it, too."""
    case = get_object_or_404(Case.objects.visible_to(request.user), uid=uid)
    finding = get_object_or_404(Finding.objects.filter(evidence__case=case).distinct(), uid=reading)
    verdict = request.POST.get("verdict", "")
    if not verdict or verdict in ReadingMark.Verdict.values:
        services.mark_reading(actor=request.user, case=case, finding=finding, verdict=verdict)
    return redirect(f"{reverse('moderation:case', args=[case.uid])}#reading-{finding.uid}")


@login_required
@require_safe
@never_cache
def reading_figures(request: HttpRequest) -> HttpResponse:
    """How often the program is right: published figures of its packs, and what this place's own team said."""
    if not can(request.user, "moderation.see_figures"):
        raise Http404
    now = clock.now()
    here = measured(since=now - timedelta(days=DAYS), until=now)
    context = {
        "published": published(),
        "prevalence": round(PREVALENCE * 1000),
        "here": here,
        "days": DAYS,
        "least": MARKS_LEAST,
    }
    return render(request, "moderation/reading_figures.html", context)
