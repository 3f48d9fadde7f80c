"""Stories and answers that are not taken: nothing typed is lost, no cry for help is missed, nothing is counted."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction

import clock
from accounts import services as accounts
from accounts.services import limit_account
from chat.services import mute_in_group
from moderation import services as moderation
from moderation.models import Case
from moderation.panel import panel_beside
from moderation.reading import read_text
from stories import services
from stories.errors import DraftChanged
from stories.models import REPLY_MOST, Story, StoryDraft, StoryReply
from tests.factories.groups import join, make_group
from tests.factories.moderation import CRISIS
from tests.factories.stories import HOW, tell, words, write
from tests.moderation.deciding import decide

pytestmark = pytest.mark.django_db
LONG = "so many words " * (REPLY_MOST // 14 + 1)


def limited(user: Any) -> Any:
    with transaction.atomic():
        limit_account(user, until=clock.now() + timedelta(days=1))
    return user


def share(client: Any, draft: StoryDraft) -> tuple[int, str]:
    """Whoever has the page open presses the button."""
    answer = client.post(f"/stories/drafts/{draft.uid}/look/", {"version": draft.version})
    return answer.status_code, answer.content.decode().replace("&#x27;", "'")


@pytest.mark.parametrize("typed", [
    {"body": f"{CRISIS} {LONG}"},
    {"body": f"{LONG} {CRISIS}"},
    {"body": CRISIS, "content_note": LONG},
    {"body": CRISIS, "name": "me@example.org"},
    {"body": "I hear you.", "content_note": f"{CRISIS} {LONG}"},
    {"body": "", "name": CRISIS},
])  # fmt: skip
def test_an_answer_that_cannot_be_taken_is_read_and_help_stands_beside_it(
    typed: dict[str, str], ana: Any, cy: Any, client_of: Any
) -> None:
    story = tell(ana)
    seen = client_of(cy).post(f"{story.get_absolute_url()}answer/", typed)
    page = seen.content.decode().replace("&#x27;", "'")
    assert seen.status_code == 422 and not StoryReply.objects.exists() and not Case.objects.exists()
    assert "data-panel" in page and "Send this to the team instead" in page
    # Once in the form, and once in what the button sends to the team.
    assert page.count(CRISIS) == 2


def test_beside_a_long_answer_without_a_cry_for_help_stands_nothing(ana: Any, cy: Any, client_of: Any) -> None:
    seen = client_of(cy).post(f"{tell(ana).get_absolute_url()}answer/", {"body": LONG})
    assert seen.status_code == 422 and LONG.strip() in seen.content.decode()
    assert "data-panel" not in seen.content.decode()


def test_a_story_more_than_a_day_takes_is_read_and_help_stands_beside_it(ana: Any, client_of: Any) -> None:
    browser = client_of(limited(ana))
    tell(ana)
    for how, cries in ((CRISIS, True), (HOW, False)):
        draft = write(ana, how_it_was=how)
        status, page = share(browser, draft)
        assert status == 422 and "You have shared a lot today" in page and how in page
        assert ("Send this to the team instead" in page) == cries
        assert f'name="back" value="/stories/drafts/{draft.uid}/"' in page or not cries
        assert StoryDraft.objects.filter(pk=draft.pk).exists()
    assert Story.objects.count() == 1 and not Case.objects.exists()


def test_of_more_than_the_team_takes_it_is_sent_the_part_that_cries_for_help(ana: Any, rf: Any) -> None:
    calm = "We walked along the river and talked about tea. " * 450
    request = rf.get("/")
    request.user = ana
    sad = "Everything is hopeless. "
    for text in (f"{calm}{CRISIS}", f"{sad}{calm}{CRISIS}", f"{CRISIS} {calm}", f"{sad}{calm}{CRISIS} {calm}"):
        assert len(text) > moderation.HELP_WORDS_MOST
        page = panel_beside(request, text, read_text(text, language="en")).replace("&#x27;", "'")
        sent_on = page.partition('name="words"')[2].partition("</textarea>")[0]
        assert CRISIS in sent_on, text[:20]
        assert len(sent_on) < moderation.HELP_WORDS_MOST + 100


def test_who_was_muted_before_the_button_was_pressed_is_heard_all_the_same(ana: Any, ben: Any, client_of: Any) -> None:
    group, browser = make_group(ben), client_of(ana)
    join(group, ana)
    draft = write(ana, audience="group", group=group, how_it_was=CRISIS)
    with transaction.atomic():
        mute_in_group(account_id=ana.pk, group_uid=group.uid, until=clock.now() + timedelta(hours=1))
    status, page = share(browser, draft)
    assert status == 422 and "You cannot post in this group" in page and "data-panel" in page
    # To look at it is not to share it.
    page = browser.get(f"/stories/drafts/{draft.uid}/look/").content.decode()
    assert "You cannot post in this group" in page and "data-panel" not in page


def test_who_was_suspended_or_took_the_agreement_back_meanwhile_is_heard_all_the_same(
    ana: Any, ben: Any, client_of: Any
) -> None:
    drafts = {who: write(who, how_it_was=CRISIS) for who in (ana, ben)}
    browsers = {who: client_of(who) for who in (ana, ben)}
    type(ana).objects.filter(pk=ana.pk).update(suspended_until=clock.now() + timedelta(days=3))
    accounts.withdraw_consent(actor=ben, kind="health")
    for who in (ana, ben):
        status, page = share(browsers[who], drafts[who])
        assert status == 403 and "you cannot share anything here" in page and "data-panel" in page
    assert not Story.objects.exists()


def test_a_change_of_what_a_moderator_took_away_is_kept_and_the_way_to_the_team_is_shown(
    ana: Any, cy: Any, mo: Any, client_of: Any
) -> None:
    story = tell(ana, how_it_was="You are hopeless, Fern most of all.")
    draft = services.change_story(actor=ana, story=story)
    browser = client_of(ana)
    assert share(browser, write(ana))[0] == 302
    case = moderation.report(actor=cy, kind="story", uid=story.uid, reason="unkind").case
    decision = decide(mo, case, "remove", no_end="words")
    for status, page in ((200, browser.get(f"/stories/drafts/{draft.uid}/look/").content.decode()),
                         (409, share(browser, draft)[1])):  # fmt: skip
        assert "A moderator has put this story aside" in page and 'href="/conversations/"' in page, status
        assert "Share it</button>" not in page and "not here any more" not in page
    assert share(browser, draft)[0] == 409 and StoryDraft.objects.filter(pk=draft.pk).exists()
    story.refresh_from_db()
    assert story.how_it_was == "" and story.version == 1
    # Put back, it can be changed again.
    moderation.lift(actor=mo, sanction=decision.sanction, version=Case.objects.get().version)
    assert share(browser, draft)[0] == 302 and not StoryDraft.objects.filter(pk=draft.pk).exists()


def test_an_answer_sent_again_after_the_line_broke_is_not_called_too_often(ana: Any, cy: Any, client_of: Any) -> None:
    path, browser = f"{tell(ana).get_absolute_url()}answer/", client_of(limited(cy))
    once = {"body": "Once.", "client_uid": str(uuid.uuid4())}
    first, second = browser.post(path, once), browser.post(path, once)
    assert first.status_code == second.status_code == 302 and first["Location"] == second["Location"]
    other = browser.post(path, {"body": "Another.", "client_uid": str(uuid.uuid4())})
    assert other.status_code == 422 and "answered many stories" in other.content.decode()
    assert StoryReply.objects.count() == 1


def test_a_story_that_was_changed_meanwhile_does_not_use_up_the_one_of_the_day(ana: Any) -> None:
    limited(ana)
    draft = write(ana)
    before = draft.version
    services.write_draft(actor=ana, draft=draft, words=words(how_it_was="Other words."), version=before)
    with pytest.raises(DraftChanged):
        services.publish(actor=ana, draft=draft, version=before)
    draft.refresh_from_db()
    assert services.publish(actor=ana, draft=draft, version=draft.version).story.how_it_was == "Other words."
