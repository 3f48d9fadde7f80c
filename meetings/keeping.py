"""What pages say about keeping a meeting going: on the home page of who is asked, and on the meeting's own."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, QuerySet

import clock
from accounts.access import can
from groups.models import Membership
from meetings.models import AskedToKeep, Meeting, Watch
from meetings.models.beside import is_new_at_it
from meetings.near import near, near_outside
from meetings.pages import line
from meetings.policies import company
from meetings.policies.keeping import has_open_crisis
from meetings.services import company_of, keepers_of
from registries import HomeCard, home_when
from registries import home as home_page


def asked_card(user: Any) -> list[HomeCard]:
    """For who is asked to keep a room and has not answered: that, before everything else."""
    rows = _asked(user).select_related("watch__meeting__series__group")
    found = [line(user, row.watch.meeting) for row in rows.order_by("watch__starts_at", "pk")]
    if not found or has_open_crisis(user):
        return []
    return [HomeCard(template="meetings/_home_asked.html", context={"lines": found}, weight=2)]


def _asked(user: Any) -> QuerySet[AskedToKeep]:
    return AskedToKeep.objects.filter(
        membership__account=user,
        membership__state="active",
        watch__here_at__isnull=True,
        watch__meeting__state=Meeting.State.PLANNED,
        watch__meeting__ends_at__gt=clock.now(),
    )


def keeping_of(user: Any, meeting: Meeting) -> dict[str, Any]:
    """For the page of one meeting: whether somebody is there, whether I can say that I am, and what else is near."""
    watch = Watch.objects.filter(meeting=meeting).select_related("here__account").first()
    cancelled = meeting.state == Meeting.State.CANCELLED
    other = near(user, meeting) if cancelled else None
    return {
        "somebody_is_here": watch is not None and watch.here_at is not None and not meeting.is_over,
        "may_say_here": can(user, "meetings.say_here", meeting),
        "may_read_script": can(user, "meetings.read_script", meeting),
        "nobody_came": cancelled and watch is not None and watch.step == Watch.Step.DONE and watch.here_at is None,
        "beside": beside_of(user, meeting, watch),
        "near": line(user, other) if other is not None else None,
        "outside": [line(user, row) for row in near_outside(user, meeting)] if cancelled and other is None else [],
    }


def beside_of(user: Any, meeting: Meeting, watch: Watch | None) -> dict[str, Any]:
    """Who is there beside who keeps it. That nobody is, only those learn who keep the group or could be."""
    if not meeting.is_planned or meeting.is_over:
        return {}
    who = company_of(meeting)
    if who is not None:
        shown = Membership.objects.visible_to(user).filter(pk=who.pk).exists()
        return {"who": who if shown else None, "is_me": who.account_id == user.pk}
    if not company(user, meeting):
        return {}
    may = can(user, "meetings.be_beside", meeting)
    if watch is not None and watch.here is not None:
        new = [is_new_at_it(watch.here.account)]
    else:
        new = [is_new_at_it(keeper.account) for keeper in keepers_of(meeting.series.group)]
    return {
        "is_missing": any(new),
        "certainly": all(new),
        "may": may and not (watch is not None and watch.here is not None and watch.here.account_id == user.pk),
        "may_invite": can(user, "meetings.invite_guest", meeting),
    }


def register() -> None:
    home_page.add("meetings.asked", asked_card)
    home_when.add("meetings.asked", lambda user: Exists(_asked(user)))
