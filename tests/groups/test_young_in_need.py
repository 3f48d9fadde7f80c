"""Nothing leads away where the young are, and no cry of theirs is held back because it holds an address."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from chat import services as chat
from chat.models import Message
from groups.models import Group
from moderation.models import Case
from resilience.models import ShownStep
from resilience.services import steps
from stories.models import Story, StoryReply
from tests.factories.chat import post_of, say
from tests.factories.groups import join
from tests.factories.moderation import CRISIS
from tests.factories.stories import answer, let_out, tell
from tests.factories.young import make_trusted, make_young, make_young_group

pytestmark = pytest.mark.django_db
HERE = "I am at 12 Foo Street, call 07700 900123"
CRY = f"{CRISIS} {HERE}"
UNREAD = "tests.moderation.engines.raises"


@pytest.fixture(autouse=True)
def allowed(settings: Any) -> None:
    settings.MINIMUM_AGE, settings.ALLOW_UNDER_18 = 16, True


@pytest.fixture
def kit() -> Any:
    return make_young()


@pytest.fixture
def young(kit: Any) -> Group:
    group = make_young_group(make_trusted())
    join(group, kit)
    return group


def sent(who: Any, group: Group, words: str) -> str:
    (answered,) = chat.post_messages(posts=[post_of(who, group, words)])
    return getattr(answered, "code", "")


def test_a_cry_with_an_address_is_posted_and_somebody_is_called(young: Group, kit: Any, settings: Any) -> None:
    assert sent(kit, young, HERE) == "contact"
    assert sent(kit, young, CRY) == "" and Case.objects.get(kind="crisis").subject_account == kit
    # What stands there already may become one.
    changed = chat.edit_message(actor=kit, message=say(kit, young, "hello"), body=CRY)
    assert isinstance(changed, chat.Posted) and changed.case is not None
    Group.objects.filter(pk=young.pk).update(language="pt-br")
    assert sent(kit, young, HERE) == ""
    Group.objects.filter(pk=young.pk).update(language="en")
    settings.MODERATION_ENGINE = UNREAD
    assert sent(kit, young, HERE) == "" and Message.objects.filter(read_level="not_yet", body=HERE).exists()


def test_a_sign_that_no_database_keeps_in_a_name_is_no_error_page(kit: Any, mo: Any, client_of: Any) -> None:
    typed = {"sign_in_name": "k\x00it", "reason": "They told us."}
    assert client_of(mo).post("/groups/oversight/ages/", typed).status_code in (302, 422)


def test_the_same_holds_for_a_small_step_that_a_group_sees(young: Group, kit: Any, settings: Any) -> None:
    witness = f"group:{kit.memberships.get().uid}"
    with pytest.raises(ValidationError):
        steps.say_step(actor=kit, words=HERE, times=1, witness=witness)
    steps.say_step(actor=kit, words=CRY, times=1, witness=witness)
    assert Case.objects.get(kind="crisis").subject_account == kit
    settings.MODERATION_ENGINE = UNREAD
    steps.say_step(actor=kit, words=HERE, times=1, witness=witness)
    assert ShownStep.objects.filter(read_level="not_yet").count() == 1


def test_the_same_holds_for_an_answer_and_no_answer_tells_an_age(
    kit: Any, ana: Any, ben: Any, settings: Any, client_of: Any
) -> None:
    lu, inside = make_young("lu"), tell(kit, audience="members")
    with pytest.raises(ValidationError):
        answer(lu, inside, HERE)
    answer(lu, inside, CRY)
    assert Case.objects.get(kind="crisis").subject_account == lu
    reader = make_trusted("mara", is_moderator=True)
    of_young, of_adult = (let_out(tell(who, audience="everyone"), reader) for who in (kit, ben))
    Story.objects.filter(pk=of_adult.pk).update(replies_open=False)
    seen = set()
    for story in (of_young, of_adult):
        with pytest.raises(PermissionDenied):
            answer(ana, story, HERE)
        page = client_of(ana).post(f"{story.get_absolute_url()}answer/", {"body": HERE})
        text = page.content.decode()
        said = "You cannot answer here at the moment." in text, "Please without addresses" in text
        seen.add((page.status_code, *said))
    assert seen == {(409, True, False)}
    settings.MODERATION_ENGINE = UNREAD
    answer(lu, inside, HERE)
    assert StoryReply.objects.filter(author=lu).count() == 2
