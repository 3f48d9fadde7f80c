"""A populated house with a mark in every text column, and for every mark who may read it.

Six groups (open, private, by request, proposed, without a keeper, ended), people in every standing, cases with
evidence, notes and answers. Everything is made through the services wherever there is one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from allauth.account.models import EmailAddress, EmailConfirmation
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import transaction

import clock
from accounts import services as accounts
from accounts.models import LivedExperience, User, WayBackCode
from care import services as care
from care.steps import KEYS
from chat import services as chat
from chat.models import Message, Room
from groups import services as groups
from groups.models import AgeMove, GroundRules, Group, Invitation, JoinRequest, Membership
from meetings.models import Meeting
from moderation.models import Case, Decision, Report
from notifications import services as notifications
from notifications.models import Notification
from tests.factories.accounts import make_account
from tests.factories.care import make_import, make_line, make_number, make_service
from tests.factories.chat import room_of, say
from tests.factories.devices import make_device
from tests.factories.groups import ask, join, leave, make_group, refresh_keeping
from tests.factories.house_buddies import pair
from tests.factories.house_desk import desk
from tests.factories.house_growth import keep_at_it
from tests.factories.house_marks import Marks
from tests.factories.house_meetings import EVERYBODY, meet
from tests.factories.house_stories import tell_stories
from tests.factories.house_strategies import write_strategies
from tests.factories.moderation import CRISIS
from tests.factories.passkeys import make_passkey

# Whoever holds the link of the invitation reads what stands before the door.
LINK = "link"
TOKEN = re.compile(r"kqz\d{3}w")
# Who comes to the pages. The rest of the cast only lives in the house.
PERSONAS = ("visitor", "new", "cy", "ana", "dee", "eve", "ben", "fay", "ivy", "pia", "gus", "hal", "mo", "ada")
CAST = (*PERSONAS[1:], "kim")


@dataclass
class House(Marks):
    people: dict[str, Any] = field(default_factory=dict)
    groups: dict[str, Group] = field(default_factory=dict)
    memberships: dict[str, Membership] = field(default_factory=dict)
    rooms: dict[str, Room] = field(default_factory=dict)
    messages: dict[str, Message] = field(default_factory=dict)
    cases: dict[str, Case] = field(default_factory=dict)
    decisions: dict[str, Decision] = field(default_factory=dict)
    meetings: dict[str, Meeting] = field(default_factory=dict)
    requests: dict[str, JoinRequest] = field(default_factory=dict)
    invitation: Any = None
    move: Any = None
    token: str = ""
    old_token: str = ""
    block: Any = None
    mute: Any = None
    line: Any = None
    number: Any = None
    service: Any = None
    steps_up: dict[str, Any] = field(default_factory=dict)
    death: Any = None
    told_death: Any = None
    memorial: Any = None
    remembered: Any = None
    slot: Any = None
    word_rule: Any = None
    held: Any = None
    care: Any = None
    fold: Any = None
    grant: Any = None
    service_import: Any = None
    report: Any = None
    share: Any = None
    share_token: str = ""
    ended_share_token: str = ""
    entry: Any = None
    device: Any = None
    calendar_token: str = ""
    evening: Any = None
    ended: Any = None
    older: Any = None
    debrief_ask: Any = None
    debrief_answered: Any = None
    stories: dict[str, Any] = field(default_factory=dict)
    draft: Any = None
    answer: Any = None
    cards: dict[str, Any] = field(default_factory=dict)
    tool: Any = None
    role: Any = None
    side: Any = None
    guest: Any = None
    missed: Any = None
    guest_token: str = ""
    growth: dict[str, Any] = field(default_factory=dict)
    of_kim: dict[str, Membership] = field(default_factory=dict)
    pair: Any = None
    buddy_request: Any = None

    def account(self, who: str) -> Any:
        """The person, or None for a visitor."""
        return self.people.get(who)


def build_house() -> House:
    """Everything, in one go; the caller keeps a transaction around it."""
    house = House()
    _people(house)
    _care(house)
    _private(house)
    _groups(house)
    _talk(house)
    meet(house)
    tell_stories(house)
    keep_at_it(house)
    write_strategies(house)
    desk(house)
    _standings(house)
    pair(house)
    return house


def _people(house: House) -> None:
    team = {"mo": {"is_moderator": True}, "ada": {"is_staff": True, "is_superuser": True}}
    for who in CAST:
        # Their own page shows both; somebody new has none yet, and Kim never comes to one.
        shown = "" if who in ("new", "kim") else who
        name = house.mark("accounts.User.sign_in_name", who, owner=shown)
        mail = house.mark("accounts.User.email", who, owner=shown) + "@example.org"
        house.people[who] = make_account(name, email=mail, onboarded=who != "new", **team.get(who, {}))
        house.people[who].refresh_from_db()
        house.secret(str(house.people[who].uid), "accounts.User.uid", f"{who} ada")
    ana = house.people["ana"]
    WayBackCode.objects.create(user=ana, code_hash=house.mark("accounts.WayBackCode.code_hash"))
    address = EmailAddress.objects.get(user=ana)
    EmailConfirmation.objects.create(
        email_address=address, key=house.mark("account.EmailConfirmation.key"), sent=clock.now()
    )
    make_passkey(ana, house.mark("mfa.Authenticator.data", "ana", owner="ana"))
    LivedExperience.objects.create(
        slug="marked", name=house.mark("accounts.LivedExperience.name", EVERYBODY, owner="cy")
    )


def _care(house: House) -> None:
    texts = {
        "service": EVERYBODY, "service_local_name": EVERYBODY, "call_note": EVERYBODY,
        "reachable_from": EVERYBODY, "note": "ada", "source": EVERYBODY, "second_source": "ada",
    }  # fmt: skip
    values = {name: house.mark(f"care.SupportLine.{name}", readers) for name, readers in texts.items()}
    house.line = make_line(**values)
    care.tell_not_reached(line_uid=house.line.uid, place=str(house.line.uid))
    sources = {name: house.mark(f"care.EmergencyNumber.{name}", "ada", owner="ada") for name in ("note", "source")}
    sources["second_source"] = house.mark("care.EmergencyNumber.second_source", "ada")
    house.number = make_number(**sources)
    _directory(house)


def _directory(house: House) -> None:
    house.service = make_service(
        house.mark("care.Service.name", EVERYBODY, owner="cy"),
        by=house.mark("care.Organisation.name", EVERYBODY, owner="cy"),
        description=house.mark("care.Service.description", EVERYBODY, owner="cy"),
        assured_date="2026-01-01",
        assurer_email=house.mark("care.Service.assurer_email", EVERYBODY) + "@directory.example",
        languages=[{"id": "ac148810-d857-441c-9679-408f346de14b", "code": "en"}],
    )
    source = house.mark("care.Service.verified_source", "ada", owner="ada")
    type(house.service).objects.filter(pk=house.service.pk).update(verified_source=source)
    house.service_import = make_import(
        house.people["ada"], file_name=house.mark("care.ServiceImport.file_name", "ada", owner="ada")
    )


def _private(house: House) -> None:
    """A plan, copies of it and a circle, which nobody but Ana reads: no keeper, no moderator, no admin."""
    ana = house.people["ana"]
    texts = {key: house.mark(f"care.SafetyPlan.{key}", "ana", owner="ana") for key in KEYS}
    care.write_plan(actor=ana, texts=texts, with_lines=True, version=0)
    whom = house.mark("care.PlanShare.for_whom", "ana", owner="ana")
    # Behind the link there is nothing to read without the code.
    made = care.share_plan(actor=ana, parts=["signs", "alone"], days=7, for_whom=whom)
    ended = care.share_plan(actor=ana, parts=["signs"], days=7)
    care.end_share(actor=ana, share=ended.share)
    house.share, house.share_token, house.ended_share_token = made.share, made.token, ended.token
    hashes = {name: house.mark(f"care.PlanShare.{name}") for name in ("token_hash", "code_hash")}
    type(ended.share).objects.filter(pk=ended.share.pk).update(**hashes)
    words = {name: house.mark(f"care.CircleEntry.{name}", "ana", owner="ana") for name in ("name", "good_for", "reach")}
    house.entry = care.keep_in_circle(actor=ana, **words)
    # Where messages to her browser go is on no page.
    endpoint = f"https://updates.push.services.mozilla.com/wpush/v2/{house.mark('notifications.PushDevice.keys')}"
    house.device = make_device(ana, endpoint)
    type(house.device).objects.filter(pk=house.device.pk).update(mark=house.mark("notifications.PushDevice.mark"))


def _group(
    house: House, key: str, keeper: str, *, outside: str, inside: str, name: str = "", guest: str = "", **fields: Any
) -> Group:
    """`outside` read what stands before the door, `inside` the welcome and the note, `name` the name of the group.

    A `guest` of a meeting reads the five lines of its ground rules.
    """
    owner = "gus" if key == "unkept" else keeper
    marked = {one: house.mark(f"groups.Group.{one}", outside, owner=owner) for one in ("summary", "expect", "about")}
    marked["name"] = house.mark("groups.Group.name", name or outside, owner=owner)
    # A report about a group copies all of its texts for the desk.
    inside += " mo" if key == "open" else ""
    marked["welcome"] = house.mark("groups.Group.welcome", inside, owner=owner)
    marked["pinned_note"] = house.mark("groups.Group.pinned_note", inside, owner=owner if key != "proposed" else "")
    short = house.mark("groups.GroundRules.short", f"{outside} {guest}".strip(), owner=owner)
    keeper_name = house.mark("groups.Membership.display_name", name or outside, owner=keeper if keeper != "kim" else "")
    group = make_group(house.people[keeper], founder_name=keeper_name, rules=short, **(marked | fields))
    GroundRules.objects.filter(group=group).update(long=house.mark("groups.GroundRules.long", outside, owner=owner))
    house.groups[key] = group
    house.memberships[f"{keeper}@{key}"] = Membership.objects.get(group=group)
    house.rooms[key] = room_of(group)
    return group


def _join(house: House, who: str, key: str, readers: str, **fields: Any) -> None:
    name = house.mark("groups.Membership.display_name", readers, owner=who)
    house.memberships[f"{who}@{key}"] = join(house.groups[key], house.people[who], name=name, **fields)


def _groups(house: House) -> None:
    _group(house, "open", "ben", outside=EVERYBODY, inside="ana eve hal ben", entry="open", size=12)
    # The desk shows by name what a case is about, and who asked for help; never more.
    _join(house, "ana", "open", "ana ben hal mo")
    _join(house, "eve", "open", "eve ben hal mo")
    _join(house, "hal", "open", "hal")
    _join(house, "dee", "open", "ana eve ben hal dee mo")
    people = "ana ivy"
    _group(
        house,
        "private",
        "ivy",
        outside=f"{people} {LINK}",
        inside=people,
        name=f"{people} mo {LINK}",
        guest="cy",
        entry="invite",
    )
    _join(house, "ana", "private", "ana ivy mo")
    _join(house, "dee", "private", "ana ivy dee")
    _group(house, "asking", "fay", outside=EVERYBODY, inside="fay", entry="request")
    _group(house, "proposed", "pia", outside="pia mo", inside="pia mo", state="proposed", entry="invite")
    _group(house, "unkept", "kim", outside=EVERYBODY, inside="gus", entry="open")
    _join(house, "gus", "unkept", "gus mo", offers_to_keep_at=clock.now())
    _group(house, "ended", "fay", outside="fay", inside="fay", entry="open")
    for key, who in (("asking", "cy"), ("asked_long_ago", "kim")):
        readers = f"{who} fay" + (" mo" if who == "kim" else "")
        words = house.mark("groups.JoinRequest.words", readers, owner="fay")
        name = house.mark("groups.JoinRequest.proposed_name", readers, owner="fay")
        house.requests[key] = ask(house.groups["asking"], house.people[who], words=words, name=name)
    JoinRequest.objects.filter(pk=house.requests["asked_long_ago"].pk).update(passed_on_at=clock.now())
    house.move = AgeMove.objects.create(account=house.people["kim"], to_band="young")
    house.invitation, house.token = groups.make_invitation(actor=house.people["ivy"], group=house.groups["private"])
    old, house.old_token = groups.make_invitation(actor=house.people["ivy"], group=house.groups["private"])
    groups.revoke_invitation(actor=house.people["ivy"], invitation=old)
    Invitation.objects.filter(pk=old.pk).update(token_hash=house.mark("groups.Invitation.token_hash"))


def _say(house: House, key: str, who: str, group: str, readers: str, before: str = "", **fields: Any) -> None:
    # Who was removed reads their own words no more; the others still do.
    owner = {"": "", "dee": "ana"}.get(who if readers else "", who)
    words = house.mark("chat.Message.body", readers, owner=owner)
    house.messages[key] = say(house.people[who], house.groups[group], f"{before} {words}".strip(), **fields)


def _filler(house: House) -> None:
    """So that a case's neighbours are none of the marked words."""
    for _ in range(4):
        say(house.people["ben"], house.groups["open"], "The tea was good.")


def _talk(house: House) -> None:
    _say(house, "crisis", "ana", "open", "ana ben hal mo", before=CRISIS)
    _filler(house)
    note = house.mark("chat.Message.content_note", "ana ben hal", owner="ana")
    _say(house, "ana", "ana", "open", "ana ben hal", content_note=note)
    _say(house, "eve", "eve", "open", "eve ben hal")
    _say(house, "dee", "dee", "open", "ana eve ben hal")
    _say(house, "hal", "hal", "open", "hal")
    _say(house, "hidden", "ana", "open", "ana")
    _say(house, "removed", "eve", "open", "")
    _filler(house)
    _say(house, "reported", "eve", "open", "eve ben hal mo")
    _filler(house)
    chat.remove_message(actor=house.people["eve"], message=house.messages["removed"])
    with transaction.atomic():
        chat.hide_message(house.messages["hidden"])
    _say(house, "private crisis", "ana", "private", "ana ivy mo", before=CRISIS)
    for _ in range(4):
        say(house.people["ivy"], house.groups["private"], "The rain has stopped.")
    _say(house, "private", "ana", "private", "ana ivy")
    _say(house, "private dee", "dee", "private", "ana ivy")


def _standings(house: House) -> None:
    """What came last: Dee was removed, Ana blocked Eve, Hal asked to be erased, Kim left her group, one group ended."""
    people = house.people
    house.mute = groups.mute_name(actor=people["ana"], membership=house.memberships["ben@open"])
    house.block = groups.block(actor=people["ana"], membership=house.memberships["eve@open"])
    type(house.block).objects.filter(pk=house.block.pk).update(name=house.mark("groups.Block.name", "ana", owner="ana"))
    for key in ("dee@open", "dee@private"):
        leave(house.memberships[key], Membership.EndReason.REMOVED)
    leave(house.memberships["kim@unkept"])
    refresh_keeping(house.groups["unkept"])
    groups.archive_group(actor=people["fay"], group=house.groups["ended"])
    accounts.request_erasure(actor=people["hal"])
    notifications.choose_mail(actor=people["ana"], wanted=[])
    LogEntry.objects.create(
        user=people["ada"], content_type=ContentType.objects.get_for_model(User), action_flag=CHANGE,
        object_repr=house.mark("admin.LogEntry.object_repr", "ada", owner="ada"), change_message="[]",
    )  # fmt: skip
    assert Report.objects.count() == 5 and Notification.objects.exists()
    for row in (
        *house.groups.values(),
        *house.messages.values(),
        *house.memberships.values(),
        *house.meetings.values(),
    ):
        row.refresh_from_db()
