"""Reports, worries and decisions about stories and answers: by the contract, and undone as it was."""

from __future__ import annotations

from typing import Any

import pytest

from moderation import services as moderation
from moderation.models import Case, Measure
from stories import search
from stories import services as stories
from stories.models import Story, StoryReply
from stories.parts import TEXTS
from tests.factories.groups import join, make_group
from tests.factories.stories import answer, tell
from tests.moderation.deciding import decide

pytestmark = pytest.mark.django_db
SAID = "You are hopeless, Fern most of all."


def told(reporter: Any, kind: str, row: Any, reason: str = "unkind") -> Case:
    case: Case = moderation.report(actor=reporter, kind=kind, uid=row.uid, reason=reason).case
    return case


@pytest.mark.parametrize("measure", ["hide", "remove", Measure.CONTENT_NOTE])
def test_a_measure_about_a_story_happens_and_is_undone(measure: str, ana: Any, cy: Any, mo: Any) -> None:
    story = tell(ana, how_it_was=SAID, title="Fern most of all")
    before = {name: getattr(story, name) for name in TEXTS}
    decision = decide(mo, told(cy, "story", story), measure, no_end="words")
    story.refresh_from_db()
    gone = measure in ("hide", "remove")
    assert Story.objects.visible_to(cy).exists() != gone
    assert bool(search.found(cy, "fern", most=5)) != gone
    assert (story.how_it_was == "") == (measure == "remove")
    if not gone:
        assert story.content_note and story.noted_at
    moderation.lift(actor=mo, sanction=decision.sanction, version=Case.objects.get().version)
    story.refresh_from_db()
    assert {name: getattr(story, name) for name in TEXTS} == before
    assert Story.objects.visible_to(cy).exists() and search.found(cy, "fern", most=5) == [story]


@pytest.mark.parametrize("measure", ["hide", "remove", Measure.CONTENT_NOTE])
def test_a_measure_about_an_answer_happens_and_is_undone(measure: str, ana: Any, cy: Any, mo: Any) -> None:
    below = answer(cy, tell(ana), SAID)
    decision = decide(mo, told(ana, "story_reply", below), measure, no_end="words")
    assert StoryReply.objects.visible_to(ana).exists() == (measure == Measure.CONTENT_NOTE)
    moderation.lift(actor=mo, sanction=decision.sanction, version=Case.objects.get().version)
    below.refresh_from_db()
    assert (below.body, below.content_note) == (SAID, "") and StoryReply.objects.visible_to(ana).exists()


def test_what_its_author_took_back_meanwhile_is_not_put_back(ana: Any, cy: Any, mo: Any) -> None:
    story = tell(ana, how_it_was=SAID)
    decision = decide(mo, told(cy, "story", story), "remove", no_end="words")
    story.refresh_from_db()
    assert stories.take_back_story(actor=ana, story=story) is None
    moderation.lift(actor=mo, sanction=decision.sanction, version=Case.objects.get().version)
    story.refresh_from_db()
    assert story.how_it_was == "" and story.removed_at is not None


def test_the_note_of_a_moderator_stays_when_the_story_is_changed(ana: Any, cy: Any, mo: Any) -> None:
    story = tell(ana, how_it_was=SAID)
    decide(mo, told(cy, "story", story), Measure.CONTENT_NOTE, no_end="words")
    story.refresh_from_db()
    note = story.content_note
    draft = stories.change_story(actor=ana, story=story)
    there = stories.opened(actor=ana, draft=draft)
    texts = {**there.words.texts, "content_note": "", "how_it_was": "Kinder."}
    now = stories.write_draft(
        actor=ana, draft=draft, words=type(there.words)(texts, there.words.choices), version=there.version
    )
    assert stories.publish(actor=ana, draft=draft, version=now.version).story.content_note == note


def test_a_worry_about_a_nameless_writer_goes_past_the_people_of_the_group(
    ana: Any, ben: Any, cy: Any, mo: Any
) -> None:
    group = make_group(ben)
    join(group, ana, name="Quiet Heron")
    join(group, cy)
    nameless = tell(ana, audience="group", group=group)
    signed = tell(ana, audience="group", group=group, byline="member")
    case = told(cy, "story", nameless, "worry")
    assert case.group_uid is None and case.label == "" and case.subject_account == ana
    named = told(cy, "story", signed, "worry")
    assert named != case and named.group_uid == group.uid and named.label == "Quiet Heron"
    assert not Case.objects.visible_to(ben).filter(pk=case.pk).exists()
    assert Case.objects.visible_to(mo).filter(pk=case.pk).exists()


def test_a_worry_that_comes_again_tells_nobody_whose_a_nameless_story_is(ana: Any, ben: Any, cy: Any, mo: Any) -> None:
    group, other = make_group(ben), make_group(ben)
    for one, name in ((group, "Quiet Heron"), (other, "Loud Wren")):
        join(one, ana, name=name)
        join(one, cy)
    cases = [
        told(cy, "story", tell(ana, audience="group", group=group), "worry"),
        told(cy, "story", tell(ana, audience="group", group=group, byline="member"), "worry"),
        told(cy, "story", tell(ana, audience="group", group=other, byline="member"), "worry"),
        told(cy, "story", tell(ana, audience="group", group=group), "worry"),
    ]
    assert cases[0] == cases[3] and Case.objects.count() == 3
    assert not Case.objects.exclude(worried_again_at=None).exists()
    # And where the name is the same, it is.
    again = told(cy, "story", tell(ana, audience="group", group=group, byline="member"), "worry")
    assert list(Case.objects.exclude(worried_again_at=None)) == [again] and again == cases[1]


def test_who_reports_sees_the_byline_and_nobody_reports_themselves(ana: Any, cy: Any, client_of: Any) -> None:
    story = tell(ana, byline="other", name="Somebody Else")
    page = client_of(cy).get(f"/report/story/{story.uid}/")
    assert page.status_code == 200 and "Somebody Else" in page.content.decode()
    assert str(ana.uid) not in page.content.decode()
    assert client_of(ana).post(f"/report/story/{story.uid}/", {"reason": "unkind"}).status_code == 422
