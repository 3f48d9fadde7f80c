"""When somebody of the team is here: now, and each week."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

import clock
from groups.words import clean_line
from moderation.models import RotaSlot


class ShiftForm(forms.Form):
    """Times are those of the moderator's own zone; one that is past means tomorrow."""

    shown_name = forms.CharField(
        label=_("The name people see"),
        max_length=40,
        widget=forms.TextInput(attrs={"class": "field"}),
        error_messages={"required": _("Please give a name that people can read.")},
    )
    begins = forms.TimeField(
        label=_("From (empty: now)"), required=False, widget=forms.TimeInput(attrs={"type": "time", "class": "field"})
    )
    until = forms.TimeField(
        label=_("Until"),
        widget=forms.TimeInput(attrs={"type": "time", "class": "field"}),
        error_messages={"required": _("Please say until when.")},
    )

    def clean_shown_name(self) -> str:
        name = clean_line(self.cleaned_data["shown_name"])
        if not name:
            raise ValidationError(_("Please give a name that people can read."), code="empty")
        return name

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("until") is None:
            return data
        here = timezone.localtime(clock.now())
        begins = _next(here, data["begins"]) if data.get("begins") else None
        data["starts_at"] = begins
        data["ends_at"] = _next(begins or here, data["until"])
        return data


class RotaForm(forms.Form):
    """What comes back each week, by the clock where the moderator is."""

    shown_name = forms.CharField(
        label=_("The name people see"),
        max_length=40,
        widget=forms.TextInput(attrs={"class": "field"}),
        error_messages={"required": _("Please give a name that people can read.")},
    )
    weekday = forms.TypedChoiceField(
        label=_("Day"), coerce=int, choices=RotaSlot.Weekday.choices, widget=forms.Select(attrs={"class": "field"})
    )
    begins = forms.TimeField(
        label=_("From"),
        widget=forms.TimeInput(attrs={"type": "time", "class": "field"}),
        error_messages={"required": _("Please say from when.")},
    )
    until = forms.TimeField(
        label=_("Until"),
        widget=forms.TimeInput(attrs={"type": "time", "class": "field"}),
        error_messages={"required": _("Please say until when.")},
    )

    clean_shown_name = ShiftForm.clean_shown_name


def _next(after: datetime, time: Any) -> datetime:
    """The first moment after `after` at which a clock there shows `time`."""
    moment = after.replace(hour=time.hour, minute=time.minute, second=0, microsecond=0)
    return moment if moment > after else moment + timedelta(days=1)
