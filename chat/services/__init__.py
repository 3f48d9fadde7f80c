"""Every write in a room. Entry services ask permission themselves; blocks are called inside a transaction."""

from chat.services.changing import (
    edit_message,
    encourage,
    hide_message,
    mark_read,
    mute_in_group,
    note_message,
    put_back_message,
    remove_message,
    restore_message,
    take_away_message,
)
from chat.services.posting import Post, Posted, Refused, post_messages, refuse_unfit
from chat.services.rooms import (
    begin_participant,
    end_participant,
    erase_words_of,
    forget_names_of,
    group_room,
    note_presence,
    rename_participant,
    renew_access,
)

__all__ = [
    "Post",
    "Posted",
    "Refused",
    "begin_participant",
    "edit_message",
    "encourage",
    "end_participant",
    "erase_words_of",
    "forget_names_of",
    "group_room",
    "hide_message",
    "mark_read",
    "mute_in_group",
    "note_message",
    "note_presence",
    "post_messages",
    "put_back_message",
    "refuse_unfit",
    "remove_message",
    "rename_participant",
    "renew_access",
    "restore_message",
    "take_away_message",
]
