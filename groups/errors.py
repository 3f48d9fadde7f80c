"""What can go wrong in a group, said kindly. Pages show these messages as they are."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _


class GroupError(ValidationError):
    """A ValidationError with a message and code of its own."""

    words: Any = ""
    name = "group"

    def __init__(self) -> None:
        super().__init__(self.words, code=self.name)


class GroupFull(GroupError):
    words = _("The last place was just taken. The group is full now. A place may come free later.")
    name = "full"


class NotTakingPeopleIn(GroupError):
    words = _("This group does not take people in at the moment.")
    name = "not_taking"


class RulesChanged(GroupError):
    words = _("The ground rules changed while you were reading. Please read them once more.")
    name = "rules_changed"


class NameTaken(GroupError):
    words = _("Someone in this group has this name, or one that looks the same. Please choose another.")
    name = "name_taken"


class AgreementMissing(GroupError):
    words = _(
        "Whoever keeps a room signs the facilitator agreement first. They can do so on the page “Keeping a group”."
    )
    name = "agreement"


class NotOfTheseAges(GroupError):
    words = _("In a group for people under 18 they cannot have this part. They can leave, or stay as they are.")
    name = "ages"


class InvitationGone(GroupError):
    words = _("This invitation does not work any more.")
    name = "invitation_gone"


class NoInvitationsNow(GroupError):
    words = _("No invitations work or can be made for a short while. The team has closed the house to new people.")
    name = "no_invitations"


class RequestGone(GroupError):
    words = _("This request is not waiting any more.")
    name = "request_gone"


class AlreadyHere(GroupError):
    words = _("You are in this group already.")
    name = "already_here"


class ChangedMeanwhile(GroupError):
    words = _(
        "Someone else changed this while you were writing. Your words are still here. Look at theirs, then save again."
    )
    name = "changed"


class TooManyInvitations(GroupError):
    words = _("There are many open invitations already. Take one back before you make another.")
    name = "invitations"


class TooOften(GroupError):
    words = _("That was a lot at once. Please wait a while, then try again.")
    name = "too_often"


class TooSmall(GroupError):
    words = _("More people are here than that. Choose a size that has a place for everyone.")
    name = "too_small"
