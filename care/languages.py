"""Names of the languages that people speak on helplines."""

from __future__ import annotations

import re

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

# “und” is the tag for “no source says it”: a statement, where an empty cell would only be a gap.
NOT_SAID = "und"
TAG = re.compile(r"[a-z]{2,3}(?:-[A-Z]{2}|-[A-Z][a-z]{3})?")

NAMES = {
    "am": gettext_lazy("Amharic"), "ar": gettext_lazy("Arabic"), "as": gettext_lazy("Assamese"),
    "bal": gettext_lazy("Balochi"), "bn": gettext_lazy("Bengali"), "cmn": gettext_lazy("Mandarin"),
    "cs": gettext_lazy("Czech"), "cy": gettext_lazy("Welsh"),
    "da": gettext_lazy("Danish"), "de": gettext_lazy("German"),
    "doi": gettext_lazy("Dogri"), "el": gettext_lazy("Greek"), "en": gettext_lazy("English"),
    "es": gettext_lazy("Spanish"), "et": gettext_lazy("Estonian"), "fi": gettext_lazy("Finnish"),
    "fil": gettext_lazy("Filipino"), "fr": gettext_lazy("French"), "ga": gettext_lazy("Irish"),
    "gu": gettext_lazy("Gujarati"),
    "ha": gettext_lazy("Hausa"), "he": gettext_lazy("Hebrew"), "hi": gettext_lazy("Hindi"),
    "hr": gettext_lazy("Croatian"), "hu": gettext_lazy("Hungarian"), "id": gettext_lazy("Indonesian"),
    "is": gettext_lazy("Icelandic"), "it": gettext_lazy("Italian"), "ja": gettext_lazy("Japanese"),
    "kn": gettext_lazy("Kannada"), "ko": gettext_lazy("Korean"), "kok": gettext_lazy("Konkani"),
    "ks": gettext_lazy("Kashmiri"), "lb": gettext_lazy("Luxembourgish"), "lt": gettext_lazy("Lithuanian"),
    "mai": gettext_lazy("Maithili"), "ml": gettext_lazy("Malayalam"), "mni": gettext_lazy("Manipuri"),
    "mr": gettext_lazy("Marathi"), "ms": gettext_lazy("Malay"), "nb": gettext_lazy("Norwegian"),
    "ne": gettext_lazy("Nepali"), "nl": gettext_lazy("Dutch"), "pa": gettext_lazy("Punjabi"),
    "pl": gettext_lazy("Polish"), "ps": gettext_lazy("Pashto"), "pt": gettext_lazy("Portuguese"),
    "ro": gettext_lazy("Romanian"), "ru": gettext_lazy("Russian"), "sat": gettext_lazy("Santali"),
    "sd": gettext_lazy("Sindhi"), "si": gettext_lazy("Sinhala"), "sk": gettext_lazy("Slovak"),
    "skr": gettext_lazy("Saraiki"), "sv": gettext_lazy("Swedish"), "ta": gettext_lazy("Tamil"),
    "te": gettext_lazy("Telugu"), "th": gettext_lazy("Thai"), "tr": gettext_lazy("Turkish"),
    "uk": gettext_lazy("Ukrainian"), "ur": gettext_lazy("Urdu"), "vi": gettext_lazy("Vietnamese"),
    "yue": gettext_lazy("Cantonese"), "zh": gettext_lazy("Chinese"), "zh-TW": gettext_lazy("Chinese (Taiwan)"),
}  # fmt: skip
# More names than this are a wall of words to someone in need.
SHOWN_MOST = 4


def speaks(tags: list[str], language: str) -> bool:
    """Is `language` (“es”, “pt-BR”) one of `tags`, whatever the region?"""
    return language.partition("-")[0] in {tag.partition("-")[0] for tag in tags}


def label(tags: list[str], language: str) -> str:
    """The languages as people read them, the reader's own first."""
    known = [tag for tag in tags if tag != NOT_SAID]
    if not known:
        return _("Languages not known")
    ordered = sorted(known, key=lambda tag: not speaks([tag], language))
    names = [str(NAMES.get(tag, tag)) for tag in ordered[:SHOWN_MOST]]
    more = len(ordered) - len(names)
    if more:
        return _("%(names)s and %(count)s more") % {"names": ", ".join(names), "count": more}
    return ", ".join(names)
