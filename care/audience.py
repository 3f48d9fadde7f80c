"""For whom a line is: the short grammar of the data, and the words people read.

anyone · adults · youth · youth under 18 · youth 12-25 · youth and parents · veterans · veterans and families
anyone; began with veterans · lgbtq youth 13-24
"""

from __future__ import annotations

import re
from typing import Literal

from django.utils.translation import gettext as _

Group = Literal["anyone", "adults", "particular", "youth"]

_YOUTH = re.compile(r"youth(?: under (?P<under>\d{2})| (?P<low>\d{1,2})-(?P<high>\d{2})| (?P<parents>and parents))?")
_PARTICULAR = re.compile(r"veterans|veterans and families|lgbtq youth (\d{1,2})-(\d{2})")


class AudienceError(ValueError):
    """The text is not one of the ways to say for whom a line is."""


def group_of(text: str) -> Group:
    """The group, or AudienceError. "particular" is neither for anyone nor for every young person."""
    if text == "anyone" or text.startswith("anyone; "):
        return "anyone"
    if text == "adults":
        return "adults"
    if _PARTICULAR.fullmatch(text):
        return "particular"
    if _YOUTH.fullmatch(text):
        return "youth"
    raise AudienceError(f"“{text}” does not say for whom the line is in a way we can read")


def label(text: str) -> str:
    """What a person reads, or "" where a line is for anyone."""
    group = group_of(text)
    if group == "anyone":
        return ""
    if group == "adults":
        return _("For adults")
    if group == "particular":
        ages = _PARTICULAR.fullmatch(text)
        if ages and ages[1]:
            return _("For LGBTQ+ young people, %(low)s to %(high)s") % {"low": ages[1], "high": ages[2]}
        return _("For veterans and families") if "families" in text else _("For veterans")
    found = _YOUTH.fullmatch(text)
    if found and found["under"]:
        return _("For young people under %(age)s") % {"age": found["under"]}
    if found and found["low"]:
        return _("For young people, %(low)s to %(high)s") % {"low": found["low"], "high": found["high"]}
    if found and found["parents"]:
        return _("For young people and parents")
    return _("For children and young people")
