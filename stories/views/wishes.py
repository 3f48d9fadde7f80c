"""What somebody would rather not read about, and which hints they want: a page, and a button on a story."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.models import LivedExperience
from groups.words import clean_line
from stories import services
from stories.forms import WishesForm


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def wishes(request: HttpRequest) -> HttpResponse:
    """All of it in one form. `topic` alone, from the page of a story, adds that one and leads away from the story."""
    if request.method != "POST":
        there = services.wishes_of(actor=request.user)
        avoided = LivedExperience.objects.filter(pk__in=there.avoided).values_list("slug", flat=True)
        form = WishesForm(initial={"avoid": list(avoided), "more": there.more_hints})
        return render(request, "stories/wishes.html", {"form": form})
    if "topic" in request.POST:
        topic = get_object_or_404(LivedExperience, slug=clean_line(request.POST["topic"]))
        services.avoid_topic(actor=request.user, topic=topic)
        messages.success(request, _("Stories about that are left out for you now. Only you know this."))
        return redirect("stories:discover")
    form = WishesForm(request.POST)
    if not form.is_valid():
        return render(request, "stories/wishes.html", {"form": form}, status=422)
    data = form.cleaned_data
    services.set_wishes(actor=request.user, avoided=data["avoid"], more_hints=data["more"])
    messages.success(request, _("Saved. Only you see it."))
    return redirect("stories:wishes")
