"""Every write about meetings. Entry services ask permission themselves; blocks are called inside a transaction."""

from meetings.services.about import About
from meetings.services.answering import answer
from meetings.services.changing import cancel_meeting, change_meeting, change_series, take_up_meeting
from meetings.services.leaving import (
    change_role,
    end_plans_of,
    erase_answers_of,
    free_places_of,
    free_places_of_account,
)
from meetings.services.live import (
    act,
    check_in,
    come_in,
    erase_lives_of,
    leave,
    leave_lives_of,
    middle_of,
    mute_in_meeting,
    remove_from_meeting,
)
from meetings.services.minding import look_after, look_after_many, mind_lives
from meetings.services.planning import Plan, end_pause, end_series, pause_series, plan_series
from meetings.services.reminders import choose_reminders, hand_over_reminders, wish_of
from meetings.services.sweeps import extend_series, forget_old, lapse_offers
from meetings.services.video import set_video_link

__all__ = [
    "About",
    "Plan",
    "act",
    "answer",
    "cancel_meeting",
    "change_meeting",
    "change_role",
    "change_series",
    "check_in",
    "choose_reminders",
    "come_in",
    "end_pause",
    "end_plans_of",
    "end_series",
    "erase_answers_of",
    "erase_lives_of",
    "extend_series",
    "forget_old",
    "free_places_of",
    "free_places_of_account",
    "hand_over_reminders",
    "lapse_offers",
    "leave",
    "leave_lives_of",
    "look_after",
    "look_after_many",
    "middle_of",
    "mind_lives",
    "mute_in_meeting",
    "pause_series",
    "plan_series",
    "remove_from_meeting",
    "set_video_link",
    "take_up_meeting",
    "wish_of",
]
