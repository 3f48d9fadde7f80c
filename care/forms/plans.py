"""The plan, its copies and the circle, as forms. Errors stand at their field, and no word that was typed is cut."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from care.forms.words import UNKEPT
from care.models import CircleEntry
from care.services.circle import NAME_MOST, WORDS_MOST
from care.services.plans import StepTooLong
from care.services.sharing import CODE_DIGITS, DAYS, FOR_WHOM_MOST
from care.steps import STEP_MOST, STEPS
from care.words import plain

# What a browser lets into a step: far more than is kept, so that a large text comes back whole and with a sentence,
# and little enough for all steps together to arrive.
TYPED_MOST = STEP_MOST * 2


class StepField(forms.CharField):
    """The words of one step."""

    def __init__(self, key: str, **kwargs: Any) -> None:
        widget = forms.Textarea(attrs={"rows": 5, "maxlength": TYPED_MOST, **UNKEPT})
        super().__init__(widget=widget, required=False, strip=False, **kwargs)
        self.key = key

    def clean(self, value: Any) -> Any:
        text = plain(super().clean(value))
        if len(text) > STEP_MOST:
            raise StepTooLong(self.key, len(text))
        return text


class PlanForm(forms.Form):
    """Every step, and which version it was written over. `page` and `turn` are counted by the page itself."""

    version = forms.IntegerField(min_value=0, max_value=2**53, widget=forms.HiddenInput)
    page = forms.UUIDField(widget=forms.HiddenInput)
    turn = forms.IntegerField(min_value=0, max_value=2**31 - 1, widget=forms.HiddenInput, required=False)
    with_lines = forms.BooleanField(
        label=_("Show the helplines of my country here, too"),
        help_text=_("Numbers change. These are always the ones we know today, so you need not copy them."),
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{**kwargs, "auto_id": "plan-%s", "use_required_attribute": False})
        for number, step in enumerate(STEPS):
            label = f"{number}. {step.title}" if number else step.title
            self.fields[step.key] = StepField(step.key, label=label, help_text=step.hint)
        after = [step.key for step in STEPS]
        after.insert(after.index("professionals") + 1, "with_lines")
        self.order_fields(["version", "page", "turn", *after])

    @property
    def texts(self) -> dict[str, str]:
        """What was typed, whether it could be taken or not."""
        return {step.key: plain(str(self.data.get(step.key, ""))) for step in STEPS}


class PartsForm(forms.Form):
    """Which parts of what one has written. Nothing is chosen for anybody."""

    parts = forms.MultipleChoiceField(
        label=_("Which parts?"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one part.")},
    )

    def __init__(self, *args: Any, choices: list[tuple[str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **{**kwargs, "use_required_attribute": False})
        field: Any = self.fields["parts"]
        field.choices = choices


class ShareForm(PartsForm):
    days = forms.TypedChoiceField(
        label=_("How long should the link work?"),
        choices=[(DAYS[0], _("One day")), (DAYS[1], _("One week")), (DAYS[2], _("One month"))],
        coerce=int,
        widget=forms.RadioSelect,
        initial=DAYS[1],
    )
    for_whom = forms.CharField(
        label=_("Who is it for?"),
        help_text=_("Only you see this, so that you can tell your links apart. You can leave it empty."),
        max_length=FOR_WHOM_MOST,
        required=False,
        widget=forms.TextInput(attrs=UNKEPT),
    )
    uid = forms.UUIDField(widget=forms.HiddenInput, required=False)


class BringForm(PartsForm):
    words = forms.CharField(
        label=_("What I want to talk about"),
        help_text=_("You can leave it empty. It is printed on the page and kept nowhere."),
        max_length=WORDS_MOST * 3,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4, **UNKEPT}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["parts"].required = False

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not self.errors and not data.get("parts") and not data.get("words"):
            raise ValidationError(_("Choose at least one part, or write a line."))
        return data


class CodeForm(forms.Form):
    code = forms.CharField(
        label=_("The code you were told"),
        help_text=_("Six numbers."),
        max_length=CODE_DIGITS * 4,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "class": "code"}),
    )


class CircleForm(forms.Form):
    name = forms.CharField(label=_("Who is it?"), max_length=NAME_MOST, widget=forms.TextInput(attrs=UNKEPT))
    kind = forms.ChoiceField(
        label=_("Where are they in your life?"), choices=CircleEntry.Kind.choices, widget=forms.RadioSelect
    )
    good_for = forms.CharField(
        label=_("What are they good for?"),
        help_text=_("Someone who listens, makes you laugh, comes by, helps with letters, knows about medicine."),
        max_length=WORDS_MOST,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, **UNKEPT}),
    )
    reach = forms.CharField(
        label=_("How can you reach them?"),
        help_text=_("A number, an address, the best time, or a sentence to send."),
        max_length=WORDS_MOST,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, **UNKEPT}),
    )
    uid = forms.UUIDField(widget=forms.HiddenInput, required=False)
