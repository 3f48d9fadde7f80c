"""The only place where siblings meet: signals of one app joined to services of another."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection
from typing import Any

from django.db.models import Count, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.access import can
from care.signals import import_waits
from groups.models import Membership
from meetings.models import Attendance, ServiceRole
from notifications.kinds import kinds
from notifications.signals import outbox_filled
from peersupport import alarms
from peersupport.waking import wake_delivery, wake_imports
from resilience.beside import Source, counters, meetings_kept, sources
from resilience.finding import of_story
from resilience.helping import GROUPS_MOST, Way, ways_to_help
from stories.finding import title_of
from stories.models import Story
from stories.pages import below
from stories.policies import may_welcome, welcomers


def connect() -> None:
    """Called once, when every app is ready."""
    outbox_filled.connect(wake_delivery, dispatch_uid="peersupport")
    import_waits.connect(wake_imports, dispatch_uid="peersupport")
    kinds.add(alarms.OLD_NUMBERS, alarms.KIND)
    welcomers.add("meetings", welcomes_for_a_while)
    meetings_kept.add("meetings", was_there)
    counters.add("meetings", times_present)
    sources.add("stories", story_as_source)
    below.add("resilience", strategies_below)
    ways_to_help.add("stories", with_stories)
    ways_to_help.add("meetings", in_a_group)


def welcomes_for_a_while(account: Any) -> QuerySet[ServiceRole]:
    """Whoever took it on in one of their groups to welcome people also sees which stories wait for an answer."""
    return ServiceRole.objects.live().filter(membership__account=account, role=ServiceRole.Role.WELCOMER)


def was_there(user: Any) -> list[dt.datetime]:
    """When the meetings were in which `user` was noted as present; for their own page."""
    mine = Attendance.objects.visible_to(user).filter(membership__account=user, present=True)
    return list(mine.values_list("meeting__starts_at", flat=True))


def times_present(memberships: Collection[int]) -> dict[int, int]:
    """How many meetings each of these memberships was noted to be at."""
    rows = Attendance.objects.filter(membership__in=memberships, present=True)
    return dict(rows.order_by().values_list("membership").annotate(times=Count("pk")))


def story_as_source(user: Any, uid: uuid.UUID) -> Source | None:
    """The story that a strategy came from, for whoever may read that story."""
    row = Story.objects.visible_to(user).filter(uid=uid).first()
    if row is None:
        return None
    mine = row.author_id is not None and row.author_id == getattr(user, "pk", None)
    return Source(title_of(row), row.get_absolute_url(), mine, row.what_helped if mine else "")


def strategies_below(user: Any, story: Story, mine: bool) -> str:
    """What was made of a story to try, on its page."""
    return of_story(user, story.uid, mine=mine)


def with_stories(user: Any) -> list[Way]:
    """Answering somebody, the longest waiting for who took that on, and telling something oneself."""
    answer = Way(_("Read a story, and answer it"), reverse("stories:discover"))
    if may_welcome(user):
        answer = Way(_("Answer who has waited longest"), reverse("stories:waiting"))
    return [answer, Way(_("Tell a story of your own"), reverse("stories:write"))]


def in_a_group(user: Any) -> list[Way]:
    """Doing something for others in a group, for who does nothing of the kind yet."""
    if ServiceRole.objects.live().filter(membership__account=user).exists():
        return []
    mine = Membership.objects.of(user).filter(state="active", group__state="active").select_related("group")
    for row in mine.order_by("-joined_at", "-pk")[:GROUPS_MOST]:
        if can(user, "meetings.take_role", row.group):
            there = reverse("meetings:roles", args=[row.group.slug])
            words = _("Greet people in “%(group)s”, or keep an eye on the time") % {"group": row.group.name}
            return [Way(words, there)]
    return []
