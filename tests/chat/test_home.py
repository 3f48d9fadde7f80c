"""The card of rooms on the home page: what counts as new."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import transaction

from chat import services
from groups import services as groups
from tests.factories.chat import room_of, say, voice_of
from tests.factories.groups import join, make_group

pytestmark = pytest.mark.django_db(transaction=True)
NEW, NOTHING = "Something new since you were here", "Nothing new since your last visit"


@pytest.fixture
def group(ben: Any, ana: Any) -> Any:
    group = make_group(ben)
    join(group, ana, name="Quiet Heron")
    return group


@pytest.fixture
def shows(ana: Any, client_of: Any) -> Any:
    """Whether what Ana's home page says of her room is that."""
    return lambda words: words in client_of(ana).get("/home/").content.decode()


def test_words_of_others_are_new_until_the_room_was_read(group: Any, ana: Any, ben: Any, shows: Any) -> None:
    assert shows(NOTHING)
    say(ben, group, "hello")
    assert shows(NEW)
    services.mark_read(actor=ana, participant=voice_of(ana, group), seq=1)
    assert shows(NOTHING)


def test_ones_own_words_are_not_new(group: Any, ana: Any, shows: Any) -> None:
    say(ana, group, "mine")
    assert shows(NOTHING) and not shows(NEW)


def test_changed_or_removed_words_are_not_new(group: Any, ana: Any, ben: Any, shows: Any) -> None:
    one, two = say(ben, group, "one"), say(ben, group, "two")
    services.mark_read(actor=ana, participant=voice_of(ana, group), seq=2)
    services.edit_message(actor=ben, message=one, body="one, changed")
    services.remove_message(actor=ben, message=two)
    assert room_of(group).seq == 4
    assert shows(NOTHING)
    services.remove_message(actor=ben, message=say(ben, group, "taken back before it was read"))
    assert shows(NOTHING)


def test_what_a_moderator_hid_and_what_a_blocked_name_says_is_not_new(
    group: Any, ana: Any, ben: Any, eve: Any, shows: Any
) -> None:
    theirs = join(group, eve, name="Old Maple")
    hidden = say(ben, group, "hidden")
    with transaction.atomic():
        services.hide_message(hidden)
    assert shows(NOTHING)
    say(eve, group, "from a blocked name")
    assert shows(NEW)
    groups.block(actor=ana, membership=theirs)
    assert shows(NOTHING)


def test_many_rooms_cost_no_more_questions_than_few(
    ana: Any, ben: Any, client_of: Any, django_assert_max_num_queries: Any
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client, asked = client_of(ana), []
    for _ in range(2):
        for _ in range(3):
            join(make_group(ben), ana)
        with CaptureQueriesContext(connection) as queries:
            client.get("/home/")
        asked.append(len(queries))
    assert asked[0] == asked[1]
