"""What someone gives who vouches for a number, and tables of numbers."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from care.services import ADDRESS_MOST

# The whole list of emergency numbers has 60 kB.
TABLE_MOST = 1024 * 1024


class TableForm(forms.Form):
    """A table of numbers, as a file or as its text (which a page that showed the differences hands on)."""

    what = forms.ChoiceField(
        label=_("What is in it"), choices=[("lines", _("Helplines")), ("numbers", _("Emergency numbers"))]
    )
    file = forms.FileField(label=_("File"), help_text=_("CSV or JSON, as the export gives it."), required=False)
    text = forms.CharField(widget=forms.HiddenInput, required=False, strip=False, max_length=TABLE_MOST)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        file = cleaned.get("file")
        if file is not None:
            if file.size > TABLE_MOST:
                raise forms.ValidationError(_("This file is larger than 1 MB."))
            try:
                cleaned["text"] = file.read().decode("utf-8-sig")
            except UnicodeDecodeError:
                raise forms.ValidationError(_("This file is not UTF-8 text.")) from None
        if not cleaned.get("text"):
            raise forms.ValidationError(_("Choose a file."))
        return cleaned


class ConfirmForm(forms.Form):
    source = forms.URLField(
        label=_("Page where you saw the number"),
        help_text=_("A page of the service itself, or of the government."),
        max_length=ADDRESS_MOST,
        assume_scheme="https",
    )
    second_source = forms.URLField(
        label=_("Second page"),
        help_text=_("You can leave this empty."),
        max_length=ADDRESS_MOST,
        required=False,
        assume_scheme="https",
    )
