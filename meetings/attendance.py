"""The form on which those who keep the room note who was there."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from groups.models import Membership
from meetings import recurrence
from meetings.forms import TIME
from meetings.models import Attendance, Meeting
from meetings.recurrence import RecurrenceError

# A time that would be so far away belongs to the next day: meetings run over midnight.
OVERNIGHT = timedelta(hours=12)


class PresenceForm(forms.Form):
    """A tick for each person, and where the group confirms presence the two times beside it, on the group's wall."""

    there = forms.MultipleChoiceField(
        label=_("Who was here"), required=False, widget=forms.CheckboxSelectMultiple, choices=[]
    )

    def __init__(
        self,
        *args: Any,
        meeting: Meeting,
        people: Sequence[Membership],
        known: Sequence[Attendance],
        with_times: bool,
        **kwargs: Any,
    ) -> None:
        self.meeting, self.people = meeting, people
        rows = {row.membership_id: row for row in known}
        here = [str(one.uid) for one in people if one.pk in rows and rows[one.pk].present]
        super().__init__(*args, **kwargs)
        self.fields["there"].initial = here
        self.fields["there"].choices = [(str(one.uid), one.display_name) for one in people]  # type: ignore[attr-defined]
        for one in people if with_times else ():
            row = rows.get(one.pk)
            for name, label, value in (
                ("came", _("%(name)s came at"), row.came_at if row and row.came_at else meeting.starts_at),
                ("left", _("%(name)s left at"), row.left_at if row and row.left_at else meeting.ends_at),
            ):
                self.fields[f"{name}-{one.uid}"] = forms.TimeField(
                    label=label % {"name": one.display_name}, widget=TIME, required=False, initial=self._wall(value)
                )

    def _wall(self, moment: datetime) -> time:
        try:
            return moment.astimezone(recurrence.zone_of(self.meeting.series.time_zone)).time()
        except RecurrenceError:
            return moment.time()

    def _moment(self, at: time) -> datetime:
        """The moment nearest to the meeting at which it is `at` on the group's wall."""
        try:
            zone = recurrence.zone_of(self.meeting.series.time_zone)
        except RecurrenceError:
            zone = recurrence.zone_of("UTC")
        day = self.meeting.starts_at.astimezone(zone).date()
        found = recurrence.moment(day, at, zone)
        if found < self.meeting.starts_at - OVERNIGHT:
            return recurrence.moment(day + timedelta(days=1), at, zone)
        return found

    def present(self) -> set[uuid.UUID]:
        return {uuid.UUID(value) for value in self.cleaned_data["there"]}

    def times(self) -> dict[uuid.UUID, tuple[datetime, datetime]]:
        """From when to when, for those with both times."""
        found = {}
        for one in self.people:
            came, left = (self.cleaned_data.get(f"{name}-{one.uid}") for name in ("came", "left"))
            if came is not None and left is not None:
                begin, end = self._whole(came), self._whole(left)
                found[one.uid] = (begin, end if end >= begin else end + timedelta(days=1))
        return found

    def _whole(self, at: time) -> datetime:
        """What is written without seconds means the meeting's own times where it names them."""
        for own in (self.meeting.starts_at, self.meeting.ends_at):
            if self._wall(own).replace(second=0, microsecond=0) == at:
                return own
        return self._moment(at)
