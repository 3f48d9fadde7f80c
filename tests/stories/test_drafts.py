"""What is kept of a story that is being written: every word, whatever another window or another story does."""

from __future__ import annotations

from typing import Any

import pytest

from groups import services as groups
from moderation import services as moderation
from stories import services
from stories.models import Story, StoryDraft
from stories.services import drafts
from tests.factories.groups import join, make_group
from tests.factories.stories import tell, words, write
from tests.moderation.deciding import decide
from tests.stories.test_journey import draft_of, form

pytestmark = pytest.mark.django_db
FULL = "There is no room for another draft"


@pytest.fixture
def full(ana: Any, monkeypatch: pytest.MonkeyPatch) -> list[StoryDraft]:
    """As many drafts as are kept."""
    monkeypatch.setattr(drafts, "DRAFTS_MOST", 2)
    return [write(ana, title=title) for title in ("First", "Second")]


def kept(who: Any) -> set[str]:
    """How all drafts of somebody begin."""
    rows = StoryDraft.objects.visible_to(who)
    return {services.opened(actor=who, draft=row).words.texts["how_it_was"] for row in rows}


def titles(who: Any) -> set[str]:
    rows = StoryDraft.objects.visible_to(who)
    return {services.opened(actor=who, draft=row).words.texts["title"] for row in rows}


def changed(who: Any, story: Story, **given: Any) -> StoryDraft:
    """A draft in which `who` changes a story of theirs."""
    draft = services.change_story(actor=who, story=story)
    services.write_draft(actor=who, draft=draft, words=words(**given), version=draft.version)
    return draft


def test_where_no_draft_fits_none_is_opened_instead(full: list[StoryDraft], ana: Any, client_of: Any) -> None:
    page = client_of(ana).post("/stories/write/")
    assert page.status_code == 200 and FULL in page.content.decode() and "Second" in page.content.decode()
    assert titles(ana) == {"First", "Second"}


def test_where_no_draft_fits_words_of_another_window_write_over_nothing_and_stay_on_the_page(
    full: list[StoryDraft], ana: Any, client_of: Any
) -> None:
    browser, gone = client_of(ana), f"/stories/drafts/{full[0].uid}/"
    services.remove_draft(actor=ana, draft=full[0])
    write(ana, title="Third")
    late = form(1, how_it_was="Typed in the other window.", title="Late")
    seen = browser.post(gone, late)
    page = seen.content.decode()
    assert seen.status_code == 422 and FULL in page and "Typed in the other window." in page and "Late" in page
    assert titles(ana) == {"Second", "Third"}
    # Nothing is there to be thrown away, and the page can be sent again once there is room.
    assert f"{gone}remove/" not in page and f'action="{gone}"' in page
    services.remove_draft(actor=ana, draft=full[1])
    assert draft_of(browser.post(gone, late)) and titles(ana) == {"Third", "Late"}


def test_more_than_a_draft_keeps_stays_on_the_page_when_its_draft_is_gone(ana: Any, client_of: Any) -> None:
    draft, long = write(ana), "so many words " * 9000
    services.remove_draft(actor=ana, draft=draft)
    seen = client_of(ana).post(f"/stories/drafts/{draft.uid}/", form(draft.version, how_it_was=long))
    page = seen.content.decode()
    assert seen.status_code == 422 and "more than can be kept here" in page and long.strip() in page
    assert kept(ana) <= {""}


def test_taken_back_while_it_is_changed_both_come_home(ana: Any, cy: Any, client_of: Any) -> None:
    story = tell(ana, how_it_was="What others read.")
    changing = changed(ana, story, how_it_was="What I would rather say.")
    answer = client_of(ana).post(f"{story.get_absolute_url()}take-back/", follow=True)
    page = answer.content.decode()
    assert "What others read." in page and "What you were changing is kept, too." in page
    assert kept(ana) == {"What others read.", "What I would rather say."}
    # Neither changes a story that is not there.
    assert not StoryDraft.objects.filter(story__isnull=False).exists()
    assert services.publish(actor=ana, draft=changing, version=changing.version + 1).story.pk != story.pk


def test_taken_back_before_anything_was_changed_the_words_come_home_once(ana: Any, client_of: Any) -> None:
    story = tell(ana, how_it_was="What others read.", title="The cars")
    draft = services.change_story(actor=ana, story=story)
    answer = client_of(ana).post(f"{story.get_absolute_url()}take-back/", follow=True)
    assert "What you were changing" not in answer.content.decode() and StoryDraft.objects.get() == draft
    assert kept(ana) == {"What others read."}


def test_who_leaves_with_their_words_while_they_change_them_takes_both(ana: Any, ben: Any, cy: Any, mo: Any) -> None:
    group = make_group(ben)
    join(group, ana, name="Quiet Heron")
    join(group, cy)
    inside = tell(ana, audience="group", group=group, how_it_was="What others read.")
    changed(ana, inside, audience="group", group=group, how_it_was="What I would rather say.")
    away = tell(ana, audience="group", group=group, how_it_was="You are hopeless, Fern most of all.")
    changed(ana, away, audience="group", group=group, how_it_was="Kinder.")
    case = moderation.report(actor=cy, kind="story", uid=away.uid, reason="unkind").case
    decide(mo, case, "remove", no_end="words")
    groups.leave_group(actor=ana, group=group, take_words=True)
    assert kept(ana) == {"What others read.", "What I would rather say.", "Kinder."}
    # Also what changed a story that was taken away is a draft like any other now.
    assert not StoryDraft.objects.filter(story__isnull=False).exists()
