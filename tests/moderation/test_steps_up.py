"""More than a group can hold: who keeps the room shows a way to more help, and the person keeps their place."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

import clock
from groups.models import Membership
from groups.services import block
from moderation import exported, services
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


@pytest.fixture
def carl(group: Any) -> Any:
    return join(group, make_account("carl"), name="Quiet Pine", role="co_facilitator").account


def offer(actor: Any, lantern: Any, service: Any, words: str = WORDS) -> StepUp:
    return services.offer_more_help(actor=actor, membership=lantern, services=[service.uid], words=words)


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
    client_of: Any, ana: Any, ben: Any, mo: Any, cy: Any, ada: Any, fern: Any, carl: Any, offered: StepUp
) -> None:
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
    everybody = (ana, ben, carl, mo, cy, ada, fern, other)
    assert [who for who in everybody if StepUp.objects.visible_to(who).exists()] == [ana, ben, carl]
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


def test_who_is_blocked_learns_nothing_of_what_a_colleague_offered(
    client_of: Any, ana: Any, ben: Any, carl: Any, group: Any, lantern: Any, service: Any, move_clock: Any
) -> None:
    block(actor=ana, membership=group.memberships.get(account=ben))
    row = offer(carl, lantern, service)
    page = client_of(ben).get(f"/look-in/{row.uid}/")
    assert page.status_code == 404 and "blue lamp" not in page.content.decode()
    assert client_of(ben).get(f"/step-up/{lantern.uid}/").status_code == 200, "as if nobody had offered anything"
    move_clock(7 * DAY + 60)
    assert services.bring_look_ins() == 1 and "more_help.look_in" in told(carl) and not told(ben)
    for who, there in ((carl, True), (ben, False)):
        assert (f"/look-in/{row.uid}/" in client_of(who).get("/home/").content.decode()) is there
    with pytest.raises(PermissionDenied):
        services.look_in(actor=ben, step_up=row, words="How was your week?")
    # Nor does it fall to them once who wrote it is gone.
    Membership.objects.filter(account=carl, group=group).update(role="member")
    StepUp.objects.update(raised_at=None)
    services.bring_look_ins()
    assert not told(ben)


def test_an_offer_that_a_block_hides_takes_nobodys_turn_and_no_block_is_found_out(
    client_of: Any, ana: Any, ben: Any, carl: Any, group: Any, lantern: Any, service: Any
) -> None:
    block(actor=ana, membership=group.memberships.get(account=ben))
    hidden = offer(ben, lantern, service, "Nobody sees the tin whistle.")
    with pytest.raises(PermissionDenied):
        offer(ben, lantern, service)
    assert client_of(carl).get(f"/look-in/{hidden.uid}/").status_code == 404, "what reaches nobody asks nobody"
    row = offer(carl, lantern, service)
    assert told(ana) == ["more_help.offered"]
    assert "blue lamp" in client_of(ana).get(f"/more-help/{row.uid}/").content.decode()
    # For Ben it is as it was: his own words, his own turn, nothing of Carl's.
    assert client_of(ben).get(f"/step-up/{lantern.uid}/")["Location"] == f"/look-in/{hidden.uid}/"
    with pytest.raises(PermissionDenied):
        offer(carl, lantern, service)


def test_a_look_in_crosses_no_block_and_nobody_finds_out_whose_name_is_whose(
    client_of: Any, ana: Any, ben: Any, carl: Any, cy: Any, lantern: Any, service: Any, move_clock: Any
) -> None:
    row = offer(carl, lantern, service)
    client_of(ana).get(f"/more-help/{row.uid}/")
    elsewhere = make_group(cy)
    join(elsewhere, ben, name="Elsewhere Badger")
    # Ben blocks somebody elsewhere, and looks whether anything changes here.
    block(actor=ben, membership=join(elsewhere, ana, name="Elsewhere Otter"))
    assert "blue lamp" in client_of(ben).get(f"/look-in/{row.uid}/").content.decode()
    move_clock(7 * DAY + 60)
    services.look_in(actor=ben, step_up=row, words="How was the brass kettle?")
    page, home = (client_of(ana).get(path).content.decode() for path in (f"/more-help/{row.uid}/", "/home/"))
    assert "blue lamp" in page and "brass kettle" not in page and "Old Maple" not in page
    assert told(ana) == ["more_help.offered"] and f"/more-help/{row.uid}/" not in home
    assert "brass kettle" not in str(exported.steps_up(ana)) and "blue lamp" in str(exported.steps_up(ana))


def test_everybody_takes_home_their_own_words_and_nobody_those_of_a_colleague(
    ana: Any, ben: Any, carl: Any, offered: StepUp, move_clock: Any
) -> None:
    move_clock(7 * DAY + 60)
    services.look_in(actor=carl, step_up=offered, words="How was the brass kettle?")
    Membership.objects.filter(account=ben, role="facilitator").update(role="member")
    his, carls, hers = (str(exported.steps_up(who)) for who in (ben, carl, ana))
    assert "blue lamp" in his and "brass kettle" not in his
    assert "brass kettle" in carls and "blue lamp" not in carls
    assert "blue lamp" in hers and "brass kettle" in hers and "Small Lantern" not in his + carls


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
