"""What members take on for some weeks: taken, handed on, put down, and offered to nobody who may be in need."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

import clock
from groups import services as groups
from meetings import services
from meetings.models import ServiceRole
from tests.factories.accounts import make_account
from tests.factories.groups import join, make_group
from tests.factories.moderation import make_crisis

pytestmark = pytest.mark.django_db


def roles(account: Any) -> list[str]:
    return list(ServiceRole.objects.live().filter(membership__account=account).values_list("role", flat=True))


def test_a_role_is_taken_for_some_weeks_and_put_down_in_one_tap(
    ana: Any, group: Any, client_of: Any, stand_at: Any
) -> None:
    client, page = client_of(ana), reverse("meetings:roles", args=[group.slug])
    client.post(reverse("meetings:take_role", args=[group.slug]), {"role": "greeter", "weeks": "2"})
    client.post(reverse("meetings:take_role", args=[group.slug]), {"role": "greeter", "weeks": "2"})
    assert roles(ana) == ["greeter"] and "Put it down" in client.get(page).content.decode()
    client.post(reverse("meetings:put_down", args=[ServiceRole.objects.get().uid]))
    assert roles(ana) == [] and "Put it down" not in client.get(page).content.decode()
    client.post(reverse("meetings:take_role", args=[group.slug]), {"role": "reader", "weeks": "4"})
    stand_at(clock.now() + timedelta(weeks=5))
    assert roles(ana) == []
    services.take_role(actor=ana, group=group, role="reader")
    assert roles(ana) == ["reader"] and ServiceRole.objects.filter(role="reader").count() == 1


def test_a_role_is_handed_on_with_a_thank_you(ana: Any, people: Any, group: Any, client_of: Any) -> None:
    role = services.take_role(actor=ana, group=group, role="timekeeper")
    other = group.memberships.get(account=people[0])
    page = reverse("meetings:roles", args=[group.slug])
    client_of(ana).post(reverse("meetings:hand_on", args=[role.uid]), {"to": str(other.uid)})
    assert roles(ana) == ["timekeeper"] and roles(people[0]) == []
    offer = client_of(people[0]).get(page).content.decode()
    assert (
        "Quiet Heron asks whether" in offer
        and "Quiet Heron asks" not in client_of(people[1]).get(page).content.decode()
    )
    assert client_of(people[1]).post(reverse("meetings:take_on", args=[role.uid]), {"answer": "yes"}).status_code == 404
    client_of(people[0]).post(reverse("meetings:take_on", args=[role.uid]), {"answer": "no"})
    assert roles(ana) == ["timekeeper"]
    services.hand_on_role(actor=ana, role=role, to=other)
    client_of(people[0]).post(reverse("meetings:take_on", args=[role.uid]), {"answer": "yes"})
    assert roles(ana) == [] and roles(people[0]) == ["timekeeper"]
    assert "Other 0 has taken this on from you, and says thank you" in client_of(ana).get(page).content.decode()


def test_a_block_that_comes_later_hides_names_beside_roles_too(
    ana: Any, people: Any, group: Any, client_of: Any
) -> None:
    handed, asked = (services.take_role(actor=ana, group=group, role=role) for role in ("timekeeper", "greeter"))
    first, second = (group.memberships.get(account=person) for person in people[:2])
    services.hand_on_role(actor=ana, role=handed, to=first)
    services.answer_role(actor=people[0], role=handed, yes=True)
    services.hand_on_role(actor=ana, role=asked, to=second)
    page = reverse("meetings:roles", args=[group.slug])
    text = client_of(ana).get(page).content.decode()
    assert "Other 0 has taken this on from you" in text and "You asked Other 1 to take it on" in text
    groups.block(actor=ana, membership=first)
    groups.block(actor=people[1], membership=group.memberships.get(account=ana))
    text = client_of(ana).get(page).content.decode()
    assert "Other 0" not in text and "Other 1" not in text and "Greets people at the door" in text


def test_who_may_be_in_need_is_offered_nothing_and_nobody_learns_of_it(
    ana: Any, people: Any, group: Any, client_of: Any
) -> None:
    page = reverse("meetings:roles", args=[group.slug])
    assert "What you could take" in client_of(people[0]).get(page).content.decode()
    role = services.take_role(actor=ana, group=group, role="welcomer")
    make_crisis(people[0], group)
    other = group.memberships.get(account=people[0])
    before = client_of(ana).post(reverse("meetings:hand_on", args=[role.uid]), {"to": str(other.uid)}, follow=True)
    assert "They are asked." in before.content.decode()
    mine = client_of(people[0]).get(page).content.decode()
    assert "What you could take" not in mine and "asks whether" not in mine
    with pytest.raises(PermissionDenied):
        services.take_role(actor=people[0], group=group, role="greeter")
    with pytest.raises(PermissionDenied):
        services.answer_role(actor=people[0], role=role, yes=True)
    answer = client_of(people[0]).post(
        reverse("meetings:take_role", args=[group.slug]), {"role": "greeter"}, follow=True
    )
    assert "not free at the moment" in answer.content.decode()


def test_a_role_belongs_to_its_group_and_its_member(ana: Any, cy: Any, people: Any, group: Any, client_of: Any) -> None:
    role = services.take_role(actor=ana, group=group, role="greeter")
    for other in (people[0], cy):
        with pytest.raises(PermissionDenied):
            services.put_down_role(actor=other, role=role)
    assert client_of(cy).get(reverse("meetings:roles", args=[group.slug])).status_code == 404
    with pytest.raises(PermissionDenied):
        services.take_role(actor=cy, group=group, role="greeter")
    stranger = join(make_group(cy), make_account(), name="Stranger")
    client_of(ana).post(reverse("meetings:hand_on", args=[role.uid]), {"to": str(stranger.uid)})
    role.refresh_from_db()
    assert role.offered_to is None
    groups.leave_group(actor=ana, group=group)
    assert roles(ana) == []
