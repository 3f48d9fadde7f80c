"""More than a group can hold: who keeps the room shows a way to more help, and the person keeps their place."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

import clock
from groups.services import block
from moderation import services
from moderation.errors import NotWhole
from moderation.models import Case, StepUp
from notifications.models import Notification
from tests.factories.accounts import make_account
from tests.factories.care import make_service
from tests.factories.groups import join, make_group
from tests.factories.moderation import CRISIS

pytestmark = pytest.mark.django_db
WORDS = "You told us of the nights. The blue lamp stays on for you."
DAY = 24 * 3600


@pytest.fixture
def service(db: Any) -> Any:
    return make_service("Voices circle")


@pytest.fixture
def lantern(group: Any, ana: Any) -> Any:
    return group.memberships.get(account=ana)


@pytest.fixture
def offered(ben: Any, lantern: Any, service: Any) -> StepUp:
    return services.offer_more_help(actor=ben, membership=lantern, services=[service.uid], words=WORDS)


def told(account: Any) -> list[str]:
    return sorted(Notification.objects.filter(account=account).values_list("kind", flat=True))


def test_after_a_hard_meeting_who_keeps_the_room_chooses_a_service_and_the_person_reads_how_a_first_call_goes(
    client_of: Any, ana: Any, ben: Any, group: Any, lantern: Any, service: Any, move_clock: Any
) -> None:
    keeper, path = client_of(ben), f"/step-up/{lantern.uid}/"
    assert path in keeper.get(f"/groups/{group.slug}/members/{lantern.uid}/").content.decode()
    looked = keeper.post(path, {"about": "other", "place": "", "words": "half a sent", "look": "1"}).content.decode()
    assert "Voices circle" in looked and "half a sent" in looked and not StepUp.objects.exists()
    assert keeper.post(path, {"about": "voices", "words": WORDS}).status_code == 422, "a list is chosen, not a topic"
    sent = keeper.post(path, {"about": "voices", "chosen": [str(service.uid)], "words": WORDS})
    row = StepUp.objects.get()
    assert sent.status_code == 302 and sent["Location"] == f"/look-in/{row.uid}/"
    assert keeper.get(path)["Location"] == f"/look-in/{row.uid}/", "once, and not again tomorrow"
    # What it is about stands nowhere: not in the row, not in the audit.
    assert "voices" not in repr([list(StepUp.objects.values()), list(Notification.objects.values())])

    person = client_of(ana)
    assert f"/more-help/{row.uid}/" in person.get("/home/").content.decode()
    page = person.get(f"/more-help/{row.uid}/").content.decode()
    for words in (
        "blue lamp",
        "Voices circle",
        "You keep your place",
        "Hello. I am looking for help",
        "/circle/bring/",
    ):
        assert words in page
    lantern.refresh_from_db()
    assert lantern.state == "active" and not Case.objects.exists()

    move_clock(7 * DAY + 60)
    assert services.bring_look_ins() == 1 and services.bring_look_ins() == 0
    assert "more_help.look_in" in told(ben) and f"/look-in/{row.uid}/" in keeper.get("/home/").content.decode()
    assert keeper.post(f"/look-in/{row.uid}/", {"words": "How was your week?"}).status_code == 302
    assert "How was your week?" in person.get(f"/more-help/{row.uid}/").content.decode()
    assert keeper.post(f"/look-in/{row.uid}/", {"words": "And now?"}).status_code == 409


def test_nobody_else_reads_it_or_hears_of_it(
    client_of: Any, ana: Any, ben: Any, mo: Any, cy: Any, ada: Any, fern: Any, group: Any, offered: StepUp
) -> None:
    carl = join(group, make_account("carl"), name="Quiet Pine", role="co_facilitator").account
    other = make_account("other-ben")
    make_group(other)
    for who in (mo, cy, ada, fern, other):
        for place in ("more-help", "look-in"):
            answer = client_of(who).get(f"/{place}/{offered.uid}/")
            assert answer.status_code == 404 and "blue lamp" not in answer.content.decode()
        assert client_of(who).get(f"/step-up/{offered.membership.uid}/").status_code == 404
    assert client_of(ben).get(f"/more-help/{offered.uid}/").status_code == 404
    assert client_of(ana).get(f"/look-in/{offered.uid}/").status_code == 404
    # Who keeps the same room would do the asking where Ben is gone.
    assert "blue lamp" in client_of(carl).get(f"/look-in/{offered.uid}/").content.decode()
    assert told(ana) == ["more_help.offered"] and not told(mo) and not told(fern)


def test_who_would_rather_not_be_asked_is_not_asked(
    client_of: Any, ana: Any, ben: Any, offered: StepUp, move_clock: Any
) -> None:
    client_of(ana).post(f"/more-help/{offered.uid}/", {"wanted": "no"})
    move_clock(8 * DAY)
    assert services.bring_look_ins() == 0
    with pytest.raises(PermissionDenied):
        services.look_in(actor=ben, step_up=offered, words="How are you?")
    services.choose_look_in(actor=ana, step_up=offered, wanted=True)
    assert services.bring_look_ins() == 1
    move_clock(30 * DAY)
    with pytest.raises(PermissionDenied):
        services.look_in(actor=ben, step_up=offered, words="Out of nowhere.")


def test_a_block_in_another_group_keeps_it_away_and_tells_nobody(
    client_of: Any, ana: Any, ben: Any, cy: Any, lantern: Any, service: Any
) -> None:
    other = make_group(cy)
    join(other, ana, name="Elsewhere Otter")
    block(actor=ana, membership=join(other, ben, name="Elsewhere Badger"))
    row = services.offer_more_help(actor=ben, membership=lantern, services=[service.uid], words=WORDS)
    assert client_of(ben).get(f"/look-in/{row.uid}/").status_code == 200
    assert client_of(ana).get(f"/more-help/{row.uid}/").status_code == 404 and not told(ana)
    assert f"/more-help/{row.uid}/" not in client_of(ana).get("/home/").content.decode()


def test_it_needs_words_a_service_of_the_list_and_its_time(ana: Any, ben: Any, lantern: Any, service: Any) -> None:
    for changed in ({"words": "  "}, {"services": []}, {"services": [lantern.uid]}):
        with pytest.raises(NotWhole):
            values: dict[str, Any] = {"services": [service.uid], "words": WORDS} | changed
            services.offer_more_help(actor=ben, membership=lantern, **values)
    for actor, whom in ((ana, lantern), (ben, lantern.group.memberships.get(account=ben))):
        with pytest.raises(PermissionDenied):
            services.offer_more_help(actor=actor, membership=whom, services=[service.uid], words=WORDS)
    row = services.offer_more_help(actor=ben, membership=lantern, services=[service.uid], words=f"{WORDS} {CRISIS}")
    # Words about somebody else's trouble are read, and make no case of who wrote them.
    assert row.read_level == "crisis" and not Case.objects.exists()
    with pytest.raises(PermissionDenied):
        services.look_in(actor=ben, step_up=row, words="Too early.")
    with pytest.raises(PermissionDenied):
        services.offer_more_help(actor=ben, membership=lantern, services=[service.uid], words="Again.")


def test_after_sixty_days_nothing_is_left(offered: StepUp, move_clock: Any) -> None:
    assert services.forget_steps_up(clock.now()) == 0
    move_clock(61 * DAY)
    assert services.forget_steps_up(clock.now()) == 1 and not StepUp.objects.exists()
