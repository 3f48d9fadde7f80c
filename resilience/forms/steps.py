"""Saying a small step."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from care.forms import UNKEPT
from resilience.days import today
from resilience.forms.whole import WholeWords
from resilience.models.steps import STEP_MOST
from resilience.witnesses import NOBODY, choices_for

TIMES = [
    (7, _("Every day, with days of grace")),
    (5, _("On about five days a week")),
    (3, _("On about three days a week")),
    (1, _("Once a week")),
    (0, _("Just once")),
]
RESTS = [(3, _("for three days")), (7, _("for a week")), (30, _("for a month")), (0, _("until I pick it up"))]


class StepForm(forms.Form):
    words = WholeWords(
        label=_("What is the small step?"),
        help_text=_("So small that it works on a hard day. “Open the window.” “Eat something warm.”"),
        most=STEP_MOST,
        widget=forms.TextInput(attrs=UNKEPT),
    )
    times = forms.TypedChoiceField(
        label=_("How often?"), choices=TIMES, coerce=int, initial=3, widget=forms.RadioSelect
    )
    until = forms.DateField(
        label=_("Until which day, if there is one?"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    witness = forms.ChoiceField(
        label=_("Who knows of it?"),
        help_text=_(
            "A group sees the words, under your name there, and whether you did it lately. A buddy sees the same. "
            "Nobody sees when it did not happen, and nobody is told when you let it rest."
        ),
        required=False,
        widget=forms.RadioSelect,
    )
    uid = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{**kwargs, "use_required_attribute": False})
        field: Any = self.fields["witness"]
        field.choices = [(NOBODY, _("Nobody, only me")), *choices_for(user)]

    def clean_until(self) -> dt.date | None:
        day: dt.date | None = self.cleaned_data["until"]
        if day is not None and day < today():
            raise forms.ValidationError(_("That day has passed. It can also stay empty."))
        return day


class RestForm(forms.Form):
    days = forms.TypedChoiceField(label=_("How long?"), choices=RESTS, coerce=int, initial=0, required=False)
