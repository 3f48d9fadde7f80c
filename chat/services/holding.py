"""What a rule holds: stored out of every room, for its author and who looks at it. Blocks of posting."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from chat.models import HeldMessage, Message, Participant
from groups.models import Group, Membership
from moderation.hints import desks_changed
from moderation.reading import Outcome, apply_reading
from realtime import hub
from rows import effect, require_transaction

# Of one person in one room: nobody buries what others wait for.
WAITING_MOST = 10
State = HeldMessage.State
_ANSWERS = {
    State.WAITING: _("Somebody of the team looks at this first. Only you and they see it until then. Why: %(why)s"),
    State.NOT_THROUGH: _("This was not let through. Only you still see it."),
    State.THROUGH: _("This was let through. It is in the room."),
    State.TAKEN_BACK: _("You have taken this back. It is in no room."),
    State.RETURNED: _("Nobody of the team looked at this in time. It goes back to you."),
}
# Where its author asked for another look.
_ONCE_MORE = _ANSWERS | {
    State.WAITING: _("Somebody else of the team looks at this once more. Only you and they see it."),
    State.RETURNED: _("Nobody else of the team looked at this in time. It goes back to you."),
}


@dataclass(frozen=True)
class Held:
    """Stored, and in no room until somebody has looked. `text` is what its author reads at once."""

    row: HeldMessage
    text: str
    again: bool = False


def held_answer(row: HeldMessage, *, again: bool = False) -> Held:
    """What its author hears of words that are held."""
    return Held(row=row, text=why_held(row), again=again)


def why_held(row: HeldMessage) -> str:
    """Why nobody else reads it, in the words its author reads."""
    answers = _ANSWERS if row.asked_again_at is None else _ONCE_MORE
    return str(answers[State(row.state)]) % {"why": row.why}


def too_many_wait(participant_id: int) -> bool:
    """Whether so many of a person's words wait in a room that no more are held."""
    return HeldMessage.objects.waiting().filter(author=participant_id).count() >= WAITING_MOST


def hold(*, post: Any, room: Any, why: str, outcome: Outcome, reply_to: Message | None) -> HeldMessage:
    """Block. Keep `post` with its reading until somebody has looked; the open desks hear that something waits."""
    require_transaction()
    row = HeldMessage(
        room_id=room.pk,
        author_id=post.participant_id,
        client_uid=post.client_uid,
        body=post.body,
        content_note=post.content_note,
        reply_to=reply_to,
        why=why,
    )
    apply_reading(row, outcome)
    row.save()
    desks_changed()
    effect(lambda: tell_keepers(row.pk, room.group))
    return row


def tell_keepers(pk: int, group: Any) -> None:
    """Something waits, after commit. Only those who may look at it: nobody hears of somebody across a block."""
    if group is None:
        return
    for keeper in Membership.objects.keepers().filter(group=group.pk).select_related("account"):
        if keeper.account is not None and HeldMessage.objects.for_desk(keeper.account).filter(pk=pk).exists():
            hub.publish(f"me:{keeper.account.uid}", {"seq": None, "kind": "case"})


def held_before(people: Iterable[int], client_uids: Collection[uuid.UUID]) -> list[HeldMessage]:
    """What of this was held already, whatever has become of it."""
    rows = HeldMessage.objects.filter(author__in=list(people), client_uid__in=client_uids)
    return list(rows.select_related("author__membership"))


def forget_held_of(account: Any, *, group: Group | None = None, rooms: Any = None) -> None:
    """Block. What an account had held is gone with its other words, in `group` or `rooms` only if one is given."""
    require_transaction()
    mine = HeldMessage.objects.filter(author__in=_voices_of(account))
    mine = mine.filter(room__group=group) if group is not None else mine
    (mine.filter(room__in=rooms) if rooms is not None else mine).delete()


def _voices_of(account: Any) -> Any:
    return Participant.objects.filter(Q(membership__account=account) | Q(account=account)).values("pk")
