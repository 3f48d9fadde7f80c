"""An entry of a journal, and which version it was written over. `page` and `turn` are counted by the page itself."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from care.forms import UNKEPT, FreeText


class EntryForm(forms.Form):
    version = forms.IntegerField(min_value=0, max_value=2**53, widget=forms.HiddenInput)
    page = forms.UUIDField(widget=forms.HiddenInput, required=False)
    turn = forms.IntegerField(min_value=0, max_value=2**31 - 1, widget=forms.HiddenInput, required=False)
    title = FreeText(label=_("A title, if you like"), widget=forms.TextInput(attrs=UNKEPT))
    body = FreeText(
        label=_("What is on your mind"),
        help_text=_("Nobody checks how it is written. Half sentences are fine."),
        widget=forms.Textarea(attrs={"rows": 12, **UNKEPT}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{**kwargs, "auto_id": "entry-%s", "use_required_attribute": False})

    @property
    def typed(self) -> dict[str, str]:
        """What was typed, whether it could be taken or not."""
        return {name: str(self.data.get(name, "")) for name in ("title", "body")}
