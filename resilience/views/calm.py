"""Pages for everybody: exercises to do at once, the same for all; words that help, and what people ask."""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from resilience.helping import invitation
from resilience.models import Strategy
from resilience.questions import ASKED


@require_safe
def exercises(request: HttpRequest) -> HttpResponse:
    """Breathing, five things, before sleep, worry time: without an account, a script or a line."""
    # As a visitor sees them: devices keep a copy of this page.
    cards = Strategy.objects.visible_to(AnonymousUser()).of_house()
    strategies = [(card.key, card.get_absolute_url()) for card in cards]
    return render(request, "resilience/exercises.html", {"strategies": strategies})


@require_safe
def words(request: HttpRequest) -> HttpResponse:
    """Words that help: to others, to oneself, and to say it."""
    return render(request, "resilience/words.html", {"ways": invitation(request.user)})


@require_safe
def asked(request: HttpRequest) -> HttpResponse:
    """What people ask, the fact first and who says so."""
    return render(request, "resilience/asked.html", {"asked": ASKED, "ways": invitation(request.user)})
