"""Choosing for somebody what a group cannot give, and looking in after a week."""

from __future__ import annotations

import uuid
from typing import Any, Self

from django import forms
from django.utils.translation import gettext_lazy as _

from care import finding
from care.entry import Card, card
from care.models.directory import Service
from moderation.forms.parts import WordsField
from moderation.models.steps_up import STEP_WORDS_MOST
from moderation.services.steps_up import CHOSEN_MOST
from moderation.stepping_up import services_of

FOUND_MOST = 8
# What people in a group are in over their heads with, and by which need the directory is looked through for it.
ABOUT: dict[str, tuple[Any, str]] = {
    "voices": (_("Hears or sees what others do not"), "voices"),
    "racing": (_("Hardly sleeps, races, cannot stop"), "therapy"),
    "purging": (_("Eats, and cannot keep it"), "eating"),
    "withdrawal": (_("Stops drinking or taking something, and the body suffers"), "drink"),
    "thoughts": (_("Thoughts that do not let go"), "fear"),
    "other": (_("Something else"), ""),
}


class StepUpForm(forms.Form):
    """`about` and `place` are what the directory is searched by, and stand in no row."""

    about = forms.ChoiceField(
        label=_("What is it about?"),
        help_text=_("Only to look for it. It is not kept, and not sent."),
        required=False,
        widget=forms.RadioSelect,
        choices=[(key, label) for key, (label, _need) in ABOUT.items()],
    )
    place = forms.CharField(
        label=_("Where do they live, if they have said so?"),
        required=False,
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "off", "class": "field"}),
    )
    chosen = forms.TypedMultipleChoiceField(
        label=_("Choose one to three"), required=False, coerce=uuid.UUID, widget=forms.CheckboxSelectMultiple
    )
    words = WordsField(
        label=_("A few words to them"),
        rows=4,
        most=STEP_WORDS_MOST,
        help_text=_("What you have noticed, without a name for it. And that you are glad they are in the group."),
        error_messages={"required": _("Please write a few words: a list alone feels like being sent away.")},
    )

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.any_listed = Service.objects.visible_to(user).exists()
        self.cards = self._cards(user)
        field: Any = self.fields["chosen"]
        field.choices = [(str(service.uid), shown.name) for service, shown in self.cards]

    def _cards(self, user: Any) -> list[tuple[Service, Card]]:
        """What was chosen before, and below it what fits the search."""
        if not self.is_bound:
            return []
        ticked = {str(one) for one in self.data.getlist("chosen")} if hasattr(self.data, "getlist") else set()
        found = list(self._found(user))
        kept = services_of(ticked, user)
        rows = [*kept, *(one for one in found if str(one.uid) not in ticked)]
        return [(service, card(service)) for service in rows]

    def _found(self, user: Any) -> Any:
        about = self.data.get("about", "")
        if about not in ABOUT:
            return []
        place = str(self.data.get("place", ""))[:80].strip()
        return finding.found(finding.Wish(need=ABOUT[about][1], place=place), user)[:FOUND_MOST]

    def only_looked(self) -> Self:
        """What was typed stands there again, and nothing is asked for yet."""
        self._errors = forms.utils.ErrorDict()
        return self

    def clean_chosen(self) -> list[uuid.UUID]:
        chosen: list[uuid.UUID] = self.cleaned_data["chosen"]
        if len(chosen) > CHOSEN_MOST or (not chosen and self.any_listed):
            if not self.cards:
                raise forms.ValidationError(
                    _("Say what it is about, press “Show help”, and choose one to three services."), code="chosen"
                )
            raise forms.ValidationError(_("Please choose one to three services."), code="chosen")
        return chosen

    @property
    def lines(self) -> list[tuple[Any, Card]]:
        """Each box with what it stands for."""
        boxes = self["chosen"].subwidgets if self.cards else []
        return list(zip(boxes, (shown for _service, shown in self.cards), strict=True))


class LookInForm(forms.Form):
    words = WordsField(
        label=_("A few words to them"),
        rows=3,
        most=STEP_WORDS_MOST,
        help_text=_("How are they, and was the call possible? If not, that is fine as well."),
    )
