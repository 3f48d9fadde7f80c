"""Cards and steps that are not taken: the words stay on the page, and where they cry for help, help is beside them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache

import clock
from accounts import limits
from accounts.policies import CONSENT_VERSIONS
from accounts.services import give_consent, withdraw_consent
from audit.models import AuditEvent
from chat.models import Participant
from moderation.models import Case
from resilience.models import Commitment, ShownStep, Strategy
from resilience.services import showing, strategies
from resilience.services import steps as services
from resilience.witnesses import choices_for
from tests.factories.buddies import pair_up
from tests.factories.groups import join, make_group
from tests.factories.moderation import CRISIS
from tests.factories.stories import tell
from tests.factories.strategies import CARD, hand_in

pytestmark = pytest.mark.django_db
CALM = "Open the zanzibar window"


def sent(**given: Any) -> dict[str, Any]:
    return {**CARD, "how": CRISIS, "basis": "experience", "language": "en", **given}


def page_of(response: Any, status: int) -> str:
    assert response.status_code == status
    return str(response.content.decode())


def has_panel(page: str) -> bool:
    """A panel with a button that sends the words; and nobody was told of them before it is pressed."""
    assert not Case.objects.exists()
    assert AuditEvent.objects.filter(verb="refused.noticed").exists() == ("data-panel" in page)
    return "data-panel" in page and "/send-to-team/" in page


def use_up(key: str, most: int, seconds: int) -> None:
    while limits.allow(key, most=most, per_seconds=seconds):
        pass


def wrote_all_day(user: Any) -> None:
    use_up(f"strategy:{user.pk}", strategies.CARDS_A_DAY, 24 * 3600)


def told_all_hour(user: Any) -> None:
    use_up(f"show_step:{user.pk}", *showing.OFTEN)


# -- cards ------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("why", ["too long", "without a title", "too often", "no agreement"])
@pytest.mark.parametrize("new", [True, False], ids=["new", "changed"])
def test_a_card_that_is_not_taken_and_cries_for_help_gets_help(why: str, new: bool, ana: Any, client_of: Any) -> None:
    path = "/strategies/write/" if new else f"/strategies/{hand_in(ana).uid}/change/"
    given: dict[str, Any] = {}
    status = 422
    if why == "too long":
        given = {"when": "so many words " * 50}
    elif why == "without a title":
        given = {"title": ""}
    elif why == "too often":
        wrote_all_day(ana)
    else:
        withdraw_consent(actor=ana, kind="health")
        status = 409
    page = page_of(client_of(ana).post(path, sent(**given)), status)
    assert has_panel(page) and page.count(CRISIS) == 2, "in the panel, to be sent; and in the form"
    assert not Strategy.objects.filter(how=CRISIS).exists()


@pytest.mark.parametrize("new", [True, False], ids=["new", "changed"])
def test_a_card_without_the_agreement_counts_as_nothing_written(new: bool, ana: Any, client_of: Any) -> None:
    path = "/strategies/write/" if new else f"/strategies/{hand_in(ana).uid}/change/"
    cache.clear()
    withdraw_consent(actor=ana, kind="health")
    browser = client_of(ana)
    for _again in range(strategies.CARDS_A_DAY + 2):
        assert "at the moment" in page_of(browser.post(path, sent(how=CALM)), 409)
    give_consent(actor=ana, kind="health", version=CONSENT_VERSIONS["health"])
    assert browser.post(path, sent(how=CALM)).status_code == 302


def test_a_card_from_a_story_says_so_also_when_it_comes_back(ana: Any, cy: Any, client_of: Any) -> None:
    mine, others = tell(ana), tell(cy)
    for story, says in ((mine, True), (others, False)):
        for wrong in ({"title": ""}, {"minutes": "some"}):
            given = sent(how=CALM, story=str(story.uid), **wrong)
            page = page_of(client_of(ana).post("/strategies/write/", given), 422)
            assert ("It will lead back to your story" in page) == says, wrong


def test_a_card_that_is_not_taken_and_is_calm_comes_back_alone(ana: Any, client_of: Any) -> None:
    page = page_of(client_of(ana).post("/strategies/write/", sent(how=CALM, title="")), 422)
    assert not has_panel(page) and CALM in page


def test_a_card_is_read_in_its_own_language_and_an_unknown_one_breaks_nothing(ana: Any, client_of: Any) -> None:
    mine = client_of(ana)
    spanish = sent(how="Quiero matarme esta noche.", title="", language="es")
    assert has_panel(page_of(mine.post("/strategies/write/", spanish), 422))
    assert has_panel(page_of(mine.post("/strategies/write/", sent(title="", language="nonsense")), 422))


def test_words_that_were_not_taken_reach_the_team_by_one_button(ana: Any, client_of: Any) -> None:
    mine = client_of(ana)
    has_panel(page_of(mine.post("/strategies/write/", sent(title="")), 422))
    assert mine.post("/send-to-team/", {"words": CRISIS, "group": ""}).status_code in (200, 302)
    assert Case.objects.get().subject_account == ana


def test_who_took_their_agreement_back_is_told_before_they_write_and_loses_no_word(ana: Any, client_of: Any) -> None:
    said, mine = "what you type here is not kept", client_of(ana)
    path, card = "/strategies/write/", hand_in(ana)
    assert said not in page_of(mine.get(path), 200)
    withdraw_consent(actor=ana, kind="health")
    for form in (path, f"/strategies/{card.uid}/change/"):
        assert said in page_of(mine.get(form), 200)
    page = page_of(mine.post(path, sent(how=CALM)), 409)
    assert CALM in page and "Your words are still below." in page and said in page
    assert not Strategy.objects.filter(how=CALM).exists()


# -- steps ------------------------------------------------------------------------------------------------------------
def filled(user: Any) -> None:
    for number in range(services.STEPS_MOST):
        services.say_step(actor=user, words=f"Step {number}")


def muted(user: Any) -> None:
    rows = Participant.objects.filter(membership__account=user)
    assert rows.update(muted_until=clock.now() + timedelta(hours=1))


@pytest.fixture
def mine(ana: Any, ben: Any) -> Any:
    return join(make_group(ben), ana)


def to_group(user: Any) -> str:
    return next(value for value, _label in choices_for(user) if value.startswith("group:"))


LONG = f"{CRISIS} {'And so on. ' * 20}"


@pytest.mark.parametrize("why", ["too long", "too often", "no room", "muted"])
def test_a_step_for_others_that_is_not_taken_and_cries_for_help_gets_help(
    why: str, ana: Any, mine: Any, client_of: Any
) -> None:
    witness, words = to_group(ana), LONG if why == "too long" else CRISIS[:150]
    {"too often": told_all_hour, "no room": filled, "muted": muted}.get(why, lambda _user: None)(ana)
    page = page_of(client_of(ana).post("/steps/", {"words": words, "times": "3", "witness": witness}), 422)
    assert has_panel(page) and f'name="group" value="{mine.group.uid}"' in page and CRISIS[:150] in page
    assert not ShownStep.objects.exists()


def test_a_step_for_others_that_is_changed_and_not_taken_gets_help(ana: Any, mine: Any, client_of: Any) -> None:
    row = services.say_step(actor=ana, words=CALM, times=3, witness=to_group(ana))
    sent = {"do": "change", "words": LONG, "times": "3", "witness": to_group(ana)}
    assert has_panel(page_of(client_of(ana).post(f"/steps/{row.uid}/", sent), 422))
    assert ShownStep.objects.get().words == CALM


def test_a_step_for_ones_buddy_gets_help_of_which_no_keeper_learns(
    ana: Any, anas: Any, bos: Any, client_of: Any
) -> None:
    witness = f"buddy:{pair_up(anas, bos).uid}"
    assert witness in dict(choices_for(ana))
    told_all_hour(ana)
    page = page_of(client_of(ana).post("/steps/", {"words": CRISIS[:150], "times": "3", "witness": witness}), 422)
    assert has_panel(page) and 'name="group" value=""' in page


def test_a_calm_step_for_others_that_is_not_taken_comes_back_alone(ana: Any, mine: Any, client_of: Any) -> None:
    told_all_hour(ana)
    page = page_of(client_of(ana).post("/steps/", {"words": CALM, "times": "3", "witness": to_group(ana)}), 422)
    assert not has_panel(page) and CALM in page


@pytest.mark.parametrize("witness", ["", "nonsense:1"])
def test_a_step_that_nobody_else_was_to_see_stays_unread(witness: str, ana: Any, mine: Any, client_of: Any) -> None:
    row = services.say_step(actor=ana, words=CALM, times=3)
    form = {"words": LONG, "times": "3", "witness": witness}
    for path, more in (("/steps/", {}), (f"/steps/{row.uid}/", {"do": "change"})):
        page = page_of(client_of(ana).post(path, {**form, **more}), 422)
        assert not has_panel(page) and CRISIS in page
    assert Commitment.objects.count() == 1


def test_words_for_a_group_that_one_is_not_in_any_more_are_read_all_the_same(ana: Any, client_of: Any) -> None:
    form = {"words": CRISIS[:150], "times": "3", "witness": "group:1f6b1d3e-0000-4000-8000-000000000000"}
    page = page_of(client_of(ana).post("/steps/", form), 422)
    assert has_panel(page) and 'name="group" value=""' in page
