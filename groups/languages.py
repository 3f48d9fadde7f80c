"""Languages a group can speak, each named as its speakers name it: more than the platform's own pages have."""

from __future__ import annotations

from django.conf.locale import LANG_INFO

CODES = (
    "en", "es", "ar", "bn", "cs", "da", "de", "el", "fa", "fi", "fr", "ga", "he", "hi", "hu", "it", "ja", "ko", "nl",
    "nb", "pl", "pt", "ro", "ru", "sv", "sw", "tr", "uk", "ur", "vi", "zh-hans",
)  # fmt: skip

LANGUAGES = [(code, LANG_INFO[code]["name_local"]) for code in CODES]


def name_of(code: str) -> str:
    """The language's own name, or the code where it is not known."""
    return dict(LANGUAGES).get(code, code)
