"""Every write about meetings. Entry services ask permission themselves; blocks are called inside a transaction."""

from meetings.services.about import About
from meetings.services.after import (
    answer_debrief,
    ask_debrief,
    erase_after_of,
    forget_after,
    has_said,
    say_after,
    write_debrief,
)
from meetings.services.answering import answer
from meetings.services.attendance import could_be_there, forget_attendance, note_attendance, times_back
from meetings.services.changing import cancel_meeting, change_meeting, change_series, take_up_meeting
from meetings.services.continuity import forget_watches, keep_watch, note_here, say_here
from meetings.services.feeds import calendar_behind, choices_of, choose_for_group, end_calendar, make_calendar
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
from meetings.services.roles import WEEKS, answer_role, hand_on_role, put_down_role, take_role
from meetings.services.sweeps import extend_series, forget_old, lapse_offers
from meetings.services.video import set_video_link

__all__ = [
    "WEEKS",
    "About",
    "Plan",
    "act",
    "answer",
    "answer_debrief",
    "answer_role",
    "ask_debrief",
    "calendar_behind",
    "cancel_meeting",
    "change_meeting",
    "change_role",
    "change_series",
    "check_in",
    "choose_reminders",
    "come_in",
    "choices_of",
    "choose_for_group",
    "choose_reminders",
    "could_be_there",
    "end_calendar",
    "end_pause",
    "end_plans_of",
    "end_series",
    "erase_after_of",
    "erase_answers_of",
    "erase_lives_of",
    "extend_series",
    "forget_after",
    "forget_attendance",
    "forget_old",
    "forget_watches",
    "free_places_of",
    "free_places_of_account",
    "has_said",
    "hand_on_role",
    "hand_over_reminders",
    "keep_watch",
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
    "make_calendar",
    "note_attendance",
    "note_here",
    "pause_series",
    "plan_series",
    "put_down_role",
    "say_after",
    "say_here",
    "take_role",
    "take_up_meeting",
    "times_back",
    "wish_of",
    "write_debrief",
]
