"""After an erasure nothing of the person is left to read, but what safeguarding must keep, and that is sealed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from allauth.account.models import EmailAddress, EmailConfirmation
from allauth.usersessions.models import UserSession
from django.apps import apps
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.db import connection, models
from django.test import Client

import clock
from accounts import services as accounts
from accounts.models import LivedExperience, User, WayBackCode
from accounts.sealed import open_text
from care import services as care
from care.models.directory import Service
from care.steps import KEYS
from chat import services as chat
from chat.models import Encouragement, Message, Participant, Room
from groups import services as groups
from groups.models import AgeMove, Block, Group, JoinRequest, Membership
from meetings import services as meetings
from meetings.models import Beside, Meeting, Missed, SideRoom
from moderation import services as moderation
from moderation.models import Case, CaseEvidence, OnCallShift, Report, StepUp
from notifications import services as notifications
from resilience import services as resilience
from resilience.models import BuddyRequest, Strategy, Tool
from stories import search
from stories.models import StoryReply
from stories.parts import TEXTS as STORY_TEXTS
from tests.architecture import erased
from tests.architecture.erased import MARK, keep_the_house, pair_up, share_what_helps, tell_what_one_keeps
from tests.factories.accounts import PASSWORD, make_account
from tests.factories.care import make_service
from tests.factories.chat import room_of, say
from tests.factories.devices import make_device
from tests.factories.groups import ask, join, make_group
from tests.factories.live import comes_in, make_soon
from tests.factories.meetings import make_meeting, make_series, says
from tests.factories.moderation import CRISIS
from tests.factories.passkeys import make_passkey

pytestmark = pytest.mark.django_db
DAY = 24 * 3600
# What stays, where, and why: the words of a matter that is still open, sealed.
KEPT_SEALED = {("moderation.CaseEvidence", "copy"), ("moderation.CaseReply", "text"), ("moderation.Report", "words"),
               ("moderation.CaseEvent", "note")}  # fmt: skip
# And what was decided there, by them or about them.
KEPT_SEALED |= {("moderation.Decision", name) for name in ("rule", "quoted", "words", "reason")}
# Sealed as well, and gone all the same: what they said beside the words of somebody else, and of whose age.
GONE_SEALED = {("moderation.CaseNeighbour", "copy"), ("groups.AgeMove", "reason")}
# So is what would have put their words back, and what they wrote to be looked at again.
GONE_SEALED |= {("moderation.Sanction", "kept"), ("moderation.Appeal", "words"), ("moderation.Death", "known")}
# Where they are was for one conversation; why somebody would have called help for another stays with that one.
GONE_SEALED |= {("moderation.Case", "place"), *(("moderation.StepUp", name) for name in ("words", "look_in"))}
KEPT_SEALED |= {("moderation.OutsideHelp", name) for name in ("tried", "reason")}
# So does why somebody would have opened what is behind a name.
KEPT_SEALED |= {("moderation.Grant", name) for name in ("reason", "untold_reason")}

# Sealed and nobody else's: nothing of it stays.
PRIVATE = {("care.SafetyPlan", key) for key in KEYS} | {("care.PlanShare", "copy"), ("care.PlanShare", "for_whom")}
PRIVATE |= {("meetings.Debrief", "notes"), ("meetings.DebriefAsk", "answer")}
PRIVATE |= {("stories.StoryDraft", name) for name in (*STORY_TEXTS, "choices")}
PRIVATE |= {("notifications.PushDevice", "keys"), ("resilience.Tool", "words")}
PRIVATE |= {("resilience.SelfCheckIn", "word"), ("resilience.SelfCheckIn", "more"), ("resilience.Milestone", "words")}
PRIVATE |= {("resilience.Commitment", "words"), *(("resilience.JournalEntry", name) for name in ("title", "body"))}
PRIVATE |= {("care.CircleEntry", name) for name in ("name", "good_for", "reach")}


@pytest.fixture
def zed() -> Any:
    """Somebody with a mark in every table that reaches an account: a member, a keeper, one of the team, an admin."""
    zed = make_account(
        f"{MARK}-1", email=f"{MARK}@example.org", is_moderator=True, is_staff=True,
        profile={"country": "IE", "time_zone": "Europe/Dublin"},
    )  # fmt: skip
    zed.profile.lived_experience.add(LivedExperience.objects.create(slug="marked", name="Marked"))
    accounts.make_way_back_codes(actor=zed)
    notifications.choose_mail(actor=zed, wanted=[])
    EmailConfirmation.objects.create(email_address=EmailAddress.objects.get(), key=MARK, sent=clock.now())
    client = Client(headers={"user-agent": MARK})
    client.post("/account/login/", {"login": zed.sign_in_name, "password": PASSWORD})
    make_passkey(zed, MARK)
    LogEntry.objects.create(
        user=zed,
        content_type=ContentType.objects.get_for_model(User),
        action_flag=CHANGE,
        object_repr=MARK,
        change_message=MARK,
    )
    return zed


@pytest.fixture
def others() -> dict[str, Any]:
    return {name: make_account(name) for name in ("ana", "ben", "mo")}


@pytest.fixture
def everywhere(zed: Any, others: dict[str, Any]) -> Any:
    """Zed lives in a group, keeps one, proposed one, asked for one; spoke, was worried about, worked cases."""
    ana, ben = others["ana"], others["ben"]
    User.objects.filter(pk=others["mo"].pk).update(is_moderator=True)
    home = make_group(ben, name="Home", size=8)
    mine = join(home, zed, name=f"{MARK} a")
    anas = join(home, ana, name="Ana here")
    kept = make_group(zed, founder_name=f"{MARK} b", name="Kept")
    anas_there = join(kept, ana, name="Ana there")
    # Before they say what follows: nobody who may be in need is offered anything to carry.
    meetings.take_role(actor=zed, group=kept, role="greeter")
    groups.make_invitation(actor=zed, group=kept)
    left = join(make_group(ben, name="Left"), zed, name=f"{MARK} c")
    groups.leave_group(actor=zed, group=left.group)
    make_group(zed, founder_name=f"{MARK} d", name=f"{MARK} proposed", state=Group.State.PROPOSED)
    ask(make_group(ben, entry="request"), zed, words=MARK, name=f"{MARK} e")
    say(ana, home, "Hello.")
    # They went over at 18, and as one of the team they saw and answered that of another.
    for one, by in ((zed, others["mo"]), (ana, zed)):
        told = {"seen_by": by, "answered_by": by, "answered_at": clock.now(), "reason": MARK}
        AgeMove.objects.create(account=one, to_band="young", **told)
    said = say(zed, home, f"Another thing, {MARK}.")
    spoken = say(zed, home, f"{CRISIS} {MARK}", content_note=MARK)
    say(ana, home, "I hear you.", reply_to=spoken.uid)
    chat.encourage(
        actor=zed,
        message=Message.objects.get(seq=1),
        participant=Participant.objects.get(membership=mine),
        words="hear",
    )
    chat.encourage(actor=ana, message=spoken, participant=Participant.objects.get(membership=anas), words="hear")
    case = Case.objects.get(subject_account=zed)
    moderation.author_reply(actor=zed, case=case, words=MARK)
    moderation.give_place(actor=zed, case=case, words=MARK)
    moderation.report(actor=zed, kind="message", uid=Message.objects.get(seq=1).uid, reason="unkind", words=MARK)
    moderation.report(actor=ana, kind="membership", uid=mine.uid, reason="worry", words=f"about {MARK}")
    _decide(zed, ana, others["mo"], said)
    keep_the_house(zed, ana, home)
    ended = moderation.open_help_case(actor=ana, words=CRISIS)
    reading = ended.evidence.get().finding
    moderation.mark_reading(actor=zed, case=ended, finding=reading, verdict="right")
    ended = moderation.claim(actor=zed, case=ended, version=ended.version)
    moderation.note(actor=zed, case=ended, version=ended.version, words=MARK)
    ended.refresh_from_db()
    moderation.reply(actor=zed, case=ended, version=ended.version, words=MARK)
    ended.refresh_from_db()
    asked = {"asked": "no_answer", "tried": MARK, "reason": MARK}
    moderation.propose_call(actor=zed, case=ended, version=ended.version, **asked)
    ended.refresh_from_db()
    why = {"reason": MARK, "untold": MARK}
    moderation.ask_opening(actor=zed, case=ended, version=ended.version, scope="account", hours=1, **why)
    spans = {"body": [[0, 1]]}
    fold = moderation.note_fold(case=ended, finding=reading, kind="message", row_uid=spoken.uid, spans=spans)
    ended.refresh_from_db()
    moderation.answer_fold(actor=zed, fold=fold, version=ended.version, stays=True)
    ended.refresh_from_db()
    moderation.offer(actor=zed, case=ended, version=ended.version)
    moderation.set_own_care(actor=zed, at_most=2, themes=["suicide"])
    # Zed asks Mo, and Mo has Zed for a buddy, and talks with Zed.
    moderation.ask_buddy(actor=zed, buddy=(mo := User.objects.get(pk=others["mo"].pk)))
    moderation.answer_buddy(actor=zed, care=moderation.ask_buddy(actor=mo, buddy=zed), agrees=True)
    moderation.have_time(actor=zed, care=moderation.ask_to_talk(actor=mo))
    care.write_plan(actor=zed, texts=dict.fromkeys(KEYS, MARK), with_lines=False, version=0)
    care.share_plan(actor=zed, parts=["signs"], days=7, for_whom=MARK)
    care.keep_in_circle(actor=zed, name=MARK, good_for=MARK, reach=MARK)
    care.give_import(actor=zed, file_name=MARK, data=b"[]")
    care.confirm_service(actor=zed, service=make_service(), source="https://example.org/")
    offered = {"services": [Service.objects.get().uid], "words": MARK}
    to_zed = moderation.offer_more_help(actor=ben, membership=mine, **offered)
    to_ana = moderation.offer_more_help(actor=zed, membership=anas_there, **offered)
    StepUp.objects.update(sent_at=clock.now() - timedelta(days=8), look_in_at=clock.now() - timedelta(days=1))
    for row, keeper in ((to_zed, ben), (to_ana, zed)):
        moderation.look_in(actor=keeper, step_up=row, words=MARK)
    moderation.say_died(actor=ben, membership=mine, known=MARK)
    died = moderation.say_died(actor=zed, membership=anas_there, known=MARK)
    evening = make_meeting(zed, kept, address=MARK, way="in_person")
    make_series(ben, home, capacity=1)
    says(zed, Meeting.objects.filter(series__group=home).order_by("starts_at")[0], shown_to="group")
    says(ana, evening)
    soon = clock.now() + timedelta(minutes=5)
    Meeting.objects.filter(pk=evening.pk).update(starts_at=soon, ends_at=soon + timedelta(hours=1))
    meetings.keep_watch()
    meetings.say_here(actor=zed, meeting=evening)
    began = clock.now() - timedelta(minutes=5)
    Meeting.objects.filter(pk=evening.pk).update(starts_at=began, ends_at=began + timedelta(hours=1))
    here = list(Membership.objects.filter(group=kept, account=zed).values_list("uid", flat=True))
    Beside.objects.create(meeting=evening, membership=Membership.objects.get(group=kept, account=zed))
    meetings.note_attendance(actor=zed, meeting=evening, present=here)
    meetings.choose_reminders(actor=zed, when="both")
    make_device(zed, f"https://updates.push.services.mozilla.com/{MARK}")
    _afterwards(zed, kept, home, ben, others["mo"])
    tonight = make_soon(ben, home)
    comes_in(ben, tonight)
    comes_in(zed, tonight)
    for kind in ("begin", "next", "next"):
        meetings.act(actor=ben, meeting=tonight, kind=kind)
    meetings.offer_side_room(actor=ben, meeting=tonight, whom=mine)
    meetings.enter_side_room(actor=zed, side=SideRoom.objects.get())
    meetings.check_in(actor=zed, meeting=tonight, way="word", word="heavy")
    meetings.choose_missed(actor=zed, memberships=[mine.uid])
    # Who may be in need writes to nobody in this way, so this is from before.
    keeping = Membership.objects.get(group=kept, account=zed)
    Missed.objects.create(membership=anas_there, written_by=keeping, words=MARK)
    erased.after_a_death(died, keeping, anas_there)
    Missed.objects.create(membership=mine, written_by=Membership.objects.get(group=home, account=ben), words=MARK)
    later, lent = make_meeting(ben, home, days=6), make_meeting(ben, make_group(ben), days=6)
    guest, _token = meetings.invite_guest(actor=ben, meeting=later, name="Lena", as_what="a nurse")
    meetings.say_rather_not(actor=zed, guest=guest)
    _guest, token = meetings.invite_guest(actor=ben, meeting=lent, name=MARK[:30], as_what=MARK)
    meetings.accept_guest(actor=zed, token=token)
    meetings.make_calendar(actor=zed, with_names=True)
    tell_what_one_keeps(zed, ana, home)
    pair_up(mine, anas)
    share_what_helps(zed, ana, others["mo"])
    groups.mute_name(actor=zed, membership=anas)
    groups.block(actor=ana, membership=mine)
    groups.block(actor=zed, membership=anas_there)
    return zed


def _afterwards(zed: Any, kept: Group, home: Group, ben: Any, mo: Any) -> None:
    """A meeting that Zed kept is over: what they noted, asked the team for, and answered to somebody else as one."""
    over = make_meeting(zed, kept)
    Meeting.objects.filter(pk=over.pk).update(starts_at=clock.now() - timedelta(hours=2), ends_at=clock.now())
    meetings.write_debrief(actor=zed, meeting=over, checks=["turns"], notes=MARK)
    asked = meetings.ask_debrief(actor=zed, meeting=over)
    mo.refresh_from_db()
    meetings.answer_debrief(actor=mo, ask=asked, words=f"Let us talk, {MARK}")
    also = make_meeting(ben, home)
    Meeting.objects.filter(pk=also.pk).update(starts_at=clock.now() - timedelta(hours=2), ends_at=clock.now())
    meetings.answer_debrief(actor=zed, ask=meetings.ask_debrief(actor=ben, meeting=also), words="At nine")


def _decide(zed: Any, ana: Any, mo: Any, said: Message) -> None:
    """Something that Zed decided and seconded as one of the team, and things decided about Zed."""
    mo.refresh_from_db()
    told_by_zed = Case.objects.get(content_uid=Message.objects.get(seq=1).uid)
    words = {"rule": MARK, "quoted": "Hello.", "words": MARK, "reason": MARK}
    moderation.decide(actor=zed, case=told_by_zed, version=told_by_zed.version, measure="hide", no_end="words", **words)
    told = moderation.report(actor=ana, kind="message", uid=said.uid, reason="unkind", words=f"about {MARK}")
    decision = moderation.decide(
        actor=mo, case=told.case, version=told.case.version, measure="remove", no_end="words", ends_case=False,
        **{**words, "quoted": MARK},
    )  # fmt: skip
    case = Case.objects.get(pk=told.case.pk)
    second = make_account("vi", is_moderator=True)
    moderation.second(actor=second, decision=decision, version=case.version, agrees=True)
    moderation.appeal(actor=zed, decision=decision, words=MARK)


def texts() -> Iterator[tuple[str, str, str]]:
    """Yields (model, field, value as stored) of every column that can hold words, sealed ones as ciphertext."""
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            if isinstance(field, models.CharField | models.TextField | models.JSONField | models.GenericIPAddressField):
                for value in model._default_manager.values_list(field.attname, flat=True):
                    stored = getattr(value, "ciphertext", value)
                    yield model._meta.label, field.name, stored if isinstance(stored, str) else json.dumps(stored)


def opened() -> Iterator[tuple[str, str, str]]:
    """Yields the same for sealed columns, opened."""
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            if type(field).__name__ == "SealedTextField":
                for row in model._default_manager.all():
                    sealed = getattr(row, field.attname)
                    aad = f"{model._meta.label_lower}.{field.attname}:{row.uid}"
                    yield model._meta.label, field.name, open_text(sealed.ciphertext, aad) if sealed.ciphertext else ""


def tables_of(account: Any) -> set[str]:
    """Labels of the tables that have a row reaching the account, in one step or over a membership or participant."""
    found = set()
    mine = {
        User: [account.pk],
        Membership: list(Membership.objects.filter(account=account).values_list("pk", flat=True)),
        Participant: list(Participant.objects.filter(membership__account=account).values_list("pk", flat=True)),
    }
    for model in apps.get_models():
        for field in [*model._meta.concrete_fields, *model._meta.many_to_many]:
            if (
                field.related_model in mine
                and model._default_manager.filter(**{f"{field.name}__in": mine[field.related_model]}).exists()
            ):
                found.add(model._meta.label)
    return found


def reaching() -> set[str]:
    """Labels of all tables whose columns could reach an account that way."""
    return {
        model._meta.label
        for model in apps.get_models()
        for field in [*model._meta.concrete_fields, *model._meta.many_to_many]
        if field.related_model in (User, Membership, Participant)
    }


def erase(account: Any, move_clock: Any) -> None:
    accounts.request_erasure(actor=account)
    move_clock(7 * DAY + 60)
    assert accounts.erase_due() == 1


def test_the_person_of_this_test_is_in_every_table_that_reaches_an_account(everywhere: Any) -> None:
    # Participants hang on memberships here; numbers are confirmed by admins on a page of their own.
    assert reaching() - tables_of(everywhere) - {"care.SupportLine", "care.EmergencyNumber"} == set()


def test_nothing_of_the_person_is_left_to_read(everywhere: Any, move_clock: Any) -> None:
    assert len({(model, field) for model, field, value in texts() if MARK in value.lower()}) > 12
    sealed = KEPT_SEALED | GONE_SEALED | PRIVATE
    assert {(model, field) for model, field, value in opened() if MARK in value.lower()} == sealed
    uid, email = str(everywhere.uid), everywhere.email
    erase(everywhere, move_clock)
    assert {(model, field) for model, field, value in texts() if MARK in value.lower() or email in value} == set()
    # What is kept is kept on purpose, and nobody reads it without a key.
    kept = {(model, field) for model, field, value in opened() if MARK in value.lower()}
    assert kept and kept <= KEPT_SEALED
    # Their names in groups are none of it.
    names = [f"{MARK} {letter}" for letter in "abcde"]
    assert [value for _, _, value in opened() if any(name in value for name in names)] == []
    holding_the_uid = {(model, field) for model, field, value in texts() if uid in value}
    assert holding_the_uid == set()


def test_no_row_points_at_the_person_any_more(everywhere: Any, move_clock: Any) -> None:
    erase(everywhere, move_clock)
    assert not User.objects.filter(pk=everywhere.pk).exists()
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            if field.related_model is User:
                assert not model._default_manager.filter(**{field.attname: everywhere.pk}).exists(), (model, field)
    assert not WayBackCode.objects.exists() and not UserSession.objects.exists() and not Session.objects.exists()
    assert not OnCallShift.objects.exists() and not Encouragement.objects.exclude(giver__label="Ana here").exists()
    assert not JoinRequest.objects.exists() and not Block.objects.exists()
    assert not BuddyRequest.objects.exists() and not Room.objects.filter(kind="buddy").exists()


def test_former_names_cannot_be_joined_up(everywhere: Any, move_clock: Any) -> None:
    before = set(Membership.objects.filter(account=everywhere).values_list("avatar_seed", flat=True))
    erase(everywhere, move_clock)
    assert (rows := Membership.objects.filter(account=None)).count() >= 3
    seeds = list(rows.values_list("avatar_seed", flat=True)) + list(
        Participant.objects.filter(membership__account=None).values_list("avatar_seed", flat=True)
    )
    assert len(set(seeds)) == len(seeds) and not before & set(seeds)


def test_what_others_said_stays(everywhere: Any, move_clock: Any, others: dict[str, Any]) -> None:
    erase(everywhere, move_clock)
    said = Message.objects.filter(room=room_of(Group.objects.get(name="Home"))).order_by("seq")
    assert list(said.values_list("body", flat=True)) == ["Hello.", "", "", "I hear you."]
    assert Report.objects.exists() and CaseEvidence.objects.exists()
    assert others["ana"].memberships.exclude(state="ended").count() == 2


def test_what_others_answered_stays_theirs_and_the_search_forgets(
    everywhere: Any, move_clock: Any, others: dict[str, Any], client_of: Any
) -> None:
    # Between their names in the group stands a block; the other story has none to go by.
    assert len(search.found(others["ana"], MARK, most=5)) == 1
    erase(everywhere, move_clock)
    assert search.found(others["ana"], MARK, most=5) == []
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM stories_index")
        assert cursor.fetchone()[0] == 1
    kept = StoryReply.objects.get()
    assert kept.body == "I read it twice." and kept.story.author is None and kept.story.title == ""
    assert not StoryReply.objects.visible_to(others["ben"]).exists()
    page = client_of(others["ana"]).get("/stories/mine/").content.decode()
    assert "I read it twice." in page and "not here any more" in page


def test_own_words_of_others_stay_in_their_toolbox(
    everywhere: Any, move_clock: Any, others: dict[str, Any], client_of: Any
) -> None:
    erase(everywhere, move_clock)
    kept = Tool.objects.get()
    assert kept.owner == others["ana"] and kept.strategy is None and kept.favourite
    assert resilience.own_words(actor=others["ana"], tool=kept) == "Ana's own way"
    assert list(Strategy.objects.exclude(author=None).values_list("author", flat=True)) == [others["ana"].pk]
    assert "Ana&#x27;s own way" in client_of(others["ana"]).get("/toolbox/").content.decode()


def test_the_cache_keeps_no_name(everywhere: Any, move_clock: Any) -> None:
    erase(everywhere, move_clock)
    kept: Any = cache._cache  # type: ignore[attr-defined]
    assert not any(MARK in str(key) for key in (kept if isinstance(kept, dict) else kept.get_client().scan_iter()))
