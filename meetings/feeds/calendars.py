"""Two calendars: a person's own, which by default names nothing, and that of a group that chose to be found."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db.models import Exists, OuterRef, Prefetch, Q
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

import clock
from accounts.languages import page_language
from groups.models import Group
from meetings.feeds import ical
from meetings.feeds.series import Told, events_of, since
from meetings.models import CalendarFeed, Details, Meeting, MeetingChoices, MeetingSeries, Rsvp

REFRESH = timedelta(hours=6)


def group_url(group: Group) -> str:
    """Where a feed leads: to the group's page, and never past its door."""
    return settings.SITE_ORIGIN + group.get_absolute_url()


def of_person(feed: CalendarFeed) -> bytes:
    """When the groups of this person meet, without what they said no to. Never with an address of a place."""
    account = feed.account
    no = Rsvp.objects.filter(membership__account=account, answer=Rsvp.Answer.NOT_GOING).values_list("meeting")
    with translation.override(page_language(account.profile)):
        title, name = _("Meeting"), _("Meetings")
        home = settings.SITE_ORIGIN + reverse("home")

        def tell(row: Details) -> Told:
            if not feed.with_names:
                return Told(title=title, url=home)
            group = _group_of(row)
            return Told(title=_title(group, row), url=group_url(group))

        return _written(
            MeetingSeries.objects.visible_to(account),
            tell,
            # The names of events are made from this feed's own, so that nobody can lay it beside a group's.
            uid=lambda row: f"{uuid.uuid5(feed.uid, str(row.uid))}@calendar",
            without=frozenset(pk for (pk,) in no),
            name=name,
            private=True,
        )


def of_group(choices: MeetingChoices) -> bytes:
    """When a group meets that chose to show it to everybody."""
    group = choices.group
    with translation.override(page_language(group)):

        def tell(row: Details) -> Told:
            return Told(
                title=_title(group, row),
                url=group_url(group),
                words=about(row, choices),
                place=row.address if choices.shows_address and row.has_address else "",
            )

        return _written(
            MeetingSeries.objects.filter(group=group),
            tell,
            uid=lambda row: f"{row.uid}@calendar",
            name=group.name,
            private=False,
            source=settings.SITE_ORIGIN + reverse("meetings:group_calendar", args=[group.slug]),
        )


def about(row: Details, choices: MeetingChoices) -> str:
    """What a meeting is like, for who does not know the group."""
    # How one gets in tells where it is.
    notes = row.access_notes if choices.shows_address or row.way == Details.Way.ONLINE else ""
    return "\n".join(str(line) for line in (row.get_format_display(), row.get_way_display(), notes) if line)


def _title(group: Group, row: Details) -> str:
    return f"{group.name}: {row.title}" if row.title else group.name


def _group_of(row: Details) -> Group:
    found: Group = row.series.group if isinstance(row, Meeting) else row.group  # type: ignore[attr-defined]
    return found


def _written(
    rows: Any,
    tell: Callable[[Details], Told],
    *,
    uid: Callable[[Any], str],
    name: str,
    private: bool,
    without: frozenset[int] = frozenset(),
    source: str = "",
) -> bytes:
    now = clock.now()
    begin = since(now)
    lately = Exists(Meeting.objects.filter(series=OuterRef("pk"), original_day__gte=begin))
    told = rows.filter(Q(ended_at__isnull=True) | lately, group__state=Group.State.ACTIVE).order_by("pk")
    meetings = Meeting.objects.filter(original_day__gte=begin).order_by("original_day")
    events: list[ical.Event] = []
    for series in told.select_related("group").prefetch_related("pauses", Prefetch("meetings", queryset=meetings)):
        events += events_of(series, series.meetings.all(), tell, uid=uid, now=now, without=without)
    return ical.calendar(events, name=name, now=now, private=private, refresh=REFRESH, source=source)
