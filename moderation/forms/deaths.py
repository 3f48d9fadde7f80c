"""Saying that a member has died."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from moderation.forms.parts import WordsField
from moderation.models import FAREWELL_MOST


class DiedForm(forms.Form):
    known = WordsField(
        label=_("How do you know?"),
        rows=4,
        help_text=_("Who told you, and how they can be asked. Nothing of how it happened is needed here."),
        error_messages={"required": _("Please write how you know: somebody else has to be sure as well.")},
    )


class FarewellForm(forms.Form):
    words = WordsField(
        label=_("Your words"),
        rows=10,
        most=FAREWELL_MOST,
        help_text=_(
            "No way, no place, no reason: there never is just one, and somebody who reads it may be near it, too. "
            "Not that they are at peace now, or were strong to the end: that can sound like a way out."
        ),
        error_messages={"required": _("Please write a few words.")},
    )
