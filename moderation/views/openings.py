"""Break-glass, from the page of a case: asking, agreeing, reading, and the page of each week."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import can
from moderation import services
from moderation.errors import StaleCase
from moderation.forms import AskForm, ReadForm
from moderation.models import Case, Grant
from moderation.opening import WEEKS_MOST, WITH, opening, read, week

ACTS: dict[str, Callable[[Any, Grant], Any]] = {
    "agree": lambda actor, grant: services.second_opening(actor=actor, grant=grant, agrees=True),
    "agree_untold": lambda actor, grant: services.second_opening(actor=actor, grant=grant, agrees=True, untold=True),
    "refuse": lambda actor, grant: services.second_opening(actor=actor, grant=grant, agrees=False),
    "right": lambda actor, grant: services.review_opening(actor=actor, grant=grant, right=True),
    "right_untold": lambda actor, grant: services.review_opening(actor=actor, grant=grant, right=True, untold=True),
    "wrong": lambda actor, grant: services.review_opening(actor=actor, grant=grant, right=False),
    "end": lambda actor, grant: services.end_opening(actor=actor, grant=grant),
    "tell": lambda actor, grant: services.tell_after_all(actor=actor, grant=grant),
}


@login_required
@require_safe
@never_cache
def openings(request: HttpRequest) -> HttpResponse:
    """What was asked for in a week, by whom of the team, and who answered; `?week=1` is the one before."""
    if not can(request.user, "moderation.see_openings"):
        raise Http404
    typed = request.GET.get("week", "0")
    number = min(int(typed), WEEKS_MOST) if typed.isascii() and typed.isdigit() and len(typed) < 5 else 0
    return render(request, "moderation/openings.html", {"week": week(request.user, number)})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def ask_opening(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Ask to open the account behind a name, or the talk around the words. Whatever goes wrong, the words stay."""
    case = get_object_or_404(Case.objects.visible_to(request.user), uid=uid)
    if not can(request.user, "moderation.ask_opening", case):
        raise Http404
    form = AskForm(request.POST or None, case=case, actor=request.user, initial={"version": case.version, "hours": 1})
    problem, status = None, 200
    if request.method == "POST":
        if form.is_valid():
            try:
                made = services.ask_opening(actor=request.user, case=case, **form.cleaned_data)
                return redirect("moderation:opening", uid=case.uid, grant=made.uid)
            except ValidationError as error:
                problem, status = error.messages[0], 409
                if isinstance(error, StaleCase):
                    case.refresh_from_db()
                    again = {**{name: form.data[name] for name in form.data}, "version": str(case.version)}
                    form = AskForm(again, case=case, actor=request.user)
        else:
            status = 422
    context = {"case": case, "form": form, "problem": problem, "nothing": not services.scopes_for(case)}
    return render(request, "moderation/opening_ask.html", context, status=status)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def one_opening(request: HttpRequest, uid: uuid.UUID, grant: uuid.UUID) -> HttpResponse:
    """One of them: who agrees, what it holds, and, only when somebody presses "Read it", the words behind it."""
    rows = Grant.objects.visible_to(request.user).select_related(*WITH)
    row: Grant = get_object_or_404(rows, uid=grant, case__uid=uid)
    if request.method != "POST":
        return _page(request, row)
    act = request.POST.get("act", "")
    try:
        if act == "read":
            typed = ReadForm(request.POST)
            if not typed.is_valid():
                raise Http404
            opened = read(row, request.user, typed.cleaned_data["before"])
            row.refresh_from_db(fields=["reads"])
            return _page(request, row, opened=opened)
        if act not in ACTS:
            raise Http404
        ACTS[act](request.user, row)
    except PermissionDenied:
        row.refresh_from_db(fields=["state"])
        if not (act == "end" and row.state == Grant.State.ENDED):
            # Theirs to see, and this act is somebody else's, or its time is over.
            raise Http404 from None
    return redirect("moderation:opening", uid=uid, grant=grant)


def _page(request: HttpRequest, row: Grant, **more: Any) -> HttpResponse:
    context = {"case": row.case, "one": opening(row, request.user), **more}
    return render(request, "moderation/opening.html", context)
