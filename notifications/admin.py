"""The outbox, to look at. It holds no words."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from accounts.admin import NoGuessing
from notifications.models import Notification


@admin.register(Notification)
class NotificationAdmin(NoGuessing, admin.ModelAdmin):
    list_display = ["uid", "kind", "state", "created_at", "due_at", "sent_at", "failures"]
    list_filter = ["state", "kind"]
    date_hierarchy = "created_at"
    exclude = ["account", "about_uid"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
