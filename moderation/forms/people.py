"""What a person tells the team, asks it for and answers it."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from groups.words import clean_line
from moderation.forms.parts import WordsField
from moderation.models import Report
from moderation.services import HELP_WORDS_MOST, PLACE_MOST


class ReportForm(forms.Form):
    reason = forms.ChoiceField(
        choices=Report.Reason.choices, error_messages={"required": _("Please choose what it is about.")}
    )
    words = WordsField(label=_("Would you like to say more?"), required=False)
    client_uid = forms.UUIDField(widget=forms.HiddenInput, required=False)


class NeedHelpForm(forms.Form):
    words = WordsField(label=_("Would you like to say what is going on?"), required=False, most=HELP_WORDS_MOST)
    group = forms.UUIDField(widget=forms.HiddenInput, required=False)


class AnswerForm(forms.Form):
    """What the person writes in their conversation."""

    words = WordsField(label=_("Write to the team"))
    client_uid = forms.UUIDField(widget=forms.HiddenInput, required=False)


class PlaceForm(forms.Form):
    words = forms.CharField(
        label=_("Where are you?"),
        required=False,
        max_length=PLACE_MOST,
        widget=forms.TextInput(attrs={"class": "field", "autocomplete": "off"}),
    )

    def clean_words(self) -> str:
        return clean_line(self.cleaned_data["words"])
