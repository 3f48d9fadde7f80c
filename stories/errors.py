"""What can be in the way of a story, in words for who writes it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from moderation.word_rules import left_out
from stories.parts import KEPT_MOST, STORY_MOST

if TYPE_CHECKING:
    from moderation.models import WordRule
    from stories.services.drafts import Written


class DraftChanged(ValidationError):
    """It was changed somewhere else since it was read; `there` is what is kept now."""

    def __init__(self, there: Written) -> None:
        super().__init__(_("This was changed in another window in the meantime."))
        self.there = there


class TooMuch(ValidationError):
    """More than a draft can keep."""

    def __init__(self, letters: int) -> None:
        more = letters - KEPT_MOST
        super().__init__(
            ngettext(
                "This is %(more)d letter more than can be kept here. Everything you typed is still on this page.",
                "This is %(more)d letters more than can be kept here. Everything you typed is still on this page.",
                more,
            )
            % {"more": more}
        )


class ManyDrafts(ValidationError):
    """As many as are kept at the same time."""

    def __init__(self) -> None:
        super().__init__(
            _("There is no room for another draft. Share one that you have begun, or throw one away, and there is.")
        )


class TooLong(ValidationError):
    """A story has at most STORY_MOST letters; the draft keeps every word."""

    def __init__(self, letters: int) -> None:
        super().__init__(
            _(
                "There is a lot to tell. A story can have %(most)d letters, and this is %(more)d more. Every word is "
                "kept in your draft. You could make two stories of it, or leave something for later."
            )
            % {"most": STORY_MOST, "more": letters - STORY_MOST},
            code="long",
        )


class ToldOften(ValidationError):
    """More stories in a day than anybody tells with care, or than a limited account may."""

    def __init__(self) -> None:
        super().__init__(_("You have shared a lot today. This one is kept here, and you can share it tomorrow."))


class RepliedOften(ValidationError):
    """More answers in a short time than anybody writes with care."""

    def __init__(self) -> None:
        super().__init__(_("You have answered many stories just now. Please rest a little. Your words are still here."))


class LeftOut(ValidationError):
    """The team asks everybody to leave these words out; its reason is told."""

    def __init__(self, rule: WordRule) -> None:
        super().__init__(left_out(rule), code="word_rule")


class FirstDay(ValidationError):
    """A way to reach somebody outside, in the first hours of an account."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "On the first day of an account, stories and answers take no addresses, numbers, links or names "
                "elsewhere. Your words are kept here: take that part out and share the rest."
            ),
            code="new_contact",
        )
