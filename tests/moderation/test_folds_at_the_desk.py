"""What a person says of folded words at the desk: always possible, counted once, and never at the wrong place."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction

from accounts import sealed
from audit.models import AuditEvent
from chat.models import Message
from moderation import services
from moderation.casefile import EVIDENCE_MOST, casefile
from moderation.models import Case, CaseEvidence, Fold, Measure, Sanction
from tests.factories.chat import say
from tests.moderation.deciding import decide
from tests.moderation.engines import SIGN

pytestmark = pytest.mark.django_db
WORDS = f"It was a long day. Somebody said {SIGN} and cobalt. Then I made tea."


@pytest.fixture(autouse=True)
def noticing(engine: Callable[..., None]) -> None:
    engine("notices_a_sign", seconds=5)


def answer(actor: Any, fold: Fold, *, stays: bool) -> Fold:
    version = Case.objects.get(pk=fold.case_id).version
    return services.answer_fold(actor=actor, fold=fold, version=version, stays=stays)


def test_each_fold_that_waits_can_be_answered_whatever_became_of_its_words(
    ana: Any, group: Any, mo: Any, client_of: Any, settings: Any
) -> None:
    for number in range(EVIDENCE_MOST + 2):
        say(ana, group, f"{number}. {WORDS}")
    case = Case.objects.get()
    with transaction.atomic():
        services.note_fold(case=case, finding=None, kind="message", row_uid=ana.uid, spans={"body": [[0, 3]]})
    # The older words are drawn as long as somebody has still to say something about them.
    file = casefile(case=case, actor=mo)
    assert len(file.pieces) == EVIDENCE_MOST + 2 and not file.more_pieces and len(file.folds_apart) == 1
    newest = CaseEvidence.objects.order_by("-at", "-id").first()
    assert newest is not None
    CaseEvidence.objects.filter(pk=newest.pk).update(copy=sealed.Sealed("gone.AAAA.AAAA"))
    page = client_of(mo).get(f"/desk/{case.uid}/").content.decode()
    assert page.count("cannot be shown here") == 2 and page.count("Keep it folded") == EVIDENCE_MOST + 3
    for fold in Fold.objects.filter(state=Fold.State.WAITING):
        assert f'id="fold-{fold.uid}"' in page
        version = Case.objects.get().version
        path = f"/desk/{case.uid}/folds/{fold.uid}/"
        assert client_of(mo).post(path, {"version": version, "answer": "stays"}).status_code == 302
    assert not Case.objects.get().is_open, "the last answer ends it"
    file = casefile(case=case, actor=mo)
    assert file.more_pieces == 2 and len(file.folds_apart) == 4


def test_the_same_answer_again_is_counted_nowhere(ana: Any, group: Any, mo: Any) -> None:
    say(ana, group, WORDS)
    fold = Fold.objects.get()
    for stays, verb in ((False, "case.unfolded"), (True, "case.folded")):
        for _ in range(3):
            assert answer(mo, fold, stays=stays).state == (Fold.State.STANDS if stays else Fold.State.OPENED)
        assert AuditEvent.objects.filter(verb=verb).count() == 1


def test_folded_again_leaves_the_note_of_a_moderator_whole_and_hides_the_authors_when_it_is_back(
    ana: Any, fern: Any, group: Any, mo: Any
) -> None:
    message = say(ana, group, WORDS, content_note=f"a {SIGN} cobalt note")
    fold = Fold.objects.get()
    assert set(fold.spans) == {"body", "content_note"}
    told = services.report(actor=fern, kind="message", uid=message.uid, reason="unkind", words="")
    answer(mo, fold, stays=False)
    decide(mo, told.case, Measure.CONTENT_NOTE, quoted="Then I made tea")
    answer(mo, fold, stays=True)
    message.refresh_from_db()
    assert message.shown("content_note").text == "Hard to read" and SIGN not in message.shown("body").text
    told.case.refresh_from_db()
    services.lift(actor=mo, sanction=Sanction.objects.get(), version=told.case.version)
    message.refresh_from_db()
    assert SIGN in message.content_note and SIGN not in message.text_for_others()


def test_words_that_were_taken_away_come_back_folded(ana: Any, fern: Any, group: Any, mo: Any) -> None:
    message = say(ana, group, WORDS)
    fold = Fold.objects.get()
    told = services.report(actor=fern, kind="message", uid=message.uid, reason="unkind", words="")
    answer(mo, fold, stays=False)
    decide(mo, told.case, Measure.REMOVE, quoted="Then I made tea")
    answer(mo, fold, stays=True)
    told.case.refresh_from_db()
    services.lift(actor=mo, sanction=Sanction.objects.get(), version=told.case.version)
    back = Message.objects.get(pk=message.pk)
    assert back.body == WORDS and SIGN not in back.text_for_others()
