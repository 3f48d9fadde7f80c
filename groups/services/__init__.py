"""Every write in groups. Entry services ask permission themselves; blocks need an entry service around them."""

from groups.ground_rules import needs_rules
from groups.services.ages import answer_move, ask_to_move, finish_moves, move_over, propose_move
from groups.services.asking import accept_request, refuse_request, request_to_join, withdraw_request
from groups.services.founding import (
    Description,
    approve_group,
    archive_group,
    decline_group,
    describe_group,
    found_group,
    sign_agreement,
)
from groups.services.hiding import block, mute_name, unblock, unmute_name
from groups.services.inviting import accept_invitation, make_invitation, revoke_invitation
from groups.services.joining import (
    accept_rules,
    end_membership,
    join_group,
    leave_group,
    remove_member,
    rename_membership,
    set_just_listening,
)
from groups.services.keeping import (
    appoint_keeper,
    offer_to_keep,
    publish_rules,
    set_role,
    set_room_settings,
    step_in,
)
from groups.services.sweeps import close_ended_cohorts, close_unkept_groups, forget_old_invitations, pass_on_requests

__all__ = [
    "Description",
    "accept_invitation",
    "accept_request",
    "accept_rules",
    "answer_move",
    "appoint_keeper",
    "approve_group",
    "archive_group",
    "ask_to_move",
    "block",
    "close_ended_cohorts",
    "close_unkept_groups",
    "decline_group",
    "describe_group",
    "end_membership",
    "finish_moves",
    "forget_old_invitations",
    "found_group",
    "join_group",
    "leave_group",
    "make_invitation",
    "move_over",
    "mute_name",
    "needs_rules",
    "offer_to_keep",
    "pass_on_requests",
    "propose_move",
    "publish_rules",
    "refuse_request",
    "remove_member",
    "rename_membership",
    "request_to_join",
    "revoke_invitation",
    "set_just_listening",
    "set_role",
    "set_room_settings",
    "sign_agreement",
    "step_in",
    "unblock",
    "unmute_name",
    "withdraw_request",
]
