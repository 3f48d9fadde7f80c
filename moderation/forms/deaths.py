"""Saying that a member has died, telling a group, and a page of remembrance."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from moderation.forms.parts import WordsField
from moderation.models import FAREWELL_MOST, OPENING_MOST, REMEMBERED_MOST, MemorialWords


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


class MemorialForm(forms.Form):
    words = WordsField(
        label=_("The first words of the page"),
        rows=8,
        most=OPENING_MOST,
        help_text=_("No way, no place, no reason, and nobody who is at peace now."),
    )


class RememberForm(forms.Form):
    words = WordsField(
        label=_("Your words"),
        rows=4,
        most=REMEMBERED_MOST,
        help_text=_(
            "Something you remember, something they said, something you would like to say to them. Please leave out "
            "how it happened, and what you think was the reason."
        ),
    )


class AsideForm(forms.Form):
    why = forms.ChoiceField(label=_("Why? They read this."), choices=MemorialWords.Aside.choices)
