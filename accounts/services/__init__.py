"""Every write to an account. Entry services open their own transaction; the blocks among them need one around them."""

from __future__ import annotations

from accounts.services.access import bump_access_epoch, end_one_session, end_sessions, end_sessions_of
from accounts.services.erasure import (
    erase_due,
    erase_too_young,
    export_of,
    request_erasure,
    take_back_erasure,
    take_back_too_young,
)
from accounts.services.ledger import keep_ledger, replay_erasures
from accounts.services.opening import SignInNameTaken, open_account, set_password
from accounts.services.profile import TooYoung, finish_onboarding, give_consent, set_profile, withdraw_consent
from accounts.services.raids import begin_raid_mode, end_raid_mode
from accounts.services.retention import forget_old_sign_ins
from accounts.services.standing import give_age_back, limit_account, move_across_18, note_too_young, suspend_account
from accounts.services.team import appoint, note_second_step
from accounts.services.way_back import CodeRefused, make_way_back_codes, use_way_back_code

__all__ = [
    "CodeRefused",
    "SignInNameTaken",
    "TooYoung",
    "appoint",
    "begin_raid_mode",
    "bump_access_epoch",
    "end_one_session",
    "end_raid_mode",
    "end_sessions",
    "end_sessions_of",
    "erase_due",
    "erase_too_young",
    "export_of",
    "finish_onboarding",
    "forget_old_sign_ins",
    "give_age_back",
    "give_consent",
    "keep_ledger",
    "limit_account",
    "make_way_back_codes",
    "note_second_step",
    "move_across_18",
    "note_too_young",
    "open_account",
    "replay_erasures",
    "request_erasure",
    "set_password",
    "set_profile",
    "suspend_account",
    "take_back_erasure",
    "take_back_too_young",
    "use_way_back_code",
    "withdraw_consent",
]
