"""Looking for a service, and giving a file of services."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from care import finding, needs
from care.services.directory import SOURCE_MOST

WORDS_MOST = 80


class SearchForm(forms.Form):
    need = forms.ChoiceField(label=_("What is it about?"), required=False)
    place = forms.CharField(
        label=_("Where?"),
        max_length=WORDS_MOST,
        required=False,
        help_text=_("A town, a part of the country, or a country."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    words = forms.CharField(
        label=_("In your own words"),
        max_length=WORDS_MOST,
        required=False,
        help_text=_("We do not keep what you write here."),
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )
    language = forms.ChoiceField(label=_("Language"), required=False)
    free = forms.BooleanField(label=_("Only what is free"), required=False)
    online = forms.BooleanField(label=_("Only online"), required=False)

    def __init__(self, *args: Any, languages: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._of("need").choices = [("", _("Anything")), *needs.choices()]
        self._of("language").choices = [("", _("Any language")), *languages]

    def _of(self, name: str) -> Any:
        return self.fields[name]

    @property
    def wish(self) -> finding.Wish:
        """What can be understood of it: a choice that does not exist is no choice."""
        if not self.is_bound:
            return finding.Wish()
        self.is_valid()
        return finding.Wish(**{name: value for name, value in self.cleaned_data.items() if value})


class ImportForm(forms.Form):
    file = forms.FileField(
        label=_("File"),
        help_text=_("HSDS as JSON, or a zip with one CSV file for each table. At most 20 MB."),
        error_messages={"required": _("Please choose a file first."), "empty": _("The file is empty.")},
    )


class ConfirmServiceForm(forms.Form):
    source = forms.URLField(
        label=_("Page where you compared it"),
        help_text=_("A page of the service itself."),
        max_length=SOURCE_MOST,
        assume_scheme="https",
    )
