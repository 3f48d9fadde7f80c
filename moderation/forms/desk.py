"""What somebody of the team does at the desk."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from moderation.duty import people_on_duty
from moderation.forms.parts import ActForm, WordsField, by_choice
from moderation.models import Case, OutsideHelp
from moderation.services import may_be_given, team_name


class NoteForm(ActForm):
    words = WordsField(label=_("Add a note"), rows=2)


class ReplyForm(ActForm):
    words = WordsField(label=_("Your reply"))
    client_uid = forms.UUIDField(widget=forms.HiddenInput, required=False)


class CloseForm(ActForm):
    reason = forms.ChoiceField(
        label=_("Why"),
        choices=Case.CloseReason.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Please choose a reason.")},
    )
    words = WordsField(label=_("A last note for the team"), required=False, rows=2)


class EndingForm(ActForm):
    """The second pair of eyes: it ends, or goes on."""

    answer = forms.ChoiceField(choices=[("yes", ""), ("no", "")], widget=forms.HiddenInput)
    words = WordsField(label=_("A note for the team"), required=False, rows=2)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        data["agrees"] = data.pop("answer", "") == "yes"
        return data


class HandOverForm(ActForm):
    """Who stays with them from now on."""

    to = forms.ChoiceField(label=_("Who goes on"), widget=forms.Select(attrs={"class": "field"}))
    words = WordsField(label=_("What they should know"), required=False, rows=2)

    def offer(self, case: Case, actor: Any) -> None:
        """Everybody who could open the case, those on duty first, by the name that people know."""
        here = {account.pk for account in people_on_duty()}
        others = [account for account in may_be_given(case) if account != actor]
        others.sort(key=lambda account: (account.pk not in here, account.pk))
        self.people = by_choice(others, use="moderation.hand_over", around=case)
        field: Any = self.fields["to"]
        field.choices = [
            (key, _("%(name)s, on duty now") % {"name": name} if account.pk in here else name)
            for key, account in self.people.items()
            for name in [team_name(account, case)]
        ]

    def clean_to(self) -> Any:
        return self.people[self.cleaned_data["to"]]


class CallForm(ActForm):
    """Before somebody calls emergency services: what was asked, what was tried, and why."""

    asked = forms.ChoiceField(
        label=_("What do they say to it?"),
        choices=OutsideHelp.Asked.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Please ask them first, and say what came of it.")},
    )
    tried = WordsField(
        label=_("What was tried before"),
        rows=2,
        help_text=_("The gentler ways first: talking, somebody near them, a helpline, a doctor they know."),
    )
    reason = WordsField(label=_("Why that is not enough"), rows=2)
