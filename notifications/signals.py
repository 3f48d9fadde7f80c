"""What the outbox tells: that something waits, and that a message will reach nobody."""

from __future__ import annotations

from django.dispatch import Signal

# A hint, sent after commit and perhaps lost: the sweep finds what waits anyway.
outbox_filled = Signal()
# `notification`: it was kept or given up. Sent inside the transaction that marks it, so what hears it is never lost.
undelivered = Signal()
