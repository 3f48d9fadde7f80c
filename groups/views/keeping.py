"""Founding a group and keeping its room."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

import clock
from accounts.access import can
from accounts.middleware import TurnedAway
from accounts.raids import is_closed_to_new_people
from groups import services
from groups.agreement import AGREEMENT
from groups.doors import doors_of
from groups.entrance import not_yet
from groups.forms import DescribeForm, FoundForm, InviteForm, RemoveForm, RoomForm, RulesForm, SignForm
from groups.ground_rules import rules_in_force
from groups.models import Group, Invitation, JoinRequest, Membership
from groups.policies import has_signed, membership_of
from groups.views._shared import again, kept, me, posted, put_error, somebody, with_agreement

DESCRIBED = ("name", "summary", "expect", "about", "welcome", "entry", "crosstalk", "language", "size", "version",
             "cohort_starts_on", "cohort_ends_on")  # fmt: skip
ROOM = ("pinned_note", "slow_mode_seconds", "needs_facilitator_here", "sensitivity", "version")
# More than these would push the room out of sight.
ASKING_FIRST = 3


def _status(form: Any) -> int:
    return 422 if form.is_bound and form.errors else 200


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def agreement(request: HttpRequest) -> HttpResponse:
    """What whoever keeps a room promises; signed once for each version."""
    form = SignForm(posted(request))
    if request.method == "POST" and form.is_valid():
        services.sign_agreement(actor=request.user)
        messages.success(request, _("Thank you. You can start a group now."))
        return redirect("groups:found")
    context = {
        "lines": AGREEMENT,
        "form": form,
        "signed": has_signed(request.user),
        "hindrance": not_yet(request.user),
    }
    return render(request, "groups/agreement.html", context, status=_status(form))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def found(request: HttpRequest) -> HttpResponse:
    """Start a group. Without the signed agreement the way leads there first."""
    if not can(request.user, "groups.found"):
        agreement = reverse("groups:agreement")
        return TurnedAway(agreement, why="changed") if request.method == "POST" else redirect(agreement)
    profile = request.user.profile  # type: ignore[union-attr]
    more = {"may_choose_ages": settings.ALLOW_UNDER_18 and can(request.user, "groups.found_for_young")}
    if request.method == "POST" and "again" in request.POST:
        form: Any = again(FoundForm, request.POST, more)
    elif request.method == "POST":
        form = FoundForm(request.POST, **more)
        if form.is_valid() and (group := _founded(request, form, profile.time_zone)):
            return redirect(group)
    else:
        form = FoundForm(
            initial=somebody() | {"language": profile.language, "size": 8, "entry": "request", "crosstalk": "asked"},
            **more,
        )
    return render(request, "groups/found.html", {"form": form}, status=_status(form))


def _founded(request: HttpRequest, form: FoundForm, time_zone: str) -> Group | None:
    data = form.cleaned_data
    try:
        return services.found_group(
            actor=request.user,
            description=form.description(time_zone=time_zone),
            rules_short=data["rules_short"],
            display_name=data["display_name"],
            avatar_seed=data["avatar_seed"],
            uid=data["uid"],
        )
    except ValidationError as error:
        put_error(form, error)
        return None


def keep_page(request: HttpRequest, group: Group, *, invite_form: Any = None) -> dict[str, Any]:
    """Everything on the keepers' page: who asks, how the room is run tonight, who is here, which links are out."""
    asking = list(JoinRequest.objects.visible_to(request.user).waiting().filter(group=group).order_by("asked_at"))
    people = list(Membership.objects.kept_by(request.user).filter(group=group).order_by("joined_at", "pk"))
    leads = can(request.user, "groups.archive", group)
    return {
        "group": group,
        "rules": rules_in_force(group),
        "people": [
            {
                "row": row,
                "mine": row.account_id == request.user.pk,
                "removable": row.account_id != request.user.pk and (leads or row.role == Membership.Role.MEMBER),
            }
            for row in people
        ],
        "requests": asking[:ASKING_FIRST],
        "more_requests": asking[ASKING_FIRST:],
        "doors": doors_of(group, membership_of(request.user, group)),
        "room_form": _room_form(group),
        "invitations": list(
            Invitation.objects.visible_to(request.user).usable(clock.now()).filter(group=group).order_by("expires_at")
        ),
        "leads": leads,
        "may_invite": can(request.user, "groups.invite", group),
        "no_invitations_now": is_closed_to_new_people(),
        "invite_form": invite_form or InviteForm(),
        "now": clock.now(),
    }


def _room_form(group: Group, data: Any = None) -> RoomForm:
    return RoomForm(data, initial={name: getattr(group, name) for name in ROOM})


@login_required
@with_agreement
@require_safe
def keep(request: HttpRequest, slug: str) -> HttpResponse:
    """The keepers' page."""
    return render(request, "groups/keep.html", keep_page(request, kept(request, slug)))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def describe(request: HttpRequest, slug: str) -> HttpResponse:
    """What is said of the group."""
    group = kept(request, slug)
    initial: dict[str, Any] = {name: getattr(group, name) for name in DESCRIBED}
    form = DescribeForm(posted(request), initial=initial | {"topics": group.lived_experience.all()})
    if request.method == "POST" and form.is_valid():
        try:
            described = services.describe_group(
                actor=request.user,
                group=group,
                description=form.description(time_zone=group.time_zone),
                version=form.cleaned_data["version"],
            )
        except ValidationError as error:
            _carry_version(form, error, group)
            put_error(form, error)
        else:
            messages.success(request, _("Saved."))
            return redirect("groups:keep", slug=described.slug)
    context = {"group": group, "form": form, "title": _("What people read about this group")}
    return render(request, "groups/keep_form.html", context, status=_status(form))


def _carry_version(form: Any, error: ValidationError, group: Group, field: str = "version") -> None:
    """After a clash: saving once more is then a choice made with open eyes."""
    if getattr(error, "code", "") != "changed":
        return
    latest = rules_in_force(group)
    form.data = form.data.copy()
    if field == "after":
        form.data[field] = str(latest.version if latest else 0)
    else:
        form.data[field] = str(Group.objects.get(pk=group.pk).version)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit_rules(request: HttpRequest, slug: str) -> HttpResponse:
    """A new version of the ground rules."""
    group = kept(request, slug)
    latest = rules_in_force(group)
    initial = {"short": latest.short, "long": latest.long, "after": latest.version} if latest else {}
    form = RulesForm(posted(request), initial=initial)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            services.publish_rules(
                actor=request.user, group=group, short=data["short"], long=data["long"], after=data["after"]
            )
        except ValidationError as error:
            _carry_version(form, error, group, "after")
            put_error(form, error)
        else:
            messages.success(request, _("Saved. Everyone is asked at their next visit."))
            return redirect("groups:keep", slug=group.slug)
    context = {
        "group": group,
        "form": form,
        "title": _("Ground rules"),
        "words": _("People agree to a text. When you change it, everyone reads it again at their next visit."),
    }
    return render(request, "groups/keep_form.html", context, status=_status(form))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def room(request: HttpRequest, slug: str) -> HttpResponse:
    """How the room is run."""
    group = kept(request, slug)
    form = _room_form(group, posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            services.set_room_settings(actor=request.user, group=group, **form.cleaned_data)
        except ValidationError as error:
            _carry_version(form, error, group)
            put_error(form, error)
        else:
            messages.success(request, _("Saved."))
            return redirect("groups:keep", slug=group.slug)
    return render(
        request, "groups/keep_form.html", {"group": group, "form": form, "title": _("The room")}, status=_status(form)
    )


@login_required
@require_POST
def role(request: HttpRequest, slug: str, uid: Any) -> HttpResponse:
    """Give or take a role."""
    group = kept(request, slug)
    membership = get_object_or_404(Membership.objects.kept_by(request.user).filter(group=group), uid=uid)
    wanted = request.POST.get("role", "")
    if wanted not in Membership.Role.values:
        messages.warning(request, _("Please choose one of the roles."))
        return redirect("groups:keep", slug=group.slug)
    try:
        services.set_role(actor=request.user, membership=membership, role=wanted)
    except ValidationError as error:
        messages.warning(request, error.messages[0])
    else:
        messages.success(request, _("Saved."))
    return redirect("groups:keep", slug=group.slug)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def remove(request: HttpRequest, slug: str, uid: Any) -> HttpResponse:
    """End someone's membership, with a reason."""
    group = kept(request, slug)
    people = Membership.objects.kept_by(request.user).filter(group=group).exclude(account=me(request))
    membership = get_object_or_404(people, uid=uid)
    form = RemoveForm(posted(request))
    if request.method == "POST" and form.is_valid():
        if services.remove_member(actor=request.user, membership=membership, reason=form.cleaned_data["reason"]):
            messages.success(request, _("They are not in the group any more."))
        else:
            messages.info(
                request, _("Somebody else of the team looks at this first. Until then they are in the group.")
            )
        return redirect("groups:keep", slug=group.slug)
    return render(
        request, "groups/remove.html", {"group": group, "other": membership, "form": form}, status=_status(form)
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def archive(request: HttpRequest, slug: str) -> HttpResponse:
    """End the group: it stays readable for its members."""
    group = kept(request, slug)
    if request.method == "POST":
        services.archive_group(actor=request.user, group=group)
        messages.success(request, _("The group has ended. Its members can still read what was said."))
        return redirect(group)
    return render(request, "groups/archive.html", {"group": group})
