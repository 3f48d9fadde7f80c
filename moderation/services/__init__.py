"""Every write of the safety net. Entry services ask permission themselves; blocks are called inside a transaction."""

from moderation.services.appeals import appeal, decide_appeal, somebody_else
from moderation.services.cases import add_event, alert, alert_undelivered, events_for, open_or_join
from moderation.services.check_backs import bring_check_backs, hand_over, may_be_given, need_not_ask
from moderation.services.claims import lapse_claims
from moderation.services.decisions import decide, end_due_sanctions, lift, second, see_statements
from moderation.services.desk import (
    acknowledge,
    claim,
    close,
    end_shift,
    note,
    note_opened,
    release,
    reply,
    second_ending,
    start_shift,
    team_name,
)
from moderation.services.folds import note_fold
from moderation.services.goodbyes import forget_goodbyes
from moderation.services.group_texts import store_text_reading
from moderation.services.ladder import admins_are_asked, climb
from moderation.services.marks import mark_reading
from moderation.services.openings import (
    ask_opening,
    end_due_openings,
    end_opening,
    is_alone,
    note_read,
    review_opening,
    scopes_for,
    second_opening,
    tell_after_all,
)
from moderation.services.outside import PLACE_MOST, give_place, policy, propose_call, second_call
from moderation.services.people import (
    HELP_WORDS_MOST,
    WORDS_MOST,
    author_reply,
    choose,
    decline_thread,
    note_panel_shown,
    open_help_case,
    open_reply,
    see_replies,
    send_to_team,
    wrote_since_read,
)
from moderation.services.readings import after_store, apply_reading, note_finding, notice_refused, read_refused
from moderation.services.rehearsal import is_late, last_arrival, rehearse
from moderation.services.removals import record_removal
from moderation.services.reports import NotThere, find_subject, report
from moderation.services.rota import add_slot, cancel_shift, extend_rota, stop_slot
from moderation.services.staying import needs_second
from moderation.services.steps_up import (
    bring_look_ins,
    choose_look_in,
    forget_steps_up,
    look_in,
    offer_more_help,
    see_more_help,
)
from moderation.services.sweeps import alert_waiting, count_unread, forget_closed, read_unread, unalerted_seconds
from moderation.services.unfolding import answer_fold

__all__ = [
    "HELP_WORDS_MOST",
    "PLACE_MOST",
    "WORDS_MOST",
    "NotThere",
    "acknowledge",
    "add_event",
    "add_slot",
    "admins_are_asked",
    "after_store",
    "alert",
    "alert_undelivered",
    "alert_waiting",
    "answer_fold",
    "appeal",
    "apply_reading",
    "ask_opening",
    "author_reply",
    "bring_check_backs",
    "bring_look_ins",
    "cancel_shift",
    "choose",
    "choose_look_in",
    "claim",
    "climb",
    "close",
    "count_unread",
    "decide",
    "decide_appeal",
    "decline_thread",
    "end_due_openings",
    "end_due_sanctions",
    "end_opening",
    "end_shift",
    "events_for",
    "extend_rota",
    "find_subject",
    "forget_closed",
    "forget_goodbyes",
    "forget_steps_up",
    "give_place",
    "hand_over",
    "is_alone",
    "is_late",
    "lapse_claims",
    "last_arrival",
    "lift",
    "look_in",
    "mark_reading",
    "may_be_given",
    "need_not_ask",
    "needs_second",
    "note",
    "note_finding",
    "note_fold",
    "note_opened",
    "note_panel_shown",
    "note_read",
    "notice_refused",
    "offer_more_help",
    "open_help_case",
    "open_or_join",
    "open_reply",
    "policy",
    "propose_call",
    "read_refused",
    "read_unread",
    "record_removal",
    "rehearse",
    "release",
    "reply",
    "report",
    "review_opening",
    "scopes_for",
    "second",
    "second_call",
    "second_ending",
    "second_opening",
    "see_more_help",
    "see_replies",
    "see_statements",
    "send_to_team",
    "somebody_else",
    "start_shift",
    "stop_slot",
    "store_text_reading",
    "team_name",
    "tell_after_all",
    "unalerted_seconds",
    "wrote_since_read",
]
