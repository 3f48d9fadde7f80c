"""Invitation links: making, taking back, and coming in through one."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts.ages import Ages, fits
from accounts.limits import allow, caller_of
from groups import services
from groups.entrance import Stand, entrance
from groups.forms import InviteForm, JoinForm, say_who_reads_it
from groups.ground_rules import rules_in_force
from groups.models import Group, Invitation, Membership
from groups.policies import has_signed, is_member
from groups.services.inviting import invitation_behind
from groups.views._shared import again, kept, put_error, version_of
from groups.views.keeping import keep_page
from groups.views.visiting import page_of, person_form, show_new_rules

TRIES_AN_HOUR = 60


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def invited(request: HttpRequest, token: str) -> HttpResponse:
    """The page behind a link. Whatever is wrong with a link, the answer is the one for what does not exist."""
    caller = str(request.user.pk or caller_of(request))
    if not allow(f"invited:{caller}", most=TRIES_AN_HOUR, per_seconds=3600):
        raise Http404
    invitation = invitation_behind(token)
    if invitation is None:
        raise Http404
    group = get_object_or_404(Group.objects.with_places(), pk=invitation.group_id)
    to_keep = invitation.role != Membership.Role.MEMBER
    if request.user.is_authenticated:
        if not fits(request.user, group.ages, keeping=to_keep) and not is_member(request.user, group):
            raise Http404
    elif group.ages != Ages.ADULTS:
        # Who has not said how old they are reads nothing of a group for the young.
        return redirect_to_login(request.get_full_path())
    at_door = entrance(request.user, group, invited=True)
    if at_door.membership is not None:
        return redirect(group)
    if at_door.stand is Stand.KEEP:
        # Nobody keeps it, and this is somebody who may: the page that asks them to is another one.
        return redirect("groups:join", group.slug)
    form: Any = person_form(at_door, rules_in_force(group))
    must_sign = to_keep and request.user.is_authenticated and not has_signed(request.user)
    if request.method == "POST" and at_door.stand is Stand.JOIN and not must_sign:
        if "again" in request.POST:
            form = again(JoinForm, request.POST)
        else:
            form = JoinForm(request.POST)
            if form.is_valid() and _came_in(request, token, group, form):
                messages.success(request, _("You are in. Take your time."))
                return redirect(group)
    if to_keep and form is not None:
        say_who_reads_it(form)
    status = 422 if form is not None and form.is_bound and form.errors else 200
    context = page_of(request, group, at_door, form=form, invitation=invitation, token=token)
    return render(request, "groups/invited.html", context | {"to_keep": to_keep, "must_sign": must_sign}, status=status)


def _came_in(request: HttpRequest, token: str, group: Group, form: JoinForm) -> bool:
    data = form.cleaned_data
    try:
        services.accept_invitation(
            actor=request.user,
            token=token,
            rules=version_of(group, form),
            display_name=data["display_name"],
            avatar_seed=data["avatar_seed"],
            just_listening=data["just_listening"],
        )
    except ValidationError as error:
        show_new_rules(form, error, group)
        put_error(form, error)
        return False
    return True


@login_required
@require_POST
def invite(request: HttpRequest, slug: str) -> HttpResponse:
    """Make a link. It is in this answer and nowhere else, so the answer is a page and not a redirect."""
    group = kept(request, slug)
    form = InviteForm(request.POST)
    link, made_before = "", False
    if form.is_valid():
        data = form.cleaned_data
        try:
            _invitation, token = services.make_invitation(
                actor=request.user,
                group=group,
                role=data["role"],
                days=data["days"],
                uses=data["uses"],
                uid=data["uid"],
            )
        except ValidationError as error:
            put_error(form, error)
        else:
            made_before = not token
            if token:
                link = settings.SITE_ORIGIN + reverse("groups:invited", args=[token])
            form = InviteForm()
    status = 422 if form.is_bound and form.errors else 200
    context = keep_page(request, group, invite_form=form) | {"link": link, "made_before": made_before}
    return render(request, "groups/keep.html", context, status=status)


@login_required
@require_POST
def revoke(request: HttpRequest, slug: str, uid: Any) -> HttpResponse:
    """Take a link back."""
    group = kept(request, slug)
    invitation = get_object_or_404(Invitation.objects.visible_to(request.user).filter(group=group), uid=uid)
    services.revoke_invitation(actor=request.user, invitation=invitation)
    messages.success(request, _("The link does not work any more."))
    return redirect("groups:keep", slug=group.slug)
