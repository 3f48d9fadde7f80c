"""A named person vouches for a number; nobody else can, and the admin pages write nothing themselves."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client

from accounts.privacy import holdings
from audit.models import AuditEvent
from care import services
from care.models import EmergencyNumber, SupportLine
from care.services import support_card
from tests.factories.care import load_all_lines, make_line, make_number

pytestmark = pytest.mark.django_db
PAGE = "https://operator.example/call-us"


def test_a_confirmation_lifts_a_line_and_is_in_the_audit(ada: Any) -> None:
    line = make_line(status="C")
    assert support_card(country="IE", language="en").lines == []
    services.confirm_line(actor=ada, line=line, source=PAGE, second_source="https://health.example/list")
    line.refresh_from_db()
    assert (line.status, line.verified_by, line.source, line.second_source) == (
        "A",
        ada,
        PAGE,
        "https://health.example/list",
    )
    assert line.verified_on is not None
    shown = support_card(country="IE", language="en").lines[0]
    assert shown.confirmed and shown.checked
    event = AuditEvent.objects.get(verb="care.line_confirmed")
    assert (event.actor_uid, event.target_uid) == (ada.uid, line.uid)


def test_a_number_that_does_not_work_is_never_shown_again_whatever_ships(ada: Any) -> None:
    load_all_lines()
    line = SupportLine.objects.get(country="IE", dial="116 123")
    services.doubt_line(actor=ada, line=line)
    services.load_support_lines()
    assert "116 123" not in [shown.dial for shown in support_card(country="IE", language="en").lines]
    assert AuditEvent.objects.filter(verb="care.line_doubted", target_uid=line.uid).exists()


@pytest.mark.parametrize("name", ["ana", "ben", "mo"])
def test_only_admins_may_confirm_doubt_or_load(name: str, request: Any) -> None:
    actor, line, number = request.getfixturevalue(name), make_line(status="C"), make_number(status="C")
    with pytest.raises(PermissionDenied):
        services.confirm_line(actor=actor, line=line, source=PAGE)
    with pytest.raises(PermissionDenied):
        services.confirm_number(actor=actor, number=number, source=PAGE)
    with pytest.raises(PermissionDenied):
        services.doubt_line(actor=actor, line=line)
    with pytest.raises(PermissionDenied):
        services.load_support_lines(actor=actor)
    line.refresh_from_db()
    number.refresh_from_db()
    assert line.status == number.status == "C"
    assert not AuditEvent.objects.filter(verb__startswith="care.").exists()


@pytest.mark.parametrize(
    "source", ["", "operator.example", "javascript:alert(1)", "https://", "a page", "https://a.b/" + "x" * 300]
)
def test_a_confirmation_needs_the_address_of_a_page(ada: Any, source: str) -> None:
    line = make_line(status="C")
    with pytest.raises(ValidationError):
        services.confirm_line(actor=ada, line=line, source=source)
    line.refresh_from_db()
    assert line.status == "C"


def test_the_buttons_of_an_admin_confirm_and_doubt(client_of: Any, ada: Any) -> None:
    line, number = make_line(status="C"), make_number(status="C")
    client = client_of(ada)
    for row, path in (
        (line, f"/support-lines/{line.uid}/confirm/"),
        (number, f"/emergency-numbers/{number.uid}/confirm/"),
    ):
        assert client.get(path).status_code == 200
        refused = client.post(path, {"source": "somewhere"})
        assert refused.status_code == 422
        assert client.post(path, {"source": PAGE}).status_code == 302
        row.refresh_from_db()
        assert (row.status, row.verified_by) == ("A", ada)
    assert client.get(f"/support-lines/{line.uid}/doubt/").status_code == 405
    assert client.post(f"/support-lines/{line.uid}/doubt/").status_code == 302
    line.refresh_from_db()
    assert line.status == "D"


@pytest.mark.parametrize("name", ["ana", "mo"])
def test_the_buttons_are_refused_to_everybody_else(client: Client, client_of: Any, name: str, request: Any) -> None:
    line, number = make_line(status="C"), make_number(status="C")
    signed_in = client_of(request.getfixturevalue(name))
    paths = [
        f"/support-lines/{line.uid}/confirm/",
        f"/support-lines/{line.uid}/doubt/",
        f"/emergency-numbers/{number.uid}/confirm/",
    ]
    for path in paths:
        asked = client.post(path, {"source": PAGE})
        assert asked.status_code == 403 and "/login" in asked.content.decode()
        assert signed_in.post(path, {"source": PAGE}).status_code == 403
    line.refresh_from_db()
    assert line.status == "C"


def test_what_admins_do_needs_their_second_step_because_help_alone_is_open_without_it(
    client_of: Any, ada: Any, settings: Any
) -> None:
    settings.STAFF_NEED_MFA = True
    line = make_line(status="C")
    client = client_of(ada)
    assert client.get("/help/").status_code == 200
    asked = client.post(f"/support-lines/{line.uid}/confirm/", {"source": PAGE})
    assert asked.status_code == 403 and 'href="/account/2fa/"' in asked.content.decode()
    line.refresh_from_db()
    assert line.status == "C"


def test_the_admin_pages_list_filter_and_search_but_write_nothing(client_of: Any, ada: Any) -> None:
    line, number = make_line(), make_number()
    client = client_of(ada)
    for model, row in (("supportline", line), ("emergencynumber", number)):
        listing = client.get(f"/admin/care/{model}/", {"q": "IE", "confirmed": "no", "status__exact": row.status})
        assert listing.status_code == 200
        assert f"{row.uid}/confirm/" in listing.content.decode()
        change = f"/admin/care/{model}/{row.pk}/change/"
        assert client.get(change).status_code == 200
        assert client.post(change, {"status": "D"}).status_code == 403
        assert client.get(f"/admin/care/{model}/add/").status_code == 403
        assert client.post(f"/admin/care/{model}/{row.pk}/delete/", {"post": "yes"}).status_code == 403
        row.refresh_from_db()
        assert row.status != "D"


def test_every_field_is_in_the_privacy_register_and_a_name_goes_while_the_confirmation_stays(ada: Any) -> None:
    line = make_line(status="C")
    services.confirm_line(actor=ada, line=line, source=PAGE)
    entries = [holding for holding in holdings if holding.model in (SupportLine, EmergencyNumber)]
    assert len(entries) == 2
    for holding in entries:
        assert set(holding.fields) == {field.name for field in holding.model._meta.get_fields()}
        exported = holding.export(ada)
        assert len(exported) == (1 if holding.model is SupportLine else 0)
        holding.erase(ada)
    line.refresh_from_db()
    assert line.verified_by is None
    assert line.verified_on is not None
    assert services.load_support_lines().kept == 1
    line.refresh_from_db()
    assert line.source == PAGE
