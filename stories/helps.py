"""What helped, in a short closed list of plain words; and how long a story takes to read."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

HELPS = {
    "talking": _("Talking with someone"),
    "group": _("A group"),
    "professional": _("A doctor or a therapist"),
    "medicine": _("Medicine"),
    "moving": _("Moving, being outside"),
    "sleep": _("Sleep and rest"),
    "making": _("Writing, music, making things"),
    "animals": _("Animals"),
    "faith": _("Faith"),
    "practical": _("Practical help: money, home, work"),
    "time": _("Time"),
    "myself": _("Being kinder to myself"),
}
# How long, in minutes: (key, at least, at most, words).
LENGTHS = {
    "short": (0, 3, _("Up to 3 minutes")),
    "middle": (4, 8, _("4 to 8 minutes")),
    "long": (9, 999, _("9 minutes and more")),
}
# Slower than books are read: a hard page wants time.
WORDS_A_MINUTE = 180


def packed(keys: Iterable[str]) -> str:
    """The keys as a story keeps them, between commas; unknown ones are left out."""
    known = [key for key in HELPS if key in set(keys)]
    return f",{','.join(known)}," if known else ""


def unpacked(kept: str) -> list[str]:
    return [key for key in kept.split(",") if key in HELPS]


def minutes_of(*texts: str) -> int:
    """Minutes for reading these texts slowly; at least one."""
    count = sum(max(len(text.split()), len(text) // 8) for text in texts)
    return max(1, round(count / WORDS_A_MINUTE))
