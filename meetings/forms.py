"""What people may fill in about meetings."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any

from django import forms
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _

from groups.forms import LineField, WordsField
from groups.models import Membership
from meetings.errors import said
from meetings.models import (
    LONGEST,
    NUMBER_MOST,
    SEATS_MOST,
    SHORTEST,
    USUAL_MINUTES,
    AfterCount,
    CheckIn,
    Debrief,
    MayBeMissed,
    Meeting,
    ReminderWish,
    Rsvp,
    names_one_host,
)
from meetings.models.after import ANSWER_MOST, NOTES_MOST
from meetings.models.missed import WORDS_MOST
from meetings.recurrence import COUNT_MOST, INTERVAL_MOST, Every, RecurrenceError, Rule
from meetings.services import About, Plan

ONCE, WEEKS, MONTH_DAY, MONTH_WEEKDAY, MONTH_LAST = "once", "weeks", "month_day", "month_weekday", "month_last"
DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
TIME = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")


class AboutForm(forms.Form):
    """What one meeting is like."""

    title = LineField(label=_("What it is about, if you like"), max_length=80, required=False)
    format = forms.ChoiceField(
        label=_("What you do together"),
        choices=Meeting.Format.choices,
        initial=Meeting.Format.OPEN,
        widget=forms.RadioSelect,
    )
    minutes = forms.IntegerField(
        label=_("How many minutes"), min_value=SHORTEST, max_value=LONGEST, initial=USUAL_MINUTES
    )
    way = forms.ChoiceField(
        label=_("Where"), choices=Meeting.Way.choices, initial=Meeting.Way.ONLINE, widget=forms.RadioSelect
    )
    address = LineField(
        label=_("Address, if you meet in person"),
        max_length=200,
        required=False,
        help_text=_("Only those who come see it, and those who keep the room."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    access_notes = LineField(
        label=_("Getting there and taking part"),
        max_length=300,
        required=False,
        help_text=_(
            "For example: a step at the door, captions, you can keep your camera off. "
            "Where you meet in person, who sees the address sees this."
        ),
    )
    capacity = forms.IntegerField(
        label=_("How many places"),
        min_value=1,
        max_value=SEATS_MOST,
        required=False,
        help_text=_("Leave it empty if everyone fits in. Those who keep the room need no place."),
    )
    late_minutes = forms.IntegerField(
        label=_("How many minutes late one can still come in"),
        min_value=0,
        max_value=LONGEST,
        required=False,
        help_text=_("Leave it empty if people can come in at any time."),
    )

    def about(self) -> About:
        """What was filled in, for the service."""
        names = ("title", "format", "minutes", "way", "address", "access_notes", "capacity", "late_minutes")
        return About(**{name: self.cleaned_data[name] for name in names})


class OneForm(AboutForm):
    """One meeting alone."""

    day = forms.DateField(label=_("Day"), widget=DAY)
    at = forms.TimeField(label=_("Time"), widget=TIME)
    version = forms.IntegerField(widget=forms.HiddenInput)
    field_order = ["day", "at"]


class PlanForm(AboutForm):
    """When a series happens, and what its meetings are like."""

    first_day = forms.DateField(label=_("First day"), widget=DAY)
    at = forms.TimeField(label=_("Time"), widget=TIME)
    repeat = forms.ChoiceField(
        label=_("How it comes back"),
        choices=[
            (ONCE, _("It happens once")),
            (WEEKS, _("By the week")),
            (MONTH_WEEKDAY, _("By the month, on the same weekday, like the second Tuesday")),
            (MONTH_LAST, _("By the month, on the last such weekday")),
            (MONTH_DAY, _("By the month, on the same date")),
        ],
        initial=WEEKS,
        widget=forms.RadioSelect,
        help_text=_("A month without that date is left out."),
    )
    interval = forms.IntegerField(
        label=_("Every how many weeks or months"), min_value=1, max_value=INTERVAL_MOST, initial=1, required=False
    )
    weekdays = forms.TypedMultipleChoiceField(
        label=_("On which days of the week"),
        choices=list(WEEKDAYS.items()),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("If you choose none, it is the weekday of the first day."),
    )
    until = forms.DateField(
        label=_("Last day, if it ends"),
        required=False,
        widget=DAY,
        help_text=_("Leave both empty, and it goes on until you end it."),
    )
    count = forms.IntegerField(label=_("Or how many times in all"), min_value=1, max_value=COUNT_MOST, required=False)
    uid = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    field_order = ["first_day", "at", "repeat", "interval", "weekdays", "until", "count"]

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if data.get("until") and data.get("count"):
            self.add_error("count", _("Please choose one: a last day, or how many times."))
        elif data.get("first_day") and data.get("repeat"):
            try:
                data["rule"] = rule_from(data)
            except RecurrenceError as error:
                self.add_error(None, said(error))
        return data

    def plan(self, *, time_zone: str) -> Plan:
        """What was filled in, for the service."""
        data = self.cleaned_data
        return Plan(
            first_day=data["first_day"], at=data["at"], time_zone=time_zone, rule=data["rule"], about=self.about()
        )


def rule_from(data: dict[str, Any]) -> Rule | None:
    """The rule that the fields of a plan mean. RecurrenceError where they make none."""
    first: date = data["first_day"]
    ends = {"until": data.get("until"), "count": data.get("count")}
    every: dict[str, Any] = {"interval": data.get("interval") or 1, **ends}
    if data["repeat"] == ONCE:
        return None
    if data["repeat"] == WEEKS:
        return Rule(Every.WEEK, days=tuple(data.get("weekdays") or (first.weekday(),)), **every)
    if data["repeat"] == MONTH_DAY:
        return Rule(Every.MONTH, month_days=(first.day,), **every)
    nth = -1 if data["repeat"] == MONTH_LAST else (first.day - 1) // 7 + 1
    # A fifth Tuesday is not in every month; whoever starts on one means the last.
    return Rule(Every.MONTH, days=(first.weekday(),), nth=-1 if nth == 5 else nth, **every)


def fields_from(rule: Rule | None) -> dict[str, Any]:
    """The fields of a plan that mean `rule`; the first day says the rest."""
    if rule is None:
        return {"repeat": ONCE}
    by_month = MONTH_DAY if rule.month_days else MONTH_LAST if rule.nth == -1 else MONTH_WEEKDAY
    return {
        "repeat": WEEKS if rule.every == Every.WEEK else by_month,
        "interval": rule.interval,
        "weekdays": list(rule.days) if rule.every == Every.WEEK else [],
        "until": rule.until,
        "count": rule.count,
    }


class AnswerForm(forms.Form):
    """Whether one comes. The three answers are buttons; the rest says how."""

    answer = forms.ChoiceField(choices=Rsvp.Answer.choices)
    just_listening = forms.BooleanField(label=_("I come to listen"), required=False)
    shown_to = forms.ChoiceField(
        label=_("Who may see that I come"), choices=Rsvp.ShownTo.choices, initial=Rsvp.ShownTo.NOBODY, required=False
    )

    def clean_shown_to(self) -> str:
        return self.cleaned_data["shown_to"] or Rsvp.ShownTo.NOBODY


class PauseForm(forms.Form):
    first_day = forms.DateField(label=_("First day of the pause"), widget=DAY)
    last_day = forms.DateField(
        label=_("Last day of the pause"),
        widget=DAY,
        required=False,
        help_text=_("Leave it empty if you do not know yet."),
    )


class RemindersForm(forms.Form):
    when = forms.ChoiceField(
        label=_("Remind me of meetings I come to"), choices=ReminderWish.When.choices, widget=forms.RadioSelect
    )


class VideoForm(forms.Form):
    link = forms.URLField(
        label=_("Link to a video room"),
        max_length=300,
        required=False,
        assume_scheme="https",
        validators=[names_one_host],
        help_text=_("It begins with https. People see it only while they are in a meeting. Empty takes it away."),
        widget=forms.URLInput(attrs={"autocomplete": "off"}),
    )


class MissedChoicesForm(forms.Form):
    """In which groups somebody may write after one was not there. Nothing is ticked by itself."""

    groups = forms.MultipleChoiceField(
        label=_("They may write to me in"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, mine: list[Membership], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["groups"]
        field.choices = [(str(row.uid), row.group.name) for row in mine]
        allowed = MayBeMissed.objects.filter(membership__in=mine)
        field.initial = [str(one) for one in allowed.values_list("membership__uid", flat=True)]

    def chosen(self) -> list[uuid.UUID]:
        """What was ticked, for the service."""
        return [uuid.UUID(one) for one in self.cleaned_data["groups"]]


class MissedForm(forms.Form):
    words = WordsField(label=_("Your words"), max_length=WORDS_MOST, widget=forms.Textarea(attrs={"rows": 4}))


class GuestForm(forms.Form):
    """Who comes as a guest, and as what. Everybody in the group reads it."""

    name = LineField(
        label=_("How everybody may call them"), max_length=30, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    as_what = LineField(
        label=_("As what they come"),
        max_length=80,
        help_text=_("For example: a nurse who talks about sleep."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    minutes = forms.IntegerField(
        label=_("How many minutes they are there"),
        min_value=5,
        max_value=LONGEST,
        required=False,
        help_text=_("From the beginning. Leave it empty for the whole meeting."),
    )


class SideForm(forms.Form):
    """Who of those that keep the room and are there goes along; usually who offers it."""

    with_whom = forms.ChoiceField(label=_("Who is there with them"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, keepers: list[Membership], user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._keepers = {str(row.uid): row for row in keepers}
        mine = next((uid for uid, row in self._keepers.items() if row.account_id == user.pk), "")
        field: Any = self.fields["with_whom"]
        field.choices = [(uid, _("I") if uid == mine else row.display_name) for uid, row in self._keepers.items()]
        field.initial = mine

    def keeper(self) -> Membership:
        """Who was chosen, for the service."""
        return self._keepers[self.cleaned_data["with_whom"]]


class CheckInForm(forms.Form):
    """One press says it all: a word, a picture, a number, “I don’t know”, or “I pass”."""

    WORDS = [(f"word:{value}", label) for value, label in CheckIn.Word.choices]
    PICTURES = [(f"picture:{value}", label) for value, label in CheckIn.Picture.choices]
    NUMBERS = [(f"number:{number}", str(number)) for number in range(1, NUMBER_MOST + 1)]
    OTHERS = [(way.value, way.label) for way in (CheckIn.Way.DONT_KNOW, CheckIn.Way.PASSED)]

    how = forms.ChoiceField(choices=[*WORDS, *PICTURES, *NUMBERS, *OTHERS])
    shown_to = forms.ChoiceField(
        label=_("Who may see it"),
        choices=CheckIn.ShownTo.choices,
        initial=CheckIn.ShownTo.KEEPERS,
        widget=forms.RadioSelect,
    )

    @staticmethod
    def of(row: CheckIn | None) -> dict[str, Any]:
        """What somebody said before, as the form has it."""
        if row is None:
            return {}
        said = row.word or row.picture or row.number
        return {"how": f"{row.way}:{said}" if said else row.way, "shown_to": row.shown_to}

    def said(self) -> dict[str, Any]:
        """As the service takes it."""
        way, _colon, value = self.cleaned_data["how"].partition(":")
        number = int(value) if way == CheckIn.Way.NUMBER else None
        named = {way: value} if way in (CheckIn.Way.WORD, CheckIn.Way.PICTURE) else {}
        return {"way": way, "number": number, "shown_to": self.cleaned_data["shown_to"], **named}


class AfterForm(forms.Form):
    """The two questions. Every answer is fine, also none."""

    heard = forms.ChoiceField(
        label=AfterCount.Question.HEARD.label, choices=AfterCount.Answer.choices, widget=forms.RadioSelect
    )
    safe = forms.ChoiceField(
        label=AfterCount.Question.SAFE.label, choices=AfterCount.Answer.choices, widget=forms.RadioSelect
    )


class DebriefForm(forms.Form):
    """A list to go through and a few notes, for one's own eyes."""

    checks = forms.MultipleChoiceField(
        label=_("A short list, for you"),
        choices=Debrief.Check.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Nobody counts the ticks. What is not ticked may be a thought for next time."),
    )
    notes = forms.CharField(
        label=_("Notes for yourself"),
        required=False,
        max_length=NOTES_MOST,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("What was good? What was hard? What can stay here when you go? Please no names."),
    )


class DebriefAnswerForm(forms.Form):
    words = forms.CharField(
        label=_("When and where you can talk"),
        max_length=ANSWER_MOST,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("A time and a way that you can both keep, in a few words."),
    )


class CalendarForm(forms.Form):
    with_names = forms.BooleanField(
        label=_("With the names of my groups"),
        required=False,
        help_text=_("Whoever looks at your calendar can read them. Without it, every entry is called “Meeting”."),
    )


class ChoicesForm(forms.Form):
    """What is shown of a group's meetings. Where they may not be shown, that is not asked."""

    is_public = forms.BooleanField(
        label=_("Show to everybody when we meet"),
        required=False,
        help_text=_("As a calendar, in lists of meetings, and to who searches the web. Never who comes."),
    )
    shows_address = forms.BooleanField(
        label=_("Show the address, too, and how to get in, when we meet in person"),
        required=False,
        help_text=_("Only if the place is one that anybody may come to."),
    )
    confirms = forms.BooleanField(
        label=_("Members can print a page that says when they were here"),
        required=False,
        help_text=_("The page names no group and no topic. Then you can also note how long somebody was here."),
    )

    def __init__(self, *args: Any, may_publish: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not may_publish:
            del self.fields["is_public"], self.fields["shows_address"]

    def chosen(self) -> dict[str, bool]:
        """What was ticked, for the service."""
        return {name: bool(self.cleaned_data.get(name)) for name in ("is_public", "shows_address", "confirms")}
