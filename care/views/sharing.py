"""Copies of a plan for one other person: making a link, ending it, and the page behind it."""

from __future__ import annotations

import math
import uuid
from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account.decorators import reauthentication_required
from allauth.core.exceptions import ReauthenticationRequired
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

import clock
from accounts.limits import allow, caller_of
from accounts.sealed import open_sealed
from care import services
from care.forms import CodeForm, ShareForm, new_uid
from care.models import PlanShare
from care.steps import BY_KEY, parts_of
from care.views.private import card_for

LOOKS_AN_HOUR = 120
View = Callable[..., HttpResponse]


def shares_of(request: HttpRequest) -> list[dict[str, Any]]:
    """The copies of the person's plan, each with what its owner may know of it."""
    now = clock.now()
    return [
        {
            "row": row,
            "for_whom": open_sealed(row, "for_whom", request.user),
            "is_open": row.ended_at is None and row.expires_at > now,
        }
        for row in PlanShare.objects.visible_to(request.user)
    ]


@reauthentication_required
def _has_shown_it_again(request: HttpRequest) -> HttpResponse:
    return HttpResponse()


def _is_fresh(request: HttpRequest) -> bool:
    """Has the person shown their password or second step in the last minutes?"""
    try:
        _has_shown_it_again(request)
    except ReauthenticationRequired:
        return False
    return True


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@reauthentication_required(enabled=lambda request: request.method != "POST")
def plan_share(request: HttpRequest) -> HttpResponse:
    """Make a link. It and its code are in this answer and nowhere else, so the answer is a page and not a redirect."""
    mine = services.plan_of(actor=request.user)
    choices = [(part.step.key, part.step.title) for part in parts_of(mine.texts)]
    if request.method != "POST":
        return _share_page(request, ShareForm(choices=choices, initial={"uid": new_uid(), "days": 7}))
    form = ShareForm(request.POST, choices=choices)
    # Not by way of the library, which would put what was typed into the session while it asks.
    if not _is_fresh(request):
        return _share_page(request, form, status=403, ask_again=True)
    if form.is_valid():
        data = form.cleaned_data
        try:
            made = services.share_plan(
                actor=request.user,
                parts=data["parts"],
                days=data["days"],
                for_whom=data["for_whom"],
                uid=data["uid"],
            )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            link = settings.SITE_ORIGIN + reverse("care:shared", args=[made.token]) if made.token else ""
            return render(request, "care/plan_shared_now.html", {"made": made, "link": link})
    return _share_page(request, form, status=422)


def _share_page(request: HttpRequest, form: ShareForm, *, status: int = 200, ask_again: bool = False) -> HttpResponse:
    return render(request, "care/plan_share.html", {"form": form, "ask_again": ask_again}, status=status)


@login_required
@require_POST
def plan_share_end(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """End a link, at once and without being asked again."""
    share = get_object_or_404(PlanShare.objects.visible_to(request.user), uid=uid)
    services.end_share(actor=request.user, share=share)
    messages.success(request, _("The link does not work any more."))
    return redirect("care:plan")


def leaves_no_trace(view: View) -> View:
    """No cache, no search engine and no next page learns of this address. A refusal is like any other page's."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        response.headers["Cache-Control"] = "no-store, private"
        response.headers["Referrer-Policy"] = "no-referrer"
        response.headers["X-Robots-Tag"] = "noindex, nofollow"
        return response

    return guarded


# Exempt, because a page without a referrer sends its forms with "Origin: null", and so that a visitor needs no cookie.
# Whoever could forge this form would know the link and the code, and with both the copy opens anyway; nothing here acts
# for somebody who is signed in.
@csrf_exempt
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
@leaves_no_trace
def shared(request: HttpRequest, token: str) -> HttpResponse:
    """The page behind a link. Whatever is wrong with a link, the answer is the one for what does not exist."""
    caller = caller_of(request)
    if not allow(f"shared:{caller}", most=LOOKS_AN_HOUR, per_seconds=3600) or services.share_behind(token) is None:
        raise Http404
    form = CodeForm(request.POST if request.method == "POST" else None)
    if not form.is_bound or not form.is_valid():
        return _ask_code(request, form, 422 if form.is_bound else 200)
    opening = services.open_share(token=token, code=form.cleaned_data["code"])
    if not opening.found:
        raise Http404
    if opening.texts is None:
        return _refuse_code(request, form, math.ceil(opening.wait.total_seconds()))
    parts = parts_of({key: text for key, text in opening.texts.items() if key in BY_KEY})
    context = {"parts": parts, "made_at": opening.made_at, "until": opening.expires_at, "card": card_for(request)}
    return render(request, "care/shared_copy.html", context)


def _ask_code(request: HttpRequest, form: CodeForm, status: int, **more: Any) -> HttpResponse:
    return render(request, "care/shared_ask.html", {"form": form, **more}, status=status)


def _refuse_code(request: HttpRequest, form: CodeForm, seconds: int) -> HttpResponse:
    form.add_error("code", _("This is not the code, or it was tried too soon. Please look again."))
    if not seconds:
        return _ask_code(request, form, 422)
    response = _ask_code(request, form, 429, minutes=math.ceil(seconds / 60), seconds=seconds)
    response.headers["Retry-After"] = str(seconds)
    return response
