"""For those who read it, too: words to say; and what a person lets their group know."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from moderation import services
from moderation.duty import on_duty
from moderation.errors import Ended
from moderation.models import Case
from moderation.panel import duty_line


@require_safe
def what_to_say(request: HttpRequest) -> HttpResponse:
    """“Someone here is struggling: what can I say?” For everybody, without an account or a script."""
    line = duty_line(on_duty(besides=request.user)) if request.user.is_authenticated else ""
    return render(request, "moderation/what_to_say.html", {"duty_line": line})


@login_required
@require_POST
def tell_room(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Whether the people of the group may read that somebody is with the person whose conversation it is."""
    case = get_object_or_404(Case.objects.of_author(request.user), uid=uid)
    may_know = request.POST.get("know") == "yes"
    try:
        services.tell_room(actor=request.user, case=case, may_know=may_know)
    except PermissionDenied:
        raise Http404 from None
    except Ended as error:
        messages.info(request, error.messages[0])
    return redirect(reverse("moderation:conversation", args=[case.uid]) + "#room-told")
