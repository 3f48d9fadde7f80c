"""What could hurt in a step that is shown, or in what asks for a buddy, is folded; the team can put either aside."""

from __future__ import annotations

from typing import Any

import pytest

from moderation import services as moderation
from moderation.models import Case, Fold
from resilience.models import BuddyRequest, ShownStep
from resilience.services import steps as services
from resilience.witnesses import choices_for
from tests.factories.accounts import make_account
from tests.factories.buddies import may_be_asked
from tests.factories.groups import join, make_group
from tests.moderation.deciding import decide, look_again
from tests.moderation.engines import SIGN

pytestmark = pytest.mark.django_db
BEFORE = "Open the window."
WORDS = f"{BEFORE} Somebody said {SIGN} and cobalt."


@pytest.fixture(autouse=True)
def noticing(settings: Any) -> None:
    settings.MODERATION_ENGINE = "tests.moderation.engines.notices_a_sign"


def holds_nothing(page: str) -> bool:
    assert BEFORE in page and "Some words are folded here." in page
    return SIGN not in page and "cobalt" not in page


def answer(actor: Any, fold: Fold, *, stays: bool) -> None:
    fold.case.refresh_from_db()
    moderation.answer_fold(actor=actor, fold=fold, version=fold.case.version, stays=stays)


def test_a_shown_step_is_folded_for_the_group_and_a_person_opens_it(
    ana: Any, bo: Any, ben: Any, client_of: Any
) -> None:
    group = make_group(ben)
    for person in (ana, bo):
        join(group, person)
    witness = next(value for value, _label in choices_for(ana))
    step = services.say_step(actor=ana, words=WORDS, times=1, witness=witness)
    door = f"/groups/{group.slug}/"
    assert holds_nothing(client_of(bo).get(door).content.decode())
    mine = client_of(ana).get(door).content.decode()
    assert WORDS in mine and "Others do not read a part of this:" in mine
    fold = Fold.objects.select_related("case").get()
    assert fold.kind == "small_step" and fold.case.kind == Case.Kind.FOLDED
    answer(ben, fold, stays=False)
    assert WORDS in client_of(bo).get(door).content.decode()
    # Other words are read anew, and of those that are shown no more nothing waits.
    services.say_step(actor=ana, words=f"{BEFORE} {SIGN}", times=1, witness=witness, commitment=step)
    assert holds_nothing(client_of(bo).get(door).content.decode())
    services.say_step(actor=ana, words=WORDS, times=1, commitment=step)
    assert not ShownStep.objects.exists() and set(Fold.objects.values_list("state", flat=True)) == {Fold.State.GONE}


def test_what_asks_for_a_buddy_is_folded_and_can_be_put_aside_and_back(
    group: Any, ana: Any, bo: Any, ben: Any, mo: Any, anas: Any, bos: Any, client_of: Any
) -> None:
    may_be_asked(bos)
    page = f"/groups/{group.slug}/buddy/"
    client_of(ana).post(f"{page}{bos.uid}/", {"words": WORDS, "agree": "on"})
    request = BuddyRequest.objects.get()
    assert holds_nothing(client_of(bo).get(page).content.decode())
    # Who asked is told that a part of it is not read; no keeper of the group learns that anybody asks.
    assert "Others do not read a part of this:" in client_of(ana).get(page).content.decode()
    fold = Fold.objects.select_related("case").get()
    assert Case.objects.visible_to(mo).get() == fold.case and not Case.objects.visible_to(ben).exists()
    answer(mo, fold, stays=False)
    assert WORDS in client_of(bo).get(page).content.decode()
    told = moderation.report(actor=bo, kind="buddy_request", uid=request.uid, reason="unkind", words="")
    decision = decide(mo, told.case, "hide", quoted="cobalt", no_end="words")
    for address in (page, "/home/"):
        assert BEFORE not in client_of(bo).get(address).content.decode()
    assert "Slow River" not in client_of(bo).get("/home/").content.decode()
    assert client_of(bo).post(f"/buddies/asked/{request.uid}/", {"act": "yes", "agree": "on"}).status_code == 404
    # For who asked it is as it was; looked at again by somebody else, it is there for both.
    assert "You have asked somebody" in client_of(ana).get(page).content.decode()
    appeal = moderation.appeal(actor=ana, decision=decision, words="I meant it kindly.")
    look_again(make_account("vi", is_moderator=True), appeal)
    assert WORDS in client_of(bo).get(page).content.decode()
