"""Two things that people call their language: the one they speak, and the one our pages have for them."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation.trans_real import parse_accept_lang_header


def page_language(profile: Any) -> str:
    """What pages and mails are written in for somebody: their language where there is a catalogue for it."""
    spoken = profile.language if profile is not None else ""
    return spoken if spoken in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE


def spoken_language(request: HttpRequest) -> str:
    """What the reader speaks, also where our pages do not: what they told us, else what their browser asks for."""
    known = dict(settings.SPOKEN_LANGUAGES)
    profile = getattr(request.user, "profile", None) if request.user.is_authenticated else None
    if profile is not None and profile.onboarded_at:
        return str(profile.language)
    for tag, _weight in parse_accept_lang_header(request.headers.get("Accept-Language", "").lower()):
        if (code := tag.partition("-")[0]) in known:
            return code
    return settings.LANGUAGE_CODE
