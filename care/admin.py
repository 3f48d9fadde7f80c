"""Lists of numbers to read through. Confirming is a button to our own page: the admin writes nothing itself."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from care.models import EmergencyNumber, Organisation, Service, ServiceImport, ServiceKey, SupportLine


class ConfirmedFilter(admin.SimpleListFilter):
    title = _("confirmed by a person")
    parameter_name = "confirmed"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("yes", _("Yes")), ("no", _("No"))]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        if self.value() in ("yes", "no"):
            return queryset.filter(verified_on__isnull=self.value() == "no")
        return queryset


class ReadOnly(admin.ModelAdmin):
    """Shows and links; services write."""

    list_per_page = 100
    readonly_fields = ["act"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(request.user.is_active and request.user.is_staff)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)


@admin.register(SupportLine)
class SupportLineAdmin(ReadOnly):
    list_display = [
        "country", "service", "channel", "dial", "status", "source_year", "hours", "audience", "verified_on", "act",
    ]  # fmt: skip
    list_display_links = ["service"]
    list_filter = ["status", ConfirmedFilter, "channel", "kind", "cost", "source_year", "country"]
    search_fields = ["country", "service", "service_local_name", "dial", "url", "source", "note"]

    @admin.display(description=_("confirm"))
    def act(self, line: SupportLine) -> str:
        return format_html('<a href="{}">{}</a>', reverse("care:confirm_line", args=[line.uid]), _("Confirm or doubt"))


@admin.register(EmergencyNumber)
class EmergencyNumberAdmin(ReadOnly):
    list_display = ["country", "number", "service", "status", "source_year", "verified_on", "act"]
    list_display_links = ["number"]
    list_filter = ["status", ConfirmedFilter, "service", "source_year", "country"]
    search_fields = ["country", "number", "source", "note"]

    @admin.display(description=_("confirm"))
    def act(self, number: EmergencyNumber) -> str:
        return format_html('<a href="{}">{}</a>', reverse("care:confirm_number", args=[number.uid]), _("Confirm"))


@admin.register(Service)
class ServiceAdmin(ReadOnly):
    list_display = ["name", "organisation", "status", "free", "online", "assured_on", "verified_on", "withdrawn", "act"]
    list_filter = ["status", "withdrawn", ConfirmedFilter, "free", "online"]
    list_select_related = ["organisation"]
    search_fields = ["name", "organisation__name"]
    fields = [
        "name", "organisation", "hsds_id", "description", "status", "assured_on", "assurer_email", "verified_on",
        "verified_source", "withdrawn", "act",
    ]  # fmt: skip

    @admin.display(description=_("confirm"))
    def act(self, service: Service) -> str:
        address = reverse("care:confirm_service", args=[service.uid])
        return format_html('<a href="{}">{}</a>', address, _("Confirm or take off"))


class PlainReadOnly(ReadOnly):
    readonly_fields = []


@admin.register(Organisation)
class OrganisationAdmin(PlainReadOnly):
    list_display = ["name", "hsds_id"]
    search_fields = ["name"]
    fields = ["name", "hsds_id"]


@admin.register(ServiceKey)
class ServiceKeyAdmin(PlainReadOnly):
    list_display = ["kind", "value", "service"]
    list_filter = ["kind"]
    list_select_related = ["service"]
    fields = ["kind", "value", "service"]


@admin.register(ServiceImport)
class ServiceImportAdmin(PlainReadOnly):
    list_display = ["file_name", "state", "given_at", "done_at"]
    list_filter = ["state"]
    fields = ["file_name", "state", "given_at", "done_at"]

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).defer("data")
