"""Rooms in the admin pages: that one works, never what is said in it or who is there.

Participants, messages and encouragements have no page: who runs an installation looks after rooms, not into them.
"""

from __future__ import annotations

from django.contrib import admin

from accounts.admin import LookOnly
from chat.models import Room


@admin.register(Room)
class RoomAdmin(LookOnly):
    list_display = ["uid", "kind", "seq", "created_at", "last_message_at"]
    list_filter = ["kind"]
    search_fields = ["uid"]
    fields = ["uid", "kind", "seq", "created_at", "last_message_at"]
