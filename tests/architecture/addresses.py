"""Every address of the house with who gets an answer there. An address without a row fails the build.

`get` and `post` name an audience of `standing.AUDIENCES`; an empty one means that the address does not take the method.
`refusal` is what everybody else hears: 404 like what does not exist, unless another word is said here on purpose.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Address:
    get: str = ""
    post: str = ""
    refusal: tuple[int, ...] = (404,)
    # What a useful post holds, so that a refusal is one of the person and not of the form.
    data: dict[str, Any] = field(default_factory=dict)


def both(audience: str, **more: Any) -> Address:
    return Address(get=audience, post=audience, **more)


def page(audience: str, **more: Any) -> Address:
    return Address(get=audience, **more)


def button(audience: str, **more: Any) -> Address:
    return Address(post=audience, **more)


# The name of an open page, as the page itself gives it.
PAGE = "5a3ce9f0-0000-4000-8000-00000000beef"
PLAN = {
    "first_day": "2040-01-03", "at": "19:30", "repeat": "weeks", "format": "open", "way": "online", "minutes": 60,
    "uid": "5a3ce9f0-0000-4000-8000-000000000002",
}  # fmt: skip
STORY = {"how_it_was": "It rained.", "version": 0, "turn": 1, "audience": "me"}
CARD = {"title": "Toast", "when": "At night.", "how": "Make toast.", "minutes": 5, "basis": "experience"}
ADDRESSES: dict[str, Address] = {
    # -- the roof
    "landing": page("everybody"),
    "home": page("onboarded"),
    "search": both("everybody"),
    "plain_page": page("known page"),
    "style": page("admins"),
    "offline": page("everybody"),
    "service_worker": page("everybody"),
    "jsi18n": page("everybody"),
    "health_live": page("everybody"),
    "health_ready": page("everybody"),
    # -- signing in; allauth's own
    "account_login": both("everybody"),
    "account_logout": both("everybody"),
    "account_inactive": page("everybody"),
    "account_signup": both("everybody"),
    "account_reauthenticate": both("signed in"),
    "account_email": both("signed in"),
    "account_email_verification_sent": page("everybody"),
    "account_change_password": both("signed in"),
    "account_set_password": both("signed in"),
    "account_reset_password": both("everybody"),
    "account_reset_password_done": page("everybody"),
    "account_reset_password_from_key": both("everybody"),
    "account_reset_password_from_key_done": page("everybody"),
    "account_confirm_login_code": both("everybody"),
    "account_confirm_email": Address(get="everybody", post="known page"),
    "mfa_index": page("signed in"),
    "mfa_authenticate": both("everybody"),
    "mfa_reauthenticate": both("signed in"),
    "mfa_activate_totp": both("signed in"),
    # Nobody in the house has an app or codes; tests/accounts has them.
    "mfa_deactivate_totp": both("nobody"),
    "mfa_view_recovery_codes": page("nobody"),
    "mfa_generate_recovery_codes": both("signed in"),
    "mfa_download_recovery_codes": page("nobody"),
    "mfa_list_webauthn": page("signed in"),
    "mfa_add_webauthn": both("signed in"),
    "mfa_reauthenticate_webauthn": both("signed in"),
    "mfa_remove_webauthn": both("owner"),
    "mfa_edit_webauthn": both("owner"),
    "mfa_login_webauthn": both("everybody"),
    "usersessions_list": both("signed in"),
    # -- accounts
    "accounts:welcome": page("signed in"),
    "accounts:onboarding": both("signed in"),
    "accounts:too_young": both("signed in"),
    "accounts:you": both("onboarded"),
    "accounts:new_codes": both("signed in"),
    "accounts:privacy": page("signed in"),
    "accounts:give_consent": button("signed in", data={"consent": "on"}),
    "accounts:withdraw_consent": button("signed in"),
    "accounts:download": both("signed in"),
    "accounts:erase": Address(get="signed in", post="who stay", refusal=(403, 404)),
    "accounts:end_session": button("owner"),
    "accounts:back_by_code": both("everybody"),
    "accounts:team_member": both("admins"),
    # -- care
    "care:help": page("everybody"),
    "care:help_young": page("everybody"),
    "care:help_country": page("everybody"),
    "care:services": both("everybody"),
    "care:service": page("known page"),
    "care:directory": page("admins", refusal=(403, 404)),
    "care:import_services": button("admins", refusal=(403, 404)),
    "care:import_report": both("admins", refusal=(403, 404)),
    "care:export_services": page("admins", refusal=(403, 404)),
    "care:confirm_service": both("admins", refusal=(403, 404)),
    "care:withdraw_service": button("admins", refusal=(403, 404)),
    "care:help_kept": page("everybody"),
    "care:help_for": page("known page"),
    "care:did_not_work": button("everybody"),
    "care:to_check": page("admins", refusal=(403, 404)),
    "care:to_check_country": page("admins", refusal=(403, 404)),
    "care:exchange": both("admins", refusal=(403, 404)),
    "care:export": page("admins", refusal=(403, 404)),
    "care:confirm_line": both("admins", refusal=(403, 404)),
    "care:doubt_line": button("admins", refusal=(403, 404)),
    "care:confirm_number": both("admins", refusal=(403, 404)),
    # What is private is one's own page for everybody; nobody has an address for somebody else's.
    "care:plan": page("onboarded"),
    "care:plan_write": both("onboarded", data={"signs": "I sleep badly", "version": 0, "page": PAGE, "turn": 0}),
    "care:plan_now": page("onboarded"),
    "care:plan_now_step": page("onboarded"),
    "care:plan_print": page("onboarded"),
    "care:plan_device": page("onboarded"),
    "care:plan_remove": both("onboarded"),
    "care:plan_share": both("onboarded", data={"parts": "signs", "days": 7}),
    "care:plan_share_end": button("owner"),
    "care:shared": both("whoever has the link", data={"code": "000000"}),
    "care:circle": both("onboarded", data={"name": "Somebody", "kind": "own"}),
    "care:circle_entry": both("owner", data={"name": "Somebody", "kind": "own"}),
    "care:circle_remove": button("owner"),
    "care:bring": both("onboarded", data={"words": "hello"}),
    # -- notifications
    "notifications:choose": both("onboarded"),
    "notifications:devices": both("onboarded"),
    "notifications:end_device": button("owner"),
    # -- groups
    "groups:discover": both("everybody"),
    "groups:agreement": both("onboarded"),
    "groups:found": both("onboarded"),
    "groups:hidden_names": page("onboarded"),
    "groups:unblock": button("owner"),
    "groups:unmute": button("owner"),
    "groups:invited": both("whoever has the link"),
    "groups:oversight": page("moderators"),
    "groups:propose_move": button("moderators"),
    "groups:answer_move": button("moderators"),
    # Nobody in the house is under 18.
    "groups:ask_to_move": button("nobody"),
    "groups:move_over": button("owner"),
    "groups:proposed": page("moderators"),
    "groups:approve": button("moderators"),
    "groups:decline": button("moderators"),
    "groups:appoint": button("moderators"),
    "groups:accept_request": button("deciders of the request", refusal=(403, 404)),
    "groups:refuse_request": button("deciders of the request", refusal=(403, 404)),
    "groups:withdraw_request": button("owner"),
    "groups:group": page("who see the group"),
    "groups:rules": page("who see the group"),
    "groups:rules_again": both("members"),
    "groups:join": both("who see the group"),
    "groups:ask": both("who see the group"),
    "groups:members": page("members"),
    "groups:name": page("who see the name"),
    "groups:block": button("who blocked or see the name"),
    "groups:mute": button("who see the name"),
    "groups:settings": both("members"),
    "groups:leave": both("members"),
    # A member of a group that is kept has nothing to offer: they know the group, so the answer is a plain no.
    "groups:offer_to_keep": button("who may offer", refusal=(403, 404)),
    "groups:keep": page("keepers"),
    "groups:describe": both("keepers"),
    "groups:edit_rules": both("keepers"),
    "groups:room": both("keepers"),
    "groups:invite": button("keepers"),
    "groups:revoke_invitation": button("keepers and the invitation"),
    "groups:role": button("keepers of the member", refusal=(403, 404), data={"role": "co_facilitator"}),
    "groups:remove": both("keepers of the member", data={"reason": "unkind"}),
    "groups:archive": both("keepers"),
    # -- moderation
    "moderation:desk": page("the desk"),
    "moderation:shift": button("moderators", data={"end": "1"}),
    "moderation:rota": both("moderators", data={"shown_name": "Mo", "weekday": 1, "begins": "20:00", "until": "23:00"}),
    # One's own page: what each of the team leaves to others is in no address.
    "moderation:care": both("moderators", data={"act": "talk"}),
    "moderation:stop_slot": button("owner"),
    "moderation:cancel_shift": button("owner"),
    "moderation:case": page("case workers"),
    "moderation:case_act": button(
        "case workers", data={"note-words": "a note", "reply-words": "a reply", "close-reason": "read"}
    ),
    "moderation:offer_service": both("workers of what goes on"),
    # Whoever could have decided a case that ended meanwhile is told so, with their words.
    "moderation:decide": both("deciders", data={"measure": "no_action", "reason": "I read it"}, refusal=(404, 409)),
    "moderation:second": button("second people", data={"answer": "no"}),
    "moderation:lift": button("lifters"),
    "moderation:look_again": button("who look again", data={"outcome": "upheld", "reason": "I read it"}),
    "moderation:appeal": both("whom it was decided about", data={"words": "please look again"}),
    "moderation:mark_reading": button("case workers", data={"verdict": "not_right"}),
    "moderation:yearly": page("everybody"),
    "moderation:openings": page("moderators"),
    "moderation:word_rules": both(
        "moderators", data={"kind": "link", "words": "elsewhere.example", "why": "Not here."}
    ),
    "moderation:end_word_rule": button("moderators"),
    # Who is on the team without a desk has the switch, too.
    "moderation:raid": both("moderators and admins", data={"end": "1"}),
    "moderation:ask_opening": both("who open", data={"scope": "account", "hours": "1", "reason": "a reason"}),
    "moderation:opening": both("moderators of the case", data={"act": "end"}),
    "moderation:answer_fold": button("case workers", data={"answer": "stays"}),
    "moderation:reading_figures": page("admins"),
    "moderation:conversations": page("signed in"),
    "moderation:conversation": both("case author"),
    "moderation:choice": button("case author", data={"choice": "lines"}),
    "moderation:decline": button("case author"),
    "moderation:tell_room": button("case author", data={"know": "no"}),
    "moderation:what_to_say": page("everybody"),
    "moderation:place": button("case author"),
    # Visitors are shown the helplines instead, and their words.
    "moderation:need_help": Address(get="everybody", post="signed in", data={"words": "please"}),
    "moderation:send_to_team": button("signed in", data={"words": "please"}),
    "moderation:step_up": both("keepers", data={"words": "hello"}),
    "moderation:more_help": both("owner", data={"wanted": "no"}),
    "moderation:look_in": both("keepers", data={"words": "hello"}),
    "moderation:say_died": both("keepers and moderators", data={"known": "hello"}),
    "moderation:after_death": both("keepers and moderators", data={"act": "take_back"}),
    "moderation:memorial": both("members", data={"act": "remember", "words": "hello"}),
    "moderation:still_here": both("onboarded"),
    "moderation:report": both("who may report", data={"reason": "unkind", "words": "that hurt"}),
    # -- chat
    "chat:room": both("members", data={"body": "hello there"}),
    "chat:faces": page("members"),
    "chat:edit": both("authors", data={"body": "other words"}),
    "chat:remove": both("authors"),
    "chat:encourage": button("other readers", data={"words": "hear"}),
    "chat:held": both("owner"),
    "chat:held_at_desk": both("keepers and moderators", data={"act": "not", "version": "0", "reason": "Not here."}),
    "chat:take_words_back": button("owner"),
    # -- meetings
    "meetings:list": page("members"),
    "meetings:plan": both("planners", data=PLAN),
    "meetings:reminders": both("onboarded", data={"when": "hour"}),
    "meetings:choices": both("keepers", data={"is_public": "on"}),
    "meetings:group_calendar": page("whoever has the link"),
    "meetings:guide": page("everybody"),
    "meetings:calendar": both("onboarded"),
    "meetings:end_calendar": button("onboarded"),
    "meetings:person_calendar": page("whoever has the link"),
    "meetings:attendance": page("onboarded"),
    "meetings:confirmation": page("owner"),
    "meetings:note_attendance": both("planners"),
    # Ana was there; Ben keeps the room, and is asked other things. The evening ended yesterday.
    "meetings:after": both("who were at the meeting that ended", data={"heard": "yes", "safe": "yes"}),
    "meetings:debrief": both("who kept the meeting that ended", data={"notes": "calm"}),
    "meetings:ask_debrief": button("who kept the meeting that ended"),
    "meetings:debriefs": page("moderators"),
    "meetings:answer_debrief": both("moderators", data={"words": "at nine"}),
    "meetings:say_here": button("planners"),
    "meetings:script": page("planners"),
    # Nobody there has kept three meetings; to take back what one never said is harmless.
    "meetings:beside": button("members", data={"yes": "no"}),
    "meetings:roles": page("members"),
    "meetings:take_role": button("members", data={"role": "greeter", "weeks": "4"}),
    "meetings:put_down": button("owner"),
    "meetings:hand_on": button("owner"),
    "meetings:take_on": button("owner", data={"answer": "no"}),
    "meetings:pause": both("planners", data={"first_day": "2040-01-01"}),
    "meetings:end_pause": button("planners"),
    "meetings:meeting": page("members"),
    "meetings:answer": button("members", data={"answer": "going"}),
    "meetings:change": page("planners"),
    "meetings:change_one": both("planners", data={**PLAN, "day": "2040-01-03", "version": 0}),
    "meetings:change_following": both("planners", data=PLAN),
    "meetings:change_all": both("planners", data=PLAN),
    "meetings:cancel": both("planners", data={"what": "plan"}),
    "meetings:again": button("planners"),
    # The page shows the door to members of the group, and the room to who is in it.
    "meetings:live": page("members"),
    "meetings:live_in": button("members"),
    "meetings:live_act": button("who are in the meeting", data={"act": "hand"}),
    "meetings:live_how": button("who are in the meeting", data={"how": "word:calm", "shown_to": "nobody"}),
    "meetings:live_say": button("who are in the meeting", data={"body": "hello there"}),
    "meetings:live_leave": button("who are in the meeting"),
    "meetings:guest_invite": both("planners", data={"name": "Lena", "as_what": "a nurse"}),
    "meetings:guest_take_back": button("keepers"),
    "meetings:rather_not": button("members who keep nothing"),
    "meetings:guest": page("owner"),
    "meetings:guest_in": button("owner"),
    "meetings:guest_out": button("owner"),
    "meetings:as_guest": both("owner"),
    "meetings:missed_choices": both("onboarded"),
    "meetings:missed": page("keepers and who greets there"),
    # Eve was written to already, and nobody else allowed it.
    "meetings:missed_write": both("nobody", data={"words": "We missed you."}),
    "meetings:missed_away": button("owner"),
    "meetings:side_offer": both("keepers in the meeting"),
    "meetings:side_go": button("the two of the side room"),
    "meetings:side_not_now": button("who was offered the side room"),
    "meetings:side_leave": button("the two of the side room"),
    "meetings:live_quiet": button("keepers in the meeting"),
    "meetings:live_remove": both("keepers in the meeting", data={"reason": "unkind"}),
    "meetings:video": both("planners", data={"link": "https://video.example/room"}),
    "meetings:kit": page("onboarded"),
    "meetings:kit_card": page("onboarded and known"),
    # -- stories
    "stories:discover": both("everybody"),
    "stories:heard": page("everybody"),
    "stories:mine": page("onboarded"),
    "stories:not_today": button("onboarded", data={"what": "story"}),
    "stories:write": both("onboarded"),
    "stories:wishes": both("onboarded"),
    # Words for a draft that is not there (any more) are kept in one of one's own.
    "stories:draft": Address(get="owner", post="onboarded", data={**STORY, "page": PAGE}),
    "stories:look": Address(get="owner", post="onboarded"),
    "stories:remove_draft": both("owner"),
    "stories:waiting": page("keepers of an active group"),
    "stories:reviews": page("moderators"),
    "stories:review": both("who read it first", data={"version": 1, "answer": "everyone"}),
    "stories:story": page("readers of the story"),
    "stories:change": button("owner"),
    "stories:take_back": both("owner"),
    "stories:answer": button("who may answer the story", refusal=(404, 409), data={"body": "hello there"}),
    "stories:encourage": button("other readers of the story", data={"words": "hear"}),
    "stories:keep": button("readers of the story"),
    "stories:chosen": button("readers of the story"),
    "stories:remove_answer": button("owner"),
    # -- one's own course
    "resilience:growth": page("onboarded"),
    "resilience:check_in": both("onboarded", data={"word": "calm"}),
    "resilience:remove_check_in": button("owner"),
    "resilience:milestone": button("onboarded", data={"words": "I called back.", "day": "2030-01-02"}),
    "resilience:remove_milestone": button("owner"),
    "resilience:steps": both("onboarded", data={"words": "Drink some tea", "times": 3}),
    "resilience:step": both("owner", data={"do": "done"}),
    "resilience:journal": both("onboarded"),
    # Words for an entry that is not there (any more) are kept in a new one.
    "resilience:entry": Address(get="owner", post="onboarded", data={"body": "It rained.", "version": 0, "turn": 1}),
    "resilience:remove_entry": both("owner"),
    # -- what people keep at: buddies
    "resilience:buddy": both("members", data={"may": "no"}),
    "resilience:buddy_ask": both("who may ask for a buddy", data={"words": "hello", "agree": "on"}),
    "resilience:buddy_answer": button("owner", data={"act": "away"}),
    "resilience:buddy_end": both("owner"),
    "resilience:buddy_danger": button("owner"),
    # -- strategies and the toolbox
    "resilience:shelf": both("everybody"),
    "resilience:exercises": page("everybody"),
    "resilience:words": page("everybody"),
    "resilience:asked": page("everybody"),
    "resilience:write": Address(get="onboarded", post="who take part", data=CARD, refusal=(403, 404, 409)),
    "resilience:reviews": page("moderators"),
    "resilience:strategy": page("readers of the card"),
    "resilience:change": both("owner", data=CARD),
    "resilience:take_back": both("owner"),
    "resilience:keep": button("readers of the card"),
    "resilience:tried": button("other readers of the card", data={"situation": "night", "outcome": "helped"}),
    "resilience:review": button("who read the card first", data={"version": 1, "answer": "show"}),
    "resilience:toolbox": both("onboarded", data={"words": "toast"}),
    "resilience:tool": both("owner", data={"words": "toast"}),
    # -- admin: the index and its helpers; the pages of models are rows of MODEL_PAGES
    "admin:index": both("admins"),
    "admin:login": both("visitors and admins", refusal=(403,)),
    "admin:logout": button("everybody", refusal=(302, 404)),
    "admin:password_change": both("admins"),
    "admin:password_change_done": page("admins"),
    "admin:autocomplete": page("nobody", refusal=(403, 404)),
    "admin:jsi18n": page("admins"),
    "admin:view_on_site": both("nobody"),
    "admin:app_list": both("admins"),
    "admin:": both("nobody"),
}
# The admin's pages of every model, by how their name ends.
MODEL_PAGES = {kind: both("admins") for kind in ("changelist", "add", "history", "delete", "change")}

# topic -> who may follow it; every operation asks the same.
TOPICS: dict[str, str] = {"room": "members", "meeting": "who are in the meeting", "desk": "moderators", "me": "owner"}
OPERATIONS: dict[str, set[str]] = {
    "room": {"post", "edit", "remove", "encourage", "read", "need_help"},
    "meeting": set(),
    "desk": set(),
    "me": set(),
}


def row_of(name: str) -> Address | None:
    """The row of an address, by its name."""
    if name.startswith("admin:") and name.rpartition("_")[2] in MODEL_PAGES and name.count("_") >= 2:
        return MODEL_PAGES[name.rpartition("_")[2]]
    return ADDRESSES.get(name)
