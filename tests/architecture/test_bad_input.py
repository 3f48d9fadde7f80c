"""Nasty values into every form and every address: never a 500, no markup, no way off the site."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import Any
from urllib.parse import quote_from_bytes, urlencode

import pytest

from tests.architecture.addresses import row_of
from tests.architecture.matrix import Visit
from tests.architecture.standing import AUDIENCES
from tests.architecture.targets import Target, targets
from tests.factories.house import House

pytestmark = pytest.mark.django_db
once = pytest.mark.once
NASTY: dict[str, str] = {
    "a null": "before\x00after",
    "half a sign": "\udcff",
    "direction": "\u202eevil\u2066\u200f",
    "long name": "n" * 200,
    "20 kB": "long words " * 1900,
    "a script": '"><script>alert(1)</script><img src=x onerror=alert(1)>',
    "a template": "{{ settings.SECRET_KEY }}{% debug %}${7*7}",
    "a header": "x\r\nSet-Cookie: a=b\r\n\r\n<html>",
    "sql": "'; DROP TABLE accounts_user; --",
    "a huge number": "9" * 5000,
    "a negative number": "-1",
    "infinity": "NaN",
    "a place": "../../../../etc/passwd",
    "nothing": "",
    "signs on signs": "z" + "\u0301" * 400,
    "off we go": "https://elsewhere.example/",
}
# What no database takes differently from another.
ALIKE = (
    "a script", "a template", "a header", "a place", "signs on signs", "off we go", "sql", "infinity", "nothing",
    "20 kB", "a negative number", "direction",
)  # fmt: skip
FORM = "application/x-www-form-urlencoded"
STORABLE = ("a huge number", "direction", "a script", "signs on signs", "half a sign")
# One person for each kind of door; what they may not open is the matter of the matrix.
WHO_OPENS = ("visitor", "ana", "ben", "mo", "ada", "new", "cy", "ivy", "pia", "gus", "fay")


def fields_of(visit: Visit, target: Target) -> list[str]:
    """The names of the fields of every form on the page, and those that scripts or buttons send."""
    names: list[str] = []

    class Fields(HTMLParser):
        def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
            named = dict(attributes)
            if tag in ("input", "textarea", "select", "button") and named.get("name"):
                names.append(str(named["name"]))

    seen = visit.send("GET", target.path)
    if seen.status == 200:
        Fields().feed(seen.body.decode())
    row = row_of(target.name)
    known = "words body content_note reply_to client_uid version choice back next reason role group uid".split()
    return sorted({*names, *known, *(row.data if row else {})} - {"csrfmiddlewaretoken"})


@pytest.fixture(scope="module")
def forms(house: House, visits: dict[str, Visit]) -> list[tuple[str, Target, list[str]]]:
    """(who, address, names of its fields): every address that takes a post, opened by somebody who may."""
    found = []
    taken: set[str] = set()
    for target in targets(house):
        row = row_of(target.name)
        assert row is not None
        if target.name in taken or not row.post or target.facts.get("admin"):
            continue
        who = next((who for who in WHO_OPENS if AUDIENCES[row.post](who, target.facts)), None)
        if who is not None:
            taken.add(target.name)
            found.append((who, target, fields_of(visits[who], target)))
    return found


def test_there_are_forms_to_try(forms: list[Any]) -> None:
    assert len(forms) > 55
    assert sum(len(names) for _, _, names in forms) > 700


@pytest.mark.parametrize("kind", [pytest.param(kind, marks=once if kind in ALIKE else []) for kind in NASTY])
def test_no_form_falls_over(kind: str, forms: list[tuple[str, Target, list[str]]], visits: dict[str, Visit]) -> None:
    value, wrong, tried = NASTY[kind], [], 0
    as_bytes = value.encode("utf-8", "surrogateescape")
    for who, target, names in forms:
        row = row_of(target.name)
        good = row.data if row else {}
        # What is larger than a whole form may be is refused before it is read: eight long fields fit.
        bad: dict[str, Any] = {name: as_bytes for name in (names[:8] if kind == "20 kB" else names)}
        # Once with every field wrong, and where the value could be stored as text, with the rest as it should be.
        for data in (bad, {**bad, **good}) if good and kind in STORABLE else (bad,):
            seen = visits[who].send("POST", target.path, urlencode(data), content_type=FORM)
            tried += seen.status != 400
            if seen.status >= 500:
                wrong.append(f"{who} {target.path}: {seen.status}")
            if "Set-Cookie: a=b" in seen.headers.get("Location", "") or seen.place.startswith(
                ("https://elsewhere", "//")
            ):
                wrong.append(f"{who} {target.path}: leads to {seen.place[:80]}")
            if b"<script>alert" in seen.body or b"<img src=x" in seen.body:
                wrong.append(f"{who} {target.path}: shows markup as markup")
    assert not wrong, "\n".join(wrong)
    assert tried > 40, "too many were refused unread"


@pytest.mark.parametrize("kind", ["a null", "a huge number", "a script", "half a sign", "nothing", "off we go"])
def test_no_question_in_an_address_falls_over(kind: str, house: House, visits: dict[str, Visit]) -> None:
    value = quote_from_bytes(NASTY[kind].encode("utf-8", "surrogateescape")[:3000])
    wrong = []
    keys = "page q topic language talk free before reply_to reason told ended next for country".split()
    for who, path in (
        ("visitor", "/"),
        ("visitor", "/groups/"),
        ("visitor", "/help/"),
        ("visitor", "/help/country/"),
        ("ana", "/groups/"),
        ("visitor", "/account/login/"),
        ("ana", f"/rooms/{house.rooms['open'].uid}/"),
        ("mo", "/desk/"),
        ("mo", "/groups/oversight/"),
        ("ana", f"/report/group/{house.groups['open'].uid}/"),
        ("ana", "/home/"),
        ("ada", "/admin/accounts/user/"),
    ):
        for query in ("&".join(f"{key}={value}" for key in keys), "&".join(f"{key}={value}&{key}=2" for key in keys)):
            seen = visits[who].send("GET", f"{path}?{query}")
            if seen.status >= 500 or b"<script>alert" in seen.body:
                wrong.append(f"{who} {path}: {seen.status}")
            if seen.place.startswith(("https://elsewhere", "//")):
                wrong.append(f"{who} {path}: leads to {seen.place}")
    assert wrong == []


@pytest.mark.parametrize(
    "path",
    [
        "/groups/%00/",
        "/groups/a%0d%0aSet-Cookie:%20a=b/",
        "/rooms/not-a-uid/",
        "/you/sign-ins/99999999999999999999999999/end/",
        "/welcome/99999999999999999999/",
        "/desk/00000000-0000-0000-0000-00000000000g/",
        "/groups/%ff%fe/",
        "/about/..%2f..%2fetc/",
        "/report/message/%00/",
        "/account/2fa/webauthn/keys/99999999999999999999999999/edit/",
        "/groups/invited/" + "a" * 3000 + "/",
        "/account/password/reset/key/zzzzzzzzzzzzzzzzzzzzzzz-x/",
        "/account/confirm-email/" + "z" * 2000 + "/",
        "/" + "a/" * 400,
    ],
)
def test_no_odd_address_falls_over(path: str, visits: dict[str, Visit]) -> None:
    for who in ("visitor", "ana"):
        for method in ("GET", "POST"):
            seen = visits[who].send(method, path)
            assert seen.status < 500, (who, method)
            assert "Set-Cookie: a=b" not in seen.words.partition("\n\n")[0]


@once
@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"{not json", "application/json"),
        (b"\xff\xfe\x00", "application/octet-stream"),
        (b"a=1&" * 300, "application/x-www-form-urlencoded"),
        (b"x" * 400_000, "application/x-www-form-urlencoded"),
        (b"--b\r\nContent-Disposition: form-data; name=", "multipart/form-data; boundary=b"),
        (b"a=1", "multipart/form-data"),
        (b"a=%zz%", "application/x-www-form-urlencoded; charset=latin-1"),
    ],
)
def test_no_odd_body_falls_over(
    body: bytes, kind: str, forms: list[tuple[str, Target, list[str]]], visits: dict[str, Visit]
) -> None:
    wrong = []
    for who, target, _ in forms:
        seen = visits[who].send("POST", target.path, body, content_type=kind)
        if seen.status >= 500:
            wrong.append(f"{who} {target.path}: {seen.status}")
    assert wrong == []
