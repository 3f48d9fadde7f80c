"""What other programs read, and the pages on which people choose it."""

from __future__ import annotations

from typing import Any

from allauth.account.decorators import reauthentication_required
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import can
from accounts.limits import allow, caller_of
from groups.views._shared import kept, posted
from meetings import services
from meetings.feeds import calendars
from meetings.feeds.guide import entries
from meetings.forms import CalendarForm, ChoicesForm
from meetings.models import CalendarFeed, MeetingChoices

# A program that reads every quarter of an hour is well within it. Many programs share the address of one service.
READS_AN_HOUR, READS_AN_HOUR_OF_A_PLACE = 30, 1200
CALENDAR = "text/calendar; charset=utf-8"


def _too_often(request: HttpRequest, key: str) -> HttpResponse | None:
    """Counted alike for addresses that exist and those that do not."""
    place = caller_of(request)
    if allow(f"calendar:{key}", most=READS_AN_HOUR, per_seconds=3600) and allow(
        f"calendars:{place}", most=READS_AN_HOUR_OF_A_PLACE, per_seconds=3600
    ):
        return None
    headers = {"Retry-After": "3600", "Cache-Control": "no-store"}
    return HttpResponse(status=429, headers=headers, content_type="text/plain")


def _for_everybody(response: HttpResponse) -> HttpResponse:
    """Other sites and shared caches may have it, for a quarter of an hour."""
    response.headers["Access-Control-Allow-Origin"] = "*"
    patch_cache_control(response, public=True, max_age=900)
    return response


def _calendar(body: bytes, name: str) -> HttpResponse:
    headers = {"Content-Disposition": f'inline; filename="{name}.ics"', "X-Robots-Tag": "noindex"}
    return HttpResponse(body, content_type=CALENDAR, headers=headers)


def _to_subscribe(link: str) -> str:
    """The same address as phones know it: they ask whether to follow it instead of keeping one copy."""
    return f"webcal://{link.partition('://')[2]}" if link else ""


@never_cache
@require_safe
def person_calendar(request: HttpRequest, token: str) -> HttpResponse:
    """The calendar behind a secret address. Whatever is wrong with it, the answer is that of what does not exist."""
    if (refusal := _too_often(request, token)) is not None:
        return refusal
    feed = services.calendar_behind(token)
    if feed is None or not can(feed.account, "meetings.read_calendar", feed):
        raise Http404
    return _calendar(calendars.of_person(feed), "calendar")


@require_safe
def group_calendar(request: HttpRequest, slug: str) -> HttpResponse:
    """The meetings of a group that shows them to everybody; of any other there is nothing here."""
    place = caller_of(request)
    if (refusal := _too_often(request, f"{place}:{slug}")) is not None:
        return refusal
    choices = get_object_or_404(MeetingChoices.objects.published().select_related("group"), group__slug=slug)
    response = _calendar(calendars.of_group(choices), slug)
    return _for_everybody(response)


@require_safe
def guide(request: HttpRequest) -> HttpResponse:
    """Meeting Guide JSON. Read from other sites, so everybody's browser may."""
    if (refusal := _too_often(request, f"guide:{caller_of(request)}")) is not None:
        return refusal
    return _for_everybody(JsonResponse(entries(), safe=False))


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@reauthentication_required(allow_get=True)
def calendar(request: HttpRequest) -> HttpResponse:
    """One's own calendar address. It is in the answer that makes it and nowhere else, so that answer is a page.

    It opens without signing in, so whoever makes one shows first that it is them: a phone left lying is enough else.
    """
    feed = CalendarFeed.objects.filter(account=request.user).first()  # type: ignore[misc]
    form = CalendarForm(posted(request), initial={"with_names": feed.with_names if feed else False})
    link = ""
    if request.method == "POST" and form.is_valid():
        feed, token = services.make_calendar(actor=request.user, **form.cleaned_data)
        link = settings.SITE_ORIGIN + reverse("meetings:person_calendar", args=[token])
    context = {"form": form, "feed": feed, "link": link, "subscribe": _to_subscribe(link)}
    return render(request, "meetings/calendar.html", context)


@login_required
@require_POST
def end_calendar(request: HttpRequest) -> HttpResponse:
    """The address works no more."""
    services.end_calendar(actor=request.user)
    messages.success(request, _("The address does not work any more."))
    return redirect("meetings:calendar")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def choices(request: HttpRequest, slug: str) -> HttpResponse:
    """For who keeps the room: what is shown of the group's meetings, and whether presence can be confirmed."""
    group = kept(request, slug)
    if not can(request.user, "meetings.choose_for_group", group):
        raise Http404
    may_publish = can(request.user, "meetings.publish", group)
    chosen = services.choices_of(group)
    form = ChoicesForm(
        posted(request),
        may_publish=may_publish,
        initial={
            "is_public": chosen.published_at is not None and may_publish,
            "shows_address": chosen.shows_address,
            "confirms": chosen.confirms,
        },
    )
    if request.method == "POST" and form.is_valid():
        services.choose_for_group(actor=request.user, group=group, **form.chosen())
        messages.success(request, _("Saved."))
        return redirect("meetings:choices", slug=group.slug)
    context: dict[str, Any] = {"group": group, "form": form, "may_publish": may_publish}
    if may_publish and can(request.user, "meetings.view_public", group):
        context["address"] = settings.SITE_ORIGIN + reverse("meetings:group_calendar", args=[group.slug])
    return render(request, "meetings/choices.html", context, status=422 if form.is_bound and form.errors else 200)
