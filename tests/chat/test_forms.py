"""The form decides what a post is; what is plainly fine never gets past it."""

from __future__ import annotations

import uuid
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from chat.forms import message_form, plainly_fine

UIDS = st.uuids().map(str) | st.uuids().map(lambda uid: str(uid).upper()) | st.text(max_size=40) | st.none()
BODIES = st.text(max_size=60) | st.text(alphabet="a \n\t\u202e\x00\ud800", max_size=20) | st.integers() | st.none()
BODIES |= st.integers(3990, 4010).map(lambda size: "a" * size)
POSTS = st.fixed_dictionaries(
    {"body": BODIES, "client_uid": UIDS},
    optional={"content_note": st.text(max_size=5), "reply_to": UIDS, "more": st.integers()},
)


@given(POSTS)
def test_what_is_plainly_fine_is_what_the_form_makes_of_it(data: dict[str, Any]) -> None:
    plain = plainly_fine(data)
    if plain is not None:
        form = message_form(data)
        assert form.is_valid() and form.cleaned_data == plain


def test_most_posts_need_no_form_and_others_do() -> None:
    uid = str(uuid.uuid4())
    assert plainly_fine({"body": " The kettle is on.\r\nCome in. ", "client_uid": uid}) == {
        "body": "The kettle is on.\nCome in.",
        "content_note": "",
        "reply_to": None,
        "client_uid": uuid.UUID(uid),
    }
    for data in ({"body": "  "}, {"body": "a" * 4001}, {"client_uid": "no"}, {"reply_to": uid}, {"content_note": "x"}):
        assert plainly_fine({"body": "words", "client_uid": uid, **data}) is None
