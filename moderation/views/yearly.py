"""The open side: what the team did, in numbers that are about nobody."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from moderation.yearly import LEAST, years


@require_safe
def yearly(request: HttpRequest) -> HttpResponse:
    """Figures of the years that are over, for everybody."""
    return render(request, "moderation/yearly.html", {"years": years(), "least": LEAST})
