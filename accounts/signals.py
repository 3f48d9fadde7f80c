"""What other apps may hear about accounts. Sent inside the transaction: a handler calls building blocks only.

All but `raid_mode_switched` carry `user`. `account_hidden` comes when someone asks for erasure, is suspended or takes
back consent,
`account_shown` when that ends, `account_erased` just before the last row goes. `locks_changed` comes with a new
password and when someone ends their other sign-ins: whatever else opens something of the account ends, too.
`raid_mode_switched` comes when somebody closes sign-up and invitations, or opens them again.
`death_noted` comes when two people of the team understood that somebody has died, `death_undone` when it was a mistake:
what stops in between has to come back.
"""

from __future__ import annotations

from django.dispatch import Signal

account_hidden = Signal()
# `user`: the team trusts them with the young no more; whatever they keep of theirs ends now.
trust_taken = Signal()
account_shown = Signal()
account_erased = Signal()
locks_changed = Signal()
raid_mode_switched = Signal()
death_noted = Signal()
death_undone = Signal()
