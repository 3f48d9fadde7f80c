"""Asking for a buddy and answering, as forms. No word that was typed is cut."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from chat.words import tidy
from resilience.models.buddies import WORDS_MOST


class Agreement(forms.BooleanField):
    """Both read what holds between buddies; nobody's box is ticked for them."""

    def __init__(self) -> None:
        super().__init__(
            label=_("I have read this, and I agree."),
            error_messages={"required": _("Please read what holds between buddies, and tick that you agree.")},
        )


class AskForm(forms.Form):
    words = forms.CharField(
        label=_("A few words"),
        help_text=_("For example, what you hope for. Please without numbers, addresses or links."),
        widget=forms.Textarea(attrs={"rows": 4, "autocomplete": "off"}),
        strip=False,
        error_messages={"required": _("Please write a few words, so that they know why you ask.")},
    )
    agree = Agreement()

    def clean_words(self) -> str:
        words = tidy(self.cleaned_data["words"]).strip()
        if not words:
            raise forms.ValidationError(self.fields["words"].error_messages["required"])
        if len(words) > WORDS_MOST:
            raise forms.ValidationError(
                _("This is %(more)d letters more than fit here. Nothing is lost: it is all below.")
                % {"more": len(words) - WORDS_MOST}
            )
        return words


class YesForm(forms.Form):
    agree = Agreement()
