"""Refusals that the desk and the person's pages put into kind words."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _


class StaleCase(ValidationError):
    """Somebody changed the case since it was opened here. `case` is as it is now, `changes` are the lines since."""

    def __init__(self, case: Any, changes: list[Any]) -> None:
        super().__init__(_("Something changed here since you opened this page. Your words are kept."), code="stale")
        self.case = case
        self.changes = changes


class Taken(ValidationError):
    """Somebody else has the case for now."""

    def __init__(self, case: Any) -> None:
        super().__init__(_("Somebody else is with this person right now."), code="taken")
        self.case = case


class Ended(ValidationError):
    """The case is closed."""

    def __init__(self) -> None:
        super().__init__(_("This conversation has ended."), code="ended")


class Declined(ValidationError):
    """The person would rather not be written to, or nobody is there to write to."""

    def __init__(self) -> None:
        super().__init__(_("They would rather not be written to. Nothing was sent."), code="declined")


class NobodyToTake(ValidationError):
    """Whoever was named could not open the case."""

    def __init__(self) -> None:
        super().__init__(_("Please choose somebody of the team who can take it."), code="nobody")


class ToldOften(ValidationError):
    """More reports in an hour than a person makes. What was typed stays in the form."""

    def __init__(self) -> None:
        super().__init__(
            _("You told us a lot in a short time, and we have it. If you need someone now, use “I need help”."),
            code="often",
        )


class OwnWords(ValidationError):
    """A report on one's own words."""

    def __init__(self) -> None:
        super().__init__(_("These are your own words. If you need someone, use “I need help”."), code="own")


class StillWaits(ValidationError):
    """A decision of the case waits for a second person."""

    def __init__(self) -> None:
        super().__init__(_("A decision here still waits for a second person."), code="waits")


class FoldWaits(ValidationError):
    """Folded words of the case wait for a person."""

    def __init__(self) -> None:
        super().__init__(_("Please say first whether the folded words stay folded."), code="fold")


class NotWhole(ValidationError):
    """A decision without what it needs: a rule, the words, a reason, an end."""


class AppealedAlready(ValidationError):
    """One decision is looked at again once."""

    def __init__(self) -> None:
        super().__init__(_("You have asked for this already. Somebody else looks at it again."), code="appealed")


class NoRuleOfThis(ValidationError):
    """No rule about words or links can be made of what was typed."""

    WHY: dict[str, Any] = {
        "words": _("One to six words, three letters at least."),
        "link": _("Please give the name of a place on the web, such as elsewhere.example."),
        "why": _("Please say why, in one line. Whoever runs into the rule reads it."),
        "pain": _("People in pain use these words. No rule is made of them: somebody has to read what they write."),
        "there": _("There is a rule about these words already. Please take that one away first."),
        "many": _("There are very many rules already. Please take some away first."),
    }

    def __init__(self, code: str) -> None:
        super().__init__(self.WHY[code], code=code)
