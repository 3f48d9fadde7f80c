"""Words to begin with: put into the form as text that a person changes and sends, or not. Nothing is sent by itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Wording:
    """`label` is on the button, `text` goes into the form; `{name}` is how the writer is called."""

    key: str
    label: Any
    text: Any


# In the order of a conversation: to notice, to ask plainly, to listen, to connect.
WORDINGS = {
    one.key: one
    for one in (
        Wording(
            "introduce",
            _("Say who you are"),
            _("Hello, I am {name}, one of the people here. I have read what was written so far. I am here now."),
        ),
        Wording(
            "notice",
            _("Notice"),
            _("I read what you wrote, and I did not want to leave it without an answer. That sounds very heavy."),
        ),
        Wording(
            "ask",
            _("Ask plainly"),
            _("May I ask you plainly: are you thinking about ending your life? You can say it as it is."),
        ),
        Wording(
            "listen",
            _("Listen"),
            _("Thank you for telling me. I am not going to hurry you. What has been the hardest part of today?"),
        ),
        Wording(
            "connect",
            _("Connect"),
            _(
                "Is there somebody who could be with you tonight, or whom you could call? We can look for the words "
                "together. The helplines under this conversation can listen right now."
            ),
        ),
        Wording(
            "day",
            _("After a day"),
            _("Hello, this is {name}. You were on my mind. How are you today? You need not answer."),
        ),
        Wording(
            "last",
            _("The last time we ask"),
            _(
                "Hello, this is {name}. How have the last days been? This is the last time I ask by myself. You can "
                "write here at any time, or press “I need help” on any page, and somebody answers you."
            ),
        ),
        Wording(
            "over",
            _("Somebody else goes on"),
            _("I have to go now. Somebody else of the team stays with you, and says who they are. Thank you."),
        ),
    )
}


def with_wording(typed: str, key: str, name: str) -> str:
    """What was typed, and the chosen words below it."""
    if key not in WORDINGS:
        return typed
    text = str(WORDINGS[key].text).replace("{name}", name)
    return f"{typed.rstrip()}\n\n{text}" if typed.strip() else text
