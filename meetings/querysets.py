"""Who sees which meetings, and who sees that somebody comes."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Exists, OuterRef, Prefetch, Q

from groups.querysets import KEEPERS

if TYPE_CHECKING:
    from groups.models import Membership
    from meetings.models import CheckIn, GroupVideo, LiveMeeting, Meeting, MeetingSeries, Rsvp  # noqa: F401 - named in strings


def _mine(user: Any, group: str) -> models.QuerySet[Membership]:
    """The membership with which `user` takes part in the group at the end of the path `group`."""
    from groups.models import Membership

    return Membership.objects.filter(group=OuterRef(group), account=user, state__in=["active", "paused"])


class SeriesQuerySet(models.QuerySet["MeetingSeries"]):
    def visible_to(self, user: Any) -> Self:
        """Series of the groups that `user` takes part in, and of no others: a private group's times tell of it."""
        if not getattr(user, "is_authenticated", False):
            return self.none()
        return self.filter(Exists(_mine(user, "group")))

    def going_on(self) -> Self:
        """Not ended, in a group that is active."""
        return self.filter(ended_at__isnull=True, group__state="active")


class MeetingQuerySet(models.QuerySet["Meeting"]):
    def visible_to(self, user: Any) -> Self:
        """Meetings of the groups that `user` takes part in. The team has no privilege here."""
        if not getattr(user, "is_authenticated", False):
            return self.none()
        return self.filter(Exists(_mine(user, "series__group")))

    def upcoming(self, now: datetime) -> Self:
        """Not over at the moment `now`, the next one first; those in a pause are left out."""
        return self.filter(ends_at__gt=now).exclude(state="paused").order_by("starts_at", "pk")

    def with_group(self) -> Self:
        return self.select_related("series__group")

    def with_answer_of(self, user: Any) -> Self:
        """Adds `mine`: a list with the RSVP of `user`, or an empty one."""
        from meetings.models import Rsvp

        own = Rsvp.objects.filter(membership__account=user).exclude(membership__state="ended")
        return self.prefetch_related(Prefetch("rsvps", queryset=own, to_attr="mine"))


class RsvpQuerySet(models.QuerySet["Rsvp"]):
    def live(self) -> Self:
        """Of people who are in the group and alive, whose account is not hidden, and who agree to be kept and shown."""
        from accounts.policies import consents_in_force

        agrees = Exists(consents_in_force().filter(user=OuterRef("membership__account")))
        here = {f"membership__account__{name}__isnull": True for name in ("erase_after", "said_died_at")}
        return self.exclude(membership__state="ended").filter(agrees, **here)

    def visible_to(self, user: Any) -> Self:
        """One's own, and of others what they chose to show: by default nothing, not even to who keeps the room.

        A name that a block hides stays hidden here, too.
        """
        if not getattr(user, "is_authenticated", False):
            return self.none()
        from groups.models import Membership

        names = Membership.objects.visible_to(user).live().filter(pk=OuterRef("membership"))
        keeping = Membership.objects.filter(
            group=OuterRef("meeting__series__group"), account=user, role__in=KEEPERS, state="active"
        )
        shown = Q(shown_to="group") | (Q(shown_to="keepers") & Exists(keeping))
        in_it = Exists(_mine(user, "meeting__series__group"))
        here = self.exclude(membership__state="ended").filter(in_it)
        alive = Q(membership__account__said_died_at__isnull=True)
        return here.filter(Q(membership__account=user) | (shown & alive & Exists(names)))

    def taking_seats(self) -> Self:
        """Those for whom a place is held or kept for a while."""
        return self.filter(seat__in=["held", "offered"])

    def waiting(self) -> Self:
        """The waiting list, who waited longest first."""
        return self.filter(seat="waiting").order_by("waiting_since", "pk")


class LiveMeetingQuerySet(models.QuerySet["LiveMeeting"]):
    def visible_to(self, user: Any) -> Self:
        """Those that `user` has come in to and not left: who is there is nobody else's to know."""
        from chat.models import Participant

        return self.filter(Exists(Participant.objects.of(user).filter(room=OuterRef("room"))))

    def going_on(self) -> Self:
        return self.filter(closed_at__isnull=True)


class GroupVideoQuerySet(models.QuerySet["GroupVideo"]):
    def visible_to(self, user: Any) -> Self:
        """For those who keep the room, and for who is in a live room of the group."""
        from groups.models import Membership
        from meetings.models import LiveMeeting

        if not getattr(user, "is_authenticated", False):
            return self.none()
        keeping = Membership.objects.filter(group=OuterRef("group"), account=user, role__in=KEEPERS, state="active")
        inside = LiveMeeting.objects.visible_to(user).going_on().filter(meeting__series__group=OuterRef("group"))
        return self.filter(Exists(keeping) | Exists(inside))


class CheckInQuerySet(models.QuerySet["CheckIn"]):
    def visible_to(self, user: Any) -> Self:
        """One's own, and what others chose to show, while one is in that meeting; never across a block."""
        from groups.models import Membership
        from meetings.models import LiveMeeting

        if not getattr(user, "is_authenticated", False):
            return self.none()
        inside = LiveMeeting.objects.visible_to(user).filter(pk=OuterRef("live"))
        names = Membership.objects.visible_to(user).live().filter(pk=OuterRef("membership"))
        keeping = Membership.objects.filter(
            group=OuterRef("membership__group"), account=user, role__in=KEEPERS, state="active"
        )
        shown = Q(shown_to="here") | (Q(shown_to="keepers") & Exists(keeping))
        return self.filter(Q(membership__account=user) | (shown & Exists(inside) & Exists(names)))
