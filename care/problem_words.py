"""What is wrong in a file of services, and what to do about it, in words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from care.hsds import Problem

L = gettext_lazy
WORDS: dict[str, tuple[Any, Any]] = {
    "not an object": (L("This is not an object."), L("Write fields and values between { and }.")),
    "not a list": (L("This is not a list."), L("Put it between [ and ].")),
    "too many items": (L("The list is too long."), L("Keep at most 200 entries in one list.")),
    "missing": (L("This field is missing."), L("Add it; the standard needs it.")),
    "empty": (L("This field is empty."), L("Fill it; the standard needs it.")),
    "not text": (L("This is not text."), L("Put it between quotation marks.")),
    "not a number": (L("This is not a number."), L("Write digits only, such as 12 or 12.5.")),
    "not a choice": (L("This word is not one that the standard knows."), L("Use one of: %(choices)s.")),
    "not a uuid": (L("This id is not a UUID."), L("Use an id like ac148810-d857-441c-9679-408f346de14b.")),
    "not an address": (L("This is not a web address."), L("Write it with https:// in front and without spaces.")),
    "not an e-mail": (L("This is not an e-mail address."), L("Write one address, such as help@example.org.")),
    "not a date": (L("This is not a date."), L("Write it as 2026-05-31.")),
    "not a time": (L("This is not a time."), L("Write it as 09:30, with a zone behind it if you like.")),
    "not a moment": (L("This is not a date with a time."), L("Write it as 2026-05-31T09:30:00Z.")),
    "not an age": (L("This is not an age."), L("Write a number of years from 0 to 150.")),
    "ages crossed": (L("The youngest age is above the oldest."), L("Change the two, or leave one out.")),
    "too long": (L("This is too long."), L("Shorten it.")),
    "hidden sign": (L("There is a sign in it that cannot be seen."), L("Type the text again, without copying it.")),
    "in the future": (L("Nobody can have checked it on a day to come."), L("Write the day of the last check.")),
    "twice": (L("This id was there before in the file."), L("Give every entry an id of its own.")),
    "belongs to nothing": (L("What this row points to is not in the file."), L("Add that row, or take this one out.")),
    "not in the file": (
        L("What this points to is neither in the file nor in the directory."),
        L("Add it to the file, or correct the id."),
    ),
    "cells": (
        L("The row has more or fewer cells than the heading."),
        L("Look for a comma that needs quotation marks."),
    ),
    "column twice": (L("The heading names a column twice."), L("Take one of them out.")),
    "not csv": (L("From here on this is not CSV."), L("Look for a quotation mark that is not closed.")),
    "not json": (L("This is not JSON."), L("Look at this line, or make the file again.")),
    "one csv": (L("This is a single table."), L("Put services.csv and the other tables into one zip file.")),
    "not utf-8": (L("This file is not in UTF-8."), L("Save it again with the encoding UTF-8.")),
    "not a zip": (L("This zip file cannot be opened."), L("Make it again, without a password.")),
    "file twice": (L("A table is in the zip twice."), L("Keep one of them.")),
    "too many files": (L("There are too many files in the zip."), L("Keep the standard’s tables only.")),
    "too big": (L("The file is larger than 20 MB."), L("Split it into several files.")),
    "too big unpacked": (L("What is in the zip is too large."), L("Split it into several files.")),
    "too many services": (L("There are more than 20,000 services in it."), L("Split it into several files.")),
    "no services.csv": (L("There is no services.csv in the zip."), L("Name the tables as the standard does.")),
    "nothing in it": (L("We found no service and no organisation in it."), L("Give a list of services as HSDS.")),
    "written in two ways": (
        L("An organisation is written in two ways."),
        L("We keep the fuller one. Look whether that is right."),
    ),
    "not used": (L("Nothing in the file points to this row."), L("It is left out.")),
}


@dataclass(frozen=True)
class Told:
    """A problem for a person: where, what is wrong, what to do."""

    where: str
    what: str
    advice: str
    value: str

    def __str__(self) -> str:
        seen = f" “{self.value}”" if self.value else ""
        return f"{self.where + ': ' if self.where else ''}{self.what}{seen} {self.advice}"


def told(problem: Problem) -> Told:
    code, _colon, choices = problem.code.partition(":")
    what, advice = WORDS[code]
    place = problem.where
    if problem.field:
        place = _("%(where)s, field %(field)s") % {"where": place, "field": problem.field}
    if code == "not json" and problem.value:
        place = _("Line %(number)s") % {"number": problem.value}
    return Told(place, str(what), str(advice) % {"choices": choices} if choices else str(advice), problem.value)


def told_all(kept: Iterable[dict[str, str]]) -> list[Told]:
    """Problems as a report keeps them."""
    return [told(Problem(**one)) for one in kept]
