"""Who wrote with somebody lately in the room of their group: answered them, was answered, or spoke beside them."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

import clock
from chat.models import Message, Room
from groups.models import Membership

LATELY = timedelta(days=60)
LOOKED_AT_MOST = 500
BESIDE, ANSWERED = 2, 3
NEAREST = 4


def close_to(membership: Membership) -> list[int]:
    """The few memberships that come up most, the nearest first."""
    said = Message.objects.filter(room__group=membership.group_id, room__kind=Room.Kind.GROUP)
    rows = said.filter(posted_at__gt=clock.now() - LATELY).order_by("-seq")
    turns = list(rows.values_list("author__membership", "reply_to__author__membership")[:LOOKED_AT_MOST])
    near: Counter[int] = Counter()
    for at, (who, answered) in enumerate(turns):
        if who == membership.pk:
            around = turns[max(0, at - BESIDE) : at + BESIDE + 1]
            near.update(other for other, _to in around if other is not None)
            near.update([answered] * ANSWERED if answered is not None else [])
        elif answered == membership.pk and who is not None:
            near.update([who] * ANSWERED)
    del near[membership.pk]
    return [pk for pk, _weight in near.most_common(NEAREST)]
