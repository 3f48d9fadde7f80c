"""A hint, sent after commit and perhaps lost: something waits in the outbox. The sweep finds it anyway."""

from __future__ import annotations

from django.dispatch import Signal

outbox_filled = Signal()
