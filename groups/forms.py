"""What people may fill in about groups. The same cleaning as in the services, so that errors stand at their field."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.ages import Ages
from accounts.models import LivedExperience
from groups.ground_rules import MOST_LINES, usual_rules
from groups.languages import LANGUAGES
from groups.models import LARGEST_GROUP, SMALL_GROUP_MOST, SMALLEST_GROUP, Group, Membership, new_seed
from groups.services import Description
from groups.services.ages import REASON_MOST, NoReason
from groups.services.inviting import DAYS_MOST, USES_MOST
from groups.services.joining import RemovalReason
from groups.words import NAME_MOST, clean_line, clean_name, clean_text

SEED = re.compile(r"[0-9a-f]{8,32}")
# A line of the short rules has to be read at a glance.
RULE_MOST = 140
KEEPERS_NAME = _("Everybody who looks at the group sees the name of who keeps it. Please not your real name.")
SLOW_CHOICES = [
    (0, _("No wait")),
    (15, _("15 seconds")),
    (30, _("30 seconds")),
    (60, _("One minute")),
    (300, _("Five minutes")),
]


class TopicField(forms.ModelMultipleChoiceField):
    widget = forms.CheckboxSelectMultiple
    offered: dict[str, LivedExperience] | None = None

    def label_from_instance(self, obj: Any) -> str:
        return str(obj.label)

    def offer(self, topics: Iterable[LivedExperience]) -> None:
        """To choose from these, which the page has fetched already."""
        self.offered = {topic.slug: topic for topic in topics}
        self.choices = [(slug, self.label_from_instance(topic)) for slug, topic in self.offered.items()]

    def clean(self, value: Any) -> Any:
        """The chosen ones of what was offered; where nothing was, they are looked up."""
        if self.offered is None:
            return super().clean(value)
        self.run_validators(value)
        slugs = [str(slug) for slug in value or ()]
        for slug in slugs:
            if slug not in self.offered:
                message = self.error_messages["invalid_choice"]
                raise forms.ValidationError(message, code="invalid_choice", params={"value": slug})
        return [self.offered[slug] for slug in dict.fromkeys(slugs)]


class LineField(forms.CharField):
    """One visible line, without control or direction characters."""

    def to_python(self, value: Any) -> Any:
        return clean_line(super().to_python(value) or "")


class WordsField(forms.CharField):
    """Several lines, without control or direction characters."""

    widget = forms.Textarea

    def to_python(self, value: Any) -> Any:
        return clean_text(super().to_python(value) or "")


class FilterForm(forms.Form):
    q = LineField(
        label=_("What is it about?"),
        max_length=80,
        required=False,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )
    talk = forms.ChoiceField(
        label=_("How people talk"),
        required=False,
        choices=[("", _("Either is fine")), *Group.Crosstalk.choices],
        widget=forms.RadioSelect,
    )
    topic = TopicField(
        label=_("Lived experience"), queryset=LivedExperience.objects.all(), required=False, to_field_name="slug"
    )
    language = forms.ChoiceField(label=_("Language"), required=False, choices=[("", _("Any language")), *LANGUAGES])
    free = forms.BooleanField(label=_("Only with a place free"), required=False)

    def __init__(self, *args: Any, topics: Iterable[LivedExperience], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["topic"]
        field.offer(topics)


class PersonForm(forms.Form):
    """Who one is in this group: a name, a picture, and the wish to listen first."""

    display_name = LineField(
        label=_("Your name here"),
        max_length=200,
        help_text=_("Only this group sees it. Please not your real name."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "maxlength": NAME_MOST}),
    )
    avatar_seed = forms.CharField(widget=forms.HiddenInput, required=False)
    just_listening = forms.BooleanField(label=_("I’d like to just listen at first"), required=False)

    def clean_display_name(self) -> str:
        return clean_name(self.cleaned_data["display_name"])

    def clean_avatar_seed(self) -> str:
        seed = self.cleaned_data["avatar_seed"]
        return seed if SEED.fullmatch(seed) else new_seed()

    @property
    def seed(self) -> str:
        """The picture that stands beside the name now."""
        value = str(self["avatar_seed"].value() or "")
        return value if SEED.fullmatch(value) else "window"


class JoinForm(PersonForm):
    rules = forms.UUIDField(widget=forms.HiddenInput)
    agree = forms.BooleanField(
        label=_("I agree to the ground rules"),
        error_messages={"required": _("Please read the ground rules and say yes to them first.")},
    )


class AskForm(JoinForm):
    words = WordsField(
        label=_("A few words, if you like"),
        max_length=600,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("For those who keep the room. After three days without an answer, the team reads it, too."),
    )


class AgreeForm(forms.Form):
    rules = forms.UUIDField(widget=forms.HiddenInput)
    agree = forms.BooleanField(
        label=_("I agree to the ground rules"),
        error_messages={"required": _("Please read the ground rules and say yes to them first.")},
    )


class SignForm(forms.Form):
    sign = forms.BooleanField(
        label=_("I have read this, and I will keep to it"),
        error_messages={"required": _("Please say yes to the agreement first.")},
    )


class DescriptionForm(forms.Form):
    name = LineField(label=_("Name of the group"), max_length=60)
    summary = LineField(label=_("For whom, in one line"), max_length=140)
    expect = LineField(
        label=_("What to expect, as you would say it"),
        max_length=140,
        help_text=_("For example: Slow talk, no advice unless you ask."),
    )
    about = WordsField(
        label=_("About this group"), max_length=4000, required=False, widget=forms.Textarea(attrs={"rows": 6})
    )
    welcome = WordsField(
        label=_("Welcome words for someone new"),
        max_length=1500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    topics = TopicField(label=_("Lived experience"), queryset=LivedExperience.objects.all(), required=False)
    language = forms.ChoiceField(label=_("Language"), choices=LANGUAGES)
    crosstalk = forms.ChoiceField(label=_("How people talk"), choices=Group.Crosstalk.choices, widget=forms.RadioSelect)
    entry = forms.ChoiceField(
        label=_("How people come in"),
        choices=Group.Entry.choices,
        widget=forms.RadioSelect,
        help_text=_("By invitation means: nobody else can see that the group exists, except the team."),
    )
    size = forms.IntegerField(
        label=_("How many people, at most"),
        min_value=SMALLEST_GROUP,
        max_value=LARGEST_GROUP,
        help_text=_("Eight is a good size. More than twelve is only possible for an open group."),
    )
    cohort_starts_on = forms.DateField(
        label=_("First day, if you begin together"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("Nobody joins after this day."),
    )
    cohort_ends_on = forms.DateField(
        label=_("Last day"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        starts, ends = data.get("cohort_starts_on"), data.get("cohort_ends_on")
        if ends and not starts:
            self.add_error("cohort_starts_on", _("A group with a last day needs a first day, too."))
        elif ends and starts and ends <= starts:
            self.add_error("cohort_ends_on", _("The last day comes after the first."))
        if (data.get("size") or 0) > SMALL_GROUP_MOST and data.get("entry") not in {None, Group.Entry.OPEN}:
            self.add_error("size", _("Only an open group can have more than twelve people."))
        return data

    def description(self, *, time_zone: str) -> Description:
        """What was filled in, for the service."""
        names = (
            "name",
            "summary",
            "expect",
            "about",
            "welcome",
            "entry",
            "crosstalk",
            "language",
            "size",
            "cohort_starts_on",
            "cohort_ends_on",
            "topics",
        )
        return Description(time_zone=time_zone, **{name: self.cleaned_data[name] for name in names})


class DescribeForm(DescriptionForm):
    version = forms.IntegerField(widget=forms.HiddenInput)


def five_lines(text: str) -> str:
    """The short rules, one a line; ValidationError beyond five lines or when one is too long."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if len(lines) > MOST_LINES:
        raise ValidationError(_("Five lines at most, so that everyone reads them. The long form has room for more."))
    if any(len(line) > RULE_MOST for line in lines):
        raise ValidationError(_("One of the lines is too long. Up to 140 letters fit in a line."))
    return "\n".join(lines)


class RulesForm(forms.Form):
    short = WordsField(
        label=_("Ground rules, one a line, five at most"), max_length=800, widget=forms.Textarea(attrs={"rows": 6})
    )
    long = WordsField(
        label=_("The long form, if you need it"),
        max_length=8000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 10}),
    )
    after = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def clean_short(self) -> str:
        return five_lines(self.cleaned_data["short"])


def say_who_reads_it(form: forms.Form) -> None:
    """The name of somebody who keeps the group stands on its page, also before visitors."""
    form.fields["display_name"].help_text = KEEPERS_NAME


class FoundForm(DescriptionForm):
    ages = forms.ChoiceField(
        label=_("For whom"), choices=Ages.choices, initial=Ages.ADULTS, widget=forms.RadioSelect,
        help_text=_("This stays as it is. Nobody of the other side of 18 sees the group or comes in."),
    )  # fmt: skip
    rules_short = WordsField(
        label=_("Ground rules, one a line, five at most"),
        max_length=800,
        initial=usual_rules,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    display_name = LineField(
        label=_("Your name here"), max_length=200, help_text=KEEPERS_NAME,
        widget=forms.TextInput(attrs={"autocomplete": "off", "maxlength": NAME_MOST}),
    )  # fmt: skip
    avatar_seed = PersonForm.base_fields["avatar_seed"]
    uid = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)

    clean_display_name = PersonForm.clean_display_name
    clean_avatar_seed = PersonForm.clean_avatar_seed
    seed = PersonForm.seed

    def __init__(self, *args: Any, may_choose_ages: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not may_choose_ages:
            del self.fields["ages"]

    def clean_rules_short(self) -> str:
        return five_lines(self.cleaned_data["rules_short"])

    def description(self, *, time_zone: str) -> Description:
        return replace(super().description(time_zone=time_zone), ages=self.cleaned_data.get("ages", Ages.ADULTS))


class RoomForm(forms.Form):
    pinned_note = LineField(
        label=_("A note at the top of the room"),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    slow_mode_seconds = forms.TypedChoiceField(
        label=_("Wait between two messages of one person"), choices=SLOW_CHOICES, coerce=int
    )
    needs_facilitator_here = forms.BooleanField(
        label=_("The room is open only while a facilitator is here"), required=False
    )
    sensitivity = forms.ChoiceField(
        label=_("How soon the computer should notice"),
        choices=Group.Sensitivity.choices,
        widget=forms.RadioSelect,
        help_text=_(
            "Calmer waits until despair is plainer; more careful notices sooner, and misreads more. It is never off: "
            "who says that they mean to die, have a plan or have tried is noticed in every group."
        ),
    )
    version = forms.IntegerField(widget=forms.HiddenInput)


class InviteForm(forms.Form):
    role = forms.ChoiceField(
        label=_("They come in as"),
        choices=[
            (Membership.Role.MEMBER, _("A member")),
            (Membership.Role.CO_FACILITATOR, _("A co-facilitator, once they sign the agreement")),
        ],
        initial=Membership.Role.MEMBER,
    )
    days = forms.IntegerField(label=_("Days until it runs out"), min_value=1, max_value=DAYS_MOST, initial=7)
    uses = forms.IntegerField(label=_("For how many people"), min_value=1, max_value=USES_MOST, initial=1)
    uid = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)


class WrongSideForm(forms.Form):
    """Somebody is on the wrong side of 18, as a person of the team understood."""

    sign_in_name = LineField(
        label=_("Their sign-in name, as they told you or as it was opened with a second person"),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    reason = WordsField(
        label=_("What you understood, and how"),
        help_text=_("Sealed. Only the moderator who looks next reads it."),
        max_length=REASON_MOST,
        widget=forms.Textarea(attrs={"rows": 4, "autocomplete": "off"}),
        error_messages={"required": NoReason.words},
    )


class RemoveForm(forms.Form):
    reason = forms.ChoiceField(label=_("What happened"), choices=RemovalReason.choices, widget=forms.RadioSelect)
