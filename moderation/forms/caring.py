"""What one of the team says on their own page."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from moderation.forms.parts import by_choice
from moderation.models import AT_MOST, AT_MOST_RANGE, TeamCare
from moderation.services import others_of_team, team_name, themes_left
from moderation.themes import THEMES


class CareForm(forms.Form):
    at_most = forms.TypedChoiceField(
        label=_("After how many heavy conversations in one shift shall the desk offer you to hand over?"),
        coerce=int,
        choices=[(number, str(number)) for number in range(AT_MOST_RANGE[0], AT_MOST_RANGE[1] + 1)],
        widget=forms.Select(attrs={"class": "field"}),
    )
    themes = forms.MultipleChoiceField(
        label=_("What you would rather leave to others"),
        choices=list(THEMES.items()),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )


class BuddyForm(forms.Form):
    buddy = forms.ChoiceField(label=_("Who"), widget=forms.Select(attrs={"class": "field"}))

    def __init__(self, *args: Any, actor: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = others_of_team(actor).order_by("pk")
        self.people = by_choice(others, use="moderation.buddy", around=actor)
        field: Any = self.fields["buddy"]
        field.choices = [(key, team_name(other)) for key, other in self.people.items()]

    def clean_buddy(self) -> Any:
        return self.people[self.cleaned_data["buddy"]]


def forms_for(user: Any, own: TeamCare | None) -> dict[str, forms.Form]:
    """The forms of their page, with what they said before (`own`)."""
    kept = {"at_most": own.at_most if own is not None else AT_MOST, "themes": themes_left(own, user)}
    return {"keep": CareForm(initial=kept), "buddy": BuddyForm(actor=user)}
