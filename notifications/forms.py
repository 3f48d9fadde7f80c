"""Which mails somebody wants."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from notifications.kinds import kinds


class MailForm(forms.Form):
    wanted = forms.MultipleChoiceField(
        label=_("Send me a short mail when"), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("It says only that there is something to read here. You find the same on the pages without mail."),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["wanted"].choices = [(kind.name, kind.about) for kind in kinds if kind.mutable]  # type: ignore[attr-defined]
