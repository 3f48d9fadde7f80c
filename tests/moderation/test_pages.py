from __future__ import annotations

import re
import uuid
from typing import Any

import pytest
from django.test import Client

from accounts.sealed import open_sealed
from moderation.models import Case, CaseReply, OnCallShift
from moderation.topics import DeskTopic, MeTopic
from tests.factories.care import load_all_lines
from tests.factories.moderation import CRISIS, make_case, make_crisis, make_shift

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def test_choice_without_a_script_goes_back_where_the_person_was(client_of: Any, ana: Any, group: Any) -> None:
    case = make_crisis(ana, group)
    client = client_of(ana)
    response = client.post(f"/conversations/{case.uid}/choice/", {"choice": "misread", "back": "/rooms/x/"})

    assert (response.status_code, response["Location"]) == (302, "/rooms/x/")
    assert Case.objects.get().choice == "misread"
    assert "Thank you, noted." in client.get("/conversations/").content.decode()


def test_helplines_chosen_without_a_script_are_the_help_page(client_of: Any, ana: Any, group: Any) -> None:
    case = make_crisis(ana, group)
    data = {"choice": "lines", "back": "/rooms/x/"}

    assert client_of(ana).post(f"/conversations/{case.uid}/choice/", data)["Location"] == "/help/"


@pytest.mark.parametrize(
    "back", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", "/\\evil.example", ""]
)
def test_choice_never_leads_out_of_the_house(client_of: Any, ana: Any, group: Any, back: str) -> None:
    case = make_crisis(ana, group)
    response = client_of(ana).post(f"/conversations/{case.uid}/choice/", {"choice": "misread", "back": back})

    assert response["Location"] == f"/conversations/{case.uid}/"


@pytest.mark.parametrize("header", [{"HTTP_HX_REQUEST": "true"}, {"HTTP_X_FRAGMENT": "1"}])
def test_choice_by_script_answers_with_the_panel_alone(
    client_of: Any, ana: Any, group: Any, header: dict[str, str]
) -> None:
    case = make_crisis(ana, group)
    response = client_of(ana).post(f"/conversations/{case.uid}/choice/", {"choice": "write"}, **header)
    html = response.content.decode()

    assert response.status_code == 200
    assert html.lstrip().startswith('<details class="panel" open')
    assert "You asked us to write." in html
    assert "<html" not in html


@pytest.mark.parametrize("chosen", ["", "nonsense", "x" * 5000])
def test_choice_that_is_none_changes_nothing(client_of: Any, ana: Any, group: Any, chosen: str) -> None:
    case = make_crisis(ana, group)
    assert client_of(ana).post(f"/conversations/{case.uid}/choice/", {"choice": chosen}).status_code == 302
    assert Case.objects.get().choice == ""


def test_conversation_of_somebody_else_is_a_404_in_every_way(
    client_of: Any, ana: Any, ben: Any, cy: Any, mo: Any, ada: Any, group: Any
) -> None:
    case = make_crisis(ana, group)
    assert client_of(ana).get(f"/conversations/{case.uid}/").status_code == 200
    for other in (ben, cy, mo, ada):
        client = client_of(other)
        assert client.get(f"/conversations/{case.uid}/").status_code == 404
        assert client.post(f"/conversations/{case.uid}/", {"words": "hi"}).status_code == 404
        for act in ("choice", "decline"):
            assert client.post(f"/conversations/{case.uid}/{act}/", {"choice": "misread"}).status_code == 404
    assert not CaseReply.objects.exists()


def test_person_answers_on_the_page_and_sees_it(client_of: Any, ana: Any, group: Any) -> None:
    case = make_case(ana, group)
    client = client_of(ana)
    page = client.get(f"/conversations/{case.uid}/").content.decode()
    client_uid = re.search(r'name="client_uid" value="([^"]+)"', page)
    assert client_uid is not None
    data = {"words": "It is a little better.\nThank you.", "client_uid": client_uid.group(1)}
    for _ in range(2):
        assert client.post(f"/conversations/{case.uid}/", data).status_code == 302

    assert CaseReply.objects.count() == 1
    assert "It is a little better.<br>Thank you." in client.get(f"/conversations/{case.uid}/").content.decode()


def test_empty_answer_comes_back_kindly(client_of: Any, ana: Any, group: Any) -> None:
    case = make_case(ana, group)
    response = client_of(ana).post(f"/conversations/{case.uid}/", {"words": "  \n "})

    assert response.status_code == 422
    assert not CaseReply.objects.exists()


def test_i_need_help_is_one_press_from_any_page(client_of: Any, ana: Any, group: Any) -> None:
    response = client_of(ana).post("/need-help/", {"group": str(group.uid)})
    case = Case.objects.get()

    assert (case.kind, case.group_uid) == (Case.Kind.HELP, group.uid)
    assert response["Location"] == f"/conversations/{case.uid}/"
    page = client_of(ana).get(response["Location"]).content.decode()
    assert "Nobody from the team is here right now." in page


@pytest.mark.parametrize(
    "data", [{"group": "no uuid"}, {"group": str(uuid.uuid4())}, {"words": "x" * 20_000}, {"words": "\x00"}]
)
def test_i_need_help_takes_whatever_comes(client_of: Any, ana: Any, data: dict[str, str]) -> None:
    assert client_of(ana).post("/need-help/", data).status_code == 302
    assert Case.objects.get().group_uid is None


def test_i_need_help_by_script_answers_with_the_panel(client_of: Any, ana: Any, group: Any) -> None:
    html = client_of(ana).post("/need-help/", {}, HTTP_X_FRAGMENT="1").content.decode()

    assert "You asked us to write." in html


def test_visitor_who_needs_help_gets_the_helplines() -> None:
    for method in ("get", "post"):
        response = getattr(Client(), method)("/need-help/")
        assert (response.status_code, response["Location"]) == (302, "/help/")
    assert not Case.objects.exists()


def test_page_to_ask_for_help_can_be_opened(client_of: Any, ana: Any) -> None:
    page = client_of(ana).get("/need-help/")

    assert page.status_code == 200
    assert "I need help" in page.content.decode()


def test_refused_words_reach_the_team_by_one_press(client_of: Any, ana: Any, mo: Any, group: Any) -> None:
    response = client_of(ana).post("/send-to-team/", {"words": CRISIS, "group": str(group.uid), "back": "/rooms/x/"})

    case = Case.objects.get()
    assert response["Location"] == "/rooms/x/"
    assert CRISIS in open_sealed(case.evidence.get(), "copy", mo)


def test_shift_is_started_and_ended_at_the_desk(client_of: Any, mo: Any) -> None:
    client = client_of(mo)
    assert client.post("/desk/shift/", {"shown_name": "Mara", "until": "23:59"}).status_code == 302
    shift = OnCallShift.objects.get()
    assert shift.shown_name == "Mara"
    assert "You are on duty until" in client.get("/desk/").content.decode()

    client.post("/desk/shift/", {"end": "1"})
    assert "You are not on duty." in client.get("/desk/").content.decode()


def test_time_that_is_past_means_tomorrow_and_a_planned_shift_starts_later(
    client_of: Any, mo: Any, settings: Any
) -> None:
    client = client_of(mo)
    client.post("/desk/shift/", {"shown_name": "Mara", "begins": "00:00", "until": "00:00"})
    shift = OnCallShift.objects.get()

    assert (shift.ends_at - shift.starts_at).total_seconds() == 24 * 3600


@pytest.mark.parametrize("data", [{}, {"shown_name": " ‮ ", "until": "23:00"}, {"shown_name": "Mara", "until": "25:99"}])
def test_shift_that_makes_no_sense_comes_back(client_of: Any, mo: Any, data: dict[str, str]) -> None:
    assert client_of(mo).post("/desk/shift/", data).status_code == 422
    assert not OnCallShift.objects.exists()


def test_titles_say_nothing_of_health_or_of_a_group(client_of: Any, ana: Any, mo: Any, group: Any) -> None:
    case = make_crisis(ana, group)
    pages = [(ana, f"/conversations/{case.uid}/"), (ana, "/conversations/"), (mo, f"/desk/{case.uid}/"), (mo, "/desk/")]
    for person, path in pages:
        html = client_of(person).get(path).content.decode()
        title = re.search(r"<title>(.*?)</title>", html, re.S)
        assert title is not None
        assert not re.search(r"awake|crisis|lantern|suicid", title.group(1), re.I)


def test_home_and_help_lead_to_the_team(client_of: Any, ana: Any, mo: Any, group: Any) -> None:
    make_shift(mo, name="Mara")
    client = client_of(ana)
    assert "/need-help/" in client.get("/help/").content.decode()
    assert "/need-help/" not in Client().get("/help/").content.decode()
    assert "/conversations/" not in client.get("/home/").content.decode()
    case = make_crisis(ana, group)
    assert f"/conversations/{case.uid}/" in client.get("/home/").content.decode()


def test_desk_topic_is_for_moderators_and_the_me_topic_for_oneself(
    ana: Any, ben: Any, mo: Any, ada: Any, group: Any
) -> None:
    desk, me = DeskTopic(), MeTopic()
    access = desk.authorise(mo, "")
    assert access is not None
    for nobody in (ana, ben, ada):
        assert desk.authorise(nobody, "") is None
    assert me.authorise(ana, str(ana.uid)) is not None
    assert me.authorise(ben, str(ana.uid)) is None

    assert desk.tokens([access]) == {(mo.pk, ""): None}
    type(mo).objects.filter(pk=mo.pk).update(is_moderator=False)
    assert desk.tokens([access]) == {}


@pytest.mark.parametrize("path", ["/need-help/", "conversation"])
def test_pages_to_the_team_show_no_number_where_nobody_said_the_country(
    client_of: Any, ana: Any, group: Any, path: str
) -> None:
    load_all_lines()
    case = make_case(ana, group)
    address = path if path != "conversation" else f"/conversations/{case.uid}/"
    for country, known in (("", False), ("IE", True)):
        type(ana.profile).objects.update(country=country, time_zone="Europe/Dublin")
        page = client_of(ana).get(address, headers={"accept-language": "fr-FR"}).content.decode()
        main = page[page.index("<main") :]
        assert ("tel:" in main) == known
        assert ("We do not know which country you are in." in main) == (not known)
        assert ("a guess from your time zone" in main) == (not known)


def test_page_to_ask_leads_on_to_the_conversation_that_is_open(client_of: Any, ana: Any, mo: Any, group: Any) -> None:
    assert "Go on in your conversation" not in client_of(ana).get("/need-help/").content.decode()
    make_case(mo)
    make_case(ana, group, kind=Case.Kind.WORRY)
    assert "Go on in your conversation" not in client_of(ana).get("/need-help/").content.decode()
    case = make_crisis(ana, group)
    assert f'href="/conversations/{case.uid}/"' in client_of(ana).get("/need-help/").content.decode()


@pytest.mark.parametrize("typed", ["9" * 5000, "٣", "²", "-1", "x", ""])
def test_a_page_of_the_desk_that_is_no_number_is_the_first(client_of: Any, mo: Any, typed: str) -> None:
    assert "9" * 20 not in client_of(mo).get("/desk/", {"page": typed}).content.decode()
    assert client_of(mo).get("/desk/", {"page": typed, "ended": "1"}).status_code == 200
