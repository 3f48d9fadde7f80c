"""Static files come whole, so that a process that serves sockets, too, hands them on without a warning."""

from __future__ import annotations

from django.contrib.staticfiles import finders
from django.test import Client

ADDRESS = "/static/css/tokens.css"


def test_a_file_comes_whole_in_part_or_not_at_all_and_never_as_an_open_file(client: Client) -> None:
    with open(str(finders.find("css/tokens.css")), "rb") as file:
        words = file.read()
    whole = client.get(ADDRESS)
    assert not whole.streaming and whole.content == words and whole["Content-Type"].startswith("text/css")
    part = client.get(ADDRESS, headers={"range": "bytes=5-14"})
    assert (part.status_code, part.content, part["Content-Length"]) == (206, words[5:15], "10")
    known = client.get(ADDRESS, headers={"if-none-match": whole["ETag"]})
    assert (known.status_code, known.content) == (304, b"")
    only_told = client.head(ADDRESS)
    assert only_told.content == b"" and only_told["Content-Length"] == str(len(words))
