"""What happened in a room, told to the floors above. Sent inside the transaction."""

from django.dispatch import Signal

# participant: someone may take part in a room.
participant_began = Signal()
# participant: someone may no longer.
participant_ended = Signal()
