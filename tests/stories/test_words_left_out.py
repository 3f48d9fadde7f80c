"""Words that the team asks to be left out, in stories and answers: with the reason, nothing lost, never in pain."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError

import clock
from moderation import services as moderation
from moderation.models import Case, WordRule
from stories import services
from stories.models import Story, StoryDraft, StoryReply
from tests.factories.groups import join, make_group
from tests.factories.moderation import CRISIS
from tests.factories.stories import HOW, answer, publish, tell, write

pytestmark = pytest.mark.django_db
WHY, SOLD = "It is sold here again and again.", "I bought magic beans and slept."


def rule(mo: Any, words: str = "magic beans", kind: str = "words", **more: Any) -> WordRule:
    return moderation.make_word_rule(actor=mo, kind=kind, words=words, why=WHY, **more)


def refused(actor: Any, **given: Any) -> dict[str, list[str]]:
    """What is said at which field; the draft is still there and nobody reads it."""
    draft, there = write(actor, **given), Story.objects.count()
    with pytest.raises(ValidationError) as error:
        services.publish(actor=actor, draft=draft, version=draft.version)
    assert StoryDraft.objects.filter(pk=draft.pk).exists() and Story.objects.count() == there
    return error.value.message_dict


def test_a_story_comes_back_whole_with_the_reason_at_its_field_and_is_shared_once_it_is_changed(
    ana: Any, cy: Any, mo: Any, client_of: Any
) -> None:
    rule(mo)
    rule(mo, "elsewhere.example", "link")
    assert set(refused(ana, title="Magic  BEANS", note_help="see elsewhere.example")) == {"title", "note_help"}
    assert set(refused(ana, byline="other", name="Magic Beans")) == {"name"}
    # What is sent back counts as nothing told, also for who may tell one a day.
    type(ana).objects.filter(pk=ana.pk).update(limited_until=clock.now() + timedelta(days=1))
    ana.refresh_from_db()
    writer, draft = client_of(ana), write(ana, how_it_was=HOW, what_helped=SOLD, title="The cars")
    look = f"/stories/drafts/{draft.uid}/look/"
    page = writer.post(look, {"version": draft.version})
    text = page.content.decode()
    assert page.status_code == 422 and WHY in text and "“magic beans”" in text
    assert SOLD in text and HOW in text and "The cars" in text and not Story.objects.exists()
    kept = services.opened(actor=ana, draft=draft)
    texts = dict(kept.words.texts) | {"what_helped": "I slept."}
    services.write_draft(
        actor=ana, draft=draft, words=type(kept.words)(texts, kept.words.choices), version=kept.version
    )
    draft.refresh_from_db()
    assert writer.post(look, {"version": draft.version})["Location"] == Story.objects.get().get_absolute_url()
    # A new version of it is looked at in the same way; what others read stays as it is.
    again = services.change_story(actor=ana, story=Story.objects.get())
    now = services.opened(actor=ana, draft=again)
    texts = dict(now.words.texts) | {"what_helped": SOLD}
    services.write_draft(actor=ana, draft=again, words=type(now.words)(texts, now.words.choices), version=now.version)
    again.refresh_from_db()
    with pytest.raises(ValidationError) as error:
        services.publish(actor=ana, draft=again, version=again.version)
    assert set(error.value.message_dict) == {"what_helped"}
    assert SOLD not in client_of(cy).get(Story.objects.get().get_absolute_url()).content.decode()


def test_an_answer_comes_back_whole_with_the_reason(ana: Any, cy: Any, mo: Any, client_of: Any) -> None:
    rule(mo)
    story = tell(ana)
    page = client_of(cy).post(f"{story.get_absolute_url()}answer/", {"body": SOLD})
    text = page.content.decode()
    assert page.status_code == 422 and WHY in text and SOLD in text and not StoryReply.objects.exists()
    assert answer(cy, story, "I am glad you wrote.").pk


def test_pain_and_what_could_not_be_read_are_never_sent_back(ana: Any, cy: Any, mo: Any, settings: Any) -> None:
    rule(mo)
    assert publish(ana, how_it_was=f"{CRISIS} Magic beans.").case is not None
    told = services.reply(actor=cy, story=tell(ana), body="I do not see the point of anything, magic beans")
    assert told.reply.pk and Case.objects.filter(subject_account=ana, kind="crisis").exists()
    settings.MODERATION_ENGINE = "tests.moderation.engines.raises"
    assert "magic beans" in tell(ana, how_it_was=SOLD).how_it_was and answer(cy, tell(ana), SOLD).pk


def test_a_rule_of_a_group_holds_for_what_is_told_to_that_group_alone(ana: Any, ben: Any, mo: Any) -> None:
    group, other = make_group(ben), make_group(ben)
    for one in (group, other):
        join(one, ana)
    rule(mo, group=group)
    inside = tell(ana, audience="group", group=group)
    assert set(refused(ana, audience="group", group=group, how_it_was=SOLD)) == {"how_it_was"}
    with pytest.raises(ValidationError):
        answer(ben, inside, SOLD)
    # Signed with the name that somebody has there, it is still for everybody.
    assert tell(ana, audience="members", group=group, byline="member", how_it_was=SOLD).pk
    assert tell(ana, audience="group", group=other, how_it_was=SOLD).pk
    # What is for oneself alone is kept, whatever it says.
    assert write(ana, audience="me", how_it_was=SOLD).pk


def test_on_the_first_day_of_an_account_stories_and_answers_lead_nowhere_else_but_a_cry_is_heard(
    ana: Any, cy: Any, settings: Any
) -> None:
    old, here = tell(cy), "Write me: somebody@example.org"
    assert answer(ana, old, here).pk
    settings.NEW_ACCOUNT_HOURS = 24
    assert "first day" in refused(ana, how_it_was=here)["how_it_was"][0]
    with pytest.raises(ValidationError, match="first day"):
        answer(ana, old, here)
    assert answer(ana, old, "Childline is 0800 1111.").pk and answer(ana, old, f"{CRISIS} {here}").pk
    type(ana).objects.filter(pk=ana.pk).update(is_moderator=True)
    ana.refresh_from_db()
    assert answer(ana, old, here).pk
