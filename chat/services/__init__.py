"""Every write in a room. Entry services ask permission themselves; blocks are called inside a transaction."""

from chat.services.changing import (
    edit_message,
    encourage,
    hide_message,
    mark_read,
    remove_message,
    restore_message,
)
from chat.services.posting import Post, Posted, Refused, post_messages, refuse_unfit
from chat.services.rooms import (
    begin_participant,
    end_participant,
    erase_words_of,
    forget_names_of,
    forget_room,
    group_room,
    meeting_room,
    mute_participant,
    note_presence,
    rename_participant,
    renew_access,
    take_words_back,
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
    "forget_room",
    "group_room",
    "hide_message",
    "mark_read",
    "meeting_room",
    "mute_participant",
    "note_presence",
    "post_messages",
    "refuse_unfit",
    "remove_message",
    "rename_participant",
    "renew_access",
    "restore_message",
    "take_words_back",
]
