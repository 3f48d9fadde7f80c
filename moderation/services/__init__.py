"""Every write of the safety net. Entry services ask permission themselves; blocks are called inside a transaction."""

from moderation.services.appeals import appeal, decide_appeal, somebody_else
from moderation.services.cases import add_event, alert, alert_undelivered, open_or_join
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
    start_shift,
    team_name,
)
from moderation.services.group_texts import store_text_reading
from moderation.services.marks import mark_reading
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
from moderation.services.removals import record_removal
from moderation.services.reports import NotThere, find_subject, report
from moderation.services.sweeps import alert_waiting, count_unread, forget_closed, read_unread, unalerted_seconds

__all__ = [
    "HELP_WORDS_MOST",
    "WORDS_MOST",
    "NotThere",
    "acknowledge",
    "add_event",
    "after_store",
    "alert",
    "alert_undelivered",
    "alert_waiting",
    "appeal",
    "apply_reading",
    "author_reply",
    "choose",
    "claim",
    "close",
    "count_unread",
    "decide",
    "decide_appeal",
    "decline_thread",
    "end_due_sanctions",
    "end_shift",
    "find_subject",
    "forget_closed",
    "lift",
    "mark_reading",
    "note",
    "note_finding",
    "note_opened",
    "note_panel_shown",
    "notice_refused",
    "open_help_case",
    "open_or_join",
    "open_reply",
    "read_refused",
    "read_unread",
    "record_removal",
    "release",
    "reply",
    "report",
    "second",
    "see_replies",
    "see_statements",
    "send_to_team",
    "somebody_else",
    "start_shift",
    "store_text_reading",
    "team_name",
    "unalerted_seconds",
    "wrote_since_read",
]
