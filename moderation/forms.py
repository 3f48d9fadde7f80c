"""Is this input well formed."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

import clock
from groups.words import clean_line, clean_text
from moderation.duty import people_on_duty
from moderation.models import Case, OutsideHelp, Report, RotaSlot
from moderation.services import HELP_WORDS_MOST, PLACE_MOST, WORDS_MOST, may_be_given, team_name


class WordsField(forms.CharField):
    """Plain words of several lines, without control and direction characters. What does not fit comes back whole."""

    default_error_messages = {
        "required": _("Please write a few words."),
        "max_length": _("This is a little long. Up to %(limit_value)d letters fit here."),
    }

    def __init__(
        self, *, label: Any, required: bool = True, rows: int = 4, most: int = WORDS_MOST, **kwargs: Any
    ) -> None:
        super().__init__(
            label=label,
            required=required,
            max_length=most,
            widget=forms.Textarea(attrs={"rows": rows, "class": "field"}),
            **kwargs,
        )

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """Without the limit: a browser that knows it cuts what is pasted, and says nothing."""
        return {name: value for name, value in super().widget_attrs(widget).items() if name != "maxlength"}

    def to_python(self, value: Any) -> str:
        return clean_text(super().to_python(value) or "")


class ReportForm(forms.Form):
    reason = forms.ChoiceField(
        choices=Report.Reason.choices, error_messages={"required": _("Please choose what it is about.")}
    )
    words = WordsField(label=_("Would you like to say more?"), required=False)
    client_uid = forms.UUIDField(widget=forms.HiddenInput, required=False)


class NeedHelpForm(forms.Form):
    words = WordsField(label=_("Would you like to say what is going on?"), required=False, most=HELP_WORDS_MOST)
    group = forms.UUIDField(widget=forms.HiddenInput, required=False)


class AnswerForm(forms.Form):
    """What the person writes in their conversation."""

    words = WordsField(label=_("Write to the team"))
    client_uid = forms.UUIDField(widget=forms.HiddenInput, required=False)


class ActForm(forms.Form):
    """Every act at the desk says which version of the case it saw."""

    version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)

    def offer(self, case: Case, actor: Any) -> None:
        """What can be chosen depends on the case; most forms have nothing to choose."""


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
        # A name for each that is good here alone: no page tells the uid of an account.
        self.people = {_choice_of(case, account): account for account in others}
        field: Any = self.fields["to"]
        field.choices = [
            (key, _("%(name)s, on duty now") % {"name": name} if account.pk in here else name)
            for key, account in self.people.items()
            for name in [team_name(account, case)]
        ]

    def clean_to(self) -> Any:
        return self.people[self.cleaned_data["to"]]


def _choice_of(case: Case, account: Any) -> str:
    return salted_hmac("moderation.hand_over", f"{case.uid}:{account.uid}").hexdigest()[:24]


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


class PlaceForm(forms.Form):
    words = forms.CharField(
        label=_("Where are you?"),
        required=False,
        max_length=PLACE_MOST,
        widget=forms.TextInput(attrs={"class": "field", "autocomplete": "off"}),
    )

    def clean_words(self) -> str:
        return clean_line(self.cleaned_data["words"])


class ShiftForm(forms.Form):
    """Times are those of the moderator's own zone; one that is past means tomorrow."""

    shown_name = forms.CharField(
        label=_("The name people see"),
        max_length=40,
        widget=forms.TextInput(attrs={"class": "field"}),
        error_messages={"required": _("Please give a name that people can read.")},
    )
    begins = forms.TimeField(
        label=_("From (empty: now)"), required=False, widget=forms.TimeInput(attrs={"type": "time", "class": "field"})
    )
    until = forms.TimeField(
        label=_("Until"),
        widget=forms.TimeInput(attrs={"type": "time", "class": "field"}),
        error_messages={"required": _("Please say until when.")},
    )

    def clean_shown_name(self) -> str:
        name = clean_line(self.cleaned_data["shown_name"])
        if not name:
            raise ValidationError(_("Please give a name that people can read."), code="empty")
        return name

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("until") is None:
            return data
        here = timezone.localtime(clock.now())
        begins = _next(here, data["begins"]) if data.get("begins") else None
        data["starts_at"] = begins
        data["ends_at"] = _next(begins or here, data["until"])
        return data


class RotaForm(forms.Form):
    """What comes back each week, by the clock where the moderator is."""

    shown_name = forms.CharField(
        label=_("The name people see"),
        max_length=40,
        widget=forms.TextInput(attrs={"class": "field"}),
        error_messages={"required": _("Please give a name that people can read.")},
    )
    weekday = forms.TypedChoiceField(
        label=_("Day"), coerce=int, choices=RotaSlot.Weekday.choices, widget=forms.Select(attrs={"class": "field"})
    )
    begins = forms.TimeField(
        label=_("From"),
        widget=forms.TimeInput(attrs={"type": "time", "class": "field"}),
        error_messages={"required": _("Please say from when.")},
    )
    until = forms.TimeField(
        label=_("Until"),
        widget=forms.TimeInput(attrs={"type": "time", "class": "field"}),
        error_messages={"required": _("Please say until when.")},
    )

    clean_shown_name = ShiftForm.clean_shown_name


def _next(after: datetime, time: Any) -> datetime:
    """The first moment after `after` at which a clock there shows `time`."""
    moment = after.replace(hour=time.hour, minute=time.minute, second=0, microsecond=0)
    return moment if moment > after else moment + timedelta(days=1)
