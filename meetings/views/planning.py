"""The side of those who keep the room: planning, changing, pausing and calling off."""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

import clock
from accounts.access import can
from groups.views._shared import kept, posted, put_error
from meetings import recurrence, services
from meetings.forms import OneForm, PauseForm, PlanForm, fields_from
from meetings.models import Details, Meeting, MeetingSeries
from meetings.pages import place_of, when
from meetings.recurrence import RecurrenceError, Rule
from meetings.services.about import ABOUT
from meetings.services.blocks import pattern_of, rule_of
from meetings.views.attending import found


def mine_to_change(request: HttpRequest, uid: uuid.UUID) -> Meeting:
    """A meeting of a group this person keeps, or 404."""
    row = found(request, uid)
    if not can(request.user, "meetings.change", row):
        raise Http404
    return row


def _series(request: HttpRequest, uid: uuid.UUID) -> MeetingSeries:
    rows = MeetingSeries.objects.visible_to(request.user).select_related("group")
    row: MeetingSeries = get_object_or_404(rows, uid=uid)
    if not can(request.user, "meetings.change_series", row):
        raise Http404
    return row


def _details(row: Details) -> dict[str, Any]:
    return {name: getattr(row, name) for name in ABOUT}


def _form_page(request: HttpRequest, form: Any, **context: Any) -> HttpResponse:
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "meetings/form.html", {"form": form} | context, status=status)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def plan(request: HttpRequest, slug: str) -> HttpResponse:
    """A new series, or a single meeting."""
    group = kept(request, slug)
    if not can(request.user, "meetings.plan", group):
        raise Http404
    form = PlanForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            services.plan_series(
                actor=request.user,
                group=group,
                plan=form.plan(time_zone=group.time_zone),
                uid=form.cleaned_data["uid"],
            )
        except ValidationError as error:
            put_error(form, error)
        else:
            messages.success(request, _("It is planned."))
            return redirect("meetings:list", slug=group.slug)
    return _form_page(
        request, form, group=group, title=_("Plan a meeting"), place=place_of(group.time_zone), button=_("Plan it")
    )


@login_required
@require_safe
def change(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """This one, this and following, or all."""
    row = mine_to_change(request, uid)
    if not row.series.rule:
        return redirect("meetings:change_one", uid=row.uid)
    context = {"meeting": row, "group": row.series.group, "when": when(row)}
    return render(request, "meetings/change.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def change_one(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    row = mine_to_change(request, uid)
    try:
        wall = timezone.localtime(row.starts_at, recurrence.zone_of(row.series.time_zone))
    except RecurrenceError:
        wall = row.starts_at
    initial = _details(row) | {"day": wall.date(), "at": wall.time(), "version": row.version}
    form = OneForm(posted(request), initial=initial)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            services.change_meeting(
                actor=request.user,
                meeting=row,
                about=form.about(),
                day=data["day"],
                at=data["at"],
                version=data["version"],
            )
        except ValidationError as error:
            put_error(form, error)
        else:
            messages.success(request, _("It is changed. People who come are told of a new time."))
            return redirect(row)
    return _change_page(request, row, form, _("Change only this one"))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def change_following(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    return _change_series(request, mine_to_change(request, uid), following=True)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def change_all(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    return _change_series(request, mine_to_change(request, uid), following=False)


def _change_series(request: HttpRequest, row: Meeting, *, following: bool) -> HttpResponse:
    series = row.series
    first = row if following else _first_ahead(row)
    initial = _details(series) | fields_from(_rest(series, first)) | {
        "first_day": first.original_day, "at": series.at, "version": series.version
    }  # fmt: skip
    form = PlanForm(posted(request), initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            services.change_series(
                actor=request.user,
                meeting=row,
                plan=form.plan(time_zone=series.time_zone),
                following=following,
                version=form.cleaned_data["version"],
            )
        except ValidationError as error:
            put_error(form, error)
        else:
            messages.success(request, _("It is changed. People who come are told of a new time."))
            return redirect("meetings:list", slug=series.group.slug)
    title = _("Change this one and those after it") if following else _("Change all of this plan")
    return _change_page(request, row, form, title)


def _first_ahead(row: Meeting) -> Meeting:
    ahead = Meeting.objects.filter(series=row.series, starts_at__gt=clock.now()).order_by("original_day")
    return ahead.first() or row


def _rest(series: MeetingSeries, first: Meeting) -> Rule | None:
    """The rule as it is from `first` on: of a number of times, those before it are gone."""
    rule = rule_of(series)
    if rule is None or rule.count is None:
        return rule
    try:
        gone = recurrence.days(pattern_of(series), series.first_day, first.original_day - timedelta(days=1))
    except RecurrenceError:
        return rule
    return replace(rule, count=max(1, rule.count - len(gone)))


def _change_page(request: HttpRequest, row: Meeting, form: Any, title: str) -> HttpResponse:
    return _form_page(
        request,
        form,
        group=row.series.group,
        meeting=row,
        title=title,
        place=place_of(row.series.time_zone),
        button=_("Save"),
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def cancel(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Call one meeting off, or end the whole plan. Both are told to people who come."""
    row = mine_to_change(request, uid)
    if request.method == "POST":
        if request.POST.get("what") == "plan":
            services.end_series(actor=request.user, series=row.series)
            messages.success(request, _("The plan has ended. People who said yes are told."))
            return redirect("meetings:list", slug=row.series.group.slug)
        services.cancel_meeting(actor=request.user, meeting=row)
        messages.success(request, _("It does not take place. People who said yes are told."))
        return redirect(row)
    context = {"meeting": row, "group": row.series.group, "when": when(row)}
    return render(request, "meetings/cancel.html", context)


@login_required
@require_POST
def again(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """A meeting that was called off takes place after all."""
    row = mine_to_change(request, uid)
    try:
        services.take_up_meeting(actor=request.user, meeting=row)
    except ValidationError as error:
        messages.info(request, error.messages[0])
    else:
        messages.success(request, _("It takes place. People who said yes are asked again."))
    return redirect(row)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def pause(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    series = _series(request, uid)
    form = PauseForm(posted(request), initial={"first_day": timezone.localtime(clock.now()).date()})
    if request.method == "POST" and form.is_valid():
        try:
            services.pause_series(actor=request.user, series=series, **form.cleaned_data)
        except ValidationError as error:
            put_error(form, error)
        else:
            messages.success(request, _("The plan rests. People who said yes are told."))
            return redirect("meetings:list", slug=series.group.slug)
    return _form_page(
        request,
        form,
        group=series.group,
        title=_("Let it rest"),
        place=place_of(series.time_zone),
        button=_("Let it rest"),
    )


@login_required
@require_POST
def end_pause(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    series = _series(request, uid)
    try:
        services.end_pause(actor=request.user, series=series)
    except ValidationError as error:
        messages.info(request, error.messages[0])
    else:
        messages.success(request, _("It goes on. People who had said yes are asked again."))
    return redirect("meetings:list", slug=series.group.slug)
