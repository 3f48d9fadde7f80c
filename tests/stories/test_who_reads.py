"""Who reads a story and the answers below it: blocks only where a name is shown, groups only for who is in them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

import clock
from accounts import services as accounts
from accounts.services import limit_account
from chat.services import mute_in_group
from groups import services as groups
from groups.models import Membership
from stories import search
from stories.errors import RepliedOften, ToldOften
from stories.models import Story, StoryDraft, StoryReply
from stories.services import moderating, opened
from tests.factories.accounts import make_account
from tests.factories.groups import join, leave, make_group
from tests.factories.stories import answer, let_out, tell

pytestmark = pytest.mark.django_db


@pytest.fixture
def group(ana: Any, ben: Any, cy: Any) -> Any:
    group = make_group(ben)
    join(group, ana, name="Quiet Heron")
    join(group, cy, name="Slow Otter")
    return group


def reads(who: Any, story: Story) -> bool:
    return Story.objects.visible_to(who).filter(pk=story.pk).exists()


def test_a_block_hides_what_is_signed_with_the_name_and_nothing_without_one(
    group: Any, ana: Any, ben: Any, cy: Any, eve: Any
) -> None:
    signed = tell(ana, audience="members", byline="member", group=group)
    inside = tell(ana, audience="group", byline="member", group=group)
    nameless = tell(ana, audience="group", byline="nobody", group=group)
    other = tell(ana, audience="members", byline="other", name="Somebody Else")
    groups.block(actor=cy, membership=Membership.objects.get(account=ana))
    assert not reads(cy, signed) and not reads(cy, inside)
    # A story without that name is filtered for nobody: to miss it would tell who wrote it.
    assert reads(cy, nameless) and reads(cy, other)
    assert all(reads(ben, story) for story in (signed, inside, nameless, other)) and reads(eve, signed)
    # Both ways: Ana does not read Cy where Cy's name is shown, and reads what has none.
    theirs = tell(cy, audience="group", byline="member", group=group)
    unsigned = tell(cy, audience="members")
    assert not reads(ana, theirs) and reads(ana, unsigned)


def test_answers_of_people_between_whom_a_block_stands(group: Any, ana: Any, ben: Any, cy: Any) -> None:
    story = tell(ben, audience="group", byline="member", group=group)
    of_ana, of_cy = answer(ana, story), answer(cy, story)
    groups.block(actor=ana, membership=Membership.objects.get(account=cy))
    assert set(StoryReply.objects.visible_to(ana)) == {of_ana}
    assert set(StoryReply.objects.visible_to(cy)) == {of_cy}
    assert set(StoryReply.objects.visible_to(ben)) == {of_ana, of_cy}


def test_whoever_may_not_speak_in_a_group_says_nothing_in_its_stories(group: Any, ana: Any, ben: Any, cy: Any) -> None:
    story = tell(ben, audience="group", group=group)
    apart = tell(ben)
    with transaction.atomic():
        mute_in_group(account_id=ana.pk, group_uid=group.uid, until=clock.now() + timedelta(hours=1))
    with pytest.raises(ValidationError) as told:
        tell(ana, audience="group", group=group)
    assert "group" in told.value.error_dict and StoryDraft.objects.filter(owner=ana).exists()
    with pytest.raises(PermissionDenied):
        answer(ana, story)
    assert answer(ana, apart) and answer(cy, story)
    type(group).objects.filter(pk=group.pk).update(closed_to_posts_at=clock.now())
    with pytest.raises(PermissionDenied):
        answer(cy, story)


def test_a_limited_account_waits_between_answers_and_tells_one_story_a_day(ana: Any, cy: Any) -> None:
    with transaction.atomic():
        limit_account(ana, until=clock.now() + timedelta(days=1))
    first, second = tell(cy), tell(cy)
    assert answer(ana, first) and tell(ana)
    with pytest.raises(RepliedOften):
        answer(ana, second)
    with pytest.raises(ToldOften):
        tell(ana)
    assert StoryDraft.objects.filter(owner=ana).count() == 1


def test_a_groups_story_is_for_who_is_in_the_group_now(group: Any, ana: Any, cy: Any, eve: Any, mo: Any) -> None:
    story = tell(ana, audience="group", group=group)
    assert reads(cy, story) and not reads(eve, story) and not reads(mo, story)
    leave(Membership.objects.get(account=cy))
    assert not reads(cy, story) and search.found(cy, "nights", most=5) == []


def test_who_takes_the_agreement_back_rests_and_so_do_their_stories(group: Any, ana: Any, cy: Any, mo: Any) -> None:
    story = let_out(tell(ana, audience="everyone"), mo)
    inside = tell(cy)
    accounts.withdraw_consent(actor=ana, kind="health")
    assert not reads(cy, story) and not reads(AnonymousUser(), story)
    assert reads(ana, story) and not reads(ana, inside)
    accounts.give_consent(actor=ana, kind="health", version=1)
    assert reads(cy, story) and reads(AnonymousUser(), story)


def test_who_asked_to_be_erased_is_read_by_nobody_at_once(ana: Any, cy: Any, mo: Any) -> None:
    story = let_out(tell(ana, audience="everyone"), mo)
    answer(ana, tell(cy))
    accounts.request_erasure(actor=ana)
    assert not reads(cy, story) and not reads(AnonymousUser(), story)
    assert not StoryReply.objects.visible_to(cy).exists()
    assert search.found(cy, "nights", most=5) == list(Story.objects.filter(author=cy))


def test_somebody_new_reads_what_visitors_read(ana: Any, mo: Any) -> None:
    new = make_account(onboarded=False)
    inside, public = tell(ana), let_out(tell(ana, audience="everyone"), mo)
    assert not reads(new, inside) and reads(new, public)


def test_what_is_put_aside_is_read_by_who_wrote_it_alone(ana: Any, cy: Any, mo: Any, client_of: Any) -> None:
    story = let_out(tell(ana, audience="everyone"), mo)
    below = answer(cy, story)
    with transaction.atomic():
        moderating.hide(below)
    assert not StoryReply.objects.visible_to(ana).exists() and StoryReply.objects.visible_to(cy).exists()
    with transaction.atomic():
        moderating.hide(story)
    for who in (cy, mo, AnonymousUser()):
        assert not reads(who, story)
    page = client_of(ana).get(story.get_absolute_url()).content.decode()
    assert "A moderator has put this aside" in page
    with transaction.atomic():
        moderating.restore(story)
        moderating.restore(below)
    assert reads(AnonymousUser(), story) and StoryReply.objects.visible_to(ana).exists()


def test_another_name_in_the_group_stands_above_the_story_too(group: Any, ana: Any) -> None:
    story = tell(ana, audience="group", byline="member", group=group)
    groups.rename_membership(actor=ana, membership=Membership.objects.get(account=ana), display_name="Amber Wren")
    story.refresh_from_db()
    assert story.label == "Amber Wren"


def test_who_leaves_with_their_words_takes_their_stories_home(group: Any, ana: Any, cy: Any) -> None:
    inside = tell(ana, audience="group", group=group, title="Inside")
    signed = tell(ana, audience="members", byline="member", group=group, title="Signed")
    apart = tell(ana, title="Apart")
    theirs = answer(ana, tell(cy, audience="group", group=group))
    groups.leave_group(actor=ana, group=group, take_words=True)
    assert [reads(cy, story) for story in (inside, signed, apart)] == [False, False, True]
    theirs.refresh_from_db()
    assert theirs.body == ""
    kept = {opened(actor=ana, draft=row).words.texts["title"] for row in StoryDraft.objects.visible_to(ana)}
    assert kept == {"Inside", "Signed"}


def test_who_leaves_without_a_word_leaves_their_stories(group: Any, ana: Any, cy: Any) -> None:
    story = tell(ana, audience="group", byline="member", group=group)
    groups.leave_group(actor=ana, group=group)
    assert reads(cy, story)
