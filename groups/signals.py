"""What happened in a group, told to the floors above.

All but the first two are sent inside the transaction and may roll it back.
"""

from __future__ import annotations

from django.dispatch import Signal

# texts, language, sensitivity: words that are about to be stored, sent before any transaction; none when it is over.
texts_ahead = Signal()
# account, group: someone who is about to leave wants their words gone. Sent before the transaction that locks the
# group: who posts locks the room first and the group then.
words_taken_back = Signal()
# membership: someone may take part from now on (they have agreed to the ground rules).
membership_began = Signal()
# membership: someone left, was removed, was erased, or the group ended.
membership_ended = Signal()
# membership, actor, why (words of the reason): whoever keeps the room ends a membership. Sent before it ends; who hears
# it writes down why, and answers False where somebody else has to look first: then it does not end now.
membership_ending = Signal()
# membership: two people of the team understood that they have died, or it was a mistake. They are still in the group.
membership_rests = Signal()
# membership: another display name or picture.
membership_renamed = Signal()
# membership: someone was given or lost a role of the room, and with it what they see there.
role_changed = Signal()
# kind (model label), uid, field, text, account, membership (or None), group: someone stored words others can read.
text_published = Signal()
# group: closed to new posts (nobody keeps it, its cohort ended, or it was archived).
group_closed = Signal()
# group: someone keeps it again, it takes posts.
group_reopened = Signal()
# group: its last facilitator is gone.
group_unkept = Signal()
# join_request: nobody answered it for 72 hours.
request_waited = Signal()
# block (None when taken back), blocker, blocked: two accounts stopped or began to see each other in one group.
block_changed = Signal()
# account, ages (None: as they were, but not trusted with the young): somebody is about to be on another side of 18.
ages_changing = Signal()
# account, membership, muted: one person put a name away for now, or took it back.
mute_changed = Signal()
