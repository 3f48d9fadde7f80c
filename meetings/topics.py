"""The live room of a meeting on the socket: `meeting:<uid>`. Events say only that something moved, and how far."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from typing import Any

from accounts.access import can
from chat.models import Participant
from chat.topics import uid_in
from meetings import services
from meetings.models import LiveMeeting
from realtime.topics import Access, CatchUp, Operation

CATCH_UP_MOST = 200


class MeetingTopic:
    prefix = "meeting"
    operations: dict[str, Operation] = {}

    def authorise(self, user: Any, key: str) -> Access | None:
        """Who came in and has not left; as for its chat, pages and sockets keep out the same people."""
        wanted = uid_in(key)
        if wanted is None:
            return None
        rooms = LiveMeeting.objects.filter(meeting__uid=wanted).values("room")
        mine = Participant.objects.of(user).filter(room__in=rooms)
        participant = mine.select_related("membership__account", "account").first()
        if participant is None or not can(user, "chat.enter_room", participant):
            return None
        if getattr(user, "lacks_second_step", False):
            return None
        return Access(
            user_id=user.pk,
            key=key,
            token=participant.access_epoch,
            own=str(participant.uid),
            data=(participant.pk,),
        )

    def catch_up(self, access: Access, after: int) -> CatchUp:
        """No items: a page that hears of a newer place asks for itself again."""
        return CatchUp(items=[], through=self.heads([access.key]).get(access.key, 0))

    def changes(self, key: str, after: int) -> list[dict[str, Any]]:
        newest = self.heads([key]).get(key, 0)
        return [{"seq": seq, "by": ""} for seq in range(max(after, newest - CATCH_UP_MOST) + 1, newest + 1)]

    def heads(self, keys: Iterable[str]) -> dict[str, int]:
        rows = LiveMeeting.objects.filter(meeting__uid__in=list(keys)).values_list("meeting__uid", "version")
        return {str(uid): version for uid, version in rows}

    def tokens(self, accesses: Iterable[Access]) -> dict[tuple[int, str], Hashable]:
        by_id = {access.data[0]: access for access in accesses}
        rows = Participant.objects.live().filter(pk__in=list(by_id)).exclude(membership__state__in=["paused", "ended"])
        return {(by_id[pk].user_id, by_id[pk].key): epoch for pk, epoch in rows.values_list("pk", "access_epoch")}

    def touch(self, accesses: Iterable[Access]) -> None:
        """Presence is the chat's; here it is looked at: who is gone, and who leads now."""
        services.look_after_many({access.key for access in accesses})
