"""What chat does when something happens on the floors below. Consequences: building blocks, inside the transaction."""

from __future__ import annotations

from typing import Any

from accounts import signals as account_signals
from accounts.ages import Ages
from chat.models import Participant
from chat.services import (
    begin_participant,
    end_participant,
    erase_words_of,
    forget_names_of,
    group_room,
    rename_participant,
    renew_access,
    take_words_back,
)
from groups import signals as group_signals


def _of_membership(membership: Any) -> list[Participant]:
    return list(Participant.objects.live().filter(membership=membership).select_related("room"))


def membership_began(sender: Any, membership: Any, **kwargs: Any) -> None:
    begin_participant(room=group_room(membership.group), membership=membership)


def membership_ended(sender: Any, membership: Any, **kwargs: Any) -> None:
    for participant in _of_membership(membership):
        end_participant(participant)


def words_taken_back(sender: Any, account: Any, group: Any, **kwargs: Any) -> None:
    take_words_back(actor=account, group=group)


def membership_renamed(sender: Any, membership: Any, **kwargs: Any) -> None:
    for participant in _of_membership(membership):
        rename_participant(participant, label=membership.display_name, avatar_seed=membership.avatar_seed)


def membership_rests(sender: Any, membership: Any, **kwargs: Any) -> None:
    renew_access(_of_membership(membership))


def role_changed(sender: Any, membership: Any, **kwargs: Any) -> None:
    """Who keeps the room sees also those who blocked them; who no longer keeps it does not."""
    renew_access(_of_membership(membership))


def block_changed(sender: Any, blocker: Any, blocked: Any, **kwargs: Any) -> None:
    both = Participant.objects.live().filter(membership__account__in=[blocker, blocked])
    renew_access(both)


def mute_changed(sender: Any, account: Any, membership: Any, **kwargs: Any) -> None:
    """Only who mutes notices: their open pages ask who is who."""
    renew_access(Participant.objects.live().filter(membership__account=account, room__group=membership.group_id))


def account_erased(sender: Any, user: Any, **kwargs: Any) -> None:
    erase_words_of(user)
    forget_names_of(user)


def account_hidden_or_shown(sender: Any, user: Any, **kwargs: Any) -> None:
    """Everybody in their rooms reads something else from now on."""
    rooms = Participant.objects.live().filter(membership__account=user).values("room")
    renew_access(Participant.objects.live().filter(room__in=rooms))


def ages_changing(sender: Any, account: Any, ages: Any, **kwargs: Any) -> None:
    """A guest in a room of the other side is out of it now; members went with their membership."""
    as_guest = Participant.objects.live().filter(account=account).select_related("room")
    for participant in as_guest.exclude(room__ages=ages or Ages.ADULTS):
        end_participant(participant)


def connect() -> None:
    group_signals.ages_changing.connect(ages_changing, dispatch_uid="chat")
    group_signals.membership_began.connect(membership_began, dispatch_uid="chat")
    group_signals.membership_ended.connect(membership_ended, dispatch_uid="chat")
    group_signals.membership_rests.connect(membership_rests, dispatch_uid="chat")
    group_signals.words_taken_back.connect(words_taken_back, dispatch_uid="chat")
    group_signals.membership_renamed.connect(membership_renamed, dispatch_uid="chat")
    group_signals.role_changed.connect(role_changed, dispatch_uid="chat")
    group_signals.block_changed.connect(block_changed, dispatch_uid="chat")
    group_signals.mute_changed.connect(mute_changed, dispatch_uid="chat")
    account_signals.account_erased.connect(account_erased, dispatch_uid="chat")
    account_signals.account_hidden.connect(account_hidden_or_shown, dispatch_uid="chat")
    account_signals.account_shown.connect(account_hidden_or_shown, dispatch_uid="chat")
