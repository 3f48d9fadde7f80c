"""One's own support circle, and the page to bring along."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from care import services
from care.around import known_around
from care.bringing import parts_for
from care.forms import BringForm, CircleForm, new_uid
from care.models import CircleEntry
from care.views.private import card_for, written_parts

CIRCLE = "circle"
LINES = "lines"
EXTRAS = [(CIRCLE, gettext_lazy("My support circle")), (LINES, gettext_lazy("Helplines of my country"))]


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def circle(request: HttpRequest) -> HttpResponse:
    """Who is there, and room for more."""
    form = CircleForm(request.POST) if request.method == "POST" else _new_form()
    if form.is_bound and form.is_valid() and _kept(request, form):
        messages.success(request, _("Saved."))
        return redirect("care:circle")
    context = {
        "people": services.circle_of(actor=request.user),
        "known": known_around(request.user),
        "form": form,
        "card": card_for(request),
    }
    return render(request, "care/circle.html", context, status=422 if form.is_bound else 200)


def _new_form() -> CircleForm:
    return CircleForm(initial={"uid": new_uid()})


def _kept(request: HttpRequest, form: CircleForm, entry: CircleEntry | None = None) -> bool:
    data = form.cleaned_data
    if entry is not None:
        data["uid"] = entry.uid
    try:
        services.keep_in_circle(actor=request.user, **data)
    except ValidationError as error:
        form.add_error(None, error)
        return False
    return True


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def circle_entry(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Change one entry, or take it off the page."""
    entry = get_object_or_404(CircleEntry.objects.visible_to(request.user), uid=uid)
    around = services.entry_of(actor=request.user, entry=entry)
    form = CircleForm(
        request.POST if request.method == "POST" else None,
        initial={name: getattr(around, name) for name in ("name", "kind", "good_for", "reach")},
    )
    if form.is_bound and form.is_valid() and _kept(request, form, entry):
        messages.success(request, _("Saved."))
        return redirect("care:circle")
    context = {"form": form, "entry": around}
    return render(request, "care/circle_entry.html", context, status=422 if form.is_bound else 200)


@login_required
@require_POST
def circle_remove(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    entry = get_object_or_404(CircleEntry.objects.visible_to(request.user), uid=uid)
    services.remove_from_circle(actor=request.user, entry=entry)
    messages.success(request, _("Taken off this page. Nobody was told."))
    return redirect("care:circle")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def bring(request: HttpRequest) -> HttpResponse:
    """Choose parts, get one page to print and bring along. Nothing is chosen before, and nothing is kept."""
    mine, card = services.plan_of(actor=request.user), card_for(request)
    parts = written_parts(mine, card)
    around = services.circle_of(actor=request.user)
    more = parts_for(request.user)
    choices: list[tuple[str, Any]] = [(part.step.key, part.step.title) for part in parts if part.lines]
    choices += [extra for extra in EXTRAS if (around if extra[0] == CIRCLE else card.lines)]
    choices += [(name, part.label) for name, (part, _data) in more.items()]
    form = BringForm(request.POST if request.method == "POST" else None, choices=choices)
    if not form.is_bound or not form.is_valid():
        return render(request, "care/bring.html", {"form": form}, status=422 if form.is_bound else 200)
    wanted = set(form.cleaned_data["parts"])
    context = {
        "parts": [part for part in parts if part.step.key in wanted],
        "people": around if CIRCLE in wanted else [],
        "more": [(part.template, data) for name, (part, data) in more.items() if name in wanted],
        "card": card if LINES in wanted else None,
        "words": form.cleaned_data["words"],
    }
    return render(request, "care/bring_page.html", context)
