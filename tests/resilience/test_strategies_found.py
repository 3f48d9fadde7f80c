"""Strategies found by words, and what one marked for a hard day found beside one's own words in a room."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection, transaction

from moderation.models import Case, Finding
from moderation.panel import render_panel
from resilience import search, services
from resilience.models import Strategy
from resilience.services import moderating
from resilience.services.strategies import Card
from tests.factories.chat import room_of
from tests.factories.groups import join, make_group
from tests.factories.moderation import CRISIS
from tests.factories.strategies import hand_in, let_out

pytestmark = pytest.mark.django_db


def test_what_helped_stands_below_the_choices_of_the_panel_and_only_of_ones_own(
    ana: Any, ben: Any, client_of: Any
) -> None:
    group = make_group(ben)
    join(group, ana)
    services.keep_words(actor=ana, words="Toast at the window", favourite=True)
    services.keep_words(actor=ben, words="Ben’s own walk", favourite=True)
    room = f"/rooms/{room_of(group).uid}/"
    page = client_of(ana).post(room, {"body": CRISIS}, follow=True).content.decode()
    panel = page.partition("data-panel ")[2]
    assert "Toast at the window" in panel and "Ben’s own walk" not in page
    assert panel.index('value="misread"') < panel.index("Helped you before:")
    assert "Toast" not in client_of(ben).get(room).content.decode()
    case = Case.objects.get()
    for chosen, stands in (("write", True), ("lines", True), ("misread", False)):
        assert ("Toast at the window" in render_panel(case=case, account=ana, chosen=chosen)) == stands
    # Who worries about somebody else is not told what helps themselves.
    Finding.objects.update(about="other")
    assert "Toast" not in render_panel(case=case, account=ana)


def test_the_index_holds_what_others_may_see_and_no_word_longer(ana: Any, cy: Any, mo: Any, ben: Any) -> None:
    def seen(who: Any, words: str) -> list[Strategy]:
        return search.found(who, words, most=5)

    first = hand_in(ana)
    assert seen(cy, "toast") == [] and seen(ana, "toast") == [first], "one's own is found before anybody read it"
    let_out(first, mo)
    second = let_out(hand_in(ben, title="Tóast again"), mo)
    # Newest first, without accents and capitals; whole words before words that begin so.
    assert seen(cy, "TOAST") == [second, first] and seen(cy, "toas wind")[0] in (first, second)
    assert search.found(cy, "toast", most=1) == [second] and seen(cy, "oast") == []
    for asked in ('"', "a OR b", "toast*", "'; DROP TABLE x; --", "{scope} : inside", "%_", "toast & !x"):
        assert all(card.key or card in (first, second) for card in seen(cy, asked))
    services.change_strategy(actor=ana, strategy=first, card=Card("Tea at four", "When it rains.", "Boil it."))
    assert seen(cy, "tea") == [] and seen(cy, "toast window") == [second]
    with transaction.atomic():
        moderating.hide(second)
    assert seen(cy, "toast") == []
    with transaction.atomic():
        moderating.restore(second)
    assert seen(cy, "toast") == [second]
    services.take_back_strategy(actor=ben, strategy=second)
    third = let_out(hand_in(cy), mo)
    assert seen(ana, "toast") == [third]
    with transaction.atomic():
        services.erase_strategies_of(cy)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM strategies_index")
        assert cursor.fetchone()[0] == 0
