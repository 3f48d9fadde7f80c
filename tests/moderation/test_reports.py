from __future__ import annotations

import json
import uuid
from datetime import timedelta
from typing import Any

import pytest

import clock
from accounts.sealed import open_sealed
from audit.models import AuditEvent
from groups import services as groups
from groups.models import Group, Membership
from moderation.casefile import TOLD_MOST
from moderation.errors import OwnWords
from moderation.models import Case, Report
from moderation.services import NotThere, report
from notifications.models import Notification
from tests.factories.accounts import make_account
from tests.factories.chat import say
from tests.factories.groups import join, make_group
from tests.factories.moderation import CRISIS, make_shift

pytestmark = pytest.mark.django_db

ABOUT_OTHER = "My friend is going to kill herself tonight."


@pytest.fixture
def fern(group: Any) -> Any:
    """Somebody else in the group."""
    return join(group, make_account("fern-account"), name="Night Fern")


def path(kind: str, row: Any) -> str:
    return f"/report/{kind}/{row.uid}/"


def test_report_opens_a_case_with_a_sealed_copy_and_never_the_reporters_name(
    client_of: Any, ana: Any, ben: Any, mo: Any, group: Any, fern: Any
) -> None:
    made = report(actor=ana, kind="membership", uid=fern.uid, reason="unkind", words="They laughed at me.")

    case = Case.objects.get()
    assert (case.kind, case.label, case.subject_account) == (Case.Kind.REPORT, "Night Fern", fern.account)
    assert json.loads(open_sealed(case.evidence.get(), "copy", mo))["text"] == "Night Fern"
    assert "laughed" not in made.words.ciphertext
    assert AuditEvent.objects.filter(verb="report.made", actor_uid=ana.uid, reason="unkind").count() == 1
    for reader in (ben, mo):
        page = client_of(reader).get(f"/desk/{case.uid}/").content.decode()
        assert "They laughed at me." in page
        assert "Small Lantern" not in page


def test_the_reported_see_nothing_of_it(client_of: Any, ana: Any, group: Any, fern: Any) -> None:
    report(actor=ana, kind="membership", uid=fern.uid, reason="unkind", words="They laughed at me.")
    case = Case.objects.get()
    client = client_of(fern.account)

    assert client.get(f"/conversations/{case.uid}/").status_code == 404
    assert str(case.uid) not in client.get("/conversations/").content.decode()
    assert not Notification.objects.filter(account=fern.account).exists()


def test_second_report_joins_and_another_subject_does_not(ana: Any, ben: Any, group: Any, fern: Any) -> None:
    other = join(group, make_account(), name="Tin Whistle")
    report(actor=ana, kind="membership", uid=fern.uid, reason="unkind")
    report(actor=ben, kind="membership", uid=fern.uid, reason="advice")
    report(actor=ana, kind="membership", uid=other.uid, reason="unkind")

    assert sorted(case.reports.count() for case in Case.objects.all()) == [1, 2]


def test_worry_and_report_about_one_person_are_two_matters(ana: Any, group: Any, fern: Any) -> None:
    report(actor=ana, kind="membership", uid=fern.uid, reason="worry")
    report(actor=ana, kind="membership", uid=fern.uid, reason="unkind")

    assert {case.kind for case in Case.objects.all()} == {Case.Kind.WORRY, Case.Kind.REPORT}


def test_form_sent_twice_stores_one_report(ana: Any, group: Any, fern: Any) -> None:
    client_uid = uuid.uuid4()
    for _ in range(2):
        report(actor=ana, kind="membership", uid=fern.uid, reason="unkind", client_uid=client_uid)

    assert Report.objects.count() == 1


def test_report_after_the_case_ended_opens_a_new_one(ana: Any, ben: Any, group: Any, fern: Any) -> None:
    report(actor=ana, kind="membership", uid=fern.uid, reason="unkind")
    Case.objects.update(state="closed", close_reason="settled")
    report(actor=ben, kind="membership", uid=fern.uid, reason="unkind")

    assert Case.objects.count() == 2


def test_report_about_a_facilitator_goes_past_every_facilitator_of_the_group(
    ana: Any, ben: Any, mo: Any, group: Any
) -> None:
    second = make_account("second")
    join(group, second, name="Tall Pine", role="co_facilitator")
    report(actor=ana, kind="membership", uid=group.memberships.get(account=ben).uid, reason="unkind", words="He mocks.")

    assert Case.objects.visible_to(mo).count() == 1
    assert not Case.objects.visible_to(ben).exists()
    assert not Case.objects.visible_to(second).exists()


def test_report_about_a_group_is_seen_by_moderators_who_do_not_keep_it(ana: Any, ben: Any, mo: Any, group: Any) -> None:
    keeper = make_account("mo-keeps", is_moderator=True)
    join(group, keeper, name="Tall Pine", role="co_facilitator")
    report(actor=ana, kind="group", uid=group.uid, reason="contact", words="They sell something.")

    assert Case.objects.visible_to(mo).count() == 1
    assert not Case.objects.visible_to(ben).exists()
    assert not Case.objects.visible_to(keeper).exists()


def test_report_against_a_moderator_is_not_seen_by_that_moderator(ana: Any, ben: Any, mo: Any, group: Any) -> None:
    theirs = join(group, mo, name="Tall Pine")
    report(actor=ana, kind="membership", uid=theirs.uid, reason="unkind")

    assert not Case.objects.visible_to(mo).exists()
    assert Case.objects.visible_to(ben).count() == 1


def test_crisis_in_a_report_is_the_reporters_own_and_only_moderators_see_it(
    ana: Any, ben: Any, mo: Any, group: Any
) -> None:
    keeper = group.memberships.get(account=ben)
    report(actor=ana, kind="membership", uid=keeper.uid, reason="unkind", words=CRISIS)

    crisis = Case.objects.get(kind=Case.Kind.CRISIS)
    assert (crisis.subject_account, crisis.group_uid) == (ana, None)
    assert not Case.objects.visible_to(ben).exists()
    assert crisis in Case.objects.visible_to(mo)


def test_words_about_somebody_elses_crisis_raise_the_worry_and_open_no_case_about_the_reporter(
    ana: Any, mo: Any, group: Any, fern: Any
) -> None:
    report(actor=ana, kind="membership", uid=fern.uid, reason="worry", words=ABOUT_OTHER)

    case = Case.objects.get()
    assert (case.kind, case.subject_account, case.severity) == (Case.Kind.WORRY, fern.account, 4)
    assert case.alerted_at is not None


@pytest.mark.parametrize("kind", ["membership", "group", "nothing", "account"])
def test_what_cannot_be_seen_cannot_be_reported_and_looks_like_nothing(
    client_of: Any, cy: Any, ben: Any, kind: str
) -> None:
    private = make_group(ben, entry=Group.Entry.INVITE, name="Hidden Room")
    row = private if kind == "group" else private.memberships.get(account=ben)
    client = client_of(cy)
    missing = client.get(f"/report/{kind}/{uuid.uuid4()}/")
    found = client.get(path(kind, row))

    assert (missing.status_code, found.status_code) == (404, 404)
    assert missing.content == found.content
    assert client.post(path(kind, row), {"reason": "unkind"}).status_code == 404
    with pytest.raises(NotThere):
        report(actor=cy, kind=kind, uid=row.uid, reason="unkind")
    assert not Case.objects.exists()


def test_own_words_are_answered_with_the_way_to_help(client_of: Any, ana: Any, group: Any) -> None:
    mine = group.memberships.get(account=ana)
    with pytest.raises(OwnWords):
        report(actor=ana, kind="membership", uid=mine.uid, reason="worry")
    response = client_of(ana).post(path("membership", mine), {"reason": "worry", "words": "kept words"})

    assert response.status_code == 422
    assert "I need help" in response.content.decode() and "kept words" in response.content.decode()


def test_form_puts_the_worry_first_and_the_receipt_says_who_is_there(
    client_of: Any, ana: Any, mo: Any, group: Any, fern: Any
) -> None:
    make_shift(mo, name="Mara")
    client = client_of(ana)
    page = client.get(path("membership", fern) + "?reason=worry").content.decode()
    assert page.index("I am worried about this person") < page.index("Unkind")
    assert 'value="worry" id="id_reason" checked' in page
    assert page.index("Night Fern")

    sent = client.post(path("membership", fern), {"reason": "worry", "words": "She sounded so tired."})
    assert sent.status_code == 302
    receipt = client.get(sent["Location"]).content.decode()
    assert "A person will read this. Mara from the team is here until" in receipt
    assert "What you can do now" in receipt
    assert "never learn that it was you" in receipt


def test_receipt_of_somebody_else_is_not_shown(client_of: Any, ana: Any, ben: Any, group: Any, fern: Any) -> None:
    made = report(actor=ana, kind="membership", uid=fern.uid, reason="worry")
    page = client_of(ben).get(f"{path('membership', fern)}?told={made.uid}").content.decode()

    assert "What you can do now" not in page


def test_reporter_in_crisis_gets_the_panel_on_the_receipt(client_of: Any, ana: Any, group: Any, fern: Any) -> None:
    client = client_of(ana)
    sent = client.post(path("membership", fern), {"reason": "unkind", "words": CRISIS})

    assert "You misread me" in client.get(sent["Location"]).content.decode()


def test_form_without_a_reason_keeps_the_words(client_of: Any, ana: Any, group: Any, fern: Any) -> None:
    response = client_of(ana).post(path("membership", fern), {"words": "my long words"})

    assert response.status_code == 422
    assert "my long words" in response.content.decode()
    assert "Please choose what it is about." in response.content.decode()


@pytest.mark.parametrize("words", ["x" * 20_000, "\x00null", "‮right to left", "<script>alert(1)</script>"])
def test_odd_words_are_taken_or_kindly_sent_back(
    client_of: Any, ana: Any, mo: Any, group: Any, fern: Any, words: str
) -> None:
    response = client_of(ana).post(path("membership", fern), {"reason": "other", "words": words})

    assert response.status_code in (302, 422)
    assert "<script>alert" not in response.content.decode()
    for made in Report.objects.all():
        opened = open_sealed(made, "words", mo)
        assert "\x00" not in opened and "‮" not in opened


def test_many_reports_show_the_latest_words_and_count_the_rest(
    client_of: Any, mo: Any, group: Any, fern: Any, ana: Any, settings: Any, move_clock: Any
) -> None:
    report(actor=ana, kind="membership", uid=fern.uid, reason="unkind", words="word 0 end")
    case = Case.objects.get()
    for number in range(1, TOLD_MOST + 3):
        made = clock.now() + timedelta(seconds=number)
        Report.objects.create(case=case, reporter=None, reason="unkind", words=f"word {number} end", made_at=made)
    page = client_of(mo).get(f"/desk/{case.uid}/").content.decode()

    shown = [number for number in range(TOLD_MOST + 3) if f"word {number} end" in page]
    assert shown == list(range(3, TOLD_MOST + 3))
    assert "3 older reports are not shown here." in page


def test_nobody_buries_the_desk_in_reports(
    client_of: Any, ana: Any, group: Any, fern: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from moderation.services import reports

    monkeypatch.setattr(reports, "REPORTS_AN_HOUR", 2)
    for _ in range(2):
        report(actor=ana, kind="membership", uid=fern.uid, reason="unkind")
    page = client_of(ana).post(path("membership", fern), {"reason": "unkind", "words": "once more"})
    assert page.status_code == 422 and "once more" in page.content.decode()
    assert "I need help" in page.content.decode() and Report.objects.count() == 2


def test_who_was_blocked_reaches_nobody_by_reporting(
    client_of: Any, ana: Any, mo: Any, group: Any, fern: Any, mailoutbox: Any
) -> None:
    blocked, words = fern.account, "Kqz tell her that I am still here"
    mine, said = Membership.objects.get(account=ana, group=group), say(ana, group, "Good evening.")
    groups.block(actor=ana, membership=fern)
    client = client_of(blocked)
    for kind, row in (("membership", mine), ("message", said)):
        # The name is not there for them, and a guessed address is answered like nothing.
        assert client.get(path(kind, row)).status_code == 404
        for reason in ("worry", "unkind"):
            assert client.post(path(kind, row), {"reason": reason, "words": words}).status_code == 404
    assert not Case.objects.exists() and not Notification.objects.filter(account=ana).exists()
    # What they say of the group is for the team, and no page of hers holds a word of it.
    assert client.post(path("group", group), {"reason": "other", "words": words}).status_code == 302
    one = client_of(ana)
    pages = ("/conversations/", "/home/", "/groups/", f"/groups/{group.slug}/", f"/groups/{group.slug}/members/")
    assert all(words not in one.get(page).content.decode() for page in pages)
    assert not Notification.objects.filter(account=ana).exists() and not mailoutbox
    assert words in client_of(mo).get(f"/desk/{Case.objects.get().uid}/").content.decode()
