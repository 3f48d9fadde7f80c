"""Words for how one is: a list to choose from, for days on which it is hard to find one."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

WORDS: dict[str, Any] = {
    "calm": _("calm"),
    "hopeful": _("hopeful"),
    "okay": _("okay"),
    "lighter": _("a bit lighter"),
    "proud": _("proud"),
    "tired": _("tired"),
    "restless": _("restless"),
    "heavy": _("heavy"),
    "sad": _("sad"),
    "afraid": _("afraid"),
    "angry": _("angry"),
    "ashamed": _("ashamed"),
    "alone": _("alone"),
    "far_away": _("far away"),
}
# Several of these in a row are a reason to talk to somebody.
HEAVY = frozenset({"heavy", "sad", "afraid", "ashamed", "alone", "far_away"})
NUMBER_LEAST, NUMBER_MOST = 1, 10


def label_of(word: str) -> str:
    """A word of the list in the language of the page; a word of their own as they typed it."""
    return str(WORDS.get(word, word))
