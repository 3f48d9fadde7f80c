"""The outbox, to look at. It holds no words."""

from __future__ import annotations

from django.contrib import admin

from accounts.admin import LookOnly
from notifications.models import Notification


@admin.register(Notification)
class NotificationAdmin(LookOnly):
    list_display = ["uid", "kind", "state", "created_at", "due_at", "sent_at", "failures"]
    list_filter = ["state", "kind"]
    date_hierarchy = "created_at"
    exclude = ["account", "about_uid"]
