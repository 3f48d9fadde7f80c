"""What the care floor tells those above."""

from django.dispatch import Signal

# A hint, sent after commit: a file of services waits to be looked through or taken. It may be lost; a sweep finds it.
import_waits = Signal()
