"""One search over the house: by kind, only what one may see, help first where it is needed, and nothing kept."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from peersupport.searching import shelves
from stories.services import moderating
from tests.factories.accounts import make_account
from tests.factories.care import make_line, make_number, make_service
from tests.factories.groups import join, make_group
from tests.factories.moderation import CRISIS
from tests.factories.stories import let_out, tell, write
from tests.traces import kept_nowhere

pytestmark = pytest.mark.django_db


def asks(client: Client, words: str) -> str:
    response = client.post("/search/", {"q": words})
    assert response.status_code == 200 and response["Cache-Control"].startswith("no-store")
    return str(response.content.decode())


def found(user: Any, words: str) -> set[str]:
    return {one.title for shelf in shelves(user, words) for one in shelf.found}


def test_what_is_found_stands_by_its_kind_help_first_and_no_number_without_its_page(
    ana: Any, ben: Any, mo: Any, client_of: Any
) -> None:
    make_line("116 123", service="River line", country="IE")
    make_line("111 222", service="Unconfirmed river", country="IE", status="C")
    make_service("River clinic")
    make_group(ben, name="By the river")
    make_group(ben, name="Another one", summary="Walks along the river.")
    tell(ana, title="The river in winter", content_note="being alone")
    let_out(tell(ana, title="A river for everyone", audience="everyone"), mo)
    page = asks(client_of(ben), "River")
    order = [page.index(words) for words in (
        "River line", "River clinic", "By the river", "Another one", "A river for everyone", "The river in winter"
    )]  # fmt: skip
    assert order == sorted(order) and "being alone" in page
    assert "116" not in page and "Unconfirmed river" not in page and 'href="/help/?country=IE"' in page
    visitor = Client()
    page = asks(visitor, "River")
    assert "A river for everyone" in page and "The river in winter" not in page and not visitor.cookies
    assert "Find professional help" in asks(visitor, "therap") and "/help/for/other/" in asks(visitor, "worried")
    assert "Nothing here holds all of these words." in asks(visitor, "river nowhere")


def test_nobody_finds_what_they_may_not_see_however_they_ask(
    ana: Any, ben: Any, cy: Any, mo: Any, ada: Any, dee: Any
) -> None:
    private = make_group(ben, name="Lantern, behind a door", entry="invite")
    make_group(cy, name="Lantern, proposed", state="proposed")
    make_group(cy, name="Lantern, ended", state="archived")
    make_group(ben, name="Lantern, for all")
    join(private, ana)
    tell(ana, title="Lantern in the group", audience="group", group=private)
    tell(cy, title="Lantern waits", audience="everyone")
    hidden = tell(cy, title="Lantern put aside")
    with transaction.atomic():
        moderating.hide(hidden)
    write(cy, title="Lantern in a draft", how_it_was="Lantern in a draft")
    inside = {"Lantern, behind a door", "Lantern in the group"}
    members = {"Lantern, for all", "Lantern waits"}
    assert found(ana, "lantern") == found(ben, "lantern") == members | inside
    for who in (dee, mo, ada, make_account()):
        assert found(who, "lantern") == members
    from django.contrib.auth.models import AnonymousUser

    assert found(AnonymousUser(), "lantern") == {"Lantern, for all"}
    with pytest.raises(PermissionDenied):
        from accounts.access import require

        require(dee, "stories.set_aside", hidden)


def test_words_that_read_as_a_crisis_bring_help_first_and_are_kept_nowhere(
    ben: Any, cy: Any, client_of: Any, caplog: Any
) -> None:
    make_line("116 123", service="Samaritans")
    make_number("112")
    cy.profile.country = "IE"
    cy.profile.save()
    member = client_of(cy)
    member.get("/home/")
    page = asks(member, CRISIS)
    main = page[page.index("<main") :]
    assert main.index("tel:116123") < main.index("<h1") and "A computer read your words" in main
    kept_nowhere(CRISIS, caplog)
    # Also where it is too long to be looked for.
    long = f"{CRISIS} {'and on and on ' * 20}"
    assert "A computer read your words" in asks(member, long) and "A computer read" in asks(Client(), CRISIS)
    kept_nowhere(CRISIS, caplog)
    # An address holds no words: what stands in one is not looked at, and nothing leads to one.
    make_group(ben, name="Lantern")
    for query in ("lantern", CRISIS):
        page = member.get("/search/", {"q": query}).content.decode()
        assert query not in page and "Lantern" not in page and "A computer read" not in page
    assert 'method="get"' not in asks(member, "lantern")
    there = member.post("/search/", {"q": "  "})
    assert (there.status_code, there["Location"]) == (302, "/search/")


def test_a_search_asks_as_little_for_many_as_for_few(ana: Any, ben: Any, cy: Any, client_of: Any) -> None:
    client, asked = client_of(cy), []
    for _ in range(2):
        for number in range(3):
            make_group(ben, name=f"Lantern {number} {len(asked)}")
            tell(ana, title=f"Lantern {number}")
            make_service(f"Lantern {number} {len(asked)}")
        with CaptureQueriesContext(connection) as queries:
            asks(client, "lantern")
        asked.append(len(queries))
    # Where few stories have the words, those that begin like them are looked for, too.
    assert asked[1] <= asked[0] <= 18, asked


def test_search_is_in_the_navigation_and_at_the_foot_of_every_page(ana: Any, client_of: Any) -> None:
    page = client_of(ana).get("/search/").content.decode()
    nav = page[page.index('<nav class="nav"') : page.index("</nav>")]
    assert 'href="/search/" aria-current="page"' in nav
    assert 'href="/search/"' in Client().get("/").content.decode()
