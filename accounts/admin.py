"""Accounts in the admin pages: to look, not to change. What changes an account is a service with a page of its own.

Nothing here opens what somebody wrote or agreed to in words; who belongs to which group name is not shown either.
"""

from __future__ import annotations

from typing import Any

# Loaded first, so that their own pages can be taken down below.
import allauth.account.admin
import allauth.mfa.admin
import allauth.usersessions.admin  # noqa: F401
from allauth.account.decorators import secure_admin_login
from allauth.account.models import EmailAddress, EmailConfirmation
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib import admin
from django.contrib.auth.models import Group as PermissionGroup
from django.http import HttpRequest, HttpResponseRedirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import Consent, LivedExperience, Profile, RaidMode, User, WayBackCode
from audit.models import AuditEvent

# One door for everyone: the ordinary sign-in, with its limits and its second step.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]


def _change_password(request: HttpRequest, extra_context: Any = None) -> HttpResponseRedirect:
    """And one place for a new password: ours ends other sign-ins and their sockets, the admin's own does not."""
    return HttpResponseRedirect(reverse("account_change_password"))


admin.site.password_change = _change_password  # type: ignore[assignment, method-assign]


class NoGuessing:
    """Only what stands in `list_filter` and `date_hierarchy` may be asked of a list.

    Django takes any column from the address line (`?email__startswith=a`): what is not shown could be guessed letter
    by letter, and `?account=5` would join up the names of one person.
    """

    def lookup_allowed(self, lookup: str, value: Any, request: HttpRequest | None = None) -> bool:
        named = [entry[0] if isinstance(entry, tuple) else entry for entry in self.list_filter]  # type: ignore[attr-defined]
        shown = {str(name) for name in [*named, self.date_hierarchy] if isinstance(name, str)}  # type: ignore[attr-defined]
        # A filter of our own asks its own question under its own name.
        shown |= {str(entry.parameter_name) for entry in named if hasattr(entry, "parameter_name")}
        return any(lookup == name or lookup.startswith(f"{name}__") for name in shown)


class LookOnly(NoGuessing, admin.ModelAdmin):
    """Lists and details without a way to add, change or delete. Superusers are no exception."""

    actions = None

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(request.user.is_active and request.user.is_staff)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)


@admin.register(User)
class UserAdmin(LookOnly):
    list_display = ["uid", "is_moderator", "is_staff", "is_active", "date_joined", "suspended_until", "erase_after"]
    list_filter = ["is_moderator", "is_staff", "is_active", ("erase_after", admin.EmptyFieldListFilter)]
    search_fields = ["uid"]
    date_hierarchy = "date_joined"
    fields = [
        "uid", "roles", "is_active", "is_moderator", "is_staff", "is_superuser", "date_joined", "last_login",
        "access_epoch", "suspended_until", "limited_until", "erase_after",
    ]  # fmt: skip

    @admin.display(description=_("roles"))
    def roles(self, obj: User) -> str:
        url = reverse("accounts:team_member", args=[obj.uid])
        return format_html('<a href="{}">{}</a>', url, gettext("Give or take roles"))


@admin.register(Profile)
class ProfileAdmin(LookOnly):
    list_display = ["user", "onboarded_at", "peer_specialist_verified_at"]
    list_filter = [("onboarded_at", admin.EmptyFieldListFilter)]
    fields = ["uid", "user", "onboarded_at", "peer_specialist_verified_at"]
    list_select_related = ["user"]


@admin.register(Consent)
class ConsentAdmin(LookOnly):
    list_display = ["user", "kind", "version", "given_at", "withdrawn_at"]
    list_filter = ["kind", "version"]
    list_select_related = ["user"]


@admin.register(WayBackCode)
class WayBackCodeAdmin(LookOnly):
    list_display = ["user", "used_at"]
    fields = ["uid", "user", "used_at"]
    list_select_related = ["user"]


@admin.register(LivedExperience)
class LivedExperienceAdmin(admin.ModelAdmin):
    """The one list here that belongs to nobody: it may be changed."""

    list_display = ["name", "slug", "position"]
    list_editable = ["position"]
    search_fields = ["name"]
    prepopulated_fields = {"slug": ["name"]}


class SessionAdmin(LookOnly):
    list_display = ["user", "created_at", "last_seen_at"]
    fields = ["user", "created_at", "last_seen_at"]
    list_select_related = ["user"]


class AuthenticatorAdmin(LookOnly):
    """A list only: a page of its own would carry in its title what somebody called their device."""

    list_display_links = None
    list_display = ["user", "type", "created_at", "last_used_at"]
    list_filter = ["type"]
    fields = ["user", "type", "created_at", "last_used_at"]
    list_select_related = ["user"]

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return obj is None and super().has_view_permission(request)


class EmailAddressAdmin(LookOnly):
    """A list only: a page of its own would carry the address in its title."""

    list_display = ["user", "verified", "primary"]
    list_display_links = None
    list_filter = ["verified", "primary"]
    list_select_related = ["user"]

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return obj is None and super().has_view_permission(request)


@admin.register(AuditEvent)
class AuditEventAdmin(LookOnly):
    """What happened to a row, and when. Who did it stays out: a membership's lines would name the account behind it.

    It stands here because the audit lies below the pages of accounts, and may be looked at by their rules only.
    """

    list_display = ["at", "verb", "target_kind", "target_uid", "reason"]
    list_filter = ["verb", "target_kind"]
    date_hierarchy = "at"
    search_fields = ["target_uid"]
    ordering = ["-id"]
    fields = ["uid", "at", "verb", "target_kind", "target_uid", "reason", "chain_seq", "chain_hash"]


# The libraries' own pages show addresses and secrets, and let an admin write them past every service.
for model in (EmailAddress, EmailConfirmation, Authenticator, UserSession, PermissionGroup):
    if admin.site.is_registered(model):
        admin.site.unregister(model)
admin.site.register(UserSession, SessionAdmin)
admin.site.register(Authenticator, AuthenticatorAdmin)
admin.site.register(EmailAddress, EmailAddressAdmin)


@admin.register(RaidMode)
class RaidModeAdmin(LookOnly):
    """Not who switched it: the desk says so while it is on, and the audit for whoever has to answer for it."""

    list_display = ["uid", "began_at", "ends_at", "ended_at"]
    fields = ["uid", "began_at", "ends_at", "ended_at"]
