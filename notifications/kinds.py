"""The kinds of messages. An app signs its own in its notifications.py; no subject says what the platform is for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from registry import Registry

NEUTRAL_SUBJECT = _("You have a message")
NEUTRAL_TEMPLATE = "notifications/message.txt"


@dataclass(frozen=True)
class Kind:
    """`mutable`: the person may turn it off; `about` then says when it comes, and no more, on the page of choices.

    `urgent`: goes to the team even where mail was not called safe.

    `facts(row)` answers what the template may say, when the message is sent, in the person's language and zone; None
    when it is no longer true, and then nothing is sent. Facts are times, never a name, a place or a topic.
    """

    name: str
    subject: Any = NEUTRAL_SUBJECT
    template: str = NEUTRAL_TEMPLATE
    mutable: bool = True
    about: Any = ""
    urgent: bool = False
    facts: Callable[[Any], dict[str, Any] | None] | None = None


kinds: Registry[Kind] = Registry("notifications.kinds")
