from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client

import clock
from groups.services import block
from moderation.models import Case
from moderation.services import claim
from notifications.models import Notification
from tests.factories.accounts import make_account
from tests.factories.groups import join, make_group
from tests.factories.moderation import make_case, make_crisis
from tests.moderation.acts import ACTS, act, fresh

pytestmark = pytest.mark.django_db

# -- who sees what ----------------------------------------------------------------------------------------------------


def test_moderator_sees_every_case_and_facilitator_those_of_own_groups(
    ana: Any, ben: Any, cy: Any, mo: Any, ada: Any, group: Any
) -> None:
    other = make_group(cy)
    here, there = make_crisis(ana, group), make_crisis(cy, other)
    nowhere = make_case(ana)

    assert set(Case.objects.visible_to(mo)) == {here, there, nowhere}
    assert set(Case.objects.visible_to(ben)) == {here}
    for nobody in (ana, ada, make_account("new")):
        assert not Case.objects.visible_to(nobody).exists()


def test_nobody_sees_a_case_about_themself(ben: Any, mo: Any, group: Any) -> None:
    join(group, mo, name="Night Fern")
    about_mo, about_ben = make_crisis(mo, group), make_crisis(ben, group)

    assert set(Case.objects.visible_to(mo)) == {about_ben}
    assert set(Case.objects.visible_to(ben)) == {about_mo}


def test_facilitator_who_gave_up_the_group_and_suspended_moderator_see_nothing(
    ana: Any, ben: Any, mo: Any, group: Any
) -> None:
    make_crisis(ana, group)
    group.memberships.filter(account=ben).update(role="member")
    type(mo).objects.filter(pk=mo.pk).update(suspended_until=clock.now() + timedelta(days=1))
    mo.refresh_from_db()

    assert not Case.objects.visible_to(ben).exists()
    assert not Case.objects.visible_to(mo).exists()


@pytest.mark.parametrize("kind", ["crisis", "help"])
def test_facilitator_whom_the_person_blocked_neither_sees_their_case_nor_answers(
    client_of: Any, ana: Any, ben: Any, mo: Any, dee: Any, group: Any, kind: str
) -> None:
    join(group, dee, name="Night Fern")
    case = make_crisis(ana, group) if kind == "crisis" else make_case(ana, group)
    of_another = make_case(dee, group)
    assert case in Case.objects.visible_to(ben)
    block(actor=ana, membership=group.memberships.get(account=ben))

    assert set(Case.objects.visible_to(ben)) == {of_another}
    assert set(Case.objects.visible_to(mo)) == {case, of_another}
    assert client_of(ben).get(f"/desk/{case.uid}/").status_code == 404
    with pytest.raises(PermissionDenied):
        act("reply", ben, case)
    assert fresh(case).version == case.version


@pytest.mark.parametrize("kind", ["report", "worry"])
def test_a_block_in_another_group_tells_no_facilitator_who_is_who(
    client_of: Any, ana: Any, ben: Any, cy: Any, group: Any, kind: str
) -> None:
    other = make_group(cy)
    for person, name in ((ana, "Elsewhere Otter"), (ben, "Elsewhere Badger")):
        join(other, person, name=name)
    block(actor=ana, membership=other.memberships.get(account=ben))
    case = make_case(ana, group, kind=kind)
    assert case in Case.objects.visible_to(ben)
    assert client_of(ben).get(f"/desk/{case.uid}/").status_code == 200
    block(actor=ana, membership=group.memberships.get(account=ben))
    assert case not in Case.objects.visible_to(ben)
    assert client_of(ben).get(f"/desk/{case.uid}/").status_code == 404


@pytest.mark.parametrize("kind", ["crisis", "help"])
def test_a_block_in_another_group_keeps_a_call_for_help_from_a_facilitator(
    ana: Any, ben: Any, cy: Any, group: Any, kind: str
) -> None:
    other = make_group(cy)
    for person, name in ((ana, "Elsewhere Otter"), (ben, "Elsewhere Badger")):
        join(other, person, name=name)
    block(actor=ana, membership=other.memberships.get(account=ben))
    assert make_case(ana, group, kind=kind) not in Case.objects.visible_to(ben)


def test_moderator_whom_the_person_blocked_still_sees_their_case(ana: Any, ben: Any, group: Any) -> None:
    case = make_crisis(ana, group)
    type(ben).objects.filter(pk=ben.pk).update(is_moderator=True)
    block(actor=ana, membership=group.memberships.get(account=ben))
    ben.refresh_from_db()

    assert set(Case.objects.visible_to(ben)) == {case}


def test_facilitator_whom_the_person_blocked_hears_nothing_of_their_case(
    ana: Any, ben: Any, mo: Any, dee: Any, group: Any
) -> None:
    co_keeper = make_account("co-keeper")
    join(group, co_keeper, name="Old Oak", role="co_facilitator")
    block(actor=ana, membership=group.memberships.get(account=ben))
    make_crisis(ana, group)

    assert {row.account for row in Notification.objects.filter(kind="desk.case")} == {mo, co_keeper}


def test_facilitator_who_had_the_case_and_was_blocked_hears_nothing_more_of_it(
    ana: Any, ben: Any, mo: Any, group: Any, move_clock: Any
) -> None:
    case = make_crisis(ana, group)
    claim(actor=ben, case=case, version=case.version)
    block(actor=ana, membership=group.memberships.get(account=ben))
    Notification.objects.all().delete()
    move_clock(16 * 60)
    make_crisis(ana, group)

    assert [row.account for row in Notification.objects.filter(kind="desk.case")] == [mo]


@pytest.mark.parametrize("who", ["ana", "cy", "ada", "ben_of_other_group"])
@pytest.mark.parametrize("name", list(ACTS))
def test_act_by_somebody_who_may_not_work_the_case_is_refused(
    request: pytest.FixtureRequest, ana: Any, group: Any, who: str, name: str
) -> None:
    case = make_crisis(ana, group)
    if who == "ben_of_other_group":
        other = make_account("other-ben")
        make_group(other)
    else:
        other = request.getfixturevalue(who)
    with pytest.raises(PermissionDenied):
        act(name, other, case)
    assert fresh(case).version == case.version


def canaries(case: Case) -> list[str]:
    return [str(case.uid), "Small Lantern", "kill", "Awake at night"]


@pytest.mark.parametrize("who", ["ana", "cy", "ada", "keeper_of_another"])
def test_desk_pages_are_not_there_for_those_who_may_not_see_them(
    request: pytest.FixtureRequest, client_of: Any, ana: Any, group: Any, who: str
) -> None:
    case = make_crisis(ana, group)
    if who == "keeper_of_another":
        user = make_account("other-ben")
        make_group(user)
    else:
        user = request.getfixturevalue(who)
    client, nothing = client_of(user), f"/desk/{uuid.uuid4()}/"
    missing = client.get(nothing)
    found = client.get(f"/desk/{case.uid}/")

    assert (found.status_code, missing.status_code) == (404, 404)
    assert found.content.replace(str(case.uid).encode(), b"") == missing.content.replace(nothing[6:-1].encode(), b"")
    for name in ("read", "claim", "note", "reply", "close", "release"):
        assert client.post(f"/desk/{case.uid}/{name}/", {"version": 0}).status_code == 404
    desk = client.get("/desk/")
    assert desk.status_code == (200 if who == "keeper_of_another" else 404)
    assert not any(canary in desk.content.decode() for canary in canaries(case))
    assert client.post("/desk/shift/", {"shown_name": "Mara", "until": "23:00"}).status_code == 404


def test_subject_of_a_case_gets_a_404_at_the_desk_also_as_a_moderator(
    client_of: Any, mo: Any, ben: Any, group: Any
) -> None:
    join(group, mo, name="Night Fern")
    case = make_crisis(mo, group)

    assert client_of(mo).get(f"/desk/{case.uid}/").status_code == 404
    assert "Night Fern" not in client_of(mo).get("/desk/").content.decode()
    assert client_of(ben).get(f"/desk/{case.uid}/").status_code == 200


def test_visitor_is_sent_to_sign_in() -> None:
    for path in ("/desk/", f"/desk/{uuid.uuid4()}/", "/conversations/", f"/conversations/{uuid.uuid4()}/"):
        response = Client().get(path)
        assert response.status_code == 302 and "/account/login/" in response["Location"]
