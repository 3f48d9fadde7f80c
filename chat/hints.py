"""What moved in a room, for pages that show more than the room. A hint holds no words, no name and no place."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from chat.models import Participant
from chat.services.lean import Speaker
from realtime import hub
from rows import effect

# Who speaks so soon after the last word tells the home pages nothing new: they say already that there is something.
BUSY = timedelta(minutes=2)


def somebody_spoke(people: Iterable[Speaker], at: datetime) -> None:
    """Block. Tell the pages of the others in a room that it is not quiet any more; a busy room costs nothing."""
    spoke = {
        (person.room_id, person.owner.pk)
        for person in people
        if person.room.last_message_at is None or at - person.room.last_message_at > BUSY
    }
    if spoke:
        effect(lambda: _tell(spoke))


def _tell(spoke: set[tuple[int, int]]) -> None:
    rows = Participant.objects.live().filter(room__in={room for room, _ in spoke}, membership__state="active")
    owners = rows.values_list("room_id", "membership__account_id", "membership__account__uid")
    others = {uid for room, account, uid in owners if (room, account) not in spoke}
    hub.publish_all([(f"me:{uid}", {"seq": None, "kind": "room"}) for uid in others])
