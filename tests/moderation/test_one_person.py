"""One person in distress is one case in each group, and one row at the desk for those who may know."""

from __future__ import annotations

import json
import re
import threading
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connections, transaction

import clock
from accounts.sealed import open_sealed
from audit.models import AuditEvent
from moderation import services
from moderation.models import Case, CaseEvent, CaseEvidence
from moderation.panel import current_case, render_panel
from moderation.worklist import entries, queue, same_person
from notifications.models import Notification
from tests.factories.accounts import make_account
from tests.factories.groups import join, make_group
from tests.factories.moderation import CRISIS, ORDINARY, make_case, make_crisis
from tests.moderation.acts import act, fresh

pytestmark = pytest.mark.django_db


def words_of(case: Case, actor: Any) -> list[str]:
    return [json.loads(open_sealed(piece, "copy", actor))["text"] for piece in case.evidence.all()]


def rows_of(user: Any) -> list[tuple[Case, list[Case]]]:
    return [(entry.case, entry.others) for entry in entries(user, queue(user))]


def links(page: Any) -> list[str]:
    return re.findall(r'href="/desk/([\w-]{36})/"', page.content.decode())


# -- joining ----------------------------------------------------------------------------------------------------------


def test_who_asks_for_help_in_an_open_crisis_joins_it(ana: Any, mo: Any, group: Any) -> None:
    crisis = make_crisis(ana, group)
    asked = services.open_help_case(actor=ana, group=group, words="Please, somebody.")

    assert asked == crisis
    assert Case.objects.count() == 1
    assert (asked.kind, asked.choice, asked.severity) == (Case.Kind.CRISIS, "write", crisis.severity)
    assert words_of(asked, mo) == [CRISIS, "Please, somebody."]
    assert [event.verb for event in CaseEvent.objects.all()] == ["opened", "asked"]
    assert asked.version == crisis.version + 1


def test_crisis_words_after_a_call_for_help_join_it_and_make_it_a_crisis(ana: Any, mo: Any, group: Any) -> None:
    asked = services.open_help_case(actor=ana, group=group)
    crisis = make_crisis(ana, group)

    assert crisis.pk == asked.pk
    assert Case.objects.count() == 1
    assert crisis.kind == Case.Kind.CRISIS and crisis.severity >= asked.severity
    # They have asked to be written to: that is not asked again.
    assert crisis.choice == "write"
    assert current_case(account=ana, group=group) == crisis
    panel = render_panel(case=crisis, account=ana)
    assert "You asked us to write." in panel and "A computer noticed words of yours" in panel
    assert "A computer noticed" not in render_panel(case=make_case(ana), account=ana, chosen="write")


def test_words_that_were_refused_join_the_open_case(ana: Any, mo: Any, group: Any) -> None:
    crisis = make_crisis(ana, group)

    assert services.send_to_team(actor=ana, words=ORDINARY, group=group) == crisis
    assert words_of(crisis, mo) == [CRISIS, ORDINARY]


def test_nothing_that_joins_makes_a_case_less_urgent(ana: Any, group: Any) -> None:
    due = clock.now() + timedelta(minutes=5)
    case = make_crisis(ana, group)
    Case.objects.filter(pk=case.pk).update(severity=5, due_at=due)
    asked = services.open_help_case(actor=ana, group=group, words=ORDINARY)

    assert (asked.severity, asked.due_at, asked.opened_at) == (5, due, case.opened_at)


def test_asking_in_an_open_case_alerts_at_once_and_twenty_presses_alert_once(
    ana: Any, mo: Any, group: Any, move_clock: Any
) -> None:
    make_crisis(ana, group)
    alerts = AuditEvent.objects.filter(verb="case.alerted")
    for _ in range(20):
        Notification.objects.all().delete()
        services.open_help_case(actor=ana, group=group)
    assert alerts.count() == 2

    move_clock(121)
    services.open_help_case(actor=ana, group=group)
    assert alerts.count() == 3
    assert Notification.objects.filter(kind="desk.case", account=mo).count() == 1


def test_more_urgent_words_alert_again_at_once(ana: Any, mo: Any, group: Any, engine: Any) -> None:
    services.open_help_case(actor=ana, group=group)
    Notification.objects.all().delete()
    engine("wild_offsets", seconds=5)
    services.open_help_case(actor=ana, group=group, words=CRISIS)

    assert Notification.objects.filter(kind="desk.case", account=mo).count() == 1


def test_asking_after_a_no_thank_you_opens_the_door_again(ana: Any, mo: Any, group: Any) -> None:
    case = make_crisis(ana, group)
    services.decline_thread(actor=ana, case=case)
    services.open_help_case(actor=ana, group=group)

    act("reply", mo, fresh(case), words="I am here.")


def test_call_after_the_end_of_a_case_opens_a_new_one_for_the_same_people(
    ana: Any, ben: Any, mo: Any, group: Any
) -> None:
    case = make_crisis(ana, group)
    Case.objects.filter(pk=case.pk).update(state="closed", close_reason="talked", closed_at=clock.now())
    new = services.choose(actor=ana, case=case, choice="write")

    assert new.pk != case.pk
    assert (new.group_uid, new.group_name) == (group.uid, group.name)
    assert new in Case.objects.visible_to(ben)


def test_call_after_the_end_of_a_case_past_the_facilitators_goes_past_them_too(ana: Any, ben: Any, group: Any) -> None:
    case = make_crisis(ana)
    Case.objects.filter(pk=case.pk).update(
        state="closed", close_reason="talked", closed_at=clock.now(), group_name=group.name
    )
    new = services.choose(actor=ana, case=case, choice="write")

    assert (new.group_uid, new.group_name) == (None, group.name)
    assert new not in Case.objects.visible_to(ben)


@pytest.mark.django_db(transaction=True)
def test_crisis_words_and_a_call_at_the_same_moment_are_one_case(ana: Any, group: Any) -> None:
    start = threading.Barrier(4)

    def run(call: Any) -> None:
        try:
            start.wait()
            call()
        finally:
            connections.close_all()

    calls = [lambda: make_crisis(ana, group), lambda: services.open_help_case(actor=ana, group=group, words="now")] * 2
    threads = [threading.Thread(target=run, args=(call,)) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    case = Case.objects.get()
    assert (case.kind, case.choice) == (Case.Kind.CRISIS, "write")
    assert CaseEvidence.objects.count() == 4


@pytest.mark.parametrize("where", ["group", "nowhere"])
def test_database_itself_refuses_a_call_beside_a_crisis(ana: Any, group: Any, where: str) -> None:
    uid = group.uid if where == "group" else None
    Case.objects.create(kind="crisis", subject_account=ana, label="a", group_uid=uid)
    with pytest.raises(IntegrityError), transaction.atomic():
        Case.objects.create(kind="help", subject_account=ana, label="a", group_uid=uid)


# -- never across groups ----------------------------------------------------------------------------------------------


@pytest.fixture
def other(cy: Any, ana: Any) -> Any:
    """A private group that Cy keeps, where Ana has another name."""
    made = make_group(cy, founder_name="Grey Door", name="Quiet kitchen", entry="invite")
    join(made, ana, name="Blue Thimble")
    return made


def test_words_of_one_group_stay_out_of_the_case_of_another(
    client_of: Any, ana: Any, ben: Any, cy: Any, group: Any, other: Any
) -> None:
    here = make_crisis(ana, group)
    there = services.open_help_case(actor=ana, group=other, words="Only for the kitchen.")
    nowhere = services.open_help_case(actor=ana, words="Only for the team.")

    assert len({here.pk, there.pk, nowhere.pk}) == 3
    for keeper, case in ((ben, here), (cy, there)):
        page = client_of(keeper).get(f"/desk/{case.uid}/")
        assert page.status_code == 200 and set(links(page)) == {str(case.uid)}
        words = page.content.decode()
        foreign = {"Only for the team.", "Only for the kitchen.", "Blue Thimble", "Quiet kitchen", "kill myself"}
        own = {"kill myself"} if keeper == ben else {"Only for the kitchen.", "Blue Thimble", "Quiet kitchen"}
        assert own <= {word for word in foreign if word in words}
        assert not {word for word in foreign - own if word in words}


def test_call_outside_every_group_is_not_shown_to_the_facilitators_of_an_open_case(
    ana: Any, ben: Any, group: Any
) -> None:
    crisis = make_crisis(ana, group)
    call = services.open_help_case(actor=ana, words="It is about the facilitator.")

    assert call.pk != crisis.pk
    assert set(Case.objects.visible_to(ben)) == {crisis}


def test_moderator_sees_one_row_with_the_other_names_below_it(
    client_of: Any, ana: Any, mo: Any, dee: Any, group: Any, other: Any
) -> None:
    there = make_case(ana, other)
    stranger = make_case(dee)
    here = make_crisis(ana, group)
    Case.objects.filter(pk=here.pk).update(severity=5)
    nowhere = services.open_help_case(actor=ana)

    assert rows_of(mo) == [(here, [there, nowhere]), (stranger, [])]
    page = client_of(mo).get("/desk/")
    assert links(page) == [str(case.uid) for case in (here, there, nowhere, stranger)]
    assert len(page.context["entries"]) == 2
    assert "2 wait" in page.content.decode()
    inside = client_of(mo).get(f"/desk/{there.uid}/").content.decode()
    assert "The same person waits here, too:" in inside and str(here.uid) in inside and "Small Lantern" in inside


def test_somebody_who_keeps_both_groups_is_not_told_that_two_names_are_one_person(
    client_of: Any, ana: Any, group: Any, other: Any
) -> None:
    keeper = make_account("keeper")
    join(group, keeper, name="Old Oak", role="co_facilitator")
    join(other, keeper, name="Old Elm", role="co_facilitator")
    here, there = make_crisis(ana, group), make_crisis(ana, other)

    assert sorted(case.pk for case, others in rows_of(keeper) if others == []) == sorted([here.pk, there.pk])
    assert same_person(keeper, here) == []
    for path in ("/desk/", f"/desk/{here.uid}/"):
        page = client_of(keeper).get(path).content.decode()
        assert "Small Lantern" in page and "Blue Thimble" in page
        assert "same person" not in page.lower()


def test_reports_never_join_up_two_names(ana: Any, mo: Any, group: Any, other: Any) -> None:
    reported = make_case(ana, other, kind=Case.Kind.REPORT)
    crisis = make_crisis(ana, group)
    assert rows_of(mo) == [(crisis, [])]
    assert [(row.case, row.others) for row in entries(mo, queue(mo, "rules"))] == [(reported, [])]
    assert same_person(mo, reported) == []


def test_worries_alone_never_join_up_two_names(ana: Any, mo: Any, group: Any, other: Any) -> None:
    first, second = (make_case(ana, where, kind=Case.Kind.WORRY) for where in (group, other))

    assert {case.pk for case, others in rows_of(mo) if others == []} == {first.pk, second.pk}
    assert same_person(mo, first) == []


def test_worry_that_is_more_urgent_than_the_own_row_keeps_its_place(ana: Any, mo: Any, group: Any) -> None:
    worry = make_case(ana, group, kind=Case.Kind.WORRY, severity=5)
    call = make_case(ana, group)

    assert rows_of(mo) == [(worry, []), (call, [])]


def test_nobody_sees_a_row_about_themself_below_somebody_else(mo: Any, group: Any) -> None:
    join(group, mo, name="Night Fern")
    make_crisis(mo, group)
    services.open_help_case(actor=mo)

    assert rows_of(mo) == []


def test_cases_of_people_who_left_are_not_taken_for_one_person(ana: Any, dee: Any, mo: Any, group: Any) -> None:
    for account in (ana, dee):
        make_crisis(account, group if account == ana else None)
    Case.objects.update(subject_account=None)

    assert all(others == [] for _case, others in rows_of(mo))
    assert len(rows_of(mo)) == 2


# -- what the list says -----------------------------------------------------------------------------------------------


def test_list_says_when_something_came_after_the_last_reading(
    client_of: Any, ana: Any, mo: Any, group: Any, move_clock: Any
) -> None:
    case = make_crisis(ana, group)
    client = client_of(mo)
    assert "Nobody has read it" in client.get("/desk/").content.decode()
    act("acknowledge", mo, case)
    page = client.get("/desk/").content.decode()
    assert ">Read<" in page and "New since it was read" not in page

    move_clock(60)
    services.open_help_case(actor=ana, group=group)
    page = client.get("/desk/").content.decode()
    assert "New since it was read" in page and ">Read<" not in page
