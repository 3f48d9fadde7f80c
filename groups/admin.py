"""Groups in the admin pages: to look, not to change, and without words, names or who is behind one.

What changes a group is a service with a page of its own; what the team has to know is on the oversight page.
"""

from __future__ import annotations

from django.contrib import admin

from accounts.admin import LookOnly
from groups.models import (
    AgeMove,
    Block,
    FacilitatorAgreement,
    GroundRules,
    Group,
    Invitation,
    JoinRequest,
    Membership,
    Mute,
    RulesAcceptance,
)


@admin.register(Group)
class GroupAdmin(LookOnly):
    list_display = ["uid", "state", "entry", "language", "size", "created_at", "last_active_at", "unkept_since"]
    list_filter = ["state", "entry", "language", ("unkept_since", admin.EmptyFieldListFilter)]
    search_fields = ["uid"]
    date_hierarchy = "created_at"
    fields = [
        "uid", "state", "ages", "entry", "crosstalk", "language", "time_zone", "size", "cohort_starts_on",
        "cohort_ends_on", "slow_mode_seconds", "needs_facilitator_here", "created_at", "archived_at", "unkept_since",
        "closed_to_posts_at", "last_active_at",
    ]  # fmt: skip


@admin.register(Membership)
class MembershipAdmin(LookOnly):
    """Neither the account nor the name: together they would tell who somebody is in a group."""

    list_display = ["uid", "group", "role", "state", "joined_at", "ended_at", "end_reason"]
    list_filter = ["role", "state", "end_reason"]
    search_fields = ["uid", "group__uid"]
    list_select_related = ["group"]
    fields = ["uid", "group", "role", "state", "joined_at", "ended_at", "end_reason"]


@admin.register(GroundRules)
class GroundRulesAdmin(LookOnly):
    list_display = ["uid", "group", "version", "created_at"]
    list_select_related = ["group"]
    fields = ["uid", "group", "version", "created_at"]


@admin.register(RulesAcceptance)
class RulesAcceptanceAdmin(LookOnly):
    list_display = ["uid", "membership", "rules", "accepted_at"]
    list_select_related = ["membership", "rules"]
    fields = ["uid", "membership", "rules", "accepted_at"]


@admin.register(FacilitatorAgreement)
class FacilitatorAgreementAdmin(LookOnly):
    list_display = ["account", "version", "signed_at"]
    list_filter = ["version"]
    list_select_related = ["account"]
    fields = ["uid", "account", "version", "signed_at"]


@admin.register(JoinRequest)
class JoinRequestAdmin(LookOnly):
    list_display = ["uid", "group", "state", "asked_at", "passed_on_at", "decided_at"]
    list_filter = ["state", ("passed_on_at", admin.EmptyFieldListFilter)]
    list_select_related = ["group"]
    fields = ["uid", "group", "state", "asked_at", "passed_on_at", "decided_at"]


@admin.register(Invitation)
class InvitationAdmin(LookOnly):
    list_display = ["uid", "group", "role", "expires_at", "revoked_at", "uses_left"]
    list_filter = ["role", ("revoked_at", admin.EmptyFieldListFilter)]
    list_select_related = ["group"]
    fields = ["uid", "group", "role", "created_at", "expires_at", "revoked_at", "uses_left"]


@admin.register(Block)
class BlockAdmin(LookOnly):
    """That it exists and when: who does not read whom is nobody else's business."""

    list_display = ["uid", "created_at"]
    fields = ["uid", "created_at"]


@admin.register(Mute)
class MuteAdmin(LookOnly):
    list_display = ["uid", "created_at"]
    fields = ["uid", "created_at"]


@admin.register(AgeMove)
class AgeMoveAdmin(LookOnly):
    """When somebody went over to the other side of 18, and not who."""

    list_display = ["uid", "asked_at", "answered_at", "done_at", "declined_at"]
    fields = ["uid", "asked_at", "answered_at", "goodbye_until", "done_at", "declined_at"]
