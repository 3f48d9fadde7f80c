"""A copy of a plan behind a link: frozen, for a while, behind a code that cannot be guessed in time, ended at once."""

from __future__ import annotations

import re
import time
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client

import clock
from accounts import services as accounts
from audit.models import AuditEvent
from care import services
from care.models import PlanShare
from care.services import NothingToShare, TooManyShares
from care.services.sharing import FREE_TRIES, LONGEST_WAIT, OPEN_MOST
from registries import retention
from tests.factories.accounts import PASSWORD
from tests.factories.plans import share, write

pytestmark = pytest.mark.django_db(transaction=True)
DAY = 24 * 3600


def wrong(code: str) -> str:
    return f"{(int(code) + 1) % 10**6:06}"


@pytest.fixture
def plan(ana: Any) -> Any:
    return write(ana, signs="I stop writing", alone="A walk by the river", people="Jo, 087 123 4567")


@pytest.fixture
def fresh(ana: Any, client_of: Any) -> Client:
    """Ana's browser, where she has just shown her password again."""
    browser: Client = client_of(ana)
    browser.post("/account/reauthenticate/?next=/plan/share/", {"password": PASSWORD})
    return browser


def test_the_copy_holds_the_chosen_steps_as_they_were(ana: Any, plan: Any) -> None:
    made = share(ana, "alone", "signs", "safer", "no-such-step")
    write(ana, alone="Something else", safer="Later")
    opened = services.open_share(token=made.token, code=f" {made.code[:3]}-{made.code[3:]} ")
    assert opened.texts == {"signs": "I stop writing", "alone": "A walk by the river"}
    assert made.code not in repr(made) and "river" not in repr(opened)


def test_nothing_is_kept_that_would_open_it(ana: Any, plan: Any) -> None:
    made = share(ana)
    row = PlanShare.objects.get()
    kept = " ".join(str(value) for value in vars(row).values())
    assert made.token not in kept and made.code not in kept and "I stop writing" not in kept


def test_its_owner_sees_when_it_was_opened_and_that_somebody_tried(ana: Any, plan: Any, client_of: Any) -> None:
    made = share(ana, for_whom="Dr Byrne")
    page = client_of(ana).get("/plan/").content.decode()
    assert "Nobody has opened it." in page and "Dr Byrne" in page
    services.open_share(token=made.token, code=wrong(made.code))
    services.open_share(token=made.token, code=made.code)
    row = PlanShare.objects.get()
    assert row.opened_at and row.wrong_tries == 1 and row.last_wrong_at
    page = client_of(ana).get("/plan/").content.decode()
    assert "It was opened on" in page and "A wrong code was typed once" in page
    verbs = list(AuditEvent.objects.filter(target_uid=row.uid).order_by("pk").values_list("verb", "reason"))
    assert verbs == [("plan_share.made", ""), ("plan_share.opened", "")]


def test_wrong_codes_wait_longer_each_time_and_the_right_one_waits_with_them(
    ana: Any, plan: Any, move_clock: Any
) -> None:
    made, now, waits = share(ana), 0.0, []
    for _ in range(FREE_TRIES + 8):
        waits.append(services.open_share(token=made.token, code=wrong(made.code)).wait)
        if waits[-1]:
            assert services.open_share(token=made.token, code=made.code).texts is None
            now += waits[-1].total_seconds() + 1
            move_clock(now)
    assert waits[: FREE_TRIES - 1] == [timedelta()] * (FREE_TRIES - 1)
    slowed = [round(wait.total_seconds()) for wait in waits[FREE_TRIES - 1 :]]
    assert slowed == sorted(slowed) and 25 < slowed[0] < slowed[1]
    assert slowed[-1] == LONGEST_WAIT.total_seconds()
    # Tries that were refused unlooked-at were none; waiting is enough for whoever has the code.
    assert PlanShare.objects.get().wrong_tries == FREE_TRIES + 8
    assert services.open_share(token=made.token, code=made.code).texts


def test_wrong_codes_never_stop_the_owner(ana: Any, plan: Any) -> None:
    made = share(ana)
    for _ in range(10):
        services.open_share(token=made.token, code=wrong(made.code))
    assert services.plan_of(actor=ana).texts["signs"]
    services.end_share(actor=ana, share=made.share)
    other = share(ana)
    assert services.open_share(token=other.token, code=other.code).texts


def test_an_ended_link_is_the_same_nothing_as_one_that_never_was(ana: Any, plan: Any, move_clock: Any) -> None:
    ended, over, gone, live = share(ana), share(ana, days=1), share(ana), share(ana, days=30)
    services.end_share(actor=ana, share=ended.share)
    services.end_share(actor=ana, share=ended.share)
    PlanShare.objects.filter(pk=gone.share.pk).delete()
    assert AuditEvent.objects.filter(verb="plan_share.ended").count() == 1
    assert PlanShare.objects.get(pk=ended.share.pk).copy.ciphertext == ""
    move_clock(DAY + 60)
    visitor, answers = Client(), set()
    for token in (ended.token, over.token, gone.token, "a-link-that-never-was"):
        for answer in (visitor.get(f"/shared/{token}/"), visitor.post(f"/shared/{token}/", {"code": ended.code})):
            assert answer.status_code == 404
            answers.add(re.sub(rb'csrfmiddlewaretoken" value="[^"]*"', b"", answer.content))
    assert len(answers) == 1
    assert visitor.get(f"/shared/{live.token}/").status_code == 200
    accounts.request_erasure(actor=ana)
    assert visitor.get(f"/shared/{live.token}/").status_code == 404


def test_copies_do_not_outlive_their_link(ana: Any, plan: Any, move_clock: Any) -> None:
    share(ana, days=1)
    live = share(ana, days=30)
    forget = retention.get("care")
    assert forget(clock.now()) == 0
    move_clock(2 * DAY)
    assert forget(clock.now()) == 1 and PlanShare.objects.filter(copy="").count() == 1
    move_clock(32 * DAY)
    forget(clock.now())
    assert list(PlanShare.objects.all()) == [live.share]


def test_somebody_else_ends_no_link_and_shares_no_plan(ana: Any, ben: Any, mo: Any, ada: Any, plan: Any) -> None:
    made = share(ana)
    for other in (ben, mo, ada):
        with pytest.raises(PermissionDenied):
            services.end_share(actor=other, share=made.share)
        with pytest.raises(NothingToShare):
            share(other)
    assert services.open_share(token=made.token, code=made.code).texts


def test_there_is_an_end_to_open_links(ana: Any, plan: Any) -> None:
    for _ in range(OPEN_MOST):
        made = share(ana)
    with pytest.raises(TooManyShares):
        share(ana)
    services.end_share(actor=ana, share=made.share)
    assert share(ana)


# -- the pages -------------------------------------------------------------------------------------------------------


def test_making_a_link_needs_a_fresh_sign_in(ana: Any, plan: Any, client_of: Any, fresh: Client) -> None:
    stale = client_of(ana)
    asked = stale.get("/plan/share/")
    assert asked.status_code == 302 and asked["Location"].startswith("/account/reauthenticate/")
    answer = stale.post("/plan/share/", {"parts": "signs", "days": 7, "for_whom": "a private name"})
    assert answer.status_code == 403 and not PlanShare.objects.exists()
    assert "a private name" not in str(dict(stale.session))
    page = fresh.get("/plan/share/").content.decode()
    assert (
        page.count('name="parts"') == 3
        and "checked" not in page[page.index('name="parts"') : page.index('name="days"')]
    )
    made = fresh.post("/plan/share/", {"parts": "signs", "days": 7, "for_whom": "a private name"})
    assert made.status_code == 200 and PlanShare.objects.count() == 1
    session = fresh.session
    key = "account_authentication_methods"
    session[key] = [{**record, "at": time.time() - 301} for record in session[key]]
    session.save()
    assert fresh.post("/plan/share/", {"parts": "signs", "days": 7}).status_code == 403
    assert PlanShare.objects.count() == 1


def link_and_code(page: str) -> tuple[str, str]:
    link = re.search(r'class="link-out">https?://[^/]+(/shared/[^<]+)<', page)
    code = re.search(r'class="code-out">(\d{6})<', page)
    assert link and code
    return link[1], code[1]


def test_a_link_opens_once_the_code_is_typed_and_leaves_no_trace(plan: Any, fresh: Client) -> None:
    form = fresh.get("/plan/share/").content.decode()
    uid = re.search(r'name="uid" value="([^"]+)"', form)
    assert uid
    sent = {"parts": ["alone", "people"], "days": 7, "uid": uid[1]}
    made = fresh.post("/plan/share/", sent).content.decode()
    link, code = link_and_code(made)
    assert "Nobody will know if you are in danger." in made and "because you gave them a link" in made
    again = fresh.post("/plan/share/", sent).content.decode()
    assert "This link was made already" in again and code not in again
    assert PlanShare.objects.count() == 1
    visitor = Client(enforce_csrf_checks=True)
    ask = visitor.get(link)
    refused = visitor.post(link, {"code": wrong(code)}, headers={"origin": "null"})
    opened = visitor.post(link, {"code": code}, headers={"origin": "null"})
    assert [answer.status_code for answer in (ask, refused, opened)] == [200, 422, 200]
    for answer in (ask, refused, opened):
        assert answer["Cache-Control"] == "no-store, private" and answer["Referrer-Policy"] == "no-referrer"
        assert "noindex" in answer["X-Robots-Tag"] and not answer.cookies
        page = answer.content.decode()
        assert 'name="referrer" content="no-referrer"' in page and "noindex" in page
        assert ("A walk by the river" in page) == (answer is opened)
        assert "I stop writing" not in page and "ana" not in re.sub(r"<[^>]+>", " ", page).split()
    assert 'href="tel:0871234567"' in opened.content.decode()


def test_a_code_that_was_tried_too_often_says_how_long_to_wait(ana: Any, plan: Any) -> None:
    made, visitor = share(ana), Client()
    for _ in range(FREE_TRIES):
        answer = visitor.post(f"/shared/{made.token}/", {"code": wrong(made.code)})
    assert answer.status_code == 429 and 20 < int(answer["Retry-After"]) <= 30
    assert "about a minute" in answer.content.decode()
    assert visitor.post(f"/shared/{made.token}/", {"code": made.code}).status_code == 429


def test_ending_a_link_is_one_press(ana: Any, ben: Any, plan: Any, client_of: Any) -> None:
    made = share(ana)
    assert client_of(ben).post(f"/plan/share/{made.share.uid}/end/").status_code == 404
    assert client_of(ana).post(f"/plan/share/{made.share.uid}/end/").status_code == 302
    assert Client().get(f"/shared/{made.token}/").status_code == 404
