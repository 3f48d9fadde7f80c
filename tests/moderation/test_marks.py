"""“Right” and “not right” of a reading: one a person, changeable, audited, and nothing about the case moves by it."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.test import Client

import clock
from audit.models import AuditEvent
from chat import services as chat
from moderation import services
from moderation.casefile import casefile
from moderation.models import Case, CaseEvent, Finding, ReadingMark
from notifications.models import Notification
from tests.factories.accounts import make_account
from tests.factories.chat import say
from tests.factories.moderation import CRISIS, make_crisis
from tests.moderation.acts import end, fresh

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(ana: Any, group: Any) -> Case:
    return make_crisis(ana, group)


def address(case: Case, finding: Any) -> str:
    return f"/desk/{case.uid}/readings/{finding.uid}/"


def mark(client: Client, case: Case, verdict: str) -> Any:
    return client.post(address(case, Finding.objects.get()), {"verdict": verdict})


def test_two_people_mark_one_reading_differently_and_each_keeps_their_own(
    case: Case, mo: Any, ben: Any, client_of: Any
) -> None:
    answer = mark(client_of(mo), case, "right")
    assert answer.status_code == 302
    assert answer["Location"] == f"/desk/{case.uid}/#reading-{Finding.objects.get().uid}"
    mark(client_of(ben), case, "not_right")

    said = dict(ReadingMark.objects.values_list("marked_by__sign_in_name", "verdict"))
    assert said == {mo.sign_in_name: "right", ben.sign_in_name: "not_right"}
    page = client_of(mo).get(f"/desk/{case.uid}/").content.decode()
    assert "You said: right." in page and "Somebody else said: Not right." in page
    # As a word: random signs of the page may spell it.
    assert not re.search(rf"\b{ben.sign_in_name}\b", page)
    assert 'value="right" aria-pressed="true"' in page and 'value="not_right" aria-pressed="false"' in page


def test_a_mark_is_changed_and_taken_back_with_a_line_in_the_audit_for_each(
    case: Case, mo: Any, client_of: Any
) -> None:
    client = client_of(mo)
    for verdict in ("right", "right", "not_right", "", ""):
        mark(client, case, verdict)

    assert not ReadingMark.objects.exists()
    lines = AuditEvent.objects.filter(verb="reading.marked")
    assert list(lines.values_list("actor_uid", "target_uid", "reason").order_by("id")) == [
        (mo.uid, Finding.objects.get().uid, reason) for reason in ("right", "not_right", "taken_back")
    ]


@pytest.mark.parametrize("verdict", ["right", "not_right"])
def test_a_mark_neither_closes_nor_changes_the_case(case: Case, mo: Any, client_of: Any, verdict: str) -> None:
    before = Case.objects.filter(pk=case.pk).values().get()
    events, notices = CaseEvent.objects.count(), Notification.objects.count()
    mark(client_of(mo), case, verdict)

    assert ReadingMark.objects.exists()
    assert Case.objects.filter(pk=case.pk).values().get() == before
    assert (CaseEvent.objects.count(), Notification.objects.count()) == (events, notices)


def test_an_ended_case_is_marked_too(case: Case, mo: Any, client_of: Any) -> None:
    end(mo, fresh(case))
    mark(client_of(mo), case, "not_right")
    assert ReadingMark.objects.get().verdict == "not_right"
    assert fresh(case).state == Case.State.CLOSED


def test_only_who_works_the_case_marks_it(case: Case, ana: Any, cy: Any, dee: Any, mo: Any, client_of: Any) -> None:
    finding = Finding.objects.get()
    admin = make_account("admin", is_staff=True, is_superuser=True)
    for other in (ana, cy, dee, admin):
        assert mark(client_of(other), case, "right").status_code == 404
        with pytest.raises(PermissionDenied):
            services.mark_reading(actor=other, case=case, finding=finding, verdict="right")
    assert client_of(mo).get(address(case, finding)).status_code == 405
    assert not ReadingMark.objects.exists()


def test_a_reading_of_another_case_is_not_marked_under_this_one(case: Case, cy: Any, mo: Any, client_of: Any) -> None:
    mine = Finding.objects.get()
    other = make_crisis(cy)
    theirs = Finding.objects.exclude(pk=mine.pk).get()

    assert client_of(mo).post(address(case, theirs), {"verdict": "right"}).status_code == 404
    with pytest.raises(PermissionDenied):
        services.mark_reading(actor=mo, case=case, finding=theirs, verdict="right")
    assert not ReadingMark.objects.exists()
    services.mark_reading(actor=mo, case=other, finding=theirs, verdict="right")


def test_a_word_that_is_no_verdict_stores_nothing(case: Case, mo: Any, client_of: Any) -> None:
    assert mark(client_of(mo), case, "guilty").status_code == 302
    assert not ReadingMark.objects.exists()


def test_words_sent_with_a_call_for_help_have_a_reading_to_mark(ana: Any, mo: Any, client_of: Any) -> None:
    case = services.open_help_case(actor=ana, words=CRISIS)
    assert mark(client_of(mo), case, "right").status_code == 302
    assert ReadingMark.objects.get().finding.kind == "help"


def test_every_newer_text_of_a_case_has_a_mark_of_its_own(case: Case, ana: Any, group: Any, mo: Any) -> None:
    first = Finding.objects.get()
    make_crisis(ana, group)
    second = Finding.objects.exclude(pk=first.pk).get()
    services.mark_reading(actor=mo, case=case, finding=second, verdict="right")

    assert [(piece.reading, piece.mine) for piece in casefile(case=case, actor=mo).pieces] == [
        (second, "right"), (first, ""),
    ]  # fmt: skip


def test_erasing_who_marked_keeps_the_count_and_forgets_the_person(case: Case, mo: Any) -> None:
    from accounts.privacy import holdings

    services.mark_reading(actor=mo, case=case, finding=Finding.objects.get(), verdict="right")
    holding = next(one for one in holdings if one.model is ReadingMark)
    assert [row["said"] for row in holding.export(mo)] == ["Right"]
    with transaction.atomic():
        holding.erase(mo)
    assert list(ReadingMark.objects.values_list("marked_by", "verdict")) == [(None, "right")]


def test_marks_go_with_their_reading_after_a_year(case: Case, mo: Any) -> None:
    from datetime import timedelta

    services.mark_reading(actor=mo, case=case, finding=Finding.objects.get(), verdict="right")
    services.forget_closed(clock.now() + timedelta(days=300))
    assert ReadingMark.objects.exists()
    services.forget_closed(clock.now() + timedelta(days=400))
    assert not ReadingMark.objects.exists()


# -- the author's word beside the words -------------------------------------------------------------------------------


def test_what_the_author_said_stands_beside_the_words_it_was_said_of(ana: Any, mo: Any, group: Any) -> None:
    case = make_crisis(ana, group)
    services.choose(actor=ana, case=fresh(case), choice="misread")
    make_crisis(ana, group)
    newest, first = casefile(case=fresh(case), actor=mo).pieces
    assert (newest.answer, first.answer and first.answer.detail) == (None, "misread")

    services.choose(actor=ana, case=fresh(case), choice="safe")
    newest, first = casefile(case=fresh(case), actor=mo).pieces
    assert [piece.answer.detail for piece in (newest, first) if piece.answer] == ["safe", "misread"]


def test_the_desk_shows_the_authors_word_beside_each_text(ana: Any, mo: Any, group: Any, client_of: Any) -> None:
    case = make_crisis(ana, group)
    services.choose(actor=ana, case=fresh(case), choice="misread")
    page = client_of(mo).get(f"/desk/{case.uid}/").content.decode()
    words = page[page.index("<blockquote") : page.index("Was this read right?")]
    assert "Its author:" in words and "Says it was misread." in words


# -- what else was noticed --------------------------------------------------------------------------------------------

CONTACT = "Write to me at lantern.canary@example.org when you like."


def test_a_way_to_reach_somebody_is_marked_at_the_desk_beside_words_of_crisis(
    ana: Any, mo: Any, group: Any, client_of: Any
) -> None:
    case = make_crisis(ana, group, text=f"{CRISIS} {CONTACT}")
    page = client_of(mo).get(f"/desk/{case.uid}/").content.decode()

    assert "<mark>lantern.canary@example.org</mark>" in page
    assert "Who or where somebody is, or how to reach them, “lantern.canary@example.org”" in page


def test_what_was_noticed_in_reported_words_is_marked_for_who_reads_the_report(
    ana: Any, ben: Any, mo: Any, group: Any, client_of: Any
) -> None:
    message = say(ana, group, CONTACT)
    case = services.report(actor=ben, kind="message", uid=message.uid, reason="contact").case
    page = client_of(mo).get(f"/desk/{case.uid}/").content.decode()

    assert "<mark>lantern.canary@example.org</mark>" in page and "Was this read right?" in page
    assert mark(client_of(mo), case, "right").status_code == 302


def test_marks_of_an_earlier_version_never_stand_on_changed_words(
    ana: Any, ben: Any, mo: Any, group: Any, client_of: Any
) -> None:
    message = say(ana, group, CONTACT)
    assert Finding.objects.exists()
    chat.edit_message(actor=ana, message=message, body="The tea was good and the rain has stopped at last today.")
    case = services.report(actor=ben, kind="message", uid=message.uid, reason="contact").case
    page = client_of(mo).get(f"/desk/{case.uid}/").content.decode()

    assert "The tea was good" in page and "<mark>" not in page and "Was this read right?" not in page
