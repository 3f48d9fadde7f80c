"""Two queues that are never mixed, claims that lapse, worries that come again, and a desk that stays quick."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

import clock
from moderation import services
from moderation.errors import Ended
from moderation.models import Case, CaseEvent
from moderation.services import alert_waiting, lapse_claims
from notifications.models import Notification
from tests.factories.accounts import make_account
from tests.factories.groups import join
from tests.factories.moderation import make_case, make_crisis, make_shift
from tests.moderation.acts import act, end, fresh, told

pytestmark = pytest.mark.django_db(transaction=True)


def listed(client: Any, address: str = "/desk/") -> list[str]:
    page = client.get(address).content.decode()
    return re.findall(r'<li>\s*<div class="case"[^>]*>\s*<span class="row between"><a href="/desk/([\w-]{36})/"', page)


# -- two queues -------------------------------------------------------------------------------------------------------


def test_who_is_unwell_and_what_broke_a_rule_are_never_in_one_list(
    client_of: Any, ana: Any, cy: Any, mo: Any, group: Any
) -> None:
    unwell = [make_crisis(ana, group), make_case(cy), make_case(make_account(), kind=Case.Kind.WORRY)]
    unwell.append(make_case(make_account(), kind=Case.Kind.UNREAD))
    rules = [make_case(ana, group, kind=Case.Kind.REPORT), make_case(cy, kind=Case.Kind.REPORT, severity=5)]
    client = client_of(mo)

    assert set(listed(client)) == {str(case.uid) for case in unwell}
    assert set(listed(client, "/desk/?rules=1")) == {str(case.uid) for case in rules}
    page = client.get("/desk/").content.decode()
    assert "something waits" in page and "somebody waits" not in page
    # Beside a case stands its own queue.
    beside = client.get(f"/desk/{rules[0].uid}/").content.decode()
    assert str(rules[1].uid) in beside and str(unwell[1].uid) not in beside


def test_the_database_says_in_which_queue_a_case_waits(ana: Any, mo: Any, group: Any) -> None:
    case = make_case(ana, group)
    assert fresh(case).queue == "unwell"
    end(mo, case)
    assert fresh(case).queue == ""
    assert fresh(make_case(ana, group, kind=Case.Kind.REPORT)).queue == "rules"


def test_page_after_page_shows_each_case_once(client_of: Any, mo: Any) -> None:
    made = {str(make_case(make_account()).uid) for _ in range(35)}
    client = client_of(mo)
    first, second = listed(client), listed(client, "/desk/?page=2")
    assert (len(first), len(second)) == (30, 5)
    assert {*first, *second} == made
    for number in ("0", "x", "-1", "99999999999999999999"):
        assert client.get(f"/desk/?page={number}").status_code == 200


# -- a claim lapses ---------------------------------------------------------------------------------------------------


def test_a_claim_that_nobody_follows_up_passes_to_the_next_person(
    client_of: Any, ana: Any, mo: Any, vi: Any, group: Any, move_clock: Any
) -> None:
    make_shift(vi, name="Vi", hours=4)
    case = make_crisis(ana, group)
    act("claim", mo, fresh(case))
    version, before = fresh(case).version, told(vi)
    move_clock(29 * 60)
    assert lapse_claims() == 0

    Notification.objects.update(state="sent", sent_at=clock.now())
    move_clock(31 * 60)
    assert lapse_claims() == 1 and lapse_claims() == 0
    case = fresh(case)
    assert (case.claimed_by, case.claimed_until, case.state) == (None, None, Case.State.NEW)
    assert told(vi) == before + 1 and case.waits_since is not None
    assert "it is free again" in client_of(vi).get(f"/desk/{case.uid}/").content.decode()
    # Who was slow and still writes loses nothing.
    assert case.version == version
    act("reply", mo, case)


def test_a_lapsed_claim_of_somebody_who_was_answered_wakes_nobody(
    ana: Any, mo: Any, vi: Any, group: Any, move_clock: Any
) -> None:
    case = make_crisis(ana, group)
    act("reply", mo, fresh(case))
    before = told(vi)
    move_clock(31 * 60)
    assert lapse_claims() == 1
    assert told(vi) == before and fresh(case).state == Case.State.CONTACTED


def test_who_goes_home_leaves_nobody_waiting_behind_them(ana: Any, mo: Any, vi: Any, group: Any) -> None:
    make_shift(mo)
    case = make_crisis(ana, group)
    act("claim", mo, fresh(case))
    Notification.objects.all().delete()
    services.end_shift(actor=mo)
    assert fresh(case).claimed_by is None
    assert told(vi) == 1


# -- worries ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def worried(ana: Any, fern: Any, group: Any) -> Case:
    """Fern worries about Ana, twice."""
    mine = group.memberships.get(account=ana)
    for _ in range(2):
        made = services.report(actor=fern, kind="membership", uid=mine.uid, reason="worry", words="She is so quiet.")
    return fresh(made.case)


def test_repeated_worries_of_one_about_one_go_to_a_second_moderator(
    client_of: Any, mo: Any, vi: Any, worried: Case
) -> None:
    assert worried.worried_again_at is not None and Case.objects.count() == 1
    ended = act("close", mo, worried, reason="read")
    assert ended.is_open
    with pytest.raises(PermissionDenied):
        services.second_ending(actor=mo, case=ended, version=ended.version, agrees=True)
    ended = services.second_ending(actor=vi, case=ended, version=ended.version, agrees=True)
    assert (ended.state, ended.close_reason) == (Case.State.CLOSED, "read")


def test_nobody_reads_who_worries_and_nothing_of_it_reaches_the_person(
    client_of: Any, ana: Any, mo: Any, fern: Any, worried: Case
) -> None:
    desk = client_of(mo).get(f"/desk/{worried.uid}/").content.decode()
    assert "She is so quiet." in desk and "more than once" in desk
    assert "Night Fern" not in desk and fern.sign_in_name not in desk
    assert client_of(ana).get(f"/conversations/{worried.uid}/").status_code == 404
    assert not Notification.objects.filter(account=ana).exists()
    assert all(event.actor_id != fern.pk or event.verb == "opened" for event in CaseEvent.objects.all())


def test_worries_of_many_weigh_as_one_and_are_no_repetition(ana: Any, group: Any) -> None:
    mine = group.memberships.get(account=ana)
    first = None
    for number in range(12):
        member = join(group, make_account(), name=f"Quiet Stone {number}").account
        made = services.report(actor=member, kind="membership", uid=mine.uid, reason="worry")
        first = first or fresh(made.case)
    case = Case.objects.get()
    assert (case.severity, case.worried_again_at, case.kind) == (first.severity, None, Case.Kind.WORRY)
    assert alert_waiting() == 0 and case.waits_since is None
    assert not CaseEvent.objects.exclude(verb__in=("opened", "joined")).exists()


# -- quick ------------------------------------------------------------------------------------------------------------


def test_the_desk_asks_few_questions_however_much_there_is(
    client_of: Any, ana: Any, mo: Any, group: Any, django_assert_max_num_queries: Any, move_clock: Any
) -> None:
    for number in range(4):
        make_crisis(join(group, make_account(), name=f"Quiet Stone {number}").account, group)
    for _ in range(30):
        make_case(make_account())
    answered = make_crisis(ana, group)
    act("reply", mo, fresh(answered))
    move_clock(23 * 3600)
    client = client_of(mo)
    for address in ("/desk/", "/desk/?rules=1", "/desk/?ended=1", "/desk/?page=2"):
        client.get(address)
        with django_assert_max_num_queries(8):
            client.get(address)
    # With people to ask and groups to look at, each list is one question more.
    make_crisis(make_account(), group)
    move_clock(24.1 * 3600)
    with django_assert_max_num_queries(8):
        page = client.get("/desk/").content.decode()
    assert "Time to ask how they are" in page


def test_three_people_of_one_group_in_a_crisis_within_a_day_are_a_line_on_the_desk(
    client_of: Any, ana: Any, ben: Any, mo: Any, group: Any
) -> None:
    stones = [join(group, make_account(), name=f"Quiet Stone {number}").account for number in range(3)]
    for account in stones[:2]:
        make_crisis(account, group)
    # More words of one person are not more people.
    make_crisis(stones[0], group)
    line = "people of Awake at night have been in a crisis"
    assert line not in client_of(mo).get("/desk/").content.decode()
    third = make_crisis(stones[2], group)
    assert f"3 {line}" in client_of(mo).get("/desk/").content.decode()
    assert f"3 {line}" in client_of(ben).get("/desk/").content.decode()
    Case.objects.filter(pk=third.pk).update(opened_at=clock.now() - timedelta(hours=25))
    assert line not in client_of(mo).get("/desk/").content.decode()


def test_an_ended_case_takes_none_of_the_new_acts(ana: Any, mo: Any, vi: Any) -> None:
    case = make_case(ana)
    ended = end(mo, case)
    with pytest.raises(Ended):
        services.second_ending(actor=vi, case=ended, version=ended.version, agrees=True)
    with pytest.raises(Ended):
        services.hand_over(actor=mo, case=ended, version=ended.version, to=vi)
