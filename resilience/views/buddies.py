"""Buddies: the page of a group about them, asking, answering, calling the team, and the end."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import can
from care.forms import new_uid, uid_of
from chat.words import tidy
from groups.models import Group, Membership
from groups.views._shared import joined, posted, put_error, with_agreement
from moderation.panel import panel_beside
from resilience.forms.buddies import AskForm, YesForm
from resilience.models import BuddyPair, BuddyRequest
from resilience.pages import standing
from resilience.services import buddies as services
from resilience.services import buddy_pairs as pairs


@login_required
@with_agreement
@require_http_methods(["GET", "HEAD", "POST"])
def buddy(request: HttpRequest, slug: str) -> HttpResponse:
    """What buddies are, and where one stands; the switch is on it."""
    group, mine = _in_group(request, slug)
    if request.method == "POST":
        yes = request.POST.get("may") == "yes"
        try:
            services.choose_askable(actor=request.user, membership=mine, yes=yes)
        except PermissionDenied:
            messages.info(request, _("This does not work right now. The page below says why."))
        else:
            on, off = _("Others here can ask you now."), _("Nobody here can ask you now.")
            messages.success(request, on if yes else off)
        return redirect("resilience:buddy", slug=slug)
    return _page(request, group, mine)


def _in_group(request: HttpRequest, slug: str) -> tuple[Group, Membership]:
    group, mine = joined(request, slug)
    if not can(request.user, "resilience.view_buddies", group):
        raise Http404
    return group, mine


def _page(request: HttpRequest, group: Group, mine: Membership, *, status: int = 200, **more: Any) -> HttpResponse:
    context = {"group": group, "me": mine, "here": standing(request.user, mine), **more}
    return render(request, "resilience/buddy.html", context, status=status)


@login_required
@with_agreement
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest, slug: str, uid: uuid.UUID) -> HttpResponse:
    """A few words to somebody who said that they may be asked. Anybody else is as if they were not there."""
    group, _mine = _in_group(request, slug)
    rows = Membership.objects.visible_to(request.user).filter(group=group).select_related("group", "account")
    other: Membership = get_object_or_404(rows, uid=uid)
    if not can(request.user, "resilience.ask_buddy", other):
        raise Http404
    form = AskForm(posted(request))
    panel = ""
    if request.method == "POST":
        read = services.read_request(asked=other, words=tidy(request.POST.get("words", ""))[:4000])
        if form.is_valid():
            try:
                services.ask(actor=request.user, asked=other, words=form.cleaned_data["words"], outcome=read)
            except ValidationError as error:
                put_error(form, error)
            except PermissionDenied:
                raise Http404 from None
            else:
                messages.success(request, _("Your words are on their way. You can take them back below."))
                return redirect("resilience:buddy", slug=slug)
        panel = panel_beside(request, request.POST.get("words", ""), read)
    context = {"group": group, "other": other, "form": form, "refused_panel": panel}
    return render(request, "resilience/buddy_ask.html", context, status=422 if form.is_bound else 200)


@login_required
@require_POST
def answer(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Yes, not now, or take it back. What is not open any more is told in one way, whyever that is."""
    rows = BuddyRequest.objects.visible_to(request.user).select_related("asker__group", "asked__group")
    row: BuddyRequest = get_object_or_404(rows, uid=uid)
    group, act = row.asked.group, request.POST.get("act", "")
    form = YesForm(request.POST)
    if act == "yes" and not form.is_valid():
        group, mine = _in_group(request, group.slug)
        return _page(request, group, mine, status=422, unticked=row.uid, form=form)
    try:
        if act == "yes":
            pair = pairs.say_yes(actor=request.user, request=row)
            return redirect("chat:room", room=pair.room.uid) if pair.room is not None else redirect("home")
        if act == "back":
            services.take_request_back(actor=request.user, request=row)
            messages.success(request, _("You have taken it back. They do not read it any more."))
        else:
            services.put_request_away(actor=request.user, request=row)
            messages.success(request, _("It is off your page. They are not told."))
    except PermissionDenied:
        messages.info(request, _("This is not open any more. Nothing is asked of you."))
    return redirect("resilience:buddy", slug=group.slug)


def _pair(request: HttpRequest, uid: uuid.UUID, permission: str) -> BuddyPair:
    rows = BuddyPair.objects.visible_to(request.user).select_related("asker__group", "asked", "room")
    pair: BuddyPair = get_object_or_404(rows, uid=uid)
    if not can(request.user, permission, pair):
        raise Http404
    return pair


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def end(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """No closing word is needed."""
    pair = _pair(request, uid, "resilience.end_pair")
    if request.method == "POST":
        try:
            pairs.end_pair(actor=request.user, pair=pair)
        except PermissionDenied:
            raise Http404 from None
        return redirect("resilience:buddy", slug=pair.asker.group.slug)
    context = {"pair": pair, "other": pair.other_than(request.user.pk), "group": pair.asker.group}
    return render(request, "resilience/buddy_end.html", context | {"client_uid": new_uid()})


@login_required
@require_POST
def danger(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """One tap: the team is called, and the next page says what one can do now."""
    pair = _pair(request, uid, "resilience.tell_of_buddy")
    client_uid = uid_of(request.POST.get("client_uid", ""))
    try:
        told = pairs.tell_of_buddy(actor=request.user, pair=pair, client_uid=client_uid)
    except ValidationError as error:
        messages.info(request, error.messages[0])
        return redirect("care:help")
    address = reverse("moderation:report", args=["buddy", pair.other_than(request.user.pk).uid])
    return redirect(f"{address}?told={told.uid}")
