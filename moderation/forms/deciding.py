"""Forms of decisions and appeals: is this input well formed, and what it means."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

import clock
from moderation.forms.parts import ActForm, WordsField
from moderation.measures import LASTS, NOTES, OF_CONTENT, goodbye_words, measures_for, rules_for
from moderation.models import LASTING, Appeal, Case, Measure, NoEnd
from moderation.services import WORDS_MOST

# Said under each choice, so that nobody has to know the words of moderation.
SAYS: dict[str, Any] = {
    Measure.NO_ACTION: _("Nothing changes. The person hears nothing; who told us hears that somebody read it."),
    Measure.CONTENT_NOTE: _("The words stay. Others see what they are about first, and open them if they like."),
    Measure.HIDE: _("Others see that a moderator put it aside. The person still sees their words. It can be undone."),
    Measure.REMOVE: _("The words leave the room for everybody. It can be undone."),
    Measure.WARN: _("The person is told what rule it is about. Nothing else changes."),
    Measure.MUTE: _("They read, and can ask for help, but post nothing in this group."),
    Measure.LIMIT: _("No new groups, and one message in five minutes."),
    Measure.SUSPEND: _("No groups and rooms for a time. Signing in, help, plan and data stay."),
    Measure.GOODBYE: _(
        "No groups and rooms until they are old enough. They read your words and lines for young people, and can take "
        "their own words along. A second person looks first. Who reads it and does not come back for 60 days is "
        "erased; who never reads it, after a year."
    ),
    Measure.LEAVE_GROUP: _("They are not in this group any more and cannot join it again."),
    Measure.BAN: _("No groups and rooms any more. Signing in, help, plan and data stay."),
}


class DecideForm(ActForm):
    """A decision about one case. What is offered is what this person may decide there."""

    measure = forms.ChoiceField(
        label=_("What do you decide?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Please choose.")},
    )
    rule = forms.ChoiceField(label=_("Which rule is it about?"), widget=forms.RadioSelect, required=False)
    quoted = WordsField(
        label=_("The words it is about"),
        required=False,
        rows=3,
        help_text=_("The person reads them. Leave what matters, exactly as it was written."),
    )
    note = forms.ChoiceField(
        label=_("Which content note? (only for a content note)"),
        widget=forms.RadioSelect,
        required=False,
        choices=[("", _("None")), *NOTES.items()],
    )
    lasts = forms.ChoiceField(
        label=_("How long? (for what is about the person)"),
        required=False,
        choices=[("", _("Please choose")), *((key, label) for key, (label, _length) in LASTS.items())],
        widget=forms.Select(attrs={"class": "field"}),
    )
    no_end = forms.ChoiceField(
        label=_("If it has no end: why?"),
        required=False,
        choices=[("", "—"), (NoEnd.AGAIN, NoEnd.AGAIN.label), (NoEnd.SAFETY, NoEnd.SAFETY.label)],
        widget=forms.Select(attrs={"class": "field"}),
    )
    words = WordsField(
        label=_("A few words to them"), required=False, rows=3, help_text=_("They read these first, if you write any.")
    )
    reason = WordsField(
        label=_("Why you decide this"), rows=3, help_text=_("For the team, and for who looks at it again. Sealed.")
    )
    ends_case = forms.BooleanField(label=_("This ends the case"), required=False, initial=True)

    def __init__(self, *args: Any, case: Case, actor: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offered = measures_for(actor, case)
        fields: dict[str, Any] = self.fields
        fields["measure"].choices = [(measure, f"{measure.label}. {SAYS[measure]}") for measure in self.offered]
        fields["rule"].choices = [(line, line) for line in rules_for(case)]
        fields["quoted"].max_length = WORDS_MOST
        self._leave_out()

    def _leave_out(self) -> None:
        """Questions that belong to none of the choices are not asked."""
        if Measure.CONTENT_NOTE not in self.offered:
            del self.fields["note"]
        if Measure.GOODBYE in self.offered and Measure.BAN not in self.offered:
            self.fields["words"].initial = goodbye_words()
            self.fields["words"].widget.attrs["rows"] = 8
            self.fields["words"].help_text = _("They read these first. The words here say goodbye: change them to fit.")
        if not set(self.offered) & (set(LASTING) - {*OF_CONTENT, Measure.GOODBYE}):
            del self.fields["lasts"], self.fields["no_end"]
        if self.offered == [Measure.NO_ACTION]:
            for name in ("rule", "quoted", "words"):
                del self.fields[name]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        measure = data.get("measure", "")
        if not measure:
            return data
        self._need(data, measure)
        lasts, no_end = data.pop("lasts", ""), data.pop("no_end", "")
        data["ends_at"], data["no_end"] = None, ""
        if measure in OF_CONTENT:
            data["no_end"] = NoEnd.WORDS
        elif measure == Measure.GOODBYE:
            data["no_end"] = NoEnd.AGE
        elif measure in LASTING:
            length = LASTS[lasts][1] if lasts in LASTS else None
            data["ends_at"] = clock.now() + length if length is not None else None
            data["no_end"] = no_end if lasts == "none" else ""
        return data

    def _need(self, data: dict[str, Any], measure: str) -> None:
        if measure == Measure.NO_ACTION:
            return
        if not data.get("rule") and "rule" not in self.errors:
            self.add_error("rule", _("Please choose the rule it is about."))
        if not data.get("quoted"):
            self.add_error("quoted", _("Please quote the words it is about."))
        if measure == Measure.CONTENT_NOTE and not data.get("note"):
            self.add_error("note", _("Please choose the note."))
        if measure != Measure.GOODBYE and data.get("words") == goodbye_words():
            self.add_error("words", _("These words say goodbye. Please change them, or leave this empty."))
        if measure == Measure.GOODBYE and not data.get("words"):
            self.add_error("words", _("Please write them a few words: nobody so young is sent away with a form."))
        if measure in LASTING and measure not in (*OF_CONTENT, Measure.GOODBYE):
            if not data.get("lasts"):
                self.add_error("lasts", _("Please say how long."))
            elif data["lasts"] == "none" and not data.get("no_end"):
                self.add_error("no_end", _("Please say why without an end."))


class SecondForm(ActForm):
    answer = forms.ChoiceField(choices=[("yes", _("I agree")), ("no", _("I do not agree"))])
    words = WordsField(label=_("A note for the team"), required=False, rows=2)


class LiftForm(ActForm):
    words = WordsField(label=_("Why, for the team"), required=False, rows=2)


class LookAgainForm(ActForm):
    outcome = forms.ChoiceField(
        label=_("What do you decide?"),
        widget=forms.RadioSelect,
        choices=[
            (Appeal.State.OVERTURNED, _("I decide otherwise: everything is as it was before")),
            (Appeal.State.UPHELD, _("It stays as it was decided")),
        ],
        error_messages={"required": _("Please choose.")},
    )
    answer = WordsField(
        label=_("Your answer to them"), required=False, rows=3, help_text=_("They read this. Thank them for asking.")
    )
    reason = WordsField(label=_("Why you decide this"), rows=2, help_text=_("For the team. Sealed."))


class AppealForm(forms.Form):
    words = WordsField(label=_("What should we look at again?"), rows=6)
