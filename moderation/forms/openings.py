"""Is what somebody asks to open well formed."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from moderation import services
from moderation.forms.parts import ActForm, WordsField
from moderation.models import Case, Grant
from moderation.opening import HOLDS
from moderation.services.openings import HOURS

HOUR_LABELS = {1: _("One hour"), 4: _("Four hours"), 24: _("A day")}
# As large as a place in a talk can be.
BEFORE_MOST = 2**63 - 1


class AskForm(ActForm):
    """What has to be opened, for how long, and why nothing less is enough."""

    scope = forms.ChoiceField(
        label=_("What has to be opened?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Please choose what has to be opened.")},
    )
    hours = forms.TypedChoiceField(
        label=_("For how long?"),
        coerce=int,
        choices=[(hours, HOUR_LABELS[hours]) for hours in HOURS],
        initial=HOURS[0],
        widget=forms.RadioSelect,
    )
    reason = WordsField(
        label=_("Why, and why nothing less is enough"),
        rows=3,
        error_messages={"required": _("Please write why. A second person reads it before anything is opened.")},
    )
    untold = WordsField(
        label=_("Would it be unsafe if they knew? Then write why"),
        required=False,
        rows=2,
        help_text=_("Leave it empty, and they are told afterwards. A second person has to agree to this, too."),
    )
    alone = forms.BooleanField(
        label=_("Nobody else is here. Open it now, for one hour; somebody else looks at it within a day"),
        required=False,
    )

    def __init__(self, *args: Any, case: Case, actor: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered: Any = self.fields["scope"]
        offered.choices = [(scope, _with_what(scope)) for scope in services.scopes_for(case)]
        if not services.is_alone(actor):
            del self.fields["alone"]


def _with_what(scope: str) -> str:
    return f"{Grant.Scope(scope).label}. {HOLDS[scope]}"


class ReadForm(forms.Form):
    """Which lines of an opened talk: the newest, or those before what was read."""

    before = forms.IntegerField(required=False, min_value=1, max_value=BEFORE_MOST, widget=forms.HiddenInput)
