"""Words of one's own, in a field that never cuts them."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _


class WholeWords(forms.CharField):
    """What does not fit comes back whole. A browser that is told the limit cuts what is pasted, and says nothing."""

    default_error_messages = {"required": _("A few words are enough.")}

    def __init__(self, *, most: int, **kwargs: Any) -> None:
        self.most = most
        super().__init__(**kwargs)

    def validate(self, value: str) -> None:
        super().validate(value)
        if len(value) > self.most:
            raise ValidationError(
                _("This is %(more)d letters more than fit here. Nothing is lost: it is all below."),
                code="max_length",
                params={"more": len(value) - self.most},
            )
