"""A group that has ended stays within reach of those who were in it: what was said can still be read."""

from __future__ import annotations

from typing import Any

import pytest

from groups import services
from groups.models import Group
from tests.factories.chat import room_of, say
from tests.factories.groups import join, make_group

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_room_of_an_ended_group_stays_on_home_and_says_so(ana: Any, ben: Any, cy: Any, client_of: Any) -> None:
    group, going_on = make_group(ben), make_group(ben)
    for one in (group, going_on):
        join(one, ana)
    say(ben, group, "the last words of this group")
    services.archive_group(actor=ben, group=Group.objects.get(pk=group.pk))
    address, client = f"/rooms/{room_of(group).uid}/", client_of(ana)
    home = client.get("/home/").content.decode()
    assert address in home and home.count("The group has ended.") == 1
    assert "the last words of this group" in client.get(address).content.decode()
    assert address not in client_of(cy).get("/home/").content.decode()
    services.leave_group(actor=ana, group=group)
    assert address not in client.get("/home/").content.decode()
