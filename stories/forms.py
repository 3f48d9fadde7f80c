"""Stories, answers and filters as forms. No word that was typed is cut, and a draft takes whatever it is given."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import LivedExperience
from care.forms import UNKEPT, FreeText, new_uid
from chat.words import tidy
from groups.forms import LineField, TopicField
from groups.languages import LANGUAGES
from groups.models import Membership
from groups.words import clean_name
from stories.helps import HELPS, LENGTHS
from stories.models import NAME_MOST, NOTE_MOST, REPLY_MOST, Story, StoryReply
from stories.parts import IN_ORDER, ONLY_ME, TEXTS, Choices, Words


class StoryForm(forms.Form):
    """Everything about a story in one form, and which version it was written over. `page` and `turn` are counted by
    the page itself."""

    version = forms.IntegerField(min_value=0, max_value=2**53, widget=forms.HiddenInput)
    page = forms.UUIDField(widget=forms.HiddenInput)
    turn = forms.IntegerField(min_value=0, max_value=2**31 - 1, widget=forms.HiddenInput, required=False)
    title = FreeText(label=_("A title, if you like"), widget=forms.TextInput(attrs=UNKEPT))
    still_in_it = forms.BooleanField(
        label=_("I am still in it"),
        help_text=_("Then nobody expects an end. Readers see it at the top."),
        required=False,
    )
    content_note = FreeText(
        label=_("Content note"),
        help_text=_(
            "One plain line about what comes, without details. Your story stays folded until somebody opens it."
        ),
        widget=forms.TextInput(attrs=UNKEPT),
    )
    note_help = FreeText(
        label=_("What can help while reading"),
        help_text=_("For example: there is a calm part after the second paragraph."),
        widget=forms.TextInput(attrs=UNKEPT),
    )
    topics = forms.MultipleChoiceField(label=_("What it is about"), required=False, widget=forms.CheckboxSelectMultiple)
    helped = forms.MultipleChoiceField(
        label=_("What helped, in short"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=list(HELPS.items()),
    )
    audience = forms.ChoiceField(
        label=_("Who may read it?"), required=False, widget=forms.RadioSelect,
        choices=[(ONLY_ME, _("Only me. It stays here, sealed.")), *Story.Audience.choices],
        help_text=_("“Everyone” means the whole internet, search engines too. A person of the team reads it first; "
                    "until then it is for everybody with an account."),
    )  # fmt: skip
    byline = forms.ChoiceField(
        label=_("Under which name?"), required=False, widget=forms.RadioSelect, choices=Story.Byline.choices
    )
    name = FreeText(
        label=_("The other name"),
        help_text=_("Only for this story. Please not your real name."),
        widget=forms.TextInput(attrs=UNKEPT),
    )
    group = forms.ChoiceField(
        label=_("Which group?"), required=False,
        help_text=_("If it is for one of your groups, or you sign it with your name there."),
    )  # fmt: skip
    replies_open = forms.BooleanField(label=_("People may answer me"), required=False)
    language = forms.ChoiceField(label=_("Language of the story"), required=False, choices=LANGUAGES)

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{**kwargs, "auto_id": "story-%s", "use_required_attribute": False})
        for part in IN_ORDER:
            widget = forms.Textarea(attrs={"rows": 8, **UNKEPT})
            self.fields[part.key] = FreeText(label=part.title, help_text=part.hint, widget=widget)
        choices: Any = self.fields["topics"]
        choices.choices = [(topic.slug, topic.label) for topic in LivedExperience.objects.all()]
        rows = Membership.objects.of(user).filter(state="active", group__state="active").select_related("group")
        groups: Any = self.fields["group"]
        groups.choices = [
            ("", _("None")),
            *((str(row.group.uid), _("%(group)s, where you are %(name)s")
               % {"group": row.group.name, "name": row.display_name}) for row in rows.order_by("joined_at")),
        ]  # fmt: skip

    @property
    def words(self) -> Words:
        """What was typed and chosen, whether it can be published or not. A choice that does not exist is none."""
        data: Any = self.data
        topics, helped = (
            tuple(one for one in data.getlist(name) if one in dict(self._choices(name)))
            for name in ("topics", "helped")
        )
        chosen = {
            name: str(data.get(name, "")) if str(data.get(name, "")) in dict(self._choices(name)) else usual
            for name, usual in (("audience", ONLY_ME), ("byline", "nobody"), ("group", ""), ("language", "en"))
        }
        choices = Choices(
            name=str(data.get("name", ""))[:200],
            topics=topics,
            helped=helped,
            still_in_it=bool(data.get("still_in_it")),
            replies_open=bool(data.get("replies_open")),
            **chosen,
        )
        return Words({name: str(data.get(name, "")) for name in TEXTS}, choices)

    def _choices(self, name: str) -> list[tuple[str, Any]]:
        field: Any = self.fields[name]
        return list(field.choices)


def values_of(words: Words, version: int) -> dict[str, Any]:
    """What the form begins with."""
    chosen = words.choices.as_dict()
    return {**words.texts, **chosen, "version": version, "page": new_uid(), "turn": 0}


class ReplyForm(forms.Form):
    """An answer. The words come back whole where they cannot be taken."""

    opening = forms.ChoiceField(
        label=_("How would you like to begin?"), required=False, widget=forms.RadioSelect,
        choices=[*StoryReply.Opening.choices, ("", _("In my own way"))],
    )  # fmt: skip
    body = forms.CharField(
        label=_("Your answer"),
        widget=forms.Textarea(attrs={"rows": 5, **UNKEPT}),
        strip=False,
        error_messages={"required": _("There is nothing to send yet.")},
    )
    content_note = forms.CharField(
        label=_("Content note, if one is needed"),
        required=False,
        max_length=NOTE_MOST,
        widget=forms.TextInput(attrs=UNKEPT),
    )
    name = LineField(
        label=_("Your name below this story"),
        help_text=_("Please not your real name. It stays the same below this story, and belongs to nothing else."),
        required=False, max_length=200, widget=forms.TextInput(attrs={**UNKEPT, "maxlength": NAME_MOST}),
    )  # fmt: skip
    client_uid = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def clean_body(self) -> str:
        body = tidy(self.cleaned_data["body"])
        if not body:
            raise forms.ValidationError(_("There is nothing to send yet."))
        if len(body) > REPLY_MOST:
            raise forms.ValidationError(
                _("This is %(more)d letters more than fit in one answer. Nothing is lost: it is all below.")
                % {"more": len(body) - REPLY_MOST}
            )
        return body

    def clean_content_note(self) -> str:
        return " ".join(tidy(self.cleaned_data["content_note"]).split())

    def clean_name(self) -> str:
        name = self.cleaned_data["name"]
        return clean_name(name) if name else ""


class FilterForm(forms.Form):
    q = LineField(
        label=_("Words in a story"),
        max_length=80,
        required=False,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )
    topic = TopicField(
        label=_("Lived experience"), queryset=LivedExperience.objects.all(), required=False, to_field_name="slug"
    )
    helped = forms.MultipleChoiceField(
        label=_("What helped"), required=False, widget=forms.CheckboxSelectMultiple, choices=list(HELPS.items())
    )
    length = forms.ChoiceField(
        label=_("How long to read"), required=False, widget=forms.RadioSelect,
        choices=[("", _("Any length")), *((key, words) for key, (_least, _most, words) in LENGTHS.items())],
    )  # fmt: skip
    near = forms.BooleanField(label=_("Near where I am: what I said I have lived"), required=False)
    best = forms.BooleanField(label=_("What fits my words best first, not the newest"), required=False)
    also = forms.BooleanField(label=_("Also what I would rather not read about"), required=False)

    def __init__(self, *args: Any, topics: Iterable[LivedExperience], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["topic"]
        field.offer(topics)


class WishesForm(forms.Form):
    avoid = TopicField(
        label=_("I would rather not read about"), queryset=LivedExperience.objects.all(), required=False,
        to_field_name="slug",
    )  # fmt: skip
    more = forms.BooleanField(
        label=_("Show me more hints before I share a story"),
        help_text=_("When words sound as if it is happening now, when a part is long without a rest, and when "
                    "nothing is said about what helped. One at a time, and each can be put away for good."),
        required=False,
    )  # fmt: skip
