"""Small steps: saying one, keeping it, missing it, letting it rest, and coming back."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from care.forms import new_uid
from groups.words import clean_text
from moderation.panel import panel_beside
from moderation.services import HELP_WORDS_MOST
from resilience.days import today
from resilience.forms.steps import RestForm, StepForm
from resilience.models import Commitment
from resilience.rhythm import week_of
from resilience.services import steps as services
from resilience.witnesses import witness_of, witnesses

State = Commitment.State


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def steps(request: HttpRequest) -> HttpResponse:
    """All of one's small steps, and room for one more."""
    if request.method == "POST":
        form = StepForm(request.POST, user=request.user)
        row = _said(request, form)
        if row is not None:
            messages.success(request, _("Kept. Take your time with it."))
            return redirect("resilience:step", row.uid)
    else:
        form = StepForm(initial={"uid": new_uid()}, user=request.user)
    mine = services.steps_of(actor=request.user)
    context = {
        "going": [step for step in mine if step.row.state == State.GOING],
        "others": [step for step in mine if step.row.state != State.GOING],
        "seen_by": _seen_by(request.user),
        "today": today(),
        "form": form,
        "refused_panel": _panel(request) if form.is_bound else "",
    }
    return render(request, "resilience/steps.html", context, status=422 if form.is_bound else 200)


def _seen_by(user: Any) -> str:
    """For the list, where it holds a step that others see: the page of each says who does."""
    if not any(witness.sees_any(user) for witness in witnesses):
        return ""
    return _("Others see some of these steps. The page of each says who, and what. The rest only you can see.")


def _said(request: HttpRequest, form: StepForm, row: Commitment | None = None) -> Commitment | None:
    """The step that was said or changed; None where the form has something to look at."""
    if not form.is_valid():
        return None
    data = {**form.cleaned_data, "uid": None if row else form.cleaned_data["uid"]}
    try:
        return services.say_step(actor=request.user, commitment=row, **data)
    except ValidationError as error:
        form.add_error(None, error)
        return None


def _panel(request: HttpRequest) -> str:
    """Words for others that were not taken lead to somebody all the same, where they cry for help."""
    words = clean_text(request.POST.get("words", ""))[:HELP_WORDS_MOST]
    read = services.read_refused(actor=request.user, witness=request.POST.get("witness", ""), words=words)
    return panel_beside(request, words, read[0], group=read[1]) if read is not None else ""


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def step(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """One step: today, the last days, and everything that can become of it."""
    row: Commitment = get_object_or_404(Commitment.objects.visible_to(request.user), uid=uid)
    if request.method != "POST":
        return _page(request, row)
    act = request.POST.get("do", "")
    if act == "change":
        form = StepForm(request.POST, user=request.user)
        if _said(request, form, row) is None:
            return _page(request, row, form)
        messages.success(request, _("Saved."))
    elif act in ACTS:
        messages.success(request, ACTS[act](request, row))
        if act == "throw_away":
            return redirect("resilience:steps")
    return redirect("home") if request.POST.get("back") == "home" else redirect("resilience:step", uid)


def _page(request: HttpRequest, row: Commitment, form: StepForm | None = None) -> HttpResponse:
    mine = services.step_of(actor=request.user, commitment=row)
    witness, seen_by = witness_of(row)
    initial = {"words": mine.words, "times": row.times, "until": row.until, "witness": witness}
    context = {
        "step": mine,
        "seen_by": seen_by,
        "today": today(),
        "said_today": mine.said.get(today(), ""),
        "is_over": mine.is_over,
        "rest_is_over": row.rests_until is not None and row.rests_until <= today(),
        "week": week_of(mine.said, row.picked_up_on, today()) if row.times else [],
        "rest": RestForm(),
        "form": form or StepForm(initial=initial, user=request.user),
        "refused_panel": _panel(request) if form is not None else "",
    }
    return render(request, "resilience/step.html", context, status=422 if form is not None else 200)


def _done(request: HttpRequest, row: Commitment) -> str:
    services.say_today(actor=request.user, commitment=row, done=True)
    return _("Noted: done.")


def _not_this_time(request: HttpRequest, row: Commitment) -> str:
    services.say_today(actor=request.user, commitment=row, done=False)
    return _("Noted: not this time. That is fine.")


def _rest(request: HttpRequest, row: Commitment) -> str:
    form = RestForm(request.POST)
    days = form.cleaned_data["days"] if form.is_valid() else 0
    services.let_rest(actor=request.user, commitment=row, days=days or 0)
    return _("It rests. Nobody is told.")


def _put_down(request: HttpRequest, row: Commitment) -> str:
    services.put_step_down(actor=request.user, commitment=row)
    return _("Put down. It is here if you want it again.")


def _pick_up(request: HttpRequest, row: Commitment) -> str:
    services.pick_step_up(actor=request.user, commitment=row)
    return _("Good that you are back at it.")


def _throw_away(request: HttpRequest, row: Commitment) -> str:
    services.throw_step_away(actor=request.user, commitment=row)
    return _("Thrown away. Nothing of it is kept.")


ACTS: dict[str, Any] = {
    "done": _done,
    "not": _not_this_time,
    "rest": _rest,
    "put_down": _put_down,
    "pick_up": _pick_up,
    "throw_away": _throw_away,
}
