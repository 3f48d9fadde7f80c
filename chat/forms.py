"""Is a post well formed? The page and the socket ask the same form."""

from __future__ import annotations

import re
import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from chat.models import BODY_MOST, REASON_MOST
from chat.words import tidy
from moderation.forms.parts import ActForm, WordsField

_UID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


class Shared:
    """For a field that no form changes: all forms of a class use the one that the class declares.

    Django copies every field for every form, which costs a message more than storing it does.
    """

    def __deepcopy__(self, memo: Any) -> Any:
        return self


class TidyField(Shared, forms.CharField):
    """Tidies before it validates, so that a stray control character costs nobody their words."""

    def to_python(self, value: Any) -> str:
        return tidy(super().to_python(value) or "")


class UidField(Shared, forms.UUIDField):
    pass


class AnsweredField(UidField):
    """What an answer refers to. What cannot be is no reason to refuse the words: they answer nothing then."""

    def clean(self, value: Any) -> uuid.UUID | None:
        try:
            found: uuid.UUID | None = super().clean(value)
        except forms.ValidationError:
            return None
        return found


# What the protocol calls differently from Django.
CODES = {"required": "empty"}


class MessageForm(forms.Form):
    body = TidyField(
        strip=False,
        widget=forms.Textarea(attrs={"rows": 1}),
        error_messages={"required": _("There is nothing to send yet.")},
    )
    content_note = TidyField(required=False, strip=False)
    reply_to = AnsweredField(required=False)
    client_uid = UidField(required=False)

    def clean_body(self) -> str:
        body: str = self.cleaned_data["body"]
        if len(body) > BODY_MOST:
            raise forms.ValidationError(
                _(
                    "This is too long for one message. Up to %(most)d letters fit; yours has %(has)d. "
                    "Send it in two parts."
                ),
                code="too_long",
                params={"most": BODY_MOST, "has": len(body)},
            )
        return body

    def clean_content_note(self) -> str:
        note = " ".join(tidy(self.cleaned_data["content_note"]).split())
        if len(note) > 120:
            raise forms.ValidationError(_("A content note has at most 120 letters."), code="note_too_long")
        return note

    def clean_client_uid(self) -> uuid.UUID:
        return self.cleaned_data["client_uid"] or uuid.uuid4()

    def first_error(self) -> tuple[str, str]:
        """Code and text of the first thing that is wrong."""
        for errors in self.errors.as_data().values():
            code = str(errors[0].code)
            return CODES.get(code, code), str(errors[0].messages[0])
        return "", ""


class HeldForm(ActForm):
    """What becomes of words that wait. Whether a reason is needed, the service says."""

    act = forms.ChoiceField(choices=[("through", ""), ("not", "")], widget=forms.HiddenInput)
    reason = WordsField(
        label=_("Or say why not"),
        required=False,
        rows=3,
        most=REASON_MOST,
        help_text=_("A few kind words about the message, not about the person. Its author reads them."),
    )


def plainly_fine(data: dict[str, Any]) -> dict[str, Any] | None:
    """What the form would make of most posts, words and an id and nothing else; None where it has to be asked.

    Building a form costs a message more than storing it does. A test holds the two together.
    """
    body, uid = data.get("body"), data.get("client_uid")
    if data.keys() - {"body", "client_uid"} or not isinstance(body, str) or not isinstance(uid, str):
        return None
    words = tidy(body)
    if not words or len(words) > BODY_MOST or _UID.fullmatch(uid) is None:
        return None
    return {"body": words, "content_note": "", "reply_to": None, "client_uid": uuid.UUID(uid)}


def message_form(data: dict[str, Any]) -> MessageForm:
    """From a frame's data: anything that is not text becomes no text."""
    keys = ("body", "content_note", "reply_to", "client_uid")
    return MessageForm({k: data[k] for k in keys if isinstance(data.get(k), str)})
