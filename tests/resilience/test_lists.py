"""Lists of what people keep at: as many queries for many rows as for a few."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from resilience import services
from resilience.services import growth, journal, steps
from tests.factories.accounts import make_account
from tests.factories.groups import join, make_group
from tests.factories.strategies import hand_in, let_out

pytestmark = pytest.mark.django_db


def fill(first: int, ana: Any, ben: Any, mo: Any) -> None:
    """Two more of everything."""
    for number in range(first, first + 2):
        group = make_group(ben, name=f"Group {number}")
        join(group, ana)
        steps.say_step(actor=ana, words=f"Tea {number}", times=7, witness="")
        card = let_out(hand_in(make_account(f"author-{number}"), title=f"Card {number}"), mo)
        services.keep_strategy(actor=ana, strategy=card)
        services.keep_words(actor=ana, words=f"Toast {number}", favourite=True)
        services.say_tried(actor=ana, strategy=card, situation="night", outcome="worse")
        row = journal.begin_entry(actor=ana)
        journal.write_entry(actor=ana, entry=row, version=row.version, title=f"Day {number}", body="It rained.")
        growth.say_how_i_am(actor=ana, word="calm", number=5)


def test_a_longer_list_asks_the_database_no_more_often(ana: Any, ben: Any, mo: Any, client_of: Any) -> None:
    own = ("/steps/", "/strategies/", "/toolbox/", "/journal/", "/growth/")
    pages = [(client_of(ana), path) for path in own] + [(client_of(mo), "/strategies/reviews/")]

    def counted() -> dict[str, int]:
        found = {}
        for browser, path in pages:
            with CaptureQueriesContext(connection) as asked:
                assert browser.get(path).status_code == 200
            found[path] = len(asked)
        return found

    fill(0, ana, ben, mo)
    counted()
    few = counted()
    fill(2, ana, ben, mo)
    assert counted() == few and max(few.values()) <= 20, few


def test_ones_own_page_shows_what_one_marked_and_nobody_elses(ana: Any, ben: Any, client_of: Any) -> None:
    services.keep_words(actor=ana, words="Zanzibar toast", favourite=True)
    services.keep_words(actor=ana, words="Not for a hard day")
    mine, other = (client_of(who).get("/growth/").content.decode() for who in (ana, ben))
    assert "What helped you" in mine and "Zanzibar toast" in mine and "Not for a hard day" not in mine
    assert "What helped you" not in other and "Zanzibar" not in other
