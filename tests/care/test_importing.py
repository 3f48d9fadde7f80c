"""Services come in all or not at all, after a look; what somebody confirmed is guarded; the way out is the way in."""

from __future__ import annotations

import io
import json
import re
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.test import Client

import clock
from audit.models import AuditEvent
from care import hsds, services
from care.models import Organisation, Service, ServiceImport, ServiceKey
from tests.care.hsds_schemas import errors, example_bytes
from tests.factories.accounts import make_account
from tests.factories.care import make_service, read_services, service_document, store

pytestmark = pytest.mark.django_db(transaction=True)
State = ServiceImport.State


def many(count: int) -> list[dict[str, Any]]:
    """Services with something of everything in them, of a tenth as many organisations."""
    made = []
    for number in range(count):
        one = service_document(f"Service {number}", by=f"Organisation {number % max(1, count // 10)}")
        own = one["id"]
        one |= {
            "description": f"Talking with somebody, number {number}.",
            "assured_date": (clock.now().date() - timedelta(days=number % 400)).isoformat(),
            "minimum_age": 18,
            "phones": [{"id": own, "number": f"020 915 {number:04}"}],
            "schedules": [{"id": own, "freq": "WEEKLY", "byday": "MO,TU", "opens_at": "09:00", "closes_at": "17:00"}],
            "languages": [{"id": own, "code": ("en", "pl", "ga")[number % 3]}],
            "cost_options": [{"id": own, "amount": number % 2 * 10, "currency": "eur"}],
            "service_areas": [{"id": own, "name": f"Area {number % 50}"}],
            "attributes": [{"id": own, "taxonomy_term": {"id": own, "name": "Grief", "description": ""}}],
        }
        made.append(one)
    return made


def whole() -> list[dict[str, Any]]:
    return sorted(services.exported()[0], key=lambda one: str(one["id"]))


# -- All or nothing


def test_an_import_adds_then_changes_nothing_then_changes_what_changed() -> None:
    one, two = service_document("One"), service_document("Two")
    first = services.import_services(read=read_services(one, two))
    assert (first.added, first.changed, first.unchanged) == (["One", "Two"], [], 0)
    again = services.import_services(read=read_services(one, two))
    assert (again.added, again.changed, again.unchanged) == ([], [], 2)
    two["description"] = "Another way to talk."
    third = services.import_services(read=read_services(one, two))
    assert (third.added, third.changed, third.unchanged) == ([], ["Two"], 1)
    assert Service.objects.count() == 2 and Organisation.objects.count() == 1
    assert Service.objects.get(name="Two").description == "Another way to talk."
    assert [event.verb for event in AuditEvent.objects.all()] == ["care.services_imported"] * 2


def test_a_foreign_id_finds_the_entry_under_another_name() -> None:
    made = make_service("Old name")
    services.import_services(read=read_services(service_document("Old name") | {"name": "New name"}))
    made.refresh_from_db()
    assert made.name == "New name" and Service.objects.count() == 1


def test_one_mistake_and_nothing_is_taken() -> None:
    make_service("There before")
    before = whole()
    good = service_document("There before") | {"description": "Changed."}
    with pytest.raises(services.ImportRefused) as refused:
        services.import_services(read=read_services(good, service_document("New"), service_document("Bad", status="x")))
    assert [problem.where for problem in refused.value.problems] == ["#3 (Bad)"]
    assert whole() == before and not Service.objects.filter(name="New").exists()


def test_a_fall_in_the_middle_leaves_nothing_behind() -> None:
    def fall(done: int, of: int) -> None:
        assert Service.objects.count() == 100
        raise RuntimeError("the light went out")

    with pytest.raises(RuntimeError):
        services.import_services(read=read_services(*many(150)), progress=fall)
    assert not Service.objects.exists() and not Organisation.objects.exists() and not ServiceKey.objects.exists()


def test_a_service_of_an_organisation_that_nobody_knows_is_refused() -> None:
    lost = {name: value for name, value in service_document("Lost").items() if name != "organization"}
    lost["organization_id"] = "ac148810-d857-441c-9679-408f346de14b"
    found = services.compare_services(read=read_services(lost))
    assert found.refused == ["Lost"] and [one.code for one in found.problems] == ["not in the file"]
    known = make_service("Known")
    lost["organization_id"] = str(known.organisation.hsds_id)
    services.import_services(read=read_services(lost))
    assert Service.objects.get(name="Lost").organisation == known.organisation


def test_the_keys_of_a_changed_service_are_the_new_ones() -> None:
    own = "ac148810-d857-441c-9679-408f346de14b"
    make_service("One", languages=[{"id": own, "code": "pl"}], service_areas=[{"id": own, "name": "Ardmhór"}])
    make_service("One", languages=[{"id": own, "name": "Irish"}], cost_options=[{"id": own, "amount": 0}])
    keys = set(ServiceKey.objects.values_list("kind", "value"))
    assert keys == {("language", "ga")} and Service.objects.get().free is True


# -- What somebody confirmed


def test_a_confirmation_holds_until_the_content_changes(ada: Any) -> None:
    made = make_service("One", assured_date="2020-01-01")
    services.confirm_service(actor=ada, service=made, source="https://example.org/one")
    make_service("One", assured_date="2020-02-01")
    made.refresh_from_db()
    assert made.verified_on == clock.now().date() and str(made.assured_on) == "2020-01-01"
    found = store(service_document("One", assured_date="2020-02-01", description="Something else."))
    made.refresh_from_db()
    assert found.unconfirmed == ["One"] and made.verified_on is None and made.verified_source == ""


def test_our_own_check_goes_out_as_the_assurance_and_comes_back_as_no_change(ada: Any) -> None:
    made = make_service("One", assured_date="2020-01-01", assurer_email="them@example.org")
    services.confirm_service(actor=ada, service=made, source="https://example.org/one")
    [out], _owners = services.exported(actor=ada, house_email="us@example.org")
    assert out["assured_date"] == clock.now().date().isoformat() and out["assurer_email"] == "us@example.org"
    found = services.compare_services(read=read_services(out))
    assert (found.changed, found.unchanged) == ([], 1)


def test_a_newer_assurance_of_the_publisher_is_taken() -> None:
    make_service("One", assured_date="2020-01-01")
    found = store(service_document("One", assured_date="2026-01-01", assurer_email="them@example.org"))
    made = Service.objects.get()
    assert found.changed == ["One"] and made.checked_on == date(2026, 1, 1)
    assert made.assurer_email == "them@example.org"


def test_what_was_taken_off_the_list_stays_off_until_it_is_confirmed(ada: Any, client: Client) -> None:
    made = make_service("One")
    services.withdraw_service(actor=ada, service=made)
    make_service("One", description="Changed.")
    assert client.get(made.get_absolute_url()).status_code == 404
    assert services.exported()[0] == []
    services.confirm_service(actor=ada, service=made, source="https://example.org/one")
    assert client.get(made.get_absolute_url()).status_code == 200


def test_a_confirmation_needs_a_page(ada: Any) -> None:
    made = make_service("One")
    for source in ("", "example", "javascript:alert(1)", "https://example.org/" + "x" * 250):
        with pytest.raises(ValidationError):
            services.confirm_service(actor=ada, service=made, source=source)
    made.refresh_from_db()
    assert made.verified_on is None


@pytest.mark.parametrize("who", ["cy", "mo"])
def test_only_admins_bring_in_give_out_and_confirm(who: str, request: pytest.FixtureRequest) -> None:
    person, made = request.getfixturevalue(who), make_service("One")
    before = whole()
    for forbidden in (
        lambda: services.import_services(actor=person, read=read_services(service_document("Two"))),
        lambda: services.give_import(actor=person, file_name="x.json", data=b"[]"),
        lambda: services.exported(actor=person),
        lambda: services.confirm_service(actor=person, service=made, source="https://example.org/"),
        lambda: services.withdraw_service(actor=person, service=made),
    ):
        with pytest.raises(PermissionDenied):
            forbidden()
    assert whole() == before and not ServiceImport.objects.exists()


# -- Out and in again


def test_the_whole_directory_goes_out_valid_and_comes_in_unchanged(tmp_path: Path) -> None:
    services.import_services(read=hsds.read(example_bytes("service_full"), today=clock.now().date()))
    services.import_services(read=read_services(*many(30)))
    before = whole()
    assert len(before) == 31
    assert [problem for one in before for problem in errors(one, "service", strict=True)] == []
    for name in ("all.json", "all.zip"):
        call_command("export_services", str(tmp_path / name), verbosity=0)
        said = io.StringIO()
        call_command("import_services", str(tmp_path / name), stdout=said)
        assert "0 added, 0 changed, 31 unchanged, 0 refused." in said.getvalue()
    Service.objects.all().delete()
    Organisation.objects.all().delete()
    call_command("import_services", str(tmp_path / "all.zip"), verbosity=0)
    assert whole() == before


def test_two_thousand_services_come_in_with_a_dry_run_and_progress(tmp_path: Path) -> None:
    path = tmp_path / "many.json"
    path.write_text(json.dumps(many(2000)))
    said = io.StringIO()
    call_command("import_services", str(path), "--dry-run", stdout=said)
    assert "Would be: 2000 added, 0 changed, 0 unchanged, 0 refused." in said.getvalue()
    assert not Service.objects.exists() and not Organisation.objects.exists()
    said = io.StringIO()
    call_command("import_services", str(path), stdout=said)
    assert Service.objects.count() == 2000 and Organisation.objects.count() == 200
    steps = re.findall(r"taken (\d+) of 2000", said.getvalue())
    assert len(steps) == 20 and steps[-1] == "2000" and "read 1900 of 2000" in said.getvalue()


def test_the_command_names_every_mistake_and_changes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "bad.json"
    path.write_text(json.dumps([service_document("Good"), service_document("Bad", status="x", email="no")]))
    for more in ([], ["--dry-run"]):
        with pytest.raises(CommandError) as error:
            call_command("import_services", str(path), *more)
        assert "Nothing was changed." in str(error.value) and str(error.value).count("#2 (Bad)") == 2
        assert "Use one of: active, inactive" in str(error.value)
    with pytest.raises(CommandError):
        call_command("import_services", str(tmp_path / "nowhere.json"))
    with (tmp_path / "big.json").open("wb") as big:
        big.truncate(hsds.BYTES_MOST + 1)
    with pytest.raises(CommandError, match="20 MB"):
        call_command("import_services", str(tmp_path / "big.json"))
    assert not Service.objects.exists()


# -- The admin's page


def upload(client: Client, data: bytes, name: str = "services.json") -> Any:
    return client.post("/directory/import/", {"file": SimpleUploadedFile(name, data)})


def main_of(response: Any) -> str:
    text = response.content.decode()
    return text[text.index("<main") : text.index("</main>")]


def test_a_file_is_looked_through_shown_and_only_then_taken(ada: Any, client: Client) -> None:
    client.force_login(ada)
    make_service("There before")
    file = [service_document("There before", description="Changed."), service_document("New", extra_field=1)]
    response = upload(client, json.dumps(file).encode())
    address = response["Location"]
    waiting = client.get(address)
    assert waiting["Refresh"] and "Waits to be looked through" in main_of(waiting)
    assert services.work_imports() == 1
    looked = main_of(client.get(address))
    assert "nothing changed yet" in looked and "service.extra_field (1)" in looked
    assert "<dt>New</dt><dd>1</dd>" in looked and "<dt>Changed</dt><dd>1</dd>" in looked
    assert Service.objects.count() == 1
    client.post(address)
    assert Service.objects.count() == 1
    assert services.work_imports() == 1 and services.work_imports() == 0
    done = main_of(client.get(address))
    assert "Taken" in done and Service.objects.count() == 2
    item = ServiceImport.objects.get()
    assert item.state == State.DONE and item.data is None
    assert client.post(address).status_code == 409
    assert [event.actor_uid for event in AuditEvent.objects.filter(verb="care.services_imported")][-1] == ada.uid


def test_a_file_with_mistakes_shows_each_and_cannot_be_taken(ada: Any, client: Client) -> None:
    client.force_login(ada)
    bad = service_document("<b>Bad</b>", status="<script>", email="no")
    address = upload(client, json.dumps([bad]).encode())["Location"]
    services.work_imports()
    shown = main_of(client.get(address))
    assert "This is not an e-mail address." in shown and "Write one address" in shown
    assert "<script>" not in shown and "&lt;script&gt;" in shown and "<b>Bad" not in shown
    assert "Take it" not in shown and client.post(address).status_code == 409
    assert ServiceImport.objects.get().data is None and not Service.objects.exists()


def test_what_cannot_be_a_file_of_services_is_refused_at_the_door(ada: Any, client: Client) -> None:
    client.force_login(ada)
    assert client.post("/directory/import/").status_code == 422
    assert upload(client, b"").status_code == 422
    response = upload(client, b" " * (hsds.BYTES_MOST + 1))
    assert response.status_code == 422 and "larger than 20 MB" in main_of(response)
    assert not ServiceImport.objects.exists()


def test_a_file_can_be_thrown_away_and_old_ones_go_by_themselves(ada: Any, client: Client) -> None:
    client.force_login(ada)
    address = upload(client, b"[]")["Location"]
    client.post(address, {"give-up": "1"})
    assert client.get(address).status_code == 404
    upload(client, json.dumps([service_document()]).encode())
    services.work_imports()
    assert services.forget_imports(clock.now() + timedelta(days=1)) == 0
    assert services.forget_imports(clock.now() + timedelta(days=3)) == 1


def test_who_lost_their_rights_takes_nothing_in(ada: Any) -> None:
    item = services.give_import(actor=ada, file_name="x.json", data=json.dumps([service_document()]).encode())
    services.work_imports()
    services.agree_to_import(actor=ada, item=item)
    type(ada).objects.filter(pk=ada.pk).update(is_staff=False)
    services.work_imports()
    item.refresh_from_db()
    assert item.state == State.FAILED and not Service.objects.exists()


def test_a_worker_that_died_leaves_the_file_to_the_next(ada: Any) -> None:
    item = services.give_import(actor=ada, file_name="x.json", data=json.dumps([service_document()]).encode())
    ServiceImport.objects.update(claimed_at=clock.now())
    assert services.work_imports() == 0
    ServiceImport.objects.update(claimed_at=clock.now() - timedelta(minutes=16))
    assert services.work_imports() == 1
    item.refresh_from_db()
    assert item.state == State.LOOKED


@pytest.mark.parametrize("falls", [False, True])
def test_a_file_that_another_worker_took_meanwhile_keeps_its_report(
    ada: Any, monkeypatch: pytest.MonkeyPatch, falls: bool
) -> None:
    """The first worker slept through its claim: it neither takes the file again nor calls it failed."""
    item = services.give_import(actor=ada, file_name="x.json", data=json.dumps([service_document()]).encode())
    services.work_imports()
    services.agree_to_import(actor=ada, item=item)
    read = hsds.read

    def slow(*args: Any, **more: Any) -> hsds.Read:
        monkeypatch.setattr(hsds, "read", read)
        ServiceImport.objects.update(claimed_at=clock.now() - timedelta(minutes=16))
        assert services.work_imports() == 1
        if falls:
            raise RuntimeError("out of memory")
        return read(*args, **more)

    monkeypatch.setattr(hsds, "read", slow)
    services.work_imports()
    item.refresh_from_db()
    assert (item.state, item.report["added"], item.report["unchanged"]) == (State.DONE, 1, 0)
    assert Service.objects.count() == 1


def test_a_worker_that_is_still_reading_keeps_its_claim_and_the_page_shows_how_far_it_is(
    ada: Any, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    client.force_login(ada)
    item = services.give_import(actor=ada, file_name="x.json", data=json.dumps(many(1200)).encode())
    begun, read = clock.now(), hsds.read

    def slow(data: bytes, *, today: date, progress: Any) -> hsds.Read:
        def tell(done: int, of: int) -> None:
            with clock.standing_at(begun + timedelta(minutes=14)):
                progress(done, of)

        found = read(data, today=today, progress=tell)
        shown = re.search(r'<progress max="1200" value="(\d+)"', main_of(client.get(item.get_absolute_url())))
        assert shown and 0 < int(shown[1]) <= 1200
        with clock.standing_at(begun + timedelta(minutes=20)):
            assert services.work_imports() == 0, "it is at work, and said so six minutes ago"
        return found

    monkeypatch.setattr(hsds, "read", slow)
    assert services.work_imports() == 1
    item.refresh_from_db()
    assert item.state == State.LOOKED and item.claimed_at is None
    assert "<progress" not in main_of(client.get(item.get_absolute_url()))


def test_the_ways_out_are_for_admins_only(ada: Any, client: Client) -> None:
    make_service("One")
    client.force_login(make_account("outsider"))
    assert client.get("/directory/export/json/").status_code in (403, 404)
    client.force_login(ada)
    response = client.get("/directory/export/json/")
    assert [one["name"] for one in response.json()["contents"]] == ["One"]
    packed = client.get("/directory/export/csv/")
    again = hsds.read(packed.content, today=clock.now().date())
    assert len(again.services) == 1 and client.get("/directory/export/xml/").status_code == 404


def test_the_page_of_the_directory_shows_what_has_to_be_checked(ada: Any, client: Client) -> None:
    client.force_login(ada)
    make_service("Fresh", assured_date=clock.now().date().isoformat())
    old, gone = make_service("Old", assured_date="2020-01-01"), make_service("Gone off")
    services.withdraw_service(actor=ada, service=gone)
    shown = main_of(client.get("/directory/"))
    assert "Old" in shown and "Fresh" not in shown and "Gone off" in shown
    address = f"/directory/services/{old.uid}/confirm/"
    assert client.post(address, {"source": "nowhere at all"}).status_code == 422
    client.post(address, {"source": "https://example.org/old"})
    assert ">Old<" not in main_of(client.get("/directory/"))
    client.post(f"/directory/services/{old.uid}/withdraw/")
    old.refresh_from_db()
    assert old.withdrawn and old.verified_by == ada
