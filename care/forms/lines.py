"""What someone gives who vouches for a number."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from care.services import ADDRESS_MOST


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
