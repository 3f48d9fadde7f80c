"""What somebody could do with stories to another person, and does not get from them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.db import transaction

import clock
from groups import services as groups
from groups.models import Membership
from moderation.models import Case
from stories import services
from stories.models import Story, StoryDraft, StoryReply
from stories.services import moderating
from tests.factories.groups import join, make_group
from tests.factories.moderation import CRISIS
from tests.factories.stories import answer, let_out, tell, write
from tests.factories.young import make_young

pytestmark = pytest.mark.django_db


def suspend(user: Any) -> None:
    type(user).objects.filter(pk=user.pk).update(suspended_until=clock.now() + timedelta(days=3))
    user.refresh_from_db()


def public(story: Story) -> bool:
    return Story.objects.visible_to(AnonymousUser()).filter(pk=story.pk).exists()


def test_whoever_is_suspended_takes_their_stories_back_and_reaches_their_drafts(
    ana: Any, cy: Any, mo: Any, client_of: Any
) -> None:
    story, draft = let_out(tell(ana, audience="everyone"), mo), write(ana)
    theirs, reply = tell(cy), answer(ana, tell(cy))
    mine = client_of(ana)
    suspend(ana)
    back = f"/stories/{story.uid}/take-back/"
    assert back in mine.get("/stories/mine/").content.decode()
    for path in (back, "/stories/write/", f"/stories/drafts/{draft.uid}/", f"/stories/drafts/{draft.uid}/look/"):
        assert mine.get(path).status_code == 200, path
    assert mine.post(f"/stories/drafts/{draft.uid}/look/", {"version": draft.version}).status_code == 403
    assert StoryDraft.objects.filter(pk=draft.pk).exists()
    assert mine.post(back).headers["Location"].startswith("/stories/drafts/")
    assert not public(story) and client_of(cy).get(story.get_absolute_url()).status_code == 404
    assert mine.post(f"/stories/answers/{reply.uid}/remove/").headers["Location"] == "/stories/mine/"
    for path in ("/stories/", theirs.get_absolute_url(), f"/stories/{theirs.uid}/take-back/x", "/stories/waiting/"):
        assert mine.get(path).headers["Location"] == "/conversations/", path


def test_another_name_in_a_group_is_not_shown_to_everyone_before_a_person_has_read_it(
    ana: Any, ben: Any, cy: Any, mo: Any, client_of: Any
) -> None:
    group = make_group(ben)
    join(group, ana, name="Quiet Heron")
    story = let_out(tell(ana, audience="everyone", byline="member", group=group), mo)
    mine = Membership.objects.get(account=ana)
    groups.rename_membership(actor=ana, membership=mine, display_name="Quiet Heron", avatar_seed="another")
    assert public(story)
    groups.rename_membership(actor=ana, membership=mine, display_name="Maria Example")
    assert not public(story)
    assert client_of(cy).get(story.get_absolute_url()).status_code == 200
    page = client_of(ana).get(story.get_absolute_url()).content.decode()
    assert "everyone once a person of the team has read it" in page
    # Who had the page open before the name was another one lets nothing out.
    assert not services.review(actor=mo, story=story, version=story.version, lets=True)
    story.refresh_from_db()
    assert story.label == "Maria Example" and public(let_out(story, mo))


def test_a_first_answer_that_is_gone_again_leaves_the_story_waiting(ana: Any, cy: Any, eve: Any) -> None:
    story = tell(ana)

    def answered() -> Any:
        story.refresh_from_db()
        return story.answered_at

    junk = answer(eve, story, ".")
    answer(ana, story, "Thank you.")
    assert answered() == junk.posted_at
    services.remove_reply(actor=eve, reply=junk)
    assert answered() is None and Story.objects.unanswered().filter(pk=story.pk).exists()
    first, second = answer(cy, story), answer(eve, story)
    with transaction.atomic():
        moderating.hide(first)
    assert answered() == second.posted_at
    with transaction.atomic():
        moderating.restore(first)
    assert answered() == first.posted_at
    with transaction.atomic():
        kept = moderating.take_away(first)
    assert answered() == second.posted_at
    with transaction.atomic():
        moderating.put_back(first, kept)
    assert answered() == first.posted_at


def test_nobody_answers_under_the_name_of_somebody_else_there(ana: Any, ben: Any, cy: Any, client_of: Any) -> None:
    story = tell(ana, byline="other", name="Slow Otter")
    answer(ben, story, name="Amber Wren")
    for name in ("slow  otter", "Amber Wren", "AMBER-WREN"):
        page = client_of(cy).post(f"{story.get_absolute_url()}answer/", {"body": "My long words.", "name": name})
        assert page.status_code == 422 and "My long words." in page.content.decode()
        assert "has this name already" in page.content.decode()
    with pytest.raises(ValidationError):
        answer(cy, story, name="Slow Otter")
    assert StoryReply.objects.count() == 1
    # One's own name below it is one's own, and another story is another place.
    assert answer(ben, story, name="Amber Wren").label == "Amber Wren"
    assert answer(cy, tell(ana), name="Amber Wren").label == "Amber Wren"


def test_the_address_of_a_draft_does_not_tell_which_story_it_became(ana: Any) -> None:
    draft = write(ana, byline="nobody")
    story = services.publish(actor=ana, draft=draft, version=draft.version).story
    assert story.avatar_seed not in draft.uid.hex and draft.uid.hex[:16] not in story.avatar_seed
    assert story.uid != draft.uid


@pytest.mark.parametrize("version", ["9" * 5000, "²", "٣", "-1", "1.0", ""])
def test_a_version_that_is_none_lets_nothing_out(version: str, ana: Any, mo: Any, client_of: Any) -> None:
    story = tell(ana, audience="everyone")
    page = client_of(mo).post(f"/stories/{story.uid}/review/", {"version": version, "answer": "everyone"})
    assert page.status_code == 302 and not public(story)


def test_pressed_twice_the_last_answer_is_no_page_that_is_missing(ana: Any, ben: Any, client_of: Any) -> None:
    draft = write(ana)
    look, browser = f"/stories/drafts/{draft.uid}/look/", client_of(ana)
    for _ in range(2):
        pressed = browser.post(look, {"version": draft.version})
    assert pressed.headers["Location"] == "/stories/mine/" and Story.objects.count() == 1
    assert browser.get(look).status_code == 404
    # A draft of somebody else is as one that is not there.
    others = write(ben)
    pressed = browser.post(f"/stories/drafts/{others.uid}/look/", {"version": others.version})
    assert pressed.headers["Location"] == "/stories/mine/" and Story.objects.count() == 1


def test_a_cry_for_help_beside_a_contact_is_read_once_it_is_shared_and_help_stands_beside_it(
    settings: Any, client_of: Any
) -> None:
    settings.MINIMUM_AGE, settings.ALLOW_UNDER_18 = 16, True
    kit = make_young()
    browser = client_of(kit)
    draft = write(kit, title="Find me: @kqz_lantern", how_it_was=CRISIS, content_note="kqz@example.org")
    look = f"/stories/drafts/{draft.uid}/look/"
    assert "data-panel" not in browser.get(look).content.decode()
    answer = browser.post(look, {"version": draft.version})
    page = answer.content.decode()
    assert answer.status_code == 422 and not Story.objects.exists() and not Case.objects.exists()
    assert "Send this to the team instead" in page and f'name="back" value="/stories/drafts/{draft.uid}/"' in page
    # The summary leads to the fields that hold it, and to no other.
    summary = page[page.index("data-errors") :]
    summary = summary[: summary.index("</div>")]
    assert [one in summary for one in ("#story-title", "#story-content_note", "#story-how_it_was")] == [1, 1, 0]
    assert CRISIS in page
    # Without a cry for help there is no panel, and no story is counted as told.
    calm = write(kit, name="kqz.example.org", byline="other")
    page = browser.post(f"/stories/drafts/{calm.uid}/look/", {"version": calm.version}).content.decode()
    assert "data-panel" not in page and not Story.objects.exists()
