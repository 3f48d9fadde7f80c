"""A facilitator asks that somebody is removed from the group, and a moderator looks first."""

from __future__ import annotations

from typing import Any

import pytest

from accounts.access import can
from groups import services as groups
from groups.models import Membership
from moderation import services
from moderation.models import Decision, Measure, Sanction
from tests.factories.groups import join
from tests.factories.moderation import make_crisis
from tests.moderation.acts import fresh
from tests.moderation.deciding import look_again

pytestmark = pytest.mark.django_db


def test_a_removal_by_a_facilitator_is_a_decision_with_a_statement_and_an_appeal(
    client_of: Any, ana: Any, ben: Any, mo: Any, vi: Any, group: Any
) -> None:
    mine = Membership.objects.get(account=ana, group=group)
    assert groups.remove_member(actor=ben, membership=mine, reason="unkind") is False
    decision = Decision.objects.get()
    services.second(actor=mo, decision=decision, version=decision.case.version, agrees=True)
    decision.refresh_from_db()
    assert (decision.measure, decision.decided_by, decision.case.is_open) == (Measure.LEAVE_GROUP, ben, False)
    page = client_of(ana).get(f"/conversations/{decision.case.uid}/").content.decode()
    assert "You are not in this group any more." in page and "Unkind to someone here" in page
    look_again(vi, services.appeal(actor=ana, decision=decision, words="It was a misunderstanding."))
    assert Membership.objects.get(account=ana).state == "active"


@pytest.mark.parametrize("in_distress", [True, False])
def test_a_removal_by_a_facilitator_waits_for_a_moderator_whether_or_not_somebody_is_in_distress(
    in_distress: bool, client_of: Any, ana: Any, ben: Any, mo: Any, group: Any
) -> None:
    if in_distress:
        make_crisis(ana, group)
    mine = Membership.objects.get(account=ana, group=group)
    page = client_of(ben).get(f"/groups/{group.slug}/keep/members/{mine.uid}/remove/").content.decode()
    assert "A moderator looks at this first" in page
    for _ in range(2):
        answer = client_of(ben).post(f"/groups/{group.slug}/keep/members/{mine.uid}/remove/", {"reason": "unkind"})
        assert answer.status_code == 302
    mine.refresh_from_db()
    decision = Decision.objects.get()
    assert mine.state == "active" and decision.state == Decision.State.WAITING
    services.second(actor=mo, decision=decision, version=fresh(decision.case).version, agrees=True)
    mine.refresh_from_db()
    assert (mine.state, mine.end_reason) == ("ended", "removed")


def test_a_moderator_who_keeps_the_room_removes_at_once(client_of: Any, ana: Any, mo: Any, group: Any) -> None:
    join(group, mo, name="Keeper", role="co_facilitator")
    mine = Membership.objects.get(account=ana, group=group)
    page = client_of(mo).get(f"/groups/{group.slug}/keep/members/{mine.uid}/remove/").content.decode()
    assert "A moderator looks" not in page
    assert groups.remove_member(actor=mo, membership=mine, reason="unkind") is True
    assert not Decision.objects.get().case.is_open


def test_who_left_before_it_was_decided_does_not_come_back_by_themselves(
    ana: Any, ben: Any, mo: Any, group: Any
) -> None:
    mine = Membership.objects.get(account=ana, group=group)
    assert groups.remove_member(actor=ben, membership=mine, reason="unkind") is False
    groups.leave_group(actor=ana, group=group)
    decision = Decision.objects.get()
    services.second(actor=mo, decision=decision, version=decision.case.version, agrees=True)
    assert Sanction.objects.standing().filter(account=ana, measure=Measure.LEAVE_GROUP).exists()
    assert not can(ana, "groups.join", group)


def test_a_lifted_removal_opens_the_door_to_who_had_left_and_puts_nobody_in(
    ana: Any, ben: Any, mo: Any, group: Any
) -> None:
    mine = Membership.objects.get(account=ana, group=group)
    groups.remove_member(actor=ben, membership=mine, reason="unkind")
    groups.leave_group(actor=ana, group=group)
    decision = Decision.objects.get()
    services.second(actor=mo, decision=decision, version=decision.case.version, agrees=True)
    sanction = Sanction.objects.standing().get(account=ana)
    services.lift(actor=mo, sanction=sanction, version=fresh(decision.case).version, words="It is over.")
    mine.refresh_from_db()
    assert (mine.state, mine.end_reason) == ("ended", "left") and can(ana, "groups.join", group)
