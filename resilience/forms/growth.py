"""Saying how one is, and naming what one has come through."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from care.forms import UNKEPT
from resilience.feelings import NUMBER_LEAST, NUMBER_MOST, WORDS
from resilience.forms.whole import WholeWords
from resilience.services.growth import MILESTONE_MOST, MORE_MOST, WORD_MOST

NUMBERS = [(number, str(number)) for number in range(NUMBER_LEAST, NUMBER_MOST + 1)]


class HowIAmForm(forms.Form):
    """A word is enough, so is a number."""

    word = forms.ChoiceField(
        label=_("In a word"), choices=list(WORDS.items()), required=False, widget=forms.RadioSelect
    )
    own_word = WholeWords(
        label=_("Or in a word of your own"), most=WORD_MOST, required=False, widget=forms.TextInput(attrs=UNKEPT)
    )
    number = forms.TypedChoiceField(
        label=_("And a number, if you like"),
        help_text=_("1 is very hard, 10 is very well."),
        choices=NUMBERS,
        coerce=int,
        empty_value=None,
        required=False,
        widget=forms.RadioSelect,
    )
    more = WholeWords(
        label=_("A line more, if you like"),
        most=MORE_MOST,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, **UNKEPT}),
    )
    uid = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{**kwargs, "use_required_attribute": False})

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not self.errors and not any(data.get(name) for name in ("word", "own_word", "number", "more")):
            raise ValidationError(_("A word or a number is enough."))
        return data

    def said(self) -> dict[str, Any]:
        """As the service takes it. What they typed themselves comes before what they chose."""
        data = self.cleaned_data
        return {
            "word": data["own_word"] or data["word"],
            "number": data["number"],
            "more": data["more"],
            "uid": data["uid"],
        }


class MilestoneForm(forms.Form):
    words = WholeWords(
        label=_("What do you want to remember?"),
        help_text=_("Small things count. “I called back.” “I slept in my own bed.”"),
        most=MILESTONE_MOST,
        widget=forms.Textarea(attrs={"rows": 2, **UNKEPT}),
    )
    day = forms.DateField(
        label=_("On which day?"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": _("Please choose a day. Roughly is fine.")},
    )
    uid = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{**kwargs, "auto_id": "milestone-%s", "use_required_attribute": False})
