"""Who chooses which mails somebody gets: the person."""

from __future__ import annotations

from accounts.access import declare
from accounts.policies import is_own_account, is_signed_in

declare(notifications={"choose_mail": is_signed_in & is_own_account})
