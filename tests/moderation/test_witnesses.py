"""Those who read it, too: what they can say; and who learns that somebody is with a person, which that person says."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from groups import services as groups
from groups.models import Membership
from moderation import services
from moderation.models import Case
from tests.factories.chat import room_of
from tests.factories.groups import join
from tests.factories.moderation import make_case, make_crisis
from tests.moderation.acts import act, end, fresh

pytestmark = pytest.mark.django_db(transaction=True)
HOUR = 3600
LINE = "is not alone. Somebody from the team is with them."


@pytest.fixture
def crisis(ana: Any, group: Any) -> Case:
    return make_crisis(ana, group)


def room(client: Any, group: Any) -> str:
    return str(client.get(f"/rooms/{room_of(group).uid}/").content.decode())


def know(client: Any, case: Case, answer: str = "yes") -> int:
    return int(client.post(f"/conversations/{case.uid}/room/", {"know": answer}).status_code)


def test_everybody_can_open_what_to_say_and_it_is_two_taps_from_their_words(
    client: Any, client_of: Any, fern: Any, group: Any, ana: Any
) -> None:
    from tests.factories.chat import say

    page = client.get("/what-can-i-say/").content.decode()
    assert "Someone here is struggling: what can I say?" in page and "it is not on you how it ends" in page
    say(ana, group, "The rain has stopped.")
    page = room(client_of(fern), group)
    assert page.count('href="/what-can-i-say/"') >= 3, (
        "not in the list, beside their words, and in the shape of new ones"
    )


def test_the_room_reads_that_somebody_is_with_them_only_once_a_human_has_it_and_they_say_so(
    client_of: Any, ana: Any, ben: Any, fern: Any, mo: Any, vi: Any, group: Any, crisis: Case
) -> None:
    author, other = client_of(ana), client_of(fern)
    # Nobody has it: nothing to ask, and a yes is refused.
    assert "They may read that" not in author.get(f"/conversations/{crisis.uid}/").content.decode()
    assert know(author, crisis) == 404
    act("reply", mo, fresh(crisis))
    assert LINE not in room(other, group), "shown without a yes"
    assert "They may read that" in author.get(f"/conversations/{crisis.uid}/").content.decode()
    # Nobody else says it for them.
    for who in (ben, fern, mo):
        assert know(client_of(who), crisis) == 404
        with pytest.raises(PermissionDenied):
            services.tell_room(actor=who, case=crisis, may_know=True)

    assert know(author, crisis) == 302
    assert f"Small Lantern {LINE}" in room(other, group)
    assert "Mara" not in room(other, group) and "crisis" not in room(other, group).lower()
    assert LINE not in room(author, group), "told to themself"
    know(author, crisis, "no")
    assert LINE not in room(other, group)
    know(author, crisis)
    services.decline_thread(actor=ana, case=fresh(crisis))
    assert LINE not in room(other, group), "they would rather be left in peace"
    services.author_reply(actor=ana, case=fresh(crisis), words="I am back.")
    assert LINE in room(other, group)
    end(mo, fresh(crisis), second=vi)
    assert LINE not in room(other, group) and fresh(crisis).room_told_at is None


def test_the_room_is_not_told_that_somebody_is_with_them_while_they_wait_or_days_after_the_last_word(
    client_of: Any, ana: Any, fern: Any, mo: Any, group: Any, crisis: Case, move_clock: Any
) -> None:
    def shown() -> bool:
        return LINE in room(client_of(fern), group)

    def asks() -> str:
        return str(client_of(ana).get(f"/conversations/{crisis.uid}/").content.decode())

    act("reply", mo, fresh(crisis))
    know(client_of(ana), crisis)
    services.author_reply(actor=ana, case=fresh(crisis), words="Are you there?")
    assert shown(), "they are talking"
    # Mara went home, and Ana waits.
    move_clock(HOUR)
    services.lapse_claims()
    assert not shown() and "Right now they read nothing" in asks()
    assert know(client_of(ana), crisis, "no") == 302
    assert know(client_of(ana), crisis) == 404 and "They may read that" not in asks(), "a yes to nobody"
    act("reply", mo, fresh(crisis))
    assert know(client_of(ana), crisis) == 302
    move_clock(25 * HOUR)
    services.lapse_claims()
    assert shown(), "between two talks"
    services.need_not_ask(actor=mo, case=fresh(crisis), version=fresh(crisis).version)
    # Three days after the last word, and not yet after “we are talking anyway”.
    move_clock(25 * HOUR + 71 * HOUR)
    assert shown()
    move_clock(25 * HOUR + 73 * HOUR)
    assert not shown() and know(client_of(ana), crisis, "no") == 302 and know(client_of(ana), crisis) == 404


def test_who_takes_it_again_and_again_without_a_word_is_not_with_them(
    client_of: Any, ana: Any, fern: Any, mo: Any, group: Any, crisis: Case, move_clock: Any
) -> None:
    act("claim", mo, fresh(crisis))
    assert know(client_of(ana), crisis) == 302 and LINE in room(client_of(fern), group)
    for hours in (1, 2):
        move_clock(hours * HOUR)
        services.lapse_claims()
        act("claim", mo, fresh(crisis))
    assert LINE not in room(client_of(fern), group)


def test_no_other_group_reads_it_and_nobody_between_whom_a_block_stands(
    client_of: Any, ana: Any, ben: Any, fern: Any, mo: Any, group: Any, crisis: Case
) -> None:
    from tests.factories.groups import make_group

    elsewhere = make_group(ben, founder_name="Old Maple Two", name="By day")
    join(elsewhere, ana, name="Quiet Heron")
    join(elsewhere, fern, name="Fern by day")
    act("reply", mo, fresh(crisis))
    services.tell_room(actor=ana, case=fresh(crisis), may_know=True)
    assert LINE in room(client_of(fern), group) and LINE not in room(client_of(fern), elsewhere)
    hers = Membership.objects.get(account=ana, group=group)
    groups.block(actor=fern, membership=hers)
    assert LINE not in room(client_of(fern), group) and LINE in room(client_of(ben), group)


def test_what_others_told_us_of_somebody_shows_nowhere_and_asks_them_nothing(
    client_of: Any, ana: Any, fern: Any, mo: Any, group: Any
) -> None:
    worry = make_case(ana, group, kind=Case.Kind.WORRY)
    act("reply", mo, worry)
    assert know(client_of(ana), worry) == 404
    assert LINE not in room(client_of(fern), group)
