"""Pages of the desk, of conversations with the team, and of reports."""

from moderation.views.caring import care
from moderation.views.deaths import after_death, say_died, still_here
from moderation.views.deciding import appeal, decide, lift, look_again, second
from moderation.views.desk import case_act, case_page, desk, shift
from moderation.views.figures import mark_reading, reading_figures
from moderation.views.folds import answer_fold
from moderation.views.memorials import memorial
from moderation.views.offering import offer_service
from moderation.views.openings import ask_opening, one_opening, openings
from moderation.views.people import choice, conversation, conversations, decline, need_help, place, send_to_team
from moderation.views.raids import raid
from moderation.views.reports import report
from moderation.views.rota import cancel_shift, rota, stop_slot
from moderation.views.steps_up import look_in, more_help, step_up
from moderation.views.witnesses import tell_room, what_to_say
from moderation.views.word_rules import end_word_rule, word_rules
from moderation.views.yearly import yearly

__all__ = [
    "after_death",
    "answer_fold",
    "appeal",
    "ask_opening",
    "cancel_shift",
    "care",
    "case_act",
    "case_page",
    "choice",
    "conversation",
    "conversations",
    "decide",
    "decline",
    "desk",
    "end_word_rule",
    "lift",
    "look_again",
    "look_in",
    "mark_reading",
    "memorial",
    "more_help",
    "need_help",
    "offer_service",
    "one_opening",
    "openings",
    "place",
    "raid",
    "reading_figures",
    "report",
    "rota",
    "say_died",
    "second",
    "send_to_team",
    "shift",
    "step_up",
    "still_here",
    "stop_slot",
    "tell_room",
    "what_to_say",
    "word_rules",
    "yearly",
]
