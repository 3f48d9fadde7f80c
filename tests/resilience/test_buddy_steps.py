"""A buddy as the witness of a small step: they alone read it, no keeper of the group, and it ends with the pair."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client

from moderation import services as moderation
from moderation.models import Case
from resilience.models import Commitment, ShownStep
from resilience.services import buddy_pairs
from resilience.services import steps as services
from resilience.witnesses import choices_for
from tests.factories.buddies import pair_up
from tests.factories.groups import join, make_group
from tests.factories.moderation import CRISIS

pytestmark = pytest.mark.django_db
WORDS = "Open the zanzibar window"


def to_buddy(user: Any) -> str:
    return next(value for value, _label in choices_for(user) if value.startswith("buddy:"))


def page_of(client: Client, address: str) -> str:
    return str(client.get(address).content.decode())


def test_a_buddy_reads_it_in_their_room_and_nobody_else_anywhere(
    group: Any, ana: Any, bo: Any, ben: Any, cy: Any, mo: Any, anas: Any, bos: Any, client_of: Any
) -> None:
    join(group, cy)
    pair = pair_up(anas, bos)
    client = client_of(ana)
    form = page_of(client, "/steps/")
    assert f'value="{to_buddy(ana)}"' in form and "Soft Rain, your buddy. Nobody else." in form
    client.post("/steps/", {"words": WORDS, "times": "3", "witness": to_buddy(ana)})
    step = Commitment.objects.get()
    room = f"/rooms/{pair.room.uid}/"
    services.say_today(actor=ana, commitment=step, done=False)
    theirs = page_of(client_of(bo), room)
    assert WORDS in theirs and "Done lately" not in theirs and "Not this time" not in theirs
    assert WORDS in page_of(client, room) and "Soft Rain, your buddy, sees it" in page_of(client, f"/steps/{step.uid}/")
    for other in (ben, cy, mo):
        assert not ShownStep.objects.visible_to(other).exists()
        assert WORDS not in page_of(client_of(other), f"/groups/{group.slug}/")
    assert WORDS not in page_of(client_of(bo), f"/groups/{group.slug}/")
    services.say_today(actor=ana, commitment=step, done=True)
    assert "Done lately" in page_of(client_of(bo), room)
    # Rested, put down or told to nobody any more, it is off their page, and picked up it is there again.
    services.let_rest(actor=ana, commitment=step)
    assert WORDS not in page_of(client_of(bo), room)
    services.pick_step_up(actor=ana, commitment=step)
    assert WORDS in page_of(client_of(bo), room)
    # It ends with the pair; the step stays.
    buddy_pairs.end_pair(actor=bo, pair=pair)
    assert not ShownStep.objects.exists() and Commitment.objects.get().state == "going"
    assert "your buddy" not in page_of(client, f"/steps/{step.uid}/").partition("<form")[0]
    assert not any(value.startswith("buddy:") for value, _label in choices_for(ana))


def test_what_a_buddy_reads_is_read_for_danger_leads_nowhere_and_no_keeper_is_told(
    ana: Any, bo: Any, ben: Any, mo: Any, cy: Any, anas: Any, bos: Any
) -> None:
    pair = pair_up(anas, bos)
    with pytest.raises(ValidationError, match="without addresses"):
        services.say_step(actor=ana, words="Write to ana@example.org", times=1, witness=to_buddy(ana))
    for stranger in (cy, ben):
        with pytest.raises(PermissionDenied):
            services.say_step(actor=stranger, words=WORDS, times=1, witness=f"buddy:{pair.uid}")
    step = services.say_step(actor=ana, words=f"{CRISIS[:120]} ana@example.org", times=1, witness=to_buddy(ana))
    case = Case.objects.get()
    assert case.kind == "crisis" and case.subject_account == ana
    row = ShownStep.objects.get()
    told = moderation.report(actor=bo, kind="small_step", uid=row.uid, reason="unkind", words="")
    for about in (case, told.case):
        assert Case.objects.visible_to(mo).filter(pk=about.pk).exists()
        assert not Case.objects.visible_to(ben).filter(pk=about.pk).exists()
    # Shown to a group instead it is another row, and the buddy reads it only there.
    other = join(make_group(ben, name="Harbour room"), ana)
    services.say_step(actor=ana, words=WORDS, times=1, witness=f"group:{other.uid}", commitment=step)
    moved = ShownStep.objects.get()
    assert moved.uid != row.uid and moved.pair is None and not ShownStep.objects.visible_to(bo).exists()
