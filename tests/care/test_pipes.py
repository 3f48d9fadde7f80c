"""Tables go in and out through a pipe, where a container can write no file and sees none of ours."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from care import hsds, services
from care.models import Service, SupportLine
from tests.care.test_importing import many, whole
from tests.factories.care import make_line, read_services, service_document

pytestmark = pytest.mark.django_db(transaction=True)


class Pipe(io.TextIOWrapper):
    """What a shell puts in place of the keyboard or the screen: bytes, whatever the words."""

    def __init__(self, data: bytes = b"") -> None:
        super().__init__(io.BytesIO(data), encoding="ascii")

    @property
    def data(self) -> bytes:
        return self.buffer.getvalue()  # type: ignore[attr-defined, no-any-return]


@pytest.mark.parametrize("more", [[], ["--zip"]])
def test_where_no_file_can_be_written_the_directory_goes_through_a_pipe(monkeypatch: Any, more: list[str]) -> None:
    services.import_services(read=read_services(*many(3), service_document("Zuhören für Nächte")))
    out, said, before = Pipe(), io.StringIO(), whole()
    with monkeypatch.context() as patch:
        patch.setattr("sys.stdout", out)
        call_command("export_services", "-", *more, stderr=said)
    assert said.getvalue() == "4 services written.\n" and out.data.startswith(b"PK" if more else b"{")
    Service.objects.all().delete()
    monkeypatch.setattr("sys.stdin", Pipe(out.data))
    call_command("import_services", "-", verbosity=0)
    assert whole() == before
    monkeypatch.setattr("sys.stdin", Pipe(b" " * (hsds.BYTES_MOST + 1)))
    with pytest.raises(CommandError, match="20 MB"):
        call_command("import_services", "-")


def test_a_table_comes_through_a_pipe_where_no_file_can_be_seen(capsys: Any, monkeypatch: Any) -> None:
    make_line("116 123")
    call_command("export_support_lines")
    lines = capsys.readouterr().out
    SupportLine.objects.all().delete()
    monkeypatch.setattr("sys.stdin", Pipe(b"\xef\xbb\xbf" + lines.encode()))
    call_command("load_support_lines", "--lines", "-", verbosity=0)
    assert SupportLine.objects.get().dial == "116 123"
    with pytest.raises(CommandError, match="Only one of"):
        call_command("load_support_lines", "--lines", "-", "--numbers", "-")
