"""Raid mode: nobody new comes in for a day, or until somebody of the team ends it."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts import services as accounts
from accounts.access import can
from accounts.services.raids import LASTS
from moderation.desk_now import raid_now


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def raid(request: HttpRequest) -> HttpResponse:
    """What it closes and what not, then one button. It is the admins' page too, who have no desk."""
    actor: Any = request.user
    if not can(actor, "accounts.switch_raid_mode"):
        raise Http404
    if request.method == "POST":
        if "end" in request.POST:
            accounts.end_raid_mode(actor=actor)
        elif "begin" in request.POST:
            accounts.begin_raid_mode(actor=actor)
        return redirect("moderation:desk" if can(actor, "moderation.work_desk") else "moderation:raid")
    context = {"raid": raid_now(), "hours": int(LASTS.total_seconds()) // 3600}
    return render(request, "moderation/raid.html", context | {"has_desk": can(actor, "moderation.work_desk")})
