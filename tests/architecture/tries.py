"""For every permission: who may not, and what they try. The tests are in test_refusals.py."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied

from accounts import services as accounts
from accounts.access import can
from care import loader
from care import services as care
from chat import services as chat
from chat.models import Participant
from groups import services as groups
from groups.ground_rules import rules_in_force
from groups.models import Block, Membership, Mute
from meetings import services as meetings
from notifications import services as notifications
from tests.architecture.tries_desk import CLOSED, DESK, Try, asked
from tests.architecture.tries_live import LIVE
from tests.architecture.tries_of_growth import TRIES_OF_GROWTH
from tests.architecture.tries_of_meetings import TRIES_OF_MEETINGS
from tests.architecture.tries_of_resilience import TRIES_OF_RESILIENCE
from tests.architecture.tries_of_stories import TRIES_OF_STORIES
from tests.architecture.tries_of_strategies import TRIES_OF_STRATEGIES
from tests.factories.care import read_services, service_document
from tests.factories.chat import voice_of
from tests.factories.devices import make_device
from tests.factories.house import House
from tests.factories.meetings import make_series, says

# permission -> [(who, what they try)]. A tried service raises PermissionDenied; a tried question answers False.
# Open to everybody on purpose.
NOTHING_TO_REFUSE = {"groups.discover"}


def door(house: House, group: str) -> dict[str, Any]:
    return {"group": house.groups[group], "rules": rules_in_force(house.groups[group]), "display_name": "Slow Otter"}


def posting(house: House, account: Any) -> Any:
    """A post by somebody's own participant, or by Ana's."""
    person = Participant.objects.filter(membership__account=account, room=house.rooms["open"]).first()
    person = person or voice_of(house.people["ana"], house.groups["open"])
    (answer,) = chat.post_messages(posts=[chat.Post(person.pk, account.pk, "hello")])
    if isinstance(answer, chat.Refused):
        raise PermissionDenied(answer.code)
    return answer


def changing(house: House, account: Any) -> Any:
    """Somebody's own words of before they were removed, or hidden."""
    if account == house.people["hal"]:
        answer = chat.edit_message(actor=account, message=house.messages["hal"], body="other words")
        if isinstance(answer, chat.Refused):
            raise PermissionDenied(answer.code)
        return answer
    return can(account, "chat.change_words", house.messages["dee"].author)


def describing(house: House, actor: Any, group: str) -> Any:
    said = groups.Description(name="Mine now", summary="Mine.")
    return groups.describe_group(actor=actor, group=house.groups[group], description=said)


def room_set(house: House, actor: Any, group: str) -> Any:
    values: dict[str, Any] = {
        "pinned_note": "",
        "slow_mode_seconds": 0,
        "needs_facilitator_here": False,
        "sensitivity": "usual",
    }
    return groups.set_room_settings(actor=actor, group=house.groups[group], **values)


def writing(actor: Any) -> Any:
    return care.write_plan(actor=actor, texts={"signs": "mine"}, with_lines=False, version=0)


def name(h: House, key: str) -> Membership:
    return Membership.objects.select_related("group").get(pk=h.memberships[key].pk)


TRIES: dict[str, list[Try]] = {
    "accounts.appoint": [
        ("ana", lambda h, a: accounts.appoint(actor=a, account=h.people["cy"], moderator=True, admin=False)),
        ("mo", lambda h, a: accounts.appoint(actor=a, account=h.people["cy"], moderator=True, admin=False)),
        ("ada", lambda h, a: accounts.appoint(actor=a, account=a, moderator=True, admin=True)),
    ],
    "accounts.switch_raid_mode": [
        *((who, lambda h, a: accounts.begin_raid_mode(actor=a)) for who in ("ana", "ben", "cy", CLOSED)),
        *((who, lambda h, a: accounts.end_raid_mode(actor=a)) for who in ("ana", "ben", "cy")),
    ],
    "accounts.change_profile": [(CLOSED, lambda h, a: accounts.set_profile(actor=a, discreet=True))],
    "accounts.give_consent": [(CLOSED, lambda h, a: accounts.give_consent(actor=a, kind="health", version=1))],
    "accounts.withdraw_consent": [(CLOSED, lambda h, a: accounts.withdraw_consent(actor=a, kind="health"))],
    "accounts.finish_onboarding": [(CLOSED, lambda h, a: accounts.finish_onboarding(actor=a))],
    "accounts.make_way_back_codes": [(CLOSED, lambda h, a: accounts.make_way_back_codes(actor=a))],
    "accounts.change_password": [
        (CLOSED, lambda h, a: accounts.set_password(actor=a, password="four other calm words"))
    ],
    "accounts.export": [(CLOSED, lambda h, a: accounts.export_of(actor=a))],
    "accounts.request_erasure": [("hal", lambda h, a: accounts.request_erasure(actor=a))],
    "accounts.take_back_erasure": [("ana", lambda h, a: accounts.take_back_erasure(actor=a))],
    "accounts.may_join_groups": [
        ("new", lambda h, a: groups.join_group(actor=a, **door(h, "open"))),
        ("hal", lambda h, a: groups.sign_agreement(actor=a)),
    ],
    "accounts.participate": [("hal", asked("accounts.participate")), ("new", asked("accounts.participate"))],
    "care.confirm_lines": [
        ("ana", lambda h, a: care.confirm_line(actor=a, line=h.line, source="a friend told me so")),
        ("mo", lambda h, a: care.doubt_line(actor=a, line=h.line)),
        ("mo", lambda h, a: care.countries_to_check(actor=a)),
        ("mo", lambda h, a: care.rows_to_check(actor=a, country="IE")),
        ("mo", lambda h, a: care.confirm_number(actor=a, number=h.number, source="a friend told me so")),
    ],
    "care.confirm_services": [
        (who, lambda h, a: care.confirm_service(actor=a, service=h.service, source="https://line.example/"))
        for who in ("ana", "mo")
    ]
    + [("mo", lambda h, a: care.withdraw_service(actor=a, service=h.service))],
    "care.import_services": [
        ("ana", lambda h, a: care.give_import(actor=a, file_name="x.json", data=b"[]")),
        ("mo", lambda h, a: care.agree_to_import(actor=a, item=h.service_import)),
        ("mo", lambda h, a: care.give_up_import(actor=a, item=h.service_import)),
        ("mo", lambda h, a: care.import_services(actor=a, read=read_services(service_document("Another")))),
    ],
    "care.export_services": [(who, lambda h, a: care.exported(actor=a)) for who in ("ana", "mo")],
    "care.load_lines": [
        ("mo", lambda h, a: care.load_support_lines(actor=a)),
        ("ana", lambda h, a: care.export(actor=a, table=loader.LINES, form="csv")),
        ("ben", lambda h, a: care.preview(actor=a, table=loader.LINES, rows=[])),
    ],
    "care.keep_plan": [(CLOSED, lambda h, a: writing(a)), (CLOSED, lambda h, a: care.remove_plan(actor=a))],
    "care.share_plan": [
        (who, lambda h, a: care.end_share(actor=a, share=h.share)) for who in ("cy", "ben", "mo", "ada")
    ]
    + [(CLOSED, lambda h, a: care.share_plan(actor=a, parts=["signs"], days=1))],
    "care.keep_circle": [
        (who, lambda h, a: care.entry_of(actor=a, entry=h.entry)) for who in ("cy", "ben", "mo", "ada")
    ]
    + [(who, lambda h, a: care.remove_from_circle(actor=a, entry=h.entry)) for who in ("ben", "mo", "ada")]
    + [(CLOSED, lambda h, a: care.keep_in_circle(actor=a, name="Somebody"))],
    "chat.enter_room": [
        (
            who,
            lambda h, a: chat.encourage(
                actor=a,
                message=h.messages["dee"],
                participant=voice_of(h.people["ana"], h.groups["open"]),
                words="hear",
            ),
        )
        for who in ("ben", "eve")
    ],
    "chat.post_message": [(who, posting) for who in ("cy", "dee", "hal", "mo", "ada")],
    "chat.change_words": [(who, changing) for who in ("dee", "hal")],
    "chat.edit_message": [
        (who, lambda h, a: chat.edit_message(actor=a, message=h.messages["ana"], body="other words"))
        for who in ("ben", "mo", "ada")
    ]
    + [("eve", lambda h, a: chat.edit_message(actor=a, message=h.messages["removed"], body="back again"))],
    "chat.remove_message": [
        (who, lambda h, a: chat.remove_message(actor=a, message=h.messages["ana"])) for who in ("ben", "mo", "ada")
    ],
    "chat.take_words_back": [
        (who, lambda h, a: chat.take_words_back(actor=a, group=h.groups["open"])) for who in ("cy", "ivy", "mo", "ada")
    ],
    "chat.encourage": [
        (
            who,
            lambda h, a: chat.encourage(
                actor=a, message=h.messages["ana"], participant=voice_of(a, h.groups["open"]), words="hear"
            ),
        )
        for who in ("ana", "eve")
    ],
    "chat.decide_held": [
        *((who, lambda h, a: chat.let_through(actor=a, held=h.held, version=0)) for who in ("ana", "eve", "cy", "ada")),
        *(
            (who, lambda h, a: chat.do_not_let_through(actor=a, held=h.held, version=0, reason="no"))
            for who in ("ana", "fay", "ada")
        ),
    ],
    "chat.take_back_held": [
        *((who, lambda h, a: chat.take_back_held(actor=a, held=h.held)) for who in ("ben", "mo", "ada")),
    ],
    "chat.read_held": [("eve", lambda h, a: chat.note_held_seen(actor=a, held=h.held))],
    "chat.ask_held_again": [
        (who, lambda h, a: chat.ask_held_again(actor=a, held=h.held)) for who in ("ben", "mo", "eve", "ada")
    ],
    "chat.mark_read": [
        ("ben", lambda h, a: chat.mark_read(actor=a, participant=voice_of(h.people["ana"], h.groups["open"]), seq=1))
    ],
    "groups.view": [
        ("cy", asked("groups.view", lambda h: h.groups["private"])),
        ("mo", asked("groups.view", lambda h: h.groups["private"])),
    ],
    "groups.sign_agreement": [("new", lambda h, a: groups.sign_agreement(actor=a))],
    "groups.found": [
        (
            "cy",
            lambda h, a: groups.found_group(
                actor=a,
                description=groups.Description(name="Mine", summary="Mine."),
                rules_short="Be kind.",
                display_name="Slow Otter",
            ),
        )
    ],
    "groups.join": [
        ("dee", lambda h, a: groups.join_group(actor=a, **door(h, "open"))),
        ("cy", lambda h, a: groups.join_group(actor=a, **door(h, "private"))),
        ("cy", lambda h, a: groups.join_group(actor=a, **door(h, "asking"))),
        ("cy", lambda h, a: groups.join_group(actor=a, **door(h, "ended"))),
    ],
    "groups.request": [
        ("hal", lambda h, a: groups.request_to_join(actor=a, **door(h, "asking"))),
        ("cy", lambda h, a: groups.request_to_join(actor=a, **door(h, "private"))),
        ("cy", lambda h, a: groups.request_to_join(actor=a, **door(h, "open"))),
    ],
    "groups.accept_invitation": [
        (
            who,
            lambda h, a: groups.accept_invitation(
                actor=a, token=h.token, rules=rules_in_force(h.groups["private"]), display_name="Slow Otter"
            ),
        )
        for who in ("dee", "new", "hal")
    ],
    "groups.withdraw_request": [
        ("fay", lambda h, a: groups.withdraw_request(actor=a, join_request=h.requests["asking"]))
    ],
    "groups.decide_request": [
        (who, lambda h, a: groups.accept_request(actor=a, join_request=h.requests["asking"]))
        for who in ("cy", "ben", "mo", "ada")
    ]
    + [("ben", lambda h, a: groups.refuse_request(actor=a, join_request=h.requests["asked_long_ago"]))],
    "groups.leave": [("cy", asked("groups.leave", lambda h: h.groups["open"]))],
    "groups.accept_rules": [
        (
            "ben",
            lambda h, a: groups.accept_rules(
                actor=a, membership=h.memberships["ana@open"], rules=rules_in_force(h.groups["open"])
            ),
        )
    ],
    "groups.rename": [
        (
            "ben",
            lambda h, a: groups.rename_membership(
                actor=a, membership=h.memberships["ana@open"], display_name="Slow Otter"
            ),
        ),
        (
            "dee",
            lambda h, a: groups.rename_membership(
                actor=a, membership=h.memberships["dee@open"], display_name="Slow Otter"
            ),
        ),
        (
            "ben",
            lambda h, a: groups.set_just_listening(actor=a, membership=h.memberships["ana@open"], just_listening=True),
        ),
    ],
    "groups.view_members": [
        ("cy", asked("groups.view_members", lambda h: h.groups["open"])),
        ("dee", asked("groups.view_members", lambda h: h.groups["open"])),
    ],
    "groups.keep": [("ana", lambda h, a: groups.archive_group(actor=a, group=h.groups["ended"]))],
    "groups.describe": [
        ("ana", lambda h, a: describing(h, a, "open")),
        ("mo", lambda h, a: describing(h, a, "open")),
        ("fay", lambda h, a: describing(h, a, "ended")),
    ],
    "groups.publish_rules": [
        (who, lambda h, a: groups.publish_rules(actor=a, group=h.groups["open"], short="Obey."))
        for who in ("ana", "fay", "mo")
    ],
    "groups.set_room": [(who, lambda h, a: room_set(h, a, "open")) for who in ("ana", "fay", "mo")],
    "groups.invite": [
        ("ana", lambda h, a: groups.make_invitation(actor=a, group=h.groups["private"])),
        ("fay", lambda h, a: groups.make_invitation(actor=a, group=h.groups["ended"])),
    ],
    "groups.revoke_invitation": [
        (who, lambda h, a: groups.revoke_invitation(actor=a, invitation=h.invitation)) for who in ("ana", "ben", "mo")
    ],
    "groups.archive": [
        (who, lambda h, a: groups.archive_group(actor=a, group=h.groups["open"])) for who in ("ana", "fay", "mo")
    ],
    "groups.set_role": [
        ("ana", lambda h, a: groups.set_role(actor=a, membership=name(h, "eve@open"), role="co_facilitator")),
        ("ben", lambda h, a: groups.set_role(actor=a, membership=name(h, "ben@open"), role="member")),
        ("ben", lambda h, a: groups.set_role(actor=a, membership=name(h, "ana@private"), role="co_facilitator")),
    ],
    "groups.remove_member": [
        ("ana", lambda h, a: groups.remove_member(actor=a, membership=name(h, "eve@open"), reason="unkind")),
        ("ben", lambda h, a: groups.remove_member(actor=a, membership=name(h, "ben@open"), reason="unkind")),
        ("fay", lambda h, a: groups.remove_member(actor=a, membership=name(h, "ana@open"), reason="unkind")),
    ],
    "groups.offer_to_keep": [
        ("gus", lambda h, a: groups.offer_to_keep(actor=a, group=h.groups["unkept"])),
        ("ben", lambda h, a: groups.offer_to_keep(actor=a, group=h.groups["open"])),
    ],
    "groups.step_in": [(who, lambda h, a: groups.step_in(actor=a, **door(h, "unkept"))) for who in ("ana", "cy", "mo")],
    "groups.appoint_keeper": [
        ("ana", lambda h, a: groups.appoint_keeper(actor=a, membership=name(h, "gus@unkept"))),
        ("mo", lambda h, a: groups.appoint_keeper(actor=a, membership=name(h, "ana@open"))),
    ],
    "groups.hide_name": [
        ("ana", lambda h, a: groups.block(actor=a, membership=name(h, "ana@open"))),
        ("cy", lambda h, a: groups.block(actor=a, membership=name(h, "ana@open"))),
        ("cy", lambda h, a: groups.mute_name(actor=a, membership=name(h, "ana@private"))),
    ],
    "groups.unblock": [
        (who, lambda h, a: groups.unblock(actor=a, block=Block.objects.get())) for who in ("eve", "mo", "ada")
    ],
    "groups.unmute": [
        (who, lambda h, a: groups.unmute_name(actor=a, mute=Mute.objects.first())) for who in ("ben", "mo")
    ],
    "groups.found_for_young": [
        (
            "ben",
            lambda h, a: groups.found_group(
                actor=a,
                description=groups.Description(name="Mine", summary="Mine.", ages="under_18", entry="request"),
                rules_short="Be kind.",
                display_name="Calm Bay",
            ),
        )
    ],
    "groups.ask_to_move": [(who, lambda h, a: groups.ask_to_move(actor=a)) for who in ("ana", "mo")],
    "groups.propose_move": [
        (who, lambda h, a: groups.propose_move(actor=a, sign_in_name=h.people["cy"].sign_in_name, reason="x"))
        for who in ("ana", "ben", "ada")
    ],
    "groups.answer_move": [
        (who, lambda h, a: groups.answer_move(actor=a, move=h.move, yes=True)) for who in ("ana", "ben", "ada", "kim")
    ],
    "groups.move_over": [(who, lambda h, a: groups.move_over(actor=a, move=h.move)) for who in ("ana", "mo", "kim")],
    "groups.oversee": [
        (who, lambda h, a: groups.approve_group(actor=a, group=h.groups["open"])) for who in ("ana", "ben", "ada")
    ],
    "groups.approve": [
        ("mo", lambda h, a: groups.approve_group(actor=a, group=h.groups["ended"])),
        ("mo", lambda h, a: groups.decline_group(actor=a, group=h.groups["open"], reason="no")),
    ],
    "notifications.choose_mail": [(CLOSED, lambda h, a: notifications.choose_mail(actor=a, wanted=[]))],
    "notifications.turn_on_push": [
        (who, lambda h, a: make_device(a, "https://fcm.googleapis.com/another")) for who in ("new", CLOSED)
    ],
    "notifications.end_device": [
        (who, lambda h, a: notifications.end_device(actor=a, device=h.device)) for who in ("ben", "eve", "mo", "ada")
    ],
    "meetings.view": [
        (who, asked("meetings.view", lambda h: h.meetings["private"])) for who in ("cy", "dee", "eve", "mo", "ada")
    ],
    "meetings.view_list": [
        (who, asked("meetings.view_list", lambda h: h.groups["open"])) for who in ("cy", "dee", "mo")
    ],
    "meetings.see_address": [
        (who, asked("meetings.see_address", lambda h: h.meetings["open"])) for who in ("eve", "hal", "cy", "mo")
    ],
    "meetings.plan": [(who, lambda h, a: make_series(a, h.groups["open"])) for who in ("ana", "fay", "mo", "ada")]
    + [("fay", lambda h, a: make_series(a, h.groups["ended"]))],
    "meetings.change": [
        (who, lambda h, a: meetings.cancel_meeting(actor=a, meeting=h.meetings["open"]))
        for who in ("ana", "fay", "mo", "ada")
    ]
    + [("fay", lambda h, a: meetings.take_up_meeting(actor=a, meeting=h.meetings["ended"]))],
    "meetings.change_series": [
        (who, lambda h, a: meetings.end_series(actor=a, series=h.meetings["open"].series))
        for who in ("ana", "fay", "mo", "ada")
    ]
    + [("fay", lambda h, a: meetings.end_series(actor=a, series=h.meetings["ended"].series))],
    "meetings.answer": [(who, lambda h, a: says(a, h.meetings["open"])) for who in ("cy", "dee", "hal", "mo", "ada")]
    + [("fay", lambda h, a: says(a, h.meetings["ended"]))],
    **LIVE,
    "meetings.set_reminders": [
        (who, lambda h, a: meetings.choose_reminders(actor=a, when="day")) for who in ("new", CLOSED)
    ],
    **DESK,
}
TRIES |= TRIES_OF_MEETINGS | TRIES_OF_STORIES | TRIES_OF_GROWTH | TRIES_OF_RESILIENCE | TRIES_OF_STRATEGIES
