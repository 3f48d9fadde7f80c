"""What waits longest for a first answer, for who welcomes people; and what everyone may read, for the team."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import can
from stories import services
from stories.finding import card
from stories.home import waiting_for
from stories.models import Story
from stories.pages import page
from stories.views.sharing import version_of

SHOWN_MOST = 10


@login_required
@require_safe
def waiting(request: HttpRequest) -> HttpResponse:
    """The longest waiting first, and an end to the list."""
    if not can(request.user, "stories.welcome"):
        raise Http404
    rows = waiting_for(request.user).listed()[:SHOWN_MOST]
    return render(request, "stories/waiting.html", {"cards": [card(row) for row in rows], "target": services.TARGET})


@login_required
@require_safe
def reviews(request: HttpRequest) -> HttpResponse:
    """Stories that their authors would like everyone to read."""
    if not can(request.user, "stories.oversee"):
        raise Http404
    rows = Story.objects.visible_to(request.user).waiting_for_review().exclude(author=request.user.pk).listed()
    return render(request, "stories/reviews.html", {"rows": [(row, card(row)) for row in rows[:SHOWN_MOST]]})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def review(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Read one of them, and say whether everyone may."""
    row = get_object_or_404(Story.objects.visible_to(request.user), uid=uid)
    if not can(request.user, "stories.review", row):
        raise Http404
    if request.method == "POST":
        try:
            done = services.review(
                actor=request.user,
                story=row,
                version=version_of(request),
                lets=request.POST.get("answer") == "everyone",
            )
        except PermissionDenied:
            raise Http404 from None
        if done:
            messages.success(request, _("Thank you for reading it."))
            return redirect("stories:reviews")
        messages.info(request, _("It was changed meanwhile. This is how it stands now."))
        return redirect("stories:review", uid)
    return render(request, "stories/review.html", {"story": row, "page": page(row, list(row.topics.all()))})
