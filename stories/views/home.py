"""The buttons of what home brings."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from stories import services
from stories.finding import chosen_for
from stories.models import NotToday
from stories.views.reading import found


@login_required
@require_POST
def chosen(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Read the story that home brought, or ask for another one: either way it is not brought again."""
    story = found(request, uid)
    services.set_story_aside(actor=request.user, story=story)
    if "another" not in request.POST:
        return redirect(story)
    if chosen_for(request.user) is None:
        messages.info(request, _("There is no other story for you today."))
        return redirect("home")
    return redirect(f"{reverse('home')}#story-today")


@login_required
@require_POST
def not_today(request: HttpRequest) -> HttpResponse:
    """Put a part of home away until the morning."""
    what = request.POST.get("what", "")
    if what in NotToday.What.values:
        services.not_today(actor=request.user, what=what)
        messages.success(request, _("Put away until tomorrow."))
    return redirect("home")
