"""A rule about words or links. What can be made of it, the service says."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from groups.models import Group
from moderation.models import WordRule


class WordRuleForm(forms.Form):
    kind = forms.ChoiceField(label=_("What is it about?"), choices=WordRule.Kind.choices)
    words = forms.CharField(
        label=_("The words, or the name of the place"),
        max_length=2000,
        help_text=_("As they are written, and whole words only. A place holds for all that is below it."),
        widget=forms.TextInput(attrs={"class": "field", "autocomplete": "off", "spellcheck": "false"}),
        error_messages={"required": _("Please give the words, or the name of a place.")},
    )
    effect = forms.ChoiceField(
        label=_("What happens to a message with them?"),
        choices=WordRule.Effect.choices,
        required=False,
        help_text=_("In rooms that nobody of the team reads, nothing is held: there it is not taken."),
    )
    why = forms.CharField(
        label=_("Why?"),
        max_length=2000,
        help_text=_("One kind line. Whoever runs into the rule reads it, beside their own words."),
        widget=forms.TextInput(attrs={"class": "field"}),
        error_messages={"required": _("Please say why, in one line. Whoever runs into the rule reads it.")},
    )
    group = forms.ModelChoiceField(
        label=_("Where?"),
        queryset=Group.objects.none(),
        to_field_name="slug",
        required=False,
        empty_label=_("In every group"),
    )

    def clean_effect(self) -> str:
        return str(self.cleaned_data["effect"] or WordRule.Effect.LEFT_OUT)

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        field: Any = self.fields["group"]
        # Those that everybody can find: the whole team reads the list.
        field.queryset = Group.objects.listed().order_by("name")
        field.label_from_instance = lambda group: group.name
