from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from audit.models import AuditEvent


@admin.register(AuditEvent)
class AuditEventAdmin(admin.ModelAdmin):
    """To read. Nobody adds, changes or deletes a line."""

    list_display = ["at", "verb", "target_kind", "target_uid", "reason", "actor_uid"]
    list_filter = ["verb", "target_kind"]
    date_hierarchy = "at"
    search_fields = ["target_uid", "actor_uid"]
    ordering = ["-id"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
