"""Addresses of groups. A slug always ends in random letters, so it never meets a fixed word here."""

from __future__ import annotations

from django.urls import path

from groups.views import ages, asking, finding, hiding, inviting, keeping, members, overseeing, visiting

app_name = "groups"
urlpatterns = [
    path("groups/", finding.discover, name="discover"),
    path("groups/agreement/", keeping.agreement, name="agreement"),
    path("groups/new/", keeping.found, name="found"),
    path("groups/hidden-names/", hiding.hidden_names, name="hidden_names"),
    path("groups/hidden-names/blocks/<uuid:uid>/", hiding.unblock, name="unblock"),
    path("groups/hidden-names/mutes/<uuid:uid>/", hiding.unmute, name="unmute"),
    path("groups/invited/<str:token>/", inviting.invited, name="invited"),
    path("groups/oversight/", overseeing.oversight, name="oversight"),
    path("groups/oversight/<uuid:uid>/", overseeing.proposed, name="proposed"),
    path("groups/oversight/<uuid:uid>/approve/", overseeing.approve, name="approve"),
    path("groups/oversight/<uuid:uid>/decline/", overseeing.decline, name="decline"),
    path("groups/oversight/keepers/<uuid:uid>/", overseeing.appoint, name="appoint"),
    path("groups/requests/<uuid:uid>/accept/", asking.accept, name="accept_request"),
    path("groups/requests/<uuid:uid>/refuse/", asking.refuse, name="refuse_request"),
    path("groups/requests/<uuid:uid>/withdraw/", asking.withdraw, name="withdraw_request"),
    path("groups/ages/ask/", ages.ask_to_move, name="ask_to_move"),
    path("groups/ages/<uuid:uid>/over/", ages.move_over, name="move_over"),
    path("groups/oversight/ages/", ages.propose_move, name="propose_move"),
    path("groups/oversight/ages/<uuid:uid>/", ages.answer_move, name="answer_move"),
    path("groups/<slug:slug>/", visiting.group, name="group"),
    path("groups/<slug:slug>/rules/", visiting.rules, name="rules"),
    path("groups/<slug:slug>/rules/again/", visiting.rules_again, name="rules_again"),
    path("groups/<slug:slug>/join/", visiting.join, name="join"),
    path("groups/<slug:slug>/ask/", asking.ask, name="ask"),
    path("groups/<slug:slug>/members/", members.members, name="members"),
    path("groups/<slug:slug>/members/<uuid:uid>/", hiding.name, name="name"),
    path("groups/<slug:slug>/members/<uuid:uid>/block/", hiding.block, name="block"),
    path("groups/<slug:slug>/members/<uuid:uid>/mute/", hiding.mute, name="mute"),
    path("groups/<slug:slug>/me/", members.settings, name="settings"),
    path("groups/<slug:slug>/leave/", members.leave, name="leave"),
    path("groups/<slug:slug>/offer/", members.offer, name="offer_to_keep"),
    path("groups/<slug:slug>/keep/", keeping.keep, name="keep"),
    path("groups/<slug:slug>/keep/about/", keeping.describe, name="describe"),
    path("groups/<slug:slug>/keep/rules/", keeping.edit_rules, name="edit_rules"),
    path("groups/<slug:slug>/keep/room/", keeping.room, name="room"),
    path("groups/<slug:slug>/keep/invite/", inviting.invite, name="invite"),
    path("groups/<slug:slug>/keep/invitations/<uuid:uid>/", inviting.revoke, name="revoke_invitation"),
    path("groups/<slug:slug>/keep/members/<uuid:uid>/role/", keeping.role, name="role"),
    path("groups/<slug:slug>/keep/members/<uuid:uid>/remove/", keeping.remove, name="remove"),
    path("groups/<slug:slug>/keep/archive/", keeping.archive, name="archive"),
]
