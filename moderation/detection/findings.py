"""Contact and identifying details that have a shape in every language: addresses and numbers."""

from __future__ import annotations

import re

from .model import Finding

_NUMBER = re.compile(r"\+?\d[\d .()/-]{5,18}\d")
_DIGIT = re.compile(r"[0-9]")
_EMAIL_NAME = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._%+-")
# Numbers that anyone may ring without paying are helplines, not a person.
_FREE = ("0800", "800", "1800", "18008", "0808", "116", "900", "844", "888", "877", "866", "024", "717")
MOST = 40


def identifying(text: str) -> list[Finding]:
    """E-mail addresses and telephone numbers."""
    found: list[Finding] = []
    if "@" in text:
        found += _addresses(text)
    if _DIGIT.search(text) and sum(map(text.count, "0123456789")) >= 8:
        for span in _NUMBER.finditer(text):
            digits = "".join(char for char in span.group() if char.isdigit())
            if 8 <= len(digits) <= 15 and not digits.lstrip("+").startswith(_FREE) and not _is_date(span.group()):
                found.append(Finding("identifying_detail", span.start(), span.end(), "telephone"))
                if len(found) >= MOST:
                    break
    return found


def _addresses(text: str) -> list[Finding]:
    found: list[Finding] = []
    at = text.find("@")
    while at >= 0 and len(found) < MOST:
        start = at
        while start > 0 and at - start < 64 and text[start - 1] in _EMAIL_NAME:
            start -= 1
        end = at + 1
        while end < len(text) and end - at < 128 and text[end] in _EMAIL_NAME:
            end += 1
        host = text[at + 1 : end].strip(".")
        if start < at and "." in host and host.rsplit(".", 1)[1].isalpha():
            found.append(Finding("identifying_detail", start, at + 1 + len(text[at + 1 : end].rstrip(".")), "email"))
        at = text.find("@", at + 1)
    return found


def _is_date(digits: str) -> bool:
    parts = re.split(r"[ ./-]", digits)
    return len(parts) == 3 and sorted(map(len, parts)) in ([1, 1, 4], [1, 2, 4], [2, 2, 4], [2, 2, 2])
