"""Tables out and in again: what would change is shown first, each bad row has its reason, nothing is half loaded."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command

from care import loader, services
from care.models import EmergencyNumber, SupportLine
from tests.care.test_loader import GOOD, table
from tests.factories.care import load_all_lines, make_line

pytestmark = pytest.mark.django_db(transaction=True)
PAGE = "/support-lines/exchange/"


@pytest.mark.parametrize("form", ["csv", "json"])
@pytest.mark.parametrize("of", [loader.LINES, loader.NUMBERS])
def test_what_goes_out_comes_in_again_and_changes_nothing(form: str, of: loader.Table) -> None:
    load_all_lines()
    SupportLine.objects.filter(country="IE").update(anonymity="nameless", reachable_from="Northern Ireland")
    text = services.export(actor=None, table=of, form=form)
    assert services.preview(actor=None, table=of, rows=loader.read(of, text)) == []
    count = of.model._default_manager.count()
    of.model._default_manager.all().delete()
    services.load_support_lines(**{"lines" if of is loader.LINES else "numbers": text})
    assert of.model._default_manager.count() == count
    assert services.export(actor=None, table=of, form=form) == text


def test_an_export_names_nobody(ada: Any) -> None:
    services.confirm_line(actor=ada, line=make_line(), source="https://operator.example/")
    for form in ("csv", "json"):
        text = services.export(actor=ada, table=loader.LINES, form=form)
        assert "https://operator.example/" in text
        assert str(ada.uid) not in text and "verified" not in text


def test_a_dry_run_shows_every_difference_and_changes_nothing(ada: Any) -> None:
    make_line("116 123", service="Old name")
    kept = make_line("111 222", service="Kept")
    services.confirm_line(actor=ada, line=kept, source="https://operator.example/")
    text = table(GOOD, {**GOOD, "dial": "111 222"}, {**GOOD, "dial": "111 333"})
    found = services.preview(actor=ada, table=loader.LINES, rows=loader.read(loader.LINES, text))
    assert [one.what for one in found] == ["change", "keep", "add"]
    assert ("service", "Old name", "Samaritans") in found[0].changes
    assert SupportLine.objects.count() == 2
    assert SupportLine.objects.get(dial="116 123").service == "Old name"


BAD = [
    ('[{"country": 1}]', "row 1, service: this column is missing"),
    ("[", "this is not JSON"),
    ('{"country": "IE"}', "this is not a list of rows"),
    ("[1, 2]", "this column is missing"),
    (json.dumps([GOOD, {**GOOD, "dial": None}]), "row 3, dial: this cell is neither a text nor a whole number"),
    (json.dumps([GOOD, {**GOOD, "dial": ["116", "123"]}]), "row 3, dial: this cell is neither"),
    (json.dumps([GOOD, {**GOOD, "dial": True}]), "row 3, dial: this cell is neither"),
    (json.dumps([GOOD, GOOD]), "row 3, ?: the same contact as row 2"),
    (json.dumps([GOOD, "x"]), "row 3, ?: this row is not an object"),
    (json.dumps([{**GOOD, "dial": "call 1"}, {**GOOD, "country": "XX"}]), "row 2, dial: "),
    ("[" * 100_000, "this is not JSON"),
]


@pytest.mark.parametrize(("text", "reason"), BAD)
def test_a_bad_table_is_refused_whole_with_a_reason_for_each_row(text: str, reason: str) -> None:
    with pytest.raises(loader.Refused) as refused:
        services.load_support_lines(lines=text)
    assert reason in "\n".join(map(str, refused.value.problems))
    assert not SupportLine.objects.exists()


def test_each_bad_row_has_its_own_message() -> None:
    with pytest.raises(loader.Refused) as refused:
        loader.read(loader.LINES, json.dumps([{**GOOD, "dial": "call 1"}, GOOD, {**GOOD, "country": "XX"}]))
    assert {problem.row for problem in refused.value.problems} == {2, 4}


@pytest.mark.parametrize("form", ["csv", "json"])
def test_an_admin_sees_what_would_change_and_then_imports_it(client_of: Any, ada: Any, form: str) -> None:
    admin = client_of(ada)
    text = table(GOOD) if form == "csv" else json.dumps([GOOD])
    shown = admin.post(PAGE, {"what": "lines", "file": SimpleUploadedFile(f"x.{form}", text.encode()), "do": "look"})
    assert "1 row would change" in shown.content.decode() and not SupportLine.objects.exists()
    assert shown.context["text"] == text
    assert admin.post(PAGE, {"what": "lines", "text": text, "do": "load"}).status_code == 302
    assert SupportLine.objects.get().dial == "116 123"
    assert not SupportLine.objects.get().seeded


@pytest.mark.parametrize("content", [b"", b"\xff\xfe\x00", b"a,b\n1,2\n", b"x" * (1024 * 1024 + 1), b"[]"])
def test_an_odd_file_is_answered_with_words_and_loads_nothing(client_of: Any, ada: Any, content: bytes) -> None:
    response = client_of(ada).post(PAGE, {"what": "lines", "file": SimpleUploadedFile("x.csv", content), "do": "load"})
    assert response.status_code == 422
    assert not SupportLine.objects.exists()


def test_a_bad_row_is_named_on_the_page_as_text(client_of: Any, ada: Any) -> None:
    text = table({**GOOD, "dial": "<script>alert(1)</script>"})
    response = client_of(ada).post(PAGE, {"what": "lines", "text": text, "do": "look"})
    assert response.status_code == 422
    assert "row 2, dial:" in response.content.decode() and "<script>alert" not in response.content.decode()


def test_the_files_of_the_export_come_as_files(client_of: Any, ada: Any) -> None:
    make_line()
    response = client_of(ada).get("/support-lines/export/lines.json")
    assert json.loads(response.content)[0]["dial"] == "116 123"
    assert 'filename="lines.json"' in response["Content-Disposition"]
    assert client_of(ada).get("/support-lines/export/people.csv").status_code == 404
    assert client_of(ada).get("/support-lines/export/lines.xml").status_code == 404


def test_the_commands_look_first_load_and_print(tmp_path: Any, capsys: Any) -> None:
    make_line("116 123", service="Old name")
    path = tmp_path / "mine.json"
    path.write_text(json.dumps([GOOD, {**GOOD, "dial": "111 333"}]))
    call_command("load_support_lines", lines=path, dry_run=True)
    said = capsys.readouterr().out
    assert "add: IE Samaritans: 111 333" in said and "'Old name' -> 'Samaritans'" in said
    assert "Nothing was changed." in said and SupportLine.objects.count() == 1
    call_command("load_support_lines", lines=path)
    capsys.readouterr()
    call_command("export_support_lines", json=True)
    assert {row["dial"] for row in json.loads(capsys.readouterr().out)} == {"116 123", "111 333"}
    path.write_text(json.dumps([{**GOOD, "dial": "call"}]))
    with pytest.raises(CommandError, match="row 2, dial"):
        call_command("load_support_lines", lines=path, dry_run=True)
    call_command("load_support_lines", dry_run=True)
    assert "add: " in capsys.readouterr().out and not EmergencyNumber.objects.exists()
