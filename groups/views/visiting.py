"""A group's own page, its ground rules, and joining."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

import clock
from groups import services
from groups.doors import acts_on, blocks_of, doors_of, shown_of
from groups.entrance import Entrance, Stand, entrance
from groups.finding import card, others
from groups.forms import AgreeForm, AskForm, JoinForm, say_who_reads_it
from groups.ground_rules import rules_in_force
from groups.models import GroundRules, Group, Membership
from groups.views._shared import again, joined, posted, put_error, seen, somebody, version_of

# Where somebody is kept out, other groups are offered.
KEPT_OUT = {Stand.FULL, Stand.CLOSED, Stand.BEGUN, Stand.REFUSED, Stand.REMOVED, Stand.WAITING}


def page_of(request: HttpRequest, group: Group, at_door: Entrance, **more: Any) -> dict[str, Any]:
    """What the group's page and its join page show."""
    closed_for_me = at_door.stand is Stand.MEMBER and group.closed_to_posts_at is not None
    offered = others(request.user, group) if at_door.stand in KEPT_OUT or closed_for_me else []
    keepers = Membership.objects.keepers().filter(group=group)
    return {
        "group": group,
        "rules": rules_in_force(group),
        "keepers": keepers.unblocked_for(request.user).order_by("-role", "joined_at"),
        "is_kept": keepers.exists(),
        "topics": [topic.label for topic in group.lived_experience.all()],
        "door": at_door,
        "membership": at_door.membership,
        "others": [card(other) for other in offered],
        "doors": doors_of(group, at_door.membership),
        "blocks": blocks_of(request.user, group, at_door.membership),
        "acts": acts_on(request.user, group) if request.user.is_authenticated else [],
        "now": clock.now(),
    } | more


def person_form(at_door: Entrance, rules: GroundRules | None) -> JoinForm | None:
    """The form for who may come in now, with somebody they could be; None for everybody else."""
    kinds: dict[Stand, type[JoinForm]] = {Stand.JOIN: JoinForm, Stand.ASK: AskForm, Stand.KEEP: JoinForm}
    kind = kinds.get(at_door.stand)
    return kind(initial=somebody() | {"rules": rules.uid if rules else None}) if kind else None


@require_safe
def group(request: HttpRequest, slug: str) -> HttpResponse:
    """About the group, its rules, who keeps it, and the door."""
    found = seen(request, slug)
    at_door = entrance(request.user, found)
    context = page_of(request, found, at_door)
    context["form"] = person_form(at_door, context["rules"])
    context["shown"] = shown_of(found)
    return render(request, "groups/group.html", context)


@require_safe
def rules(request: HttpRequest, slug: str) -> HttpResponse:
    """The long form beside the five lines."""
    found = seen(request, slug)
    return render(request, "groups/rules.html", {"group": found, "rules": rules_in_force(found)})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def join(request: HttpRequest, slug: str) -> HttpResponse:
    """Become somebody in an open group, or the one who keeps a group of the young that nobody keeps."""
    found = seen(request, slug)
    at_door = entrance(request.user, found)
    if at_door.stand not in (Stand.JOIN, Stand.KEEP):
        # The page says kindly what stands between them and the group.
        return redirect(found)
    if request.method == "POST" and "again" in request.POST:
        form: Any = again(JoinForm, request.POST)
    elif request.method == "POST":
        form = JoinForm(request.POST)
        if form.is_valid() and _joined(request, found, form, keeping=at_door.stand is Stand.KEEP):
            messages.success(request, _("You are in. Take your time."))
            return redirect(_way_in(found, Membership.objects.of(request.user).get(group=found)))
    else:
        form = person_form(at_door, rules_in_force(found))
    if at_door.stand is Stand.KEEP:
        say_who_reads_it(form)
    context = page_of(request, found, at_door, form=form)
    return render(request, "groups/join.html", context, status=_status(form))


def _joined(request: HttpRequest, found: Group, form: JoinForm, *, keeping: bool) -> bool:
    data = form.cleaned_data
    who = {name: data[name] for name in ("display_name", "avatar_seed")}
    try:
        rules = version_of(found, form)
        if keeping:
            services.step_in(actor=request.user, group=found, rules=rules, **who)
        else:
            listening = data["just_listening"]
            services.join_group(actor=request.user, group=found, rules=rules, just_listening=listening, **who)
    except ValidationError as error:
        show_new_rules(form, error, found)
        put_error(form, error)
        return False
    return True


def show_new_rules(form: Any, error: ValidationError, found: Group) -> None:
    """After "the rules changed": the form now stands for the new ones, and the yes is asked anew."""
    if getattr(error, "code", "") == "rules_changed" and (latest := rules_in_force(found)):
        form.data = form.data.copy()
        form.data["rules"] = str(latest.uid)
        form.data.pop("agree", None)


def _status(form: Any) -> int:
    return 422 if form.is_bound and form.errors else 200


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def rules_again(request: HttpRequest, slug: str) -> HttpResponse:
    """A new version waits for this member's yes; leaving is as near as agreeing."""
    found, membership = joined(request, slug)
    latest = rules_in_force(found)
    if latest is None or not services.needs_rules(membership):
        return redirect(found)
    form = AgreeForm(posted(request), initial={"rules": latest.uid})
    if request.method == "POST" and form.is_valid():
        try:
            services.accept_rules(actor=request.user, membership=membership, rules=version_of(found, form))
        except ValidationError as error:
            show_new_rules(form, error, found)
            put_error(form, error)
        else:
            return redirect(_way_in(found, membership))
    context = {"group": found, "membership": membership, "rules": rules_in_force(found), "form": form}
    return render(request, "groups/rules_again.html", context, status=_status(form))


def _way_in(found: Group, membership: Membership) -> str:
    """Straight on to where they were going: the first door of the floors above, or the group's page."""
    membership.refresh_from_db()
    ways = doors_of(found, membership)
    return next((door.href for door in ways if door.main), found.get_absolute_url())
