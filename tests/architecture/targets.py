"""Concrete addresses: every pattern filled with things that are one's own, somebody else's, and nobody's."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib import admin
from django.urls import reverse

from tests.architecture.addresses import ADDRESSES, MODEL_PAGES
from tests.architecture.standing import AUTHOR, MEMBERS, Facts
from tests.factories.house import House
from tests.factories.house_stories import OF_HOUSE
from tests.factories.house_strategies import CARDS_OF_HOUSE

NOWHERE = str(uuid.UUID("5a3ce9f0-0000-4000-8000-00000000dead"))
NOTHING: Facts = {"nothing": True}


@dataclass(frozen=True)
class Target:
    name: str
    path: str
    facts: Facts

    @property
    def nothing(self) -> bool:
        return bool(self.facts.get("nothing"))


def targets(house: House) -> list[Target]:
    """Every address of the table; those with an id once for each thing it may mean, and once for nothing."""
    found: list[Target] = []
    for name in ADDRESSES:
        for kwargs, facts in _fillings(name, house):
            found.append(Target(name, _path(name, kwargs), facts))
    return found + list(_admin_pages(house))


def _path(name: str, kwargs: dict[str, Any]) -> str:
    if name == "admin:":
        return reverse("admin:index") + "no/such/page/"
    return reverse(name, kwargs=kwargs)


def _fillings(name: str, house: House) -> Iterator[tuple[dict[str, Any], Facts]]:
    special = SPECIAL.get(name)
    if special is not None:
        yield from special(house)
        return
    app, _, short = name.partition(":")
    if app == "groups" and short in BY_GROUP:
        yield from _of_groups(house, every=short in BY_EVERY_GROUP)
    elif app == "groups" and short in BY_MEMBER:
        yield from _of_members(house)
    elif app == "moderation" and short in BY_CASE:
        yield from _of_cases(house)
    elif app == "moderation" and short in BY_DECISION:
        yield from _of_decisions(house)
    elif name == "resilience:buddy":
        yield from _of_groups(house, every=False)
    elif app == "chat" and short in BY_ROOM:
        for key, room in house.rooms.items():
            yield {"room": room.uid}, {"group": key}
        yield {"room": house.pair.room.uid}, {"buddy": "ana"}
        yield {"room": NOWHERE}, NOTHING
    elif app == "meetings" and short in ("list", "plan", "video", "choices", "roles", "take_role", "missed"):
        yield from _of_groups(house, every=True)
    elif app == "meetings" and short not in OF_ONESELF:
        for key, row in house.meetings.items():
            yield {"uid": row.series.uid if short.endswith("pause") else row.uid}, {"group": key}
        yield {"uid": NOWHERE}, NOTHING
    elif app == "chat":
        yield from _of_messages(house)
    else:
        yield {}, {}


BY_GROUP = set(
    "group rules rules_again join ask members settings leave offer_to_keep keep describe edit_rules room invite "
    "archive".split()
)
BY_EVERY_GROUP = {"group", "rules", "join", "ask", "leave", "offer_to_keep", "keep"}
BY_MEMBER = {"name", "block", "mute", "role", "remove"}
BY_CASE = set("case case_act ask_opening decide offer_service conversation choice decline place tell_room".split())
BY_DECISION = {"second", "lift", "look_again", "appeal"}
BY_ROOM = {"room", "faces"}
BY_STORY = ("story", "change", "take_back", "answer", "encourage", "keep", "chosen", "review")
# Of meetings: what is everybody's own, or everybody's.
OF_ONESELF = {
    "attendance", "calendar", "debriefs", "end_calendar", "guide", "missed_choices", "reminders",
}  # fmt: skip


def _of_groups(house: House, *, every: bool) -> Iterator[tuple[dict[str, Any], Facts]]:
    for key, group in house.groups.items():
        if every or key in ("open", "private", "proposed"):
            yield {"slug": group.slug}, {"group": key}
    yield {"slug": "room-aaaabbbb"}, NOTHING


def _of_members(house: House) -> Iterator[tuple[dict[str, Any], Facts]]:
    for key, row in house.memberships.items():
        who, _, group = key.partition("@")
        if group in ("open", "private"):
            facts = {"group": group, "member": who, "live": who in MEMBERS[group]}
            yield {"slug": house.groups[group].slug, "uid": row.uid}, facts
    # A name of one group under the address of another.
    yield {"slug": house.groups["private"].slug, "uid": house.memberships["eve@open"].uid}, {"group": "private"}
    yield {"slug": house.groups["open"].slug, "uid": NOWHERE}, NOTHING


def _of_cases(house: House) -> Iterator[tuple[dict[str, Any], Facts]]:
    for key, case in house.cases.items():
        yield {"uid": case.uid}, {"case": key, "version": case.version}
    yield {"uid": NOWHERE}, NOTHING


def _of_decisions(house: House) -> Iterator[tuple[dict[str, Any], Facts]]:
    for key, row in house.decisions.items():
        yield {"uid": row.case.uid, "decision": row.uid}, {"decision": key, "row": row}
    # A decision of one case under the address of another.
    yield {"uid": house.cases["waiting"].uid, "decision": house.decisions["removed"].uid}, NOTHING
    yield {"uid": house.cases["removed"].uid, "decision": NOWHERE}, NOTHING


def _acts(house: House) -> Iterator[tuple[dict[str, Any], Facts]]:
    for kwargs, facts in _of_cases(house):
        for act in (
            ("read", "claim", "release", "note", "reply", "talking", "over", "call", "agree", "close", "ending")
            if facts.get("case") == "crisis"
            else ("note",)
        ):
            yield kwargs | {"act": act}, facts | {"act": act}
    yield {"uid": house.cases["help"].uid, "act": "explode"}, NOTHING


def _readings(house: House) -> Iterator[tuple[dict[str, Any], Facts]]:
    readings = {key: house.cases[key].evidence.get().finding for key in ("crisis", "private")}
    for key, finding in readings.items():
        yield {"uid": house.cases[key].uid, "reading": finding.uid}, {"case": key}
    # A reading of one case under the address of another.
    yield {"uid": house.cases["crisis"].uid, "reading": readings["private"].uid}, NOTHING
    yield {"uid": house.cases["crisis"].uid, "reading": NOWHERE}, NOTHING


def _folds(house: House) -> Iterator[tuple[dict[str, Any], Facts]]:
    yield {"uid": house.cases["crisis"].uid, "fold": house.fold.uid}, {"case": "crisis"}
    # A fold of one case under the address of another.
    yield {"uid": house.cases["private"].uid, "fold": house.fold.uid}, NOTHING


def _openings(house: House) -> Iterator[tuple[dict[str, Any], Facts]]:
    yield {"uid": house.cases["crisis"].uid, "grant": house.grant.uid}, {"case": "crisis"}
    # One of another case.
    yield {"uid": house.cases["private"].uid, "grant": house.grant.uid}, NOTHING


def _of_messages(house: House) -> Iterator[tuple[dict[str, Any], Facts]]:
    for key in AUTHOR:
        group = "private" if key.startswith("private") else "open"
        yield {"room": house.rooms[group].uid, "message": house.messages[key].uid}, {"group": group, "message": key}
    gone, here = house.messages["removed"], house.rooms["open"].uid
    yield {"room": here, "message": gone.uid}, NOTHING
    # A message of one room under the address of another.
    yield {"room": here, "message": house.messages["private"].uid}, {"group": "open"}
    yield {"room": here, "message": NOWHERE}, NOTHING


def _reports(house: House) -> Iterator[tuple[dict[str, Any], Facts]]:
    for key in AUTHOR:
        group = "private" if key.startswith("private") else "open"
        facts = {"kind": "message", "group": group, "message": key}
        yield {"kind": "message", "uid": house.messages[key].uid}, facts
    for key, row in house.memberships.items():
        who, _, group = key.partition("@")
        if group in ("open", "private"):
            yield {"kind": "membership", "uid": row.uid}, {"kind": "membership", "group": group, "member": who}
    for key, group_row in house.groups.items():
        yield {"kind": "group", "uid": group_row.uid}, {"kind": "group", "group": key}
    for key, meeting in house.meetings.items():
        yield {"kind": "meeting", "uid": meeting.uid}, {"kind": "meeting", "group": key}
    for key, story in house.stories.items():
        yield {"kind": "story", "uid": story.uid}, {"kind": "story", "story": key}
    yield {"kind": "story_reply", "uid": house.answer.uid}, {"kind": "story_reply", "story": "inside"}
    # Ana's buddy, and what Eve was asked.
    yield {"kind": "buddy", "uid": house.of_kim["private"].uid}, {"kind": "buddy", "owner": "ana"}
    yield {"kind": "buddy_request", "uid": house.buddy_request.uid}, {"kind": "buddy_request", "owner": "eve"}
    for key, card in house.cards.items():
        yield {"kind": "strategy", "uid": card.uid}, {"kind": "strategy", "card": key}
    yield {"kind": "message", "uid": NOWHERE}, NOTHING
    yield {"kind": "secret", "uid": house.messages["private"].uid}, NOTHING


def _of_stories(house: House) -> Iterator[tuple[dict[str, Any], Facts]]:
    for key, row in house.stories.items():
        yield {"uid": row.uid}, {"story": key, "owner": OF_HOUSE[key][0]}
    yield {"uid": NOWHERE}, NOTHING


def _of_cards(house: House) -> Iterator[tuple[dict[str, Any], Facts]]:
    for key, row in house.cards.items():
        yield {"uid": row.uid}, {"card": key, "owner": CARDS_OF_HOUSE[key][0]}
    yield {"uid": NOWHERE}, NOTHING


def _keys(house: House) -> Iterator[tuple[dict[str, Any], Facts]]:
    yield {"pk": Authenticator.objects.get(user=house.people["ana"]).pk}, {"owner": "ana"}
    yield {"pk": 10**7}, NOTHING


def _sign_ins(house: House) -> Iterator[tuple[dict[str, Any], Facts]]:
    for row in UserSession.objects.order_by("pk"):
        who = next(who for who, account in house.people.items() if account.pk == row.user_id)
        if who in ("ana", "mo"):
            yield {"number": row.pk}, {"owner": who}
    yield {"number": 10**7}, NOTHING


def _one(uid: Any, **facts: Any) -> Any:
    return [({"uid": uid}, facts), ({"uid": NOWHERE}, NOTHING)]


SPECIAL: dict[str, Any] = {
    "plain_page": lambda h: [({"page": "what-this-is"}, {}), ({"page": "no-such-page"}, NOTHING)],
    "account_confirm_email": lambda h: [({"key": "no-such-key"}, NOTHING)],
    "account_reset_password_from_key": lambda h: [({"uidb36": "1", "key": "no-such-key"}, NOTHING)],
    "mfa_remove_webauthn": _keys,
    "mfa_edit_webauthn": _keys,
    "accounts:onboarding": lambda h: [({"step": step}, {}) for step in (1, 2, 3)],
    "accounts:end_session": _sign_ins,
    "accounts:team_member": lambda h: _one(h.people["cy"].uid),
    "care:service": lambda h: _one(h.service.uid),
    "care:confirm_service": lambda h: _one(h.service.uid),
    "care:withdraw_service": lambda h: _one(h.service.uid),
    "care:import_report": lambda h: _one(h.service_import.uid),
    "care:export_services": lambda h: [({"form": "json"}, {}), ({"form": "csv"}, {}), ({"form": "xml"}, NOTHING)],
    "care:help_for": lambda h: [({"key": "home"}, {}), ({"key": "now"}, {}), ({"key": "nobody"}, NOTHING)],
    "care:to_check_country": lambda h: [({"country": h.line.country}, {})],
    "care:export": lambda h: [({"what": what, "form": "json"}, {}) for what in ("lines", "numbers")],
    "care:confirm_line": lambda h: _one(h.line.uid),
    "care:doubt_line": lambda h: _one(h.line.uid),
    "care:confirm_number": lambda h: _one(h.number.uid),
    "care:plan_now_step": lambda h: [({"number": number}, {}) for number in (0, 1, 8, 9, 10**9)],
    "care:plan_share_end": lambda h: _one(h.share.uid, owner="ana"),
    "care:circle_entry": lambda h: _one(h.entry.uid, owner="ana"),
    "care:circle_remove": lambda h: _one(h.entry.uid, owner="ana"),
    "care:shared": lambda h: [
        ({"token": h.share_token}, {"link": True}),
        ({"token": h.ended_share_token}, NOTHING), ({"token": "no-such-link"}, NOTHING)
    ],
    "notifications:end_device": lambda h: _one(h.device.uid, owner="ana"),
    "groups:unblock": lambda h: _one(h.block.uid, owner="ana"),
    "groups:unmute": lambda h: _one(h.mute.uid, owner="ana"),
    "chat:held": lambda h: _one(h.held.uid, owner="ana"),
    "chat:held_at_desk": lambda h: _one(h.held.uid, group="open"),
    "chat:take_words_back": lambda h: [
        *(({"membership": h.memberships[f"dee@{key}"].uid}, {"owner": "dee"}) for key in ("open", "private")),
        # Ana is still there.
        ({"membership": h.memberships["ana@open"].uid}, NOTHING), ({"membership": NOWHERE}, NOTHING)
    ],
    "groups:invited": lambda h: [
        ({"token": h.token}, {"link": True}), ({"token": h.old_token}, NOTHING), ({"token": "no-such-link"}, NOTHING)
    ],
    "meetings:note_attendance": lambda h: [
        ({"uid": h.evening.uid}, {"group": "open"}),
        # What is still to come has nobody to note.
        ({"uid": h.meetings["private"].uid}, {}), ({"uid": NOWHERE}, NOTHING)
    ],
    "meetings:after": lambda h: _ended(h),
    "meetings:debrief": lambda h: _ended(h),
    "meetings:ask_debrief": lambda h: _ended(h),
    "meetings:answer_debrief": lambda h: _one(h.debrief_ask.uid),
    "meetings:say_here": lambda h: [
        ({"uid": h.evening.uid}, {"group": "open"}),
        # It does not begin for days.
        ({"uid": h.meetings["private"].uid}, {}), ({"uid": NOWHERE}, NOTHING)
    ],
    "meetings:put_down": lambda h: _one(h.role.uid, owner="eve"),
    "meetings:hand_on": lambda h: _one(h.role.uid, owner="eve"),
    "meetings:take_on": lambda h: _one(h.role.uid, owner="ben"),
    "meetings:confirmation": lambda h: [
        ({"uid": h.memberships["ana@open"].uid}, {"owner": "ana"}),
        # Ivy's group confirms nothing.
        ({"uid": h.memberships["ivy@private"].uid}, NOTHING), ({"uid": NOWHERE}, NOTHING)
    ],
    "meetings:person_calendar": lambda h: [
        ({"token": h.calendar_token}, {"link": True}), ({"token": "no-such-calendar"}, NOTHING)
    ],
    "meetings:group_calendar": lambda h: [
        ({"slug": group.slug}, {"group": key, "link": key == "open"}) for key, group in h.groups.items()
    ] + [({"slug": "room-aaaabbbb"}, NOTHING)],
    "groups:proposed": lambda h: _one(h.groups["proposed"].uid),
    "groups:approve": lambda h: _one(h.groups["proposed"].uid),
    "groups:decline": lambda h: _one(h.groups["proposed"].uid),
    "groups:appoint": lambda h: _one(h.memberships["gus@unkept"].uid),
    "groups:answer_move": lambda h: _one(h.move.uid),
    "groups:move_over": lambda h: _one(h.move.uid, owner="kim"),
    "groups:accept_request": lambda h: _of_requests(h),
    "groups:refuse_request": lambda h: _of_requests(h),
    "groups:withdraw_request": lambda h: _of_requests(h),
    "groups:revoke_invitation": lambda h: [
        ({"slug": h.groups["private"].slug, "uid": h.invitation.uid}, {"group": "private", "invitation": True}),
        ({"slug": h.groups["open"].slug, "uid": h.invitation.uid}, {"group": "open"}),
        ({"slug": h.groups["private"].slug, "uid": NOWHERE}, NOTHING),
    ],
    "meetings:guest_take_back": lambda h: _one(h.guest.uid, group="private"),
    "meetings:rather_not": lambda h: _one(h.guest.uid, group="private"),
    "meetings:guest": lambda h: _one(h.guest.uid, owner="cy"),
    "meetings:guest_in": lambda h: _one(h.guest.uid, owner="cy"),
    "meetings:guest_out": lambda h: _one(h.guest.uid, owner="cy"),
    "meetings:as_guest": lambda h: [
        ({"token": h.guest_token}, {"owner": "cy"}), ({"token": "no-such-guest"}, NOTHING)
    ],
    "meetings:missed_write": lambda h: _one(h.memberships["eve@open"].uid, group="open"),
    "meetings:missed_away": lambda h: _one(h.missed.uid, owner="eve"),
    "meetings:side_offer": lambda h: _of_the_live(h),
    **{f"meetings:side_{act}": lambda h: _one(h.side.uid, side=True) for act in ("go", "not_now", "leave")},
    "meetings:live_quiet": lambda h: _of_the_live(h),
    "meetings:live_remove": lambda h: _of_the_live(h),
    "meetings:kit": lambda h: [({}, {})],
    "meetings:kit_card": lambda h: [({"card": "silence"}, {}), ({"card": "opening"}, {}), ({"card": "no"}, NOTHING)],
    **{f"stories:{name}": _of_stories for name in BY_STORY},
    **{f"resilience:{name}": _of_cards for name in ("strategy", "change", "take_back", "keep", "tried", "review")},
    "resilience:tool": lambda h: _one(h.tool.uid, owner="ana"),
    "stories:draft": lambda h: _one(h.draft.uid, owner="ana"),
    "stories:look": lambda h: _one(h.draft.uid, owner="ana"),
    "stories:remove_draft": lambda h: _one(h.draft.uid, owner="ana"),
    "stories:remove_answer": lambda h: _one(h.answer.uid, owner="ben"),
    "resilience:remove_check_in": lambda h: _one(h.growth["check_in"].uid, owner="ana"),
    "resilience:remove_milestone": lambda h: _one(h.growth["milestone"].uid, owner="ana"),
    "resilience:step": lambda h: _one(h.growth["told"].uid, owner="ana"),
    **{f"resilience:{how}entry": lambda h: _one(h.growth["entry"].uid, owner="ana") for how in ("", "remove_")},
    "moderation:case_act": _acts,
    "moderation:mark_reading": _readings,
    "moderation:answer_fold": _folds,
    "moderation:opening": _openings,
    "moderation:end_word_rule": lambda h: _one(h.word_rule.uid, owner="mo"),
    "moderation:stop_slot": lambda h: _one(h.slot.uid, owner="mo"),
    "moderation:cancel_shift": lambda h: _one(h.slot.shifts.first().uid, owner="mo"),
    "moderation:report": _reports,
    "moderation:step_up": lambda h: _one(h.memberships["eve@open"].uid, group="open"),
    "moderation:more_help": lambda h: _one(h.steps_up["ana"].uid, owner="ana"),
    "moderation:look_in": lambda h: _one(h.steps_up["eve"].uid, group="open"),
    "moderation:say_died": lambda h: _one(h.memberships["eve@open"].uid, group="open"),
    "moderation:memorial": lambda h: _one(h.memorial.uid, group="open"),
    "moderation:after_death": lambda h: _one(h.death.uid, group="open"),
    "resilience:buddy_ask": lambda h: [
        ({"slug": h.groups["open"].slug, "uid": h.of_kim["open"].uid}, {"group": "open"}),
        # A name of one group under the address of another.
        ({"slug": h.groups["private"].slug, "uid": h.of_kim["open"].uid}, {}),
        ({"slug": h.groups["open"].slug, "uid": NOWHERE}, {})
    ],
    "resilience:buddy_answer": lambda h: _one(h.buddy_request.uid, owner="eve"),
    "resilience:buddy_end": lambda h: _one(h.pair.uid, owner="ana"),
    "resilience:buddy_danger": lambda h: _one(h.pair.uid, owner="ana"),
    "admin:view_on_site": lambda h: [({"content_type_id": 1, "object_id": 1}, NOTHING)],
    "admin:app_list": lambda h: [({"app_label": "moderation"}, {})],
}  # fmt: skip


def _ended(house: House) -> Iterator[tuple[dict[str, Any], Facts]]:
    yield {"uid": house.ended.uid}, {"group": "open", "ended": True}
    # What is still to come was like nothing yet.
    yield {"uid": house.meetings["private"].uid}, {}
    yield {"uid": NOWHERE}, NOTHING


def _of_the_live(house: House) -> Iterator[tuple[dict[str, Any], Facts]]:
    for key, row in house.memberships.items():
        who, _, group = key.partition("@")
        if group in ("open", "private") and who in MEMBERS[group]:
            facts = {"group": "open", "member": who if group == "open" else ""}
            yield {"uid": house.meetings["open"].uid, "who": row.uid}, facts
    yield {"uid": house.meetings["private"].uid, "who": house.memberships["ana@private"].uid}, {"group": "private"}
    yield {"uid": house.meetings["open"].uid, "who": NOWHERE}, {"group": "open"}
    yield {"uid": NOWHERE, "who": NOWHERE}, NOTHING


def _of_requests(house: House) -> Iterator[tuple[dict[str, Any], Facts]]:
    for key, who in (("asking", "cy"), ("asked_long_ago", "kim")):
        yield {"uid": house.requests[key].uid}, {"request": key, "owner": who}
    yield {"uid": NOWHERE}, NOTHING


def _admin_pages(house: House) -> Iterator[Target]:
    for model in admin.site._registry:
        row = model._default_manager.order_by("pk").first()
        prefix = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        for kind in MODEL_PAGES:
            name = f"{prefix}_{kind}"
            if kind in ("changelist", "add"):
                yield Target(name, reverse(name), {"admin": True})
            else:
                yield Target(name, reverse(name, args=[row.pk if row else 1]), {"admin": True})
