"""Cards, own words and the shelf as forms. Words that do not fit come back whole, with the reason at their field."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from care.forms import UNKEPT, FreeText
from groups.forms import LineField
from groups.languages import LANGUAGES
from resilience.cards import MINUTES, SITUATIONS
from resilience.models import Strategy, TriedIt
from resilience.services import Card


class CardForm(forms.Form):
    title = FreeText(label=_("What is it?"), widget=forms.TextInput(attrs=UNKEPT))
    when = FreeText(label=_("When does it help?"), widget=forms.Textarea(attrs={"rows": 2, **UNKEPT}))
    how = FreeText(
        label=_("How does it go?"),
        help_text=_("Small steps, as you would tell a friend. Please no medicine, no doses, and nothing that hurts."),
        widget=forms.Textarea(attrs={"rows": 6, **UNKEPT}),
    )
    minutes = forms.ChoiceField(label=_("How long does it take?"), required=False, choices=list(MINUTES.items()))
    situations = forms.MultipleChoiceField(
        label=_("Where does it fit?"), required=False, widget=forms.CheckboxSelectMultiple,
        choices=list(SITUATIONS.items()),
    )  # fmt: skip
    basis = forms.ChoiceField(
        label=_("How do you know?"), required=False, widget=forms.RadioSelect, choices=Strategy.Basis.choices,
        initial=Strategy.Basis.EXPERIENCE,
    )  # fmt: skip
    source = FreeText(
        label=_("Who says so, if it is research"),
        help_text=_("A book, a hospital, a study. In words, not as a link."),
        widget=forms.TextInput(attrs=UNKEPT),
    )
    language = forms.ChoiceField(label=_("Language of the card"), required=False, choices=LANGUAGES)
    client_uid = forms.UUIDField(widget=forms.HiddenInput, required=False)
    story = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{**kwargs, "auto_id": "card-%s", "use_required_attribute": False})

    @property
    def card(self) -> Card:
        data = self.cleaned_data
        return Card(
            title=data["title"],
            when=data["when"],
            how=data["how"],
            basis=data["basis"] or Strategy.Basis.EXPERIENCE,
            source=data["source"],
            situations=tuple(data["situations"]),
            minutes=int(data["minutes"] or 0),
            language=data["language"] or "en",
        )


class OwnWordsForm(forms.Form):
    """Something of one's own for the toolbox."""

    words = FreeText(
        label=_("What helps you, in your words"),
        help_text=_("One line is best. Only you ever read it."),
        widget=forms.TextInput(attrs=UNKEPT),
    )
    favourite = forms.BooleanField(label=_("Show it to me on a hard day"), required=False)
    client_uid = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{**kwargs, "auto_id": "own-%s", "use_required_attribute": False})


class TriedForm(forms.Form):
    situation = forms.ChoiceField(
        label=_("Where did you try it?"), widget=forms.RadioSelect, choices=list(SITUATIONS.items()),
        error_messages={"required": _("Please choose where you tried it.")},
    )  # fmt: skip
    outcome = forms.ChoiceField(
        label=_("How was it?"), widget=forms.RadioSelect, choices=TriedIt.Outcome.choices,
        error_messages={"required": _("Please choose how it was.")},
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{**kwargs, "auto_id": "tried-%s", "use_required_attribute": False})


class ShelfForm(forms.Form):
    q = LineField(
        label=_("Words on a card"), max_length=80, required=False,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )  # fmt: skip
    at = forms.ChoiceField(
        label=_("Where it fits"), required=False, widget=forms.RadioSelect,
        choices=[("", _("Anywhere")), *SITUATIONS.items()],
    )  # fmt: skip
