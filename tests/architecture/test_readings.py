"""Every text that a person can publish has a reading, stored in the transaction that stores the text."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.apps import apps
from django.db import connection, models

from accounts.sealed import SealedTextField
from accounts.services.rotation import sealed_fields
from care.models import CircleEntry, PlanShare, SafetyPlan
from care.steps import KEYS
from chat.models import HeldMessage, Message
from groups.errors import NameTaken
from groups.ground_rules import rules_in_force
from groups.models import AgeMove, GroundRules, Group, JoinRequest, Membership
from groups.services import join_group, make_invitation
from meetings.models import Debrief, DebriefAsk
from moderation import texts
from moderation.models import Appeal, Case, CaseReply, FoldableText, Level, ReadText, Report, TextReading
from moderation.readable import readables
from notifications.models import Notification, PushDevice
from resilience.models import Commitment, JournalEntry, Milestone, SelfCheckIn, Tool
from stories.models import StoryDraft, StoryWishes
from stories.parts import TEXTS as STORY_TEXTS
from tests.factories.chat import room_of, say
from tests.factories.groups import ask, join, make_group, sign
from tests.factories.moderation import CRISIS, make_crisis
from tests.moderation.deciding import decide, reported

pytestmark = pytest.mark.django_db
CALM = "Tea and rain"
# Columns of words on the floors below moderation, whose readings are rows of their own.
TEXTS: dict[Any, set[str]] = {
    Group: {"name", "summary", "expect", "about", "welcome", "pinned_note"},
    Membership: {"display_name"},
    GroundRules: {"short", "long"},
    JoinRequest: {"words", "proposed_name"},
}
# Words nobody else reads, or that a machine writes.
NOT_PUBLISHED = {
    "Group": {"slug", "avatar_seed", "time_zone", "language"}, "Membership": {"name_key", "avatar_seed"},
    "JoinRequest": {"avatar_seed"}, "GroundRules": set(), "Invitation": {"token_hash"},
    # A copy of a name that was read when it was given.
    "Block": {"name"},
    # Why the team moves somebody over at 18: sealed, and read by who answers it alone.
    "AgeMove": {"reason"},
}  # fmt: skip

# Private text is never read, by no program and nobody of the team: owner's eyes only, sealed. This is the whole list.
NEVER_READ: dict[Any, set[str]] = {
    SafetyPlan: set(KEYS),
    PlanShare: {"copy", "for_whom"},
    CircleEntry: {"name", "good_for", "reach"},
    Debrief: {"notes"},
    StoryDraft: {*STORY_TEXTS, "choices"},
    StoryWishes: {"avoided"},
    PushDevice: {"keys"},
    SelfCheckIn: {"word", "number", "more"},
    Milestone: {"words"},
    Commitment: {"words"},
    JournalEntry: {"title", "body"},
    Tool: {"words"},
}


def description(**changed: str) -> dict[str, Any]:
    usual = {
        "name": "Slow mornings", "summary": "For slow mornings.", "expect": "Slow talk.", "about": CALM,
        "welcome": CALM, "language": "en", "crosstalk": "asked", "entry": "open", "size": 8, "version": 0,
    }  # fmt: skip
    return usual | changed


def level_of(row: Any, field: str) -> str:
    """The stored level of a text of a lower floor; an empty string where there is none."""
    found = TextReading.objects.filter(kind=row._meta.label_lower, subject_uid=row.uid, field=field).first()
    return str(found.read_level) if found else ""


def is_whole() -> bool:
    """Is there a reading for every text that is stored now?"""
    for model, fields in TEXTS.items():
        for row in model.objects.all():
            assert all(level_of(row, field) for field in fields if getattr(row, field)), row
    for model in READ_MODELS:
        assert not model.objects.filter(
            models.Q(read_level=Level.NOT_YET) | models.Q(read_version="", read_at=None)
        ).exists(), model
    return True


READ_MODELS = [model for model in apps.get_models() if issubclass(model, ReadText)]


def read_under_a_lock(*args: Any, **kwargs: Any) -> Any:
    raise AssertionError("a text of a lower floor was read inside the transaction that stores it")


@pytest.fixture
def page(client_of: Callable[[Any], Any]) -> Callable[..., Any]:
    """Fill a form in as somebody; it must be taken, and read before anything is locked."""

    def send(who: Any, path: str, **data: Any) -> Any:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(texts, "read_text", read_under_a_lock)
            response = client_of(who).post(path, data)
        assert response.status_code in (200, 302), response.content.decode()[:2000]
        return response

    return send


def test_the_list_of_texts_is_the_list_of_columns() -> None:
    for model in apps.get_app_config("groups").get_models():
        words = {
            field.name
            for field in model._meta.concrete_fields
            if isinstance(field, models.CharField | models.TextField) and not field.choices
        }
        assert words == TEXTS.get(model, set()) | NOT_PUBLISHED.get(model.__name__, set()), model


def test_only_what_is_private_is_never_read() -> None:
    for model, fields in NEVER_READ.items():
        columns = {field.name for field in model._meta.concrete_fields if isinstance(field, SealedTextField)}
        assert columns == fields and not issubclass(model, ReadText), model
    # A sealed field anywhere else is the team's, who may read it, or it is on the list above.
    elsewhere = {model for model, _field in sealed_fields()} - set(NEVER_READ)
    assert {model._meta.app_label for model in elsewhere - {DebriefAsk, AgeMove, HeldMessage}} == {"moderation"}
    # What the team answers to who would like to talk is read like its other words.
    assert DebriefAsk in elsewhere and issubclass(DebriefAsk, ReadText)


def test_a_text_that_can_be_folded_names_the_fields_that_others_read() -> None:
    foldable = [model for model in apps.get_models() if issubclass(model, FoldableText)]
    assert len(foldable) >= 5
    for model in foldable:
        fields = {
            field.name for field in model._meta.get_fields() if isinstance(field, models.CharField | models.TextField)
        }
        assert model.TEXTS_READ and fields.issuperset(model.TEXTS_READ), model


def test_a_plan_that_reads_as_crisis_makes_no_reading_no_case_and_no_word_to_anybody(ana: Any, page: Any) -> None:
    page(ana, "/plan/write/", **dict.fromkeys(KEYS, CRISIS), version=0, page=str(uuid.uuid4()), turn=0)
    page(ana, "/circle/", name=CRISIS, kind="own", good_for=CRISIS, reach=CRISIS)
    page(ana, "/circle/bring/", words=CRISIS)
    assert SafetyPlan.objects.exists() and CircleEntry.objects.exists()
    assert not Case.objects.exists() and not TextReading.objects.exists() and not Notification.objects.exists()


def test_every_kind_of_text_can_be_read_late() -> None:
    assert {readable.model for readable in readables} == set(READ_MODELS)


@pytest.mark.parametrize("field", ["body", "content_note"])
def test_a_message(field: str, ana: Any, ben: Any, page: Any) -> None:
    group = make_group(ben)
    join(group, ana)
    page(ana, f"/rooms/{room_of(group).uid}/", **({"body": CALM} | {field: CRISIS}))
    assert Message.objects.get().read_level == Level.CRISIS
    assert Case.objects.get().subject_account == ana


@pytest.mark.parametrize("field", ["body", "content_note"])
def test_an_edit(field: str, ana: Any, ben: Any, page: Any) -> None:
    group = make_group(ben)
    join(group, ana)
    message = say(ana, group, CALM)
    page(ana, f"/rooms/{room_of(group).uid}/{message.uid}/edit/", **({"body": CALM} | {field: CRISIS}))
    message.refresh_from_db()
    assert message.read_level == Level.CRISIS and Case.objects.exists()


@pytest.mark.parametrize("field", ["name", "summary", "expect", "about", "welcome"])
@pytest.mark.parametrize("new", [True, False], ids=["founding", "describing"])
def test_the_texts_of_a_group(field: str, new: bool, ana: Any, page: Any) -> None:
    sign(ana)
    if new:
        more = {"rules_short": "Be kind.", "display_name": "Slow Otter", "uid": str(uuid.uuid4())}
        page(ana, "/groups/new/", **description(**{field: CRISIS}), **more)
    else:
        group = make_group(ana)
        page(ana, f"/groups/{group.slug}/keep/about/", **description(**{field: CRISIS}))
    group = Group.objects.get()
    assert getattr(group, field) == CRISIS and level_of(group, field) == Level.CRISIS
    assert Case.objects.filter(subject_account=ana).exists()
    if new:
        assert is_whole()


@pytest.mark.parametrize("field", ["rules_short", "display_name"])
def test_the_first_rules_and_the_name_of_a_founder(field: str, ana: Any, page: Any) -> None:
    sign(ana)
    more = {"rules_short": "Be kind.", "display_name": "Slow Otter", "uid": str(uuid.uuid4())} | {field: CRISIS}
    page(ana, "/groups/new/", **description(), **more)
    row, column = (GroundRules.objects.get(), "short") if field == "rules_short" else (Membership.objects.get(), field)
    assert level_of(row, column) == Level.CRISIS and is_whole()


@pytest.mark.parametrize("field", ["short", "long"])
def test_new_rules(field: str, ben: Any, page: Any) -> None:
    group = make_group(ben)
    page(
        ben, f"/groups/{group.slug}/keep/rules/", **({"short": "Be kind.", "long": CALM, "after": 1} | {field: CRISIS})
    )
    assert level_of(rules_in_force(group), field) == Level.CRISIS


def test_the_pinned_note(ben: Any, page: Any) -> None:
    group = make_group(ben)
    data = {"pinned_note": CRISIS, "slow_mode_seconds": 0, "sensitivity": "usual", "version": 0}
    page(ben, f"/groups/{group.slug}/keep/room/", **data)
    assert level_of(group, "pinned_note") == Level.CRISIS


def test_the_name_of_somebody_who_joins(ana: Any, ben: Any, page: Any) -> None:
    group = make_group(ben)
    data = {"display_name": CRISIS, "rules": str(rules_in_force(group).uid), "agree": "on"}
    page(ana, f"/groups/{group.slug}/join/", **data)
    assert level_of(Membership.objects.get(account=ana), "display_name") == Level.CRISIS
    assert Case.objects.get().subject_account == ana


def test_another_name(ana: Any, ben: Any, page: Any) -> None:
    group = make_group(ben)
    mine = join(group, ana)
    page(ana, f"/groups/{group.slug}/me/", display_name=CRISIS)
    assert level_of(mine, "display_name") == Level.CRISIS and Case.objects.exists()


@pytest.mark.parametrize("field", ["words", "display_name"])
def test_a_request(field: str, ana: Any, ben: Any, page: Any) -> None:
    group = make_group(ben, entry="request")
    data = {"display_name": "Slow Otter", "words": CALM, "rules": str(rules_in_force(group).uid), "agree": "on"}
    page(ana, f"/groups/{group.slug}/ask/", **(data | {field: CRISIS}))
    column = "proposed_name" if field == "display_name" else field
    assert level_of(JoinRequest.objects.get(), column) == Level.CRISIS
    assert Case.objects.get().subject_account == ana


def test_the_name_of_somebody_who_is_let_in(ana: Any, ben: Any, page: Any) -> None:
    group = make_group(ben, entry="request")
    asked = ask(group, ana, words=CALM, name=CRISIS)
    page(ben, f"/groups/requests/{asked.uid}/accept/")
    assert level_of(Membership.objects.get(account=ana), "display_name") == Level.CRISIS


def test_the_name_of_somebody_who_comes_by_a_link(ana: Any, ben: Any, page: Any) -> None:
    group = make_group(ben, entry="invite")
    _, token = make_invitation(actor=ben, group=group)
    data = {"display_name": CRISIS, "rules": str(rules_in_force(group).uid), "agree": "on"}
    page(ana, f"/groups/invited/{token}/", **data)
    assert level_of(Membership.objects.get(account=ana), "display_name") == Level.CRISIS


@pytest.mark.django_db(transaction=True)
def test_the_texts_of_a_new_group_are_read_once_and_before_its_transaction(
    ana: Any, page: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    sign(ana)
    read, asked = texts.read_texts, []

    def watched(asks: Any) -> Any:
        assert not connection.in_atomic_block
        asked.extend(ask.text for ask in asks)
        return read(asks)

    monkeypatch.setattr(texts, "read_texts", watched)
    more = {"rules_short": "Be kind.", "display_name": "Slow Otter", "uid": str(uuid.uuid4())}
    page(ana, "/groups/new/", **description(), **more)
    assert sorted(asked) == sorted(
        {"Slow mornings", "For slow mornings.", "Slow talk.", CALM, "Be kind.", "Slow Otter"}
    )


def test_what_was_read_ahead_is_forgotten_when_the_service_is_over(ana: Any, cy: Any, ben: Any) -> None:
    group = make_group(ben)
    given = {"group": group, "rules": rules_in_force(group), "display_name": "Slow Otter"}
    join_group(actor=ana, **given)
    assert not texts.read_before()
    # Nor after one that was refused: nobody else can have that name.
    with pytest.raises(NameTaken):
        join_group(actor=cy, **given)
    assert not texts.read_before()


def test_the_words_of_a_report(ana: Any, ben: Any, page: Any) -> None:
    group = make_group(ben)
    join(group, ana)
    message = say(ben, group, CALM)
    page(ana, f"/report/message/{message.uid}/", reason="unkind", words=CRISIS)
    assert Report.objects.get().read_level == Level.CRISIS
    assert Case.objects.filter(kind="crisis", subject_account=ana).exists()


def test_what_the_person_and_the_team_write_to_each_other(ana: Any, ben: Any, mo: Any, page: Any) -> None:
    group = make_group(ben)
    join(group, ana)
    case = make_crisis(ana, group)
    page(ana, f"/conversations/{case.uid}/", words=CRISIS)
    case.refresh_from_db()
    page(mo, f"/desk/{case.uid}/reply/", **{"reply-words": CRISIS, "reply-version": case.version})
    assert list(CaseReply.objects.values_list("from_team", "read_level")) == [(False, "crisis"), (True, "crisis")]
    # What the team writes is read, and makes no case about the team.
    assert not Case.objects.filter(subject_account=mo).exists()


@pytest.mark.parametrize("path", ["/need-help/", "/send-to-team/"])
def test_asking_for_help(path: str, ana: Any, page: Any) -> None:
    page(ana, path, words=CRISIS)
    case = Case.objects.get()
    # The words are the case's own evidence; their reading is its severity.
    assert case.subject_account == ana and case.severity >= 4 and case.evidence.count() == 1


def test_a_house_full_of_texts_has_no_text_without_a_reading() -> None:
    from tests.factories.house import build_house

    build_house()
    # The factory writes some group texts past the services; what services and rooms stored is whole.
    for model in READ_MODELS:
        assert model.objects.exists(), model
        assert not model.objects.filter(read_level=Level.NOT_YET).exists(), model


def test_an_appeal(client_of: Any, ana: Any, ben: Any, mo: Any) -> None:
    group = make_group(ben)
    join(group, ana)
    case = reported(ana, group, ben)
    decision = decide(mo, case)
    path = f"/conversations/{case.uid}/again/{decision.uid}/"
    assert client_of(ana).post(path, {"words": CRISIS}).status_code == 302
    assert Appeal.objects.get().read_level == Level.CRISIS
    assert Case.objects.filter(kind=Case.Kind.CRISIS, subject_account=ana).exists()
