"""One's own safety plan: look at it, write it, use it, print it, keep it on this device."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from care import services
from care.forms import PlanForm, new_uid
from care.models import PlanShare
from care.offers import offers_for
from care.services import PlanChanged, Written
from care.steps import STEPS, Part
from care.views.private import card_for, for_device, written_parts
from care.views.sharing import shares_of
from care.words import together

# The step that takes what helped before: what one can do on one's own.
OFFERED_IN = "alone"


@login_required
@require_safe
def plan(request: HttpRequest) -> HttpResponse:
    """The plan as it stands, and all that can be done with it."""
    mine, card = services.plan_of(actor=request.user), card_for(request)
    shares = shares_of(request)
    context = {
        "plan": mine,
        "parts": written_parts(mine, card),
        "card": card,
        "kept": for_device(mine, card),
        "shares": shares,
        "given": any(share["is_open"] for share in shares),
    }
    return render(request, "care/plan.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def plan_write(request: HttpRequest) -> HttpResponse:
    """All steps in one form. A script saves while somebody types and gets short answers; the form alone is enough."""
    if request.method != "POST":
        mine = services.plan_of(actor=request.user)
        return _form_page(request, _filled(mine))
    form = PlanForm(request.POST)
    if not form.is_valid():
        return _form_again(request, form)
    data = form.cleaned_data
    if "offer" in request.POST:
        return _with_offer(request, form)
    try:
        now = services.write_plan(
            actor=request.user,
            texts=form.texts,
            with_lines=data["with_lines"],
            version=data["version"],
            page=data["page"],
            turn=data["turn"] or 0,
        )
    except PlanChanged as error:
        return _changed(request, form, error.there)
    if _by_script(request):
        return JsonResponse({"state": "saved", "version": now.version})
    messages.success(request, _("Saved."))
    return redirect("care:plan")


def _by_script(request: HttpRequest) -> bool:
    return request.headers.get("Accept") == "application/json"


def _filled(mine: Written) -> PlanForm:
    return PlanForm(
        initial={**mine.texts, "with_lines": mine.with_lines, "version": mine.version, "page": new_uid(), "turn": 0}
    )


def _form_page(request: HttpRequest, form: PlanForm, status: int = 200, offered: str = "") -> HttpResponse:
    there = {line.strip() for line in str(form[OFFERED_IN].value() or "").splitlines()}
    offers = [offer for offer in offers_for(request.user) if offer.text not in there]
    context = {"form": form, "offers": offers, "offered": offered, "offered_in": OFFERED_IN}
    return render(request, "care/plan_write.html", context, status=status)


def _with_offer(request: HttpRequest, form: PlanForm) -> HttpResponse:
    """The form as it was typed, with one line more. It is kept when its owner keeps it, and not before."""
    wanted = request.POST["offer"]
    data, texts = form.cleaned_data, form.texts
    known = any(offer.text == wanted for offer in offers_for(request.user))
    if known:
        texts[OFFERED_IN] = together(texts[OFFERED_IN], wanted, between="\n")
    same = {"with_lines": data["with_lines"], "version": data["version"], "page": new_uid(), "turn": 0}
    return _form_page(request, PlanForm(initial={**texts, **same}), offered=wanted if known else "")


def _form_again(request: HttpRequest, form: PlanForm) -> HttpResponse:
    if _by_script(request):
        key, words = next(((key, said[0]) for key, said in form.errors.items()), ("", ""))
        return JsonResponse({"state": "refused", "field": key, "words": words}, status=422)
    return _form_page(request, form, status=422)


def _changed(request: HttpRequest, form: PlanForm, there: Written) -> HttpResponse:
    """Two windows: the person chooses, step by step to be seen, and nothing is overwritten before that."""
    if _by_script(request):
        return JsonResponse({"state": "changed"}, status=409)
    typed = form.texts
    steps = [
        {"step": step, "there": there.texts[step.key], "typed": typed[step.key]}
        for step in STEPS
        if there.texts[step.key] != typed[step.key]
    ]
    usual = {"with_lines": form.cleaned_data["with_lines"], "version": there.version, "turn": 0}
    both = {key: together(there.texts[key], typed[key], between="\n") for key in typed}
    context = {
        "steps": steps,
        "lines_differ": there.with_lines != usual["with_lines"],
        "mine": {**typed, **usual, "page": new_uid()},
        "both": {**both, **usual, "page": new_uid(), "with_lines": there.with_lines or usual["with_lines"]},
    }
    return render(request, "care/plan_changed.html", context, status=409)


@login_required
@require_safe
def plan_now(request: HttpRequest, number: int = 1) -> HttpResponse:
    """“Use my plan now”: one step a screen, and somebody to call on each of them."""
    mine, card = services.plan_of(actor=request.user), card_for(request)
    parts = written_parts(mine, card)
    if not 1 <= number <= len(parts) + 1:
        return redirect("care:plan_now")
    context: dict[str, Any] = {
        "plan": mine,
        "card": card,
        "part": parts[number - 1] if number <= len(parts) else None,
        "number": number,
        "count": len(parts),
        "back": number - 1,
        "next": number + 1 if number <= len(parts) else 0,
        "offers": offers_for(request.user) if not parts or _is_alone(parts, number) else [],
    }
    return render(request, "care/plan_now.html", context)


def _is_alone(parts: list[Part], number: int) -> bool:
    return number <= len(parts) and parts[number - 1].step.key == OFFERED_IN


@login_required
@require_safe
def plan_print(request: HttpRequest) -> HttpResponse:
    """The whole plan on paper."""
    mine, card = services.plan_of(actor=request.user), card_for(request)
    context = {"plan": mine, "parts": written_parts(mine, card), "card": card}
    return render(request, "care/plan_print.html", context)


@login_required
@require_safe
def plan_device(request: HttpRequest) -> HttpResponse:
    """Keep a copy on this device, for times without a line: only after a tick, and gone with the way out."""
    mine, card = services.plan_of(actor=request.user), card_for(request)
    return render(request, "care/plan_device.html", {"plan": mine, "kept": for_device(mine, card)})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def plan_remove(request: HttpRequest) -> HttpResponse:
    """Throw it away, after asking once."""
    if request.method != "POST":
        open_links = PlanShare.objects.visible_to(request.user).exists()
        return render(request, "care/plan_remove.html", {"open_links": open_links})
    services.remove_plan(actor=request.user)
    messages.success(request, _("Your plan is gone, and so is every copy you shared."))
    return redirect("care:plan")
