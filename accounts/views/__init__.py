"""Pages of the accounts floor."""

from __future__ import annotations

from accounts.views.data import download, erase, give_consent, privacy, withdraw_consent
from accounts.views.team import team_member
from accounts.views.welcome import onboarding, too_young, welcome
from accounts.views.you import back_by_code, end_session, new_codes, you

__all__ = [
    "back_by_code",
    "download",
    "end_session",
    "erase",
    "give_consent",
    "new_codes",
    "onboarding",
    "privacy",
    "team_member",
    "too_young",
    "welcome",
    "withdraw_consent",
    "you",
]
