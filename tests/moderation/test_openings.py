"""Break-glass: nothing opens without a reason, a case, somebody else and an end; each reading leaves a line."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

import clock
from accounts.privacy import holdings
from audit.models import AuditEvent
from chat.models import Message
from groups.models import Block
from moderation import services
from moderation.errors import Ended, NotWhole
from moderation.models import Case, Grant, Report
from moderation.services.desk import end_case
from moderation.services.openings import HOURS_ALONE, THREAD_BEFORE
from notifications.models import Notification
from tests.factories.accounts import make_account
from tests.factories.chat import room_of, say
from tests.factories.groups import join, make_group
from tests.factories.moderation import make_case, make_shift

pytestmark = pytest.mark.django_db
CANARY = "the canary of Fern"
WHY = "Somebody may be in danger tonight, and they do not answer."
UNSAFE = "They would be beaten for it."


def ask(actor: Any, case: Case, scope: str = "account", **more: Any) -> Grant:
    case.refresh_from_db()
    values = {"hours": 1, "reason": WHY} | more
    return services.ask_opening(actor=actor, case=case, version=case.version, scope=scope, **values)


def agree(actor: Any, grant: Grant, **more: Any) -> Grant:
    return services.second_opening(actor=actor, grant=grant, **({"agrees": True} | more))


def lines_about(grant: Grant) -> list[tuple[str, Any]]:
    rows = AuditEvent.objects.filter(target_uid=grant.uid, verb__startswith="grant.").order_by("pk")
    return list(rows.values_list("verb", "actor_uid"))


def reads(person: Any) -> bool:
    return Message.objects.visible_to(person).filter(body=CANARY).exists()


def page_of(grant: Grant) -> str:
    return f"/desk/{grant.case.uid}/openings/{grant.uid}/"


def test_an_account_opens_with_two_people_for_its_time_and_each_reading_is_a_line(
    case: Case, ana: Any, mo: Any, vi: Any, client_of: Any, move_clock: Callable[[float], None]
) -> None:
    secrets = (ana.sign_in_name, ana.email)
    client, second = client_of(mo), client_of(vi)
    sent = client.post(
        f"/desk/{case.uid}/open/", {"version": case.version, "scope": "account", "hours": "1", "reason": WHY}
    )
    grant = Grant.objects.get()
    assert sent.headers["Location"] == page_of(grant) and grant.state == Grant.State.WAITING
    # Before somebody else agreed nobody reads, and who asked cannot agree.
    for person in (client, second):
        assert person.post(page_of(grant), {"act": "read"}).status_code == 404
    assert client.post(page_of(grant), {"act": "agree"}).status_code == 404
    assert "Somebody asks to open something" in second.get("/desk/").content.decode()
    assert WHY in second.get(page_of(grant)).content.decode()
    assert second.post(page_of(grant), {"act": "agree"}).status_code == 302
    seen = client.post(page_of(grant), {"act": "read"}).content.decode()
    assert all(secret in seen for secret in secrets if secret)
    # It is the one who asked who may read, and looking at its page shows nothing.
    assert second.post(page_of(grant), {"act": "read"}).status_code == 404
    assert secrets[0] not in client.get(page_of(grant)).content.decode()
    client.post(page_of(grant), {"act": "read"})
    verbs = [verb for verb, _ in lines_about(grant)]
    assert verbs == ["grant.asked", "grant.agreed", "grant.read", "grant.read"]
    assert lines_about(grant)[1][1] == vi.uid and lines_about(grant)[2][1] == mo.uid
    move_clock(3601)
    assert client.post(page_of(grant), {"act": "read"}).status_code == 404


def test_the_member_is_told_when_it_is_closed_and_never_why(
    case: Case, ana: Any, fern: Any, mo: Any, vi: Any, client_of: Any, move_clock: Callable[[float], None]
) -> None:
    grant = agree(vi, ask(mo, case))
    assert services.end_due_openings() == 0 and "What the team opened" not in _own_page(client_of, ana)
    move_clock(3700)
    assert services.end_due_openings() == 1 and services.end_due_openings() == 1 and services.end_due_openings() == 0
    assert Notification.objects.filter(account=ana, kind="opened.account").count() == 1
    page = _own_page(client_of, ana)
    assert "What the team opened" in page and "Nobody read it." in page and "A second person agreed" in page
    assert WHY not in page and "Night Fern" not in page and str(mo.uid) not in page
    assert "What the team opened" not in _own_page(client_of, fern)
    exported = next(one for one in holdings if one.kind == "what_was_opened")
    assert exported.export is not None and WHY not in str(exported.export(ana)) and exported.export(ana)
    assert exported.export(fern) == []
    grant.refresh_from_db()
    assert grant.told_at is not None


def test_the_page_of_an_opening_says_what_is_true_at_each_moment(
    case: Case, ana: Any, mo: Any, vi: Any, client_of: Any, move_clock: Callable[[float], None]
) -> None:
    def said(grant: Grant) -> str:
        return str(client_of(vi).get(page_of(grant)).content.decode())

    grant = ask(mo, case)
    assert "If it is opened, they are told when it is closed." in said(grant)
    agree(vi, grant)
    assert "They are told when it is closed." in said(grant) and "Close it now" in said(grant)
    move_clock(3700)
    # Its time is over, and nothing has closed it or told them yet.
    page = said(grant)
    assert "Its time is over" in page and "They are not told yet" in page and "It was open from" in page
    for wrong in ("They are told when", "Close it now", "Open until", "Open for a time"):
        assert wrong not in page
    services.end_due_openings()
    assert "They are not told yet" in said(grant) and "Closed again" in said(grant)
    services.end_due_openings()
    assert "They were told" in said(grant)
    unsafe = ask(mo, case, "thread", untold=UNSAFE)
    assert "unless the second person agrees that they are not" in said(unsafe)
    agree(vi, unsafe, agrees=False)
    assert "Nothing was opened." in said(unsafe)
    make_shift(mo, hours=40)
    alone = ask(mo, case, alone=True, untold=UNSAFE)
    assert "once it is closed and somebody else has looked" in said(alone)


def test_not_telling_needs_a_reason_and_the_second_person_and_can_be_told_after_all(
    case: Case, ana: Any, mo: Any, vi: Any, client_of: Any, move_clock: Callable[[float], None]
) -> None:
    # Without a reason there is nothing to agree to.
    assert agree(vi, ask(mo, case), untold=True).untold_agreed_at is None
    services.end_opening(actor=mo, grant=Grant.objects.get())
    kept = agree(vi, ask(mo, case, untold=UNSAFE), untold=True)
    refused = ask(mo, case, "thread", untold=UNSAFE)
    agree(vi, refused)
    move_clock(2 * 3600)
    while services.end_due_openings():
        pass
    assert set(Grant.objects.filter(told_at=None)) == {kept}
    assert UNSAFE not in _own_page(client_of, ana)
    page = client_of(vi).get(page_of(kept)).content.decode()
    assert UNSAFE in page and "It is safe now: tell them" in page
    assert client_of(vi).post(page_of(kept), {"act": "tell"}).status_code == 302
    kept.refresh_from_db()
    assert kept.told_at is not None and kept.untold_agreed_at is None


def test_a_talk_opens_through_visible_to_for_who_asked_alone_and_closes_with_the_grant(
    case: Case, fern: Any, group: Any, mo: Any, vi: Any, ben: Any, ada: Any, client_of: Any, move_clock: Any
) -> None:
    say(fern, group, CANARY)
    other = say(fern, _another(fern), CANARY)
    grant = ask(mo, case, "thread")
    assert not reads(mo)
    agree(vi, grant)
    assert reads(mo) and not any(reads(person) for person in (vi, ada))
    assert other not in Message.objects.visible_to(mo), "one room, and no other"
    assert CANARY in client_of(mo).post(page_of(grant), {"act": "read"}).content.decode()
    # It opens no door: not the room, not answering there.
    room = room_of(group)
    assert client_of(mo).get(f"/rooms/{room.uid}/").status_code == 404
    assert client_of(mo).post(f"/rooms/{room.uid}/", {"body": "hello"}).status_code == 404
    # Nothing older than seven days before it began.
    Message.objects.filter(body=CANARY).update(posted_at=case.opened_at - THREAD_BEFORE * 1.1)
    assert not reads(mo)
    Message.objects.filter(body=CANARY).update(posted_at=case.opened_at)
    services.end_opening(actor=vi, grant=grant)
    assert not reads(mo) and client_of(mo).post(page_of(grant), {"act": "read"}).status_code == 404


def test_nobody_opens_their_own_nor_what_they_are_in_and_only_moderators_open(
    case: Case, ana: Any, ben: Any, fern: Any, mo: Any, vi: Any, ada: Any, group: Any, client_of: Any
) -> None:
    own = make_case(vi, kind=Case.Kind.HELP)
    for person, about in ((ana, case), (ben, case), (fern, case), (ada, case), (vi, own)):
        with pytest.raises(PermissionDenied):
            ask(person, about)
        assert client_of(person).get(f"/desk/{about.uid}/open/").status_code == 404
    grant = ask(mo, case)
    for person in (mo, ana, ben, fern, ada):
        with pytest.raises(PermissionDenied):
            agree(person, grant)
    assert all(client_of(person).get(page_of(grant)).status_code == 404 for person in (ana, ben, fern, ada))
    assert all(client_of(person).get("/desk/openings/").status_code == 404 for person in (ana, ben, fern, ada))
    # Facilitators read nothing of it in the history of a case that they work.
    assert "Asked to open something" not in client_of(ben).get(f"/desk/{case.uid}/").content.decode()
    assert "Asked to open something" in client_of(mo).get(f"/desk/{case.uid}/").content.decode()
    # Whoever is in the room would open what is also about them.
    join(group, vi, name="Grey Owl")
    with pytest.raises(PermissionDenied):
        agree(vi, grant)
    with pytest.raises(IntegrityError), transaction.atomic():
        Grant.objects.filter(pk=grant.pk).update(second_by=mo)
    with pytest.raises(IntegrityError), transaction.atomic():
        Grant.objects.filter(pk=grant.pk).update(state="open")


def test_a_worry_alone_opens_nobody_and_nothing_opens_without_a_reason(
    ana: Any, group: Any, case: Case, mo: Any
) -> None:
    worry = make_case(ana, group, kind=Case.Kind.WORRY)
    with pytest.raises(NotWhole):
        ask(mo, worry)
    with pytest.raises(NotWhole):
        ask(mo, case, reason="  ")
    ask(mo, case)
    with pytest.raises(NotWhole):
        ask(mo, case)
    case.state, case.close_reason = Case.State.CLOSED, Case.CloseReason.READ
    case.save()
    with pytest.raises((PermissionDenied, Ended)):
        ask(mo, case, "thread")


def test_who_is_alone_opens_for_an_hour_and_somebody_else_looks_within_a_day(
    case: Case, ana: Any, mo: Any, vi: Any, client_of: Any, move_clock: Callable[[float], None]
) -> None:
    shift = make_shift(vi)
    with pytest.raises(NotWhole):
        ask(mo, case, alone=True)
    shift.delete()
    # Nobody is here at all: somebody who is not on duty is not alone on duty.
    with pytest.raises(NotWhole):
        ask(mo, case, alone=True)
    make_shift(mo, hours=40)
    grant = ask(mo, case, alone=True, hours=24, untold=UNSAFE)
    assert (grant.state, grant.hours) == (Grant.State.OPEN, HOURS_ALONE)
    assert client_of(mo).post(page_of(grant), {"act": "read"}).status_code == 200
    with pytest.raises(PermissionDenied):
        services.review_opening(actor=mo, grant=grant, right=True)
    move_clock(2 * 3600)
    assert services.end_due_openings() == 1
    # As long as somebody may still agree that they must not know, nobody is told.
    assert services.end_due_openings() == 0
    assert "Opened by one person alone" in client_of(vi).get("/desk/openings/").content.decode()
    move_clock(25 * 3600)
    page = client_of(vi).get("/desk/openings/").content.decode()
    assert "is over for at least one of these" in page
    assert services.end_due_openings() == 1
    assert client_of(vi).post(page_of(grant), {"act": "wrong"}).status_code == 302
    assert "it should not have been. We are sorry" in _own_page(client_of, ana)
    # What somebody else found wrong is not done alone again.
    with pytest.raises(NotWhole):
        ask(mo, case, alone=True)


def test_a_no_is_not_gone_round_alone(case: Case, mo: Any, vi: Any) -> None:
    grant = ask(mo, case)
    services.second_opening(actor=vi, grant=grant, agrees=False)
    make_shift(mo)
    with pytest.raises(NotWhole):
        ask(mo, case, alone=True)


def test_who_told_us_or_has_a_block_with_the_person_opens_nothing(case: Case, ana: Any, mo: Any, vi: Any) -> None:
    Block.objects.create(blocker=ana, blocked=mo, name="Somebody")
    Report.objects.create(case=case, reporter=vi, reason="unkind")
    for one in (mo, vi):
        with pytest.raises(PermissionDenied):
            ask(one, case)


def test_what_was_asked_for_ends_with_its_case(case: Case, mo: Any) -> None:
    grant = ask(mo, case)
    with transaction.atomic():
        end_case(case, Case.CloseReason.READ)
    grant.refresh_from_db()
    assert grant.state == Grant.State.ENDED


def test_the_weekly_page_shows_each_week_and_erasure_names_nobody(
    case: Case, ana: Any, mo: Any, vi: Any, client_of: Any, move_clock: Callable[[float], None]
) -> None:
    grant = agree(vi, ask(mo, case))
    path = page_of(grant)
    assert path in client_of(vi).get("/desk/openings/").content.decode()
    assert path not in client_of(vi).get("/desk/openings/?week=1").content.decode()
    move_clock(8 * 24 * 3600)
    assert path not in client_of(vi).get("/desk/openings/").content.decode()
    assert path in client_of(vi).get("/desk/openings/?week=1").content.decode()
    assert client_of(vi).get("/desk/openings/?week=nonsense").status_code == 200
    move_clock(0)
    with transaction.atomic():
        for holding in holdings:
            if holding.kind == "what_was_opened" and holding.erase is not None:
                holding.erase(mo)
    grant.refresh_from_db()
    assert grant.asked_by is None and grant.state == Grant.State.ENDED
    # It ended then, for the history, the audit and what the member is told.
    assert (
        grant.ends_at is not None and grant.ends_at <= clock.now() and lines_about(grant)[-1] == ("grant.ended", None)
    )
    assert case.events.filter(verb="opening_ended", actor=None).count() == 1


def test_the_team_sees_who_asked_and_who_agreed_and_the_member_does_not(
    case: Case, ana: Any, mo: Any, vi: Any, ben: Any, client_of: Any
) -> None:
    for person, name in ((mo, "Mara of the night"), (vi, "Vito of the day")):
        # Over for hours: who is here now is something that everybody reads.
        make_shift(person, name=name, starts_in_hours=-9)
    grant = agree(vi, ask(mo, case))
    for path in (page_of(grant), "/desk/openings/", f"/desk/{case.uid}/"):
        page = client_of(vi).get(path).content.decode()
        assert "Asked by: Mara of the night." in page and "Agreed to by: Vito of the day." in page
    services.end_opening(actor=mo, grant=grant)
    while services.end_due_openings():
        pass
    told = _own_page(client_of, ana)
    assert "What the team opened" in told and "of the night" not in told and "of the day" not in told
    assert "Asked by:" not in client_of(ben).get(f"/desk/{case.uid}/").content.decode()


def test_what_is_over_is_ended_once_and_only_what_is_kept_from_them_is_told(
    case: Case, mo: Any, vi: Any, client_of: Any
) -> None:
    grant = agree(vi, ask(mo, case, untold=UNSAFE), untold=True)
    with pytest.raises(PermissionDenied):
        services.tell_after_all(actor=vi, grant=grant)
    assert client_of(vi).post(page_of(grant), {"act": "tell"}).status_code == 404
    # Somebody pressed twice, or two did: it is as they wanted it, and it is in the audit once.
    for _ in range(2):
        assert client_of(vi).post(page_of(grant), {"act": "end"}).status_code == 302
    with pytest.raises(PermissionDenied):
        services.end_opening(actor=vi, grant=grant)
    assert [verb for verb, _ in lines_about(grant)].count("grant.ended") == 1
    services.tell_after_all(actor=vi, grant=grant)
    with pytest.raises(PermissionDenied):
        services.tell_after_all(actor=vi, grant=grant)
    assert "Close it now" not in client_of(vi).get(page_of(grant)).content.decode()


def test_a_long_talk_is_read_page_by_page_and_each_page_is_a_line(
    case: Case, fern: Any, group: Any, mo: Any, vi: Any, client_of: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("chat.moderation.LINES_MOST", 2)
    for number in range(3):
        say(fern, group, f"{CANARY} {number}")
    grant = agree(vi, ask(mo, case, "thread"))
    client = client_of(mo)
    first = client.post(page_of(grant), {"act": "read"}).content.decode()
    assert f"{CANARY} 2" in first and f"{CANARY} 0" not in first and "There are older lines." in first
    before = first.split('name="before" value="')[1].split('"')[0]
    second = client.post(page_of(grant), {"act": "read", "before": before}).content.decode()
    assert f"{CANARY} 0" in second and f"{CANARY} 2" not in second and "There are older lines." not in second
    assert client.post(page_of(grant), {"act": "read", "before": "all of it"}).status_code == 404
    assert [verb for verb, _ in lines_about(grant)].count("grant.read") == 2
    services.end_opening(actor=mo, grant=grant)
    assert client.post(page_of(grant), {"act": "read", "before": before}).status_code == 404


def _own_page(client_of: Any, person: Any) -> str:
    page: str = client_of(person).get("/conversations/").content.decode()
    return page


def _another(fern: Any) -> Any:
    made = make_group(make_account("another-keeper"), founder_name="Far Hill", name="Elsewhere")
    join(made, fern, name="Other Leaf")
    return made
