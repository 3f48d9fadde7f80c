"""Every permission says no to somebody: each service is called by people who may not, on a whole house."""

from __future__ import annotations

import pytest
import rules
from django.core.exceptions import PermissionDenied

from accounts.access import can
from care import services as care
from chat import services as chat
from groups import services as groups
from meetings import services as meetings
from tests.architecture.matrix import rolled_back
from tests.architecture.tries import CLOSED, NOTHING_TO_REFUSE, TRIES, describing, name, posting, room_set
from tests.architecture.tries_desk import deciding, looking_again, seconding, working
from tests.factories.groups import sign
from tests.factories.house import House
from tests.factories.meetings import make_series, says

pytestmark = pytest.mark.django_db


def test_every_permission_is_tried() -> None:
    assert set(TRIES) == set(rules.permissions.permissions) - NOTHING_TO_REFUSE


@pytest.mark.parametrize("permission", sorted(TRIES))
def test_who_may_not_is_refused(permission: str, house: House) -> None:
    let_in = []
    for number, (who, attempt) in enumerate(TRIES[permission]):
        with rolled_back():
            actor = house.people["ana" if who == CLOSED else who]
            actor.refresh_from_db()
            if permission == "groups.found":
                assert not can(actor, permission)
            try:
                if who == CLOSED:
                    actor.is_active = False
                if attempt(house, actor) is not False:
                    let_in.append(f"{who}, attempt {number}")
            except PermissionDenied:
                pass
            finally:
                actor.is_active = True
    assert let_in == []


def test_the_same_services_serve_those_who_may(house: House) -> None:
    """The refusals above are refusals of the person: for somebody else the same call goes through."""
    people = house.people
    with rolled_back():
        sign(people["gus"])
        assert describing(house, people["ben"], "open")
        assert working(house, people["mo"], "crisis")
        assert deciding(house, people["mo"], "message", "no_action")
        assert seconding(house, people["mo"], "waiting")
        assert looking_again(house, people["mo"], "removed")
        assert room_set(house, people["ben"], "open")
        assert groups.accept_request(actor=people["fay"], join_request=house.requests["asking"])
        assert groups.revoke_invitation(actor=people["ivy"], invitation=house.invitation) or True
        assert groups.appoint_keeper(actor=people["mo"], membership=name(house, "gus@unkept"))
        assert groups.approve_group(actor=people["mo"], group=house.groups["proposed"])
        assert chat.edit_message(actor=people["ana"], message=house.messages["ana"], body="other words")
        assert posting(house, people["ana"])
        assert make_series(people["ben"], house.groups["open"])
        assert says(people["ana"], house.meetings["private"])
        assert meetings.cancel_meeting(actor=people["ben"], meeting=house.meetings["open"])
        assert meetings.end_series(actor=people["ben"], series=house.meetings["open"].series)
        assert care.confirm_line(
            actor=people["ada"], line=house.line, source="https://line.example/contact", second_source=""
        )
        assert care.confirm_service(actor=people["ada"], service=house.service, source="https://line.example/")
        assert care.give_import(actor=people["ada"], file_name="x.json", data=b"[]")
        assert care.exported(actor=people["ada"])[0]
