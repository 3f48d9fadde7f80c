"""Saying that a member has died."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from moderation.forms.parts import WordsField


class DiedForm(forms.Form):
    known = WordsField(
        label=_("How do you know?"),
        rows=4,
        help_text=_("Who told you, and how they can be asked. Nothing of how it happened is needed here."),
        error_messages={"required": _("Please write how you know: somebody else has to be sure as well.")},
    )
