"""“A member says they are 14”: a person says goodbye kindly, and nobody is just shut out."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

import clock
from accounts.access import can
from accounts.models import User
from accounts.services import erase_due, request_erasure
from moderation import services
from moderation.errors import NotWhole
from moderation.measures import age_rule, goodbye_words, measures_for
from moderation.models import Appeal, Case, Decision, Measure, Report, Sanction
from notifications.models import Notification
from tests.factories.accounts import make_account
from tests.factories.chat import say
from tests.factories.moderation import make_case
from tests.moderation.acts import fresh
from tests.moderation.deciding import look_again

pytestmark = pytest.mark.django_db
DAY = 24 * 3600
SAID = "I am 14 and nobody at school talks to me."


@pytest.fixture
def case(ana: Any, fern: Any, group: Any) -> Case:
    message = say(ana, group, SAID)
    made = services.report(actor=fern, kind="message", uid=message.uid, reason="young", words="")
    found: Case = made.case
    return found


def goodbye(actor: Any, case: Case, **changed: Any) -> Decision:
    values = {
        "measure": Measure.GOODBYE, "rule": age_rule(), "quoted": "I am 14", "no_end": "age",
        "words": "Kit, thank you for being here. The lines below are for you.", "reason": "They said so themselves.",
    }  # fmt: skip
    return services.decide(actor=actor, case=case, version=fresh(case).version, **(values | changed))


def said_goodbye(case: Case) -> Decision:
    """Two people agreed."""
    one, two = make_account(is_moderator=True), make_account(is_moderator=True)
    waiting = goodbye(one, case)
    return services.second(actor=two, decision=waiting, version=fresh(case).version, agrees=True)


def test_who_says_that_they_are_14_reads_kind_words_lines_for_the_young_and_takes_their_words_along(
    client_of: Any, ana: Any, mo: Any, vi: Any, case: Case
) -> None:
    client = client_of(mo)
    page = client.get(f"/desk/{case.uid}/decide/").content.decode()
    assert "You did nothing wrong" in page and age_rule() in page and "Ban the account" not in page
    assert "“for 14 years” is not “14”. If you are not sure" in page
    form = {
        "version": case.version, "measure": "goodbye", "rule": age_rule(), "quoted": "I am 14", "ends_case": "on",
        "reason": "So they say.",
    }  # fmt: skip
    # A form alone says goodbye to nobody.
    assert client.post(f"/desk/{case.uid}/decide/", form).status_code == 422
    # And nobody reads a goodbye where something else was decided.
    hidden = client.post(f"/desk/{case.uid}/decide/", form | {"measure": "hide", "words": goodbye_words()})
    assert hidden.status_code == 422 and "These words say goodbye." in hidden.content.decode()
    assert client.post(f"/desk/{case.uid}/decide/", form | {"words": goodbye_words()}).status_code == 302
    # One person alone says it to nobody either.
    decision = case.decisions.get()
    ana.refresh_from_db()
    assert decision.state == Decision.State.WAITING and can(ana, "accounts.participate")
    with pytest.raises(PermissionDenied):
        services.second(actor=mo, decision=decision, version=fresh(case).version, agrees=True)
    services.second(actor=vi, decision=decision, version=fresh(case).version, agrees=True)

    ana.refresh_from_db()
    assert not can(ana, "accounts.participate") and ana.profile.age_band == "under"
    theirs = client_of(ana)
    assert theirs.get("/groups/").status_code == 302
    said = theirs.get(f"/conversations/{case.uid}/").content.decode()
    assert all(words in said for words in ("You did nothing wrong", "There are people for you", 'href="/you/data/"'))
    assert "Please look again" in said and "Wants to move elsewhere" not in said
    assert (
        "/you/data/download/" in theirs.get("/you/data/").content.decode()
        and theirs.get("/need-help/").status_code == 200
    )
    assert services.open_help_case(actor=ana).is_open


def test_a_bare_ban_is_no_answer_to_somebody_who_is_young(ana: Any, ben: Any, mo: Any, fern: Any, case: Case) -> None:
    assert {Measure.BAN, Measure.SUSPEND, Measure.LIMIT}.isdisjoint(measures_for(mo, case))
    assert Measure.GOODBYE not in measures_for(ben, case)
    with pytest.raises(PermissionDenied):
        goodbye(ben, case)
    with pytest.raises(NotWhole):
        goodbye(mo, case, words=" ")
    with pytest.raises(NotWhole):
        goodbye(mo, case, no_end="safety")
    # Being called young protects nobody who did harm as well.
    Report.objects.create(case=case, reporter=ana, reason="unkind", words="")
    assert {Measure.BAN, Measure.GOODBYE} <= set(measures_for(mo, case))


def test_the_database_knows_no_ban_for_an_age(mo: Any, case: Case) -> None:
    for measure, no_end in (("ban", "age"), ("goodbye", "safety")):
        with pytest.raises(IntegrityError), transaction.atomic():
            Decision.objects.create(case=case, measure=measure, no_end=no_end, state="not_taken")


def test_who_was_understood_wrong_has_everything_back(ana: Any, vi: Any, case: Case) -> None:
    before = ana.profile.age_band
    decision = said_goodbye(case)
    look_again(vi, services.appeal(actor=ana, decision=decision, words="I have been here for 14 years."))
    ana.refresh_from_db()
    assert can(ana, "accounts.participate") and ana.profile.age_band == before != "under"


def test_who_is_in_distress_is_not_sent_away_by_one_person(ana: Any, mo: Any, vi: Any, group: Any, case: Case) -> None:
    make_case(ana, group)
    decision = goodbye(mo, case)
    assert decision.state == Decision.State.WAITING and can(ana, "accounts.participate")
    services.second(actor=vi, decision=decision, version=fresh(case).version, agrees=True)
    ana.refresh_from_db()
    assert not can(ana, "accounts.participate")


@pytest.mark.parametrize("first", [0, 1])
def test_two_goodbyes_lose_no_age_whichever_is_lifted_first(
    ana: Any, mo: Any, fern: Any, group: Any, case: Case, first: int
) -> None:
    before = ana.profile.age_band
    again = say(ana, group, "I am 14, really.")
    other = services.report(actor=fern, kind="message", uid=again.uid, reason="young", words="").case
    assert other != case
    both = [said_goodbye(case), said_goodbye(Case.objects.get(pk=other.pk))]
    for one, age in ((both[first], "under"), (both[1 - first], before)):
        services.lift(actor=mo, sanction=one.sanction, version=fresh(one.case).version)
        assert User.objects.get(pk=ana.pk).profile.age_band == age


def test_nothing_is_kept_of_who_read_it_and_never_came_back(ana: Any, case: Case, move_clock: Any) -> None:
    decision = said_goodbye(case)
    services.see_statements(actor=ana, case=case)
    help_case = services.open_help_case(actor=ana)
    move_clock(61 * DAY)
    assert services.forget_goodbyes(clock.now()) == 0, "somebody of the team is with them"
    Case.objects.filter(pk=help_case.pk).delete()
    appeal = Appeal.objects.create(decision=decision, author=ana, words="I am not.")
    assert services.forget_goodbyes(clock.now()) == 0, "somebody else has to look"
    appeal.delete()
    User.objects.filter(pk=ana.pk).update(last_login=clock.now() - timedelta(days=1))
    assert services.forget_goodbyes(clock.now()) == 0, "they came back"
    User.objects.filter(pk=ana.pk).update(last_login=None)
    Notification.objects.all().delete()
    assert services.forget_goodbyes(clock.now()) == 1 and services.forget_goodbyes(clock.now()) == 0
    assert [row.kind for row in Notification.objects.filter(account=ana)] == ["decision.statement"]
    move_clock(69 * DAY)
    assert erase_due() == 1 and not User.objects.filter(pk=ana.pk).exists()


def test_who_never_read_it_is_kept_for_a_year(ana: Any, case: Case, move_clock: Any) -> None:
    said_goodbye(case)
    move_clock(364 * DAY)
    assert services.forget_goodbyes(clock.now()) == 0, "they may lie in a hospital and know of nothing"
    move_clock(366 * DAY)
    assert services.forget_goodbyes(clock.now()) == 1


def test_lifting_it_stops_the_erasure_that_it_began_and_none_that_they_asked_for(
    ana: Any, mo: Any, case: Case, move_clock: Any
) -> None:
    decision = said_goodbye(case)
    services.see_statements(actor=ana, case=case)
    move_clock(61 * DAY)
    services.forget_goodbyes(clock.now())
    services.lift(actor=mo, sanction=decision.sanction, version=fresh(case).version)
    ana.refresh_from_db()
    assert ana.erase_after is None and can(ana, "accounts.participate")

    Sanction.objects.update(lifted_at=None, lifted_because="", lifted_by=None)
    request_erasure(actor=ana)
    services.lift(actor=mo, sanction=decision.sanction, version=fresh(case).version)
    assert User.objects.get(pk=ana.pk).erase_after is not None
