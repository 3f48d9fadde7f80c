"""What the forms of moderation are made of: words, the version of a case, and a choice of people."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from groups.words import clean_text
from moderation.models import Case
from moderation.services import WORDS_MOST


class WordsField(forms.CharField):
    """Plain words of several lines, without control and direction characters. What does not fit comes back whole."""

    default_error_messages = {
        "required": _("Please write a few words."),
        "max_length": _("This is a little long. Up to %(limit_value)d letters fit here."),
    }

    def __init__(
        self, *, label: Any, required: bool = True, rows: int = 4, most: int = WORDS_MOST, **kwargs: Any
    ) -> None:
        super().__init__(
            label=label,
            required=required,
            max_length=most,
            widget=forms.Textarea(attrs={"rows": rows, "class": "field"}),
            **kwargs,
        )

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """Without the limit: a browser that knows it cuts what is pasted, and says nothing."""
        return {name: value for name, value in super().widget_attrs(widget).items() if name != "maxlength"}

    def to_python(self, value: Any) -> str:
        return clean_text(super().to_python(value) or "")


class ActForm(forms.Form):
    """Every act at the desk says which version of the case it saw."""

    version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)

    def offer(self, case: Case, actor: Any) -> None:
        """What can be chosen depends on the case; most forms have nothing to choose."""


def by_choice(people: Iterable[Any], *, use: str, around: Any) -> dict[str, Any]:
    """`people` by a name that is good for this `use`, of what is `around` it, alone: no page tells an account's uid."""
    return {salted_hmac(use, f"{around.uid}:{one.uid}").hexdigest()[:24]: one for one in people}
