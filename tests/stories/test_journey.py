"""The way of a story: written over days, looked at, shared, read, answered, changed, taken back."""

from __future__ import annotations

import re
import uuid
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from audit.models import AuditEvent
from moderation import services as moderation
from moderation.engine import ENGINE
from moderation.models import Case, Level, TextReading
from notifications.models import Notification
from stories import services
from stories.models import Story, StoryDraft, StoryEncouragement, StoryReply
from stories.parts import PARTS, TEXTS
from tests.factories.groups import join, make_group
from tests.factories.moderation import CRISIS
from tests.factories.stories import HOW, answer, tell, words, write

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def form(version: int, **given: Any) -> dict[str, Any]:
    usual = {"version": version, "page": str(uuid.uuid4()), "turn": 1, "audience": "members", "replies_open": "on",
             "language": "en", "byline": "nobody", "how_it_was": HOW}  # fmt: skip
    return usual | given


def draft_of(page: Any) -> StoryDraft:
    return StoryDraft.objects.get(uid=re.search(r"/stories/drafts/([0-9a-f-]{36})/", page.headers["Location"])[1])  # type: ignore[index]


def test_from_the_first_word_to_an_answer_without_a_script(ana: Any, cy: Any, client_of: Any) -> None:
    writer, reader = client_of(ana), client_of(cy)
    draft = draft_of(writer.post("/stories/write/"))
    # Pressed twice, it is one empty page.
    assert draft_of(writer.post("/stories/write/")) == draft
    path = f"/stories/drafts/{draft.uid}/"
    assert writer.post(path, form(draft.version, do="save")).headers["Location"] == path
    draft.refresh_from_db()
    assert HOW in writer.get(path).content.decode()
    told = form(draft.version, do="look", title="The cars", what_helped="Toast.", content_note="lying awake")
    assert writer.post(path, told).headers["Location"] == f"{path}look/"
    seen = writer.get(f"{path}look/").content.decode()
    assert "The cars" in seen and "Toast." in seen and "Only you see it now" in seen and not Story.objects.exists()
    draft.refresh_from_db()
    shared = writer.post(f"{path}look/", {"version": draft.version})
    story = Story.objects.get()
    assert shared.headers["Location"] == story.get_absolute_url() and not StoryDraft.objects.exists()
    page = reader.get(story.get_absolute_url()).content.decode()
    assert "The cars" in page and "<details" in page and "lying awake" in page and "Toast." in page
    assert "The cars" in reader.get("/stories/").content.decode()
    said = reader.post(f"{story.get_absolute_url()}answer/", {"body": "I am glad you wrote.", "opening": "hear"})
    reply = StoryReply.objects.get()
    assert said.headers["Location"] == f"{story.get_absolute_url()}#answer-{reply.uid}"
    assert reply.label and reply.label not in ("cy", cy.sign_in_name)
    page = writer.get(story.get_absolute_url()).content.decode()
    assert "I am glad you wrote." in page and reply.label in page and "I hear you" in page
    story.refresh_from_db()
    assert story.answered_at == reply.posted_at


def test_a_draft_is_sealed_and_no_program_reads_it(ana: Any, client_of: Any) -> None:
    draft = write(ana, **dict.fromkeys(TEXTS, CRISIS), name="Zanzibar Otter", byline="other")
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM stories_storydraft")
        kept = str(cursor.fetchall())
    assert CRISIS[:12] not in kept and "Zanzibar" not in kept and "members" not in kept
    client_of(ana).get(f"/stories/drafts/{draft.uid}/look/")
    assert not Case.objects.exists() and not TextReading.objects.exists() and not Notification.objects.exists()


def test_a_draft_is_its_owners_alone(ana: Any, ben: Any, mo: Any, ada: Any, client_of: Any) -> None:
    draft = write(ana, title="Mine alone")
    for who in (ben, mo, ada):
        for path in ("", "look/", "remove/"):
            address = f"/stories/drafts/{draft.uid}/{path}"
            assert client_of(who).get(address).status_code == 404
            assert client_of(who).post(address, form(draft.version, how_it_was="theirs")).status_code in (302, 404)
    draft.refresh_from_db()
    assert "Mine alone" in client_of(ana).get(f"/stories/drafts/{draft.uid}/").content.decode()


def test_only_for_me_is_kept_and_never_shared(ana: Any, client_of: Any) -> None:
    draft = write(ana, audience="me")
    client = client_of(ana)
    path = f"/stories/drafts/{draft.uid}/"
    assert client.get(f"{path}look/").headers["Location"] == path
    assert client.post(f"{path}look/", {"version": draft.version}).headers["Location"] == path
    assert not Story.objects.exists()


@pytest.mark.parametrize("field", ["how_it_was", "what_helped", "now", "title", "content_note", "note_help"])
def test_what_is_shared_is_read_and_a_crisis_is_answered_only_to_its_author(
    field: str, ana: Any, cy: Any, client_of: Any
) -> None:
    story = tell(ana, **({"how_it_was": HOW} | {field: CRISIS}))
    assert story.read_level == Level.CRISIS and story.removed_at is None
    case = Case.objects.get()
    assert case.subject_account == ana and case.kind == "crisis" and case.label == "" and case.group_uid is None
    assert 'class="panel' in client_of(ana).get(story.get_absolute_url()).content.decode()
    theirs = client_of(cy).get(story.get_absolute_url()).content.decode()
    assert 'class="panel' not in theirs and CRISIS in theirs.replace("&#x27;", "'")


def test_an_engine_that_fails_loses_no_story_and_the_sweep_reads_it_later(ana: Any, cy: Any, settings: Any) -> None:
    settings.MODERATION_ENGINE = "tests.moderation.engines.raises"
    story = tell(ana, how_it_was=CRISIS)
    below = answer(cy, story, CRISIS)
    assert (story.read_level, below.read_level) == (Level.NOT_YET, Level.NOT_YET) and not Case.objects.exists()
    settings.MODERATION_ENGINE = ENGINE
    assert moderation.read_unread() == 2
    assert {case.subject_account for case in Case.objects.all()} == {ana, cy}


def test_what_cannot_be_sent_any_more_is_given_back_and_a_draft_is_still_read_by_no_program(ana: Any) -> None:
    draft = write(ana)
    typed = form(draft.version, how_it_was=CRISIS, title="Before the session ended")
    page = Client().post(f"/stories/drafts/{draft.uid}/", typed).content.decode()
    assert CRISIS in page.replace("&#x27;", "'") and "Before the session ended" in page and "right-now" not in page
    assert "nobody" not in page


def test_an_answer_in_crisis_opens_a_case_for_who_wrote_it(ana: Any, cy: Any, client_of: Any) -> None:
    story = tell(ana)
    answered = client_of(cy).post(f"{story.get_absolute_url()}answer/", {"body": CRISIS}, follow=True)
    assert StoryReply.objects.get().read_level == Level.CRISIS
    assert Case.objects.get().subject_account == cy and 'class="panel' in answered.content.decode()


def test_an_answer_that_comes_too_late_stays_on_the_page_with_help_beside_it(ana: Any, cy: Any, client_of: Any) -> None:
    story = tell(ana)
    Story.objects.update(replies_open=False)
    seen = client_of(cy).post(f"{story.get_absolute_url()}answer/", {"body": CRISIS})
    page = seen.content.decode()
    assert seen.status_code == 409 and CRISIS in page.replace("&#x27;", "'") and 'class="panel' in page
    assert not StoryReply.objects.exists() and not Case.objects.exists()


def test_a_story_in_a_group_under_its_name_there_and_without_one(ana: Any, ben: Any, cy: Any) -> None:
    group = make_group(ben)
    mine = join(group, ana, name="Quiet Heron")
    signed = tell(ana, audience="group", group=group, byline="member", how_it_was=f"{CRISIS} a")
    assert (signed.label, signed.membership, signed.group) == ("Quiet Heron", mine, group)
    assert Case.objects.get().group_uid == group.uid
    # Without the name, the keepers of the group learn nothing: a case of a group carries the name of who it is about.
    nameless = tell(ana, audience="group", group=group, byline="nobody", how_it_was=f"{CRISIS} b")
    assert nameless.label == "" and nameless.membership is None
    assert set(Case.objects.values_list("group_uid", "label")) == {(group.uid, "Quiet Heron"), (None, "")}
    assert set(Story.objects.visible_to(ben)) == {signed, nameless}
    assert not Story.objects.visible_to(cy).exists()


def test_changing_a_story_goes_over_a_draft_and_is_read_again(ana: Any, cy: Any, mo: Any, client_of: Any) -> None:
    story = tell(ana, audience="everyone", title="Before")
    client = client_of(ana)
    draft = draft_of(client.post(f"{story.get_absolute_url()}change/"))
    assert draft_of(client.post(f"{story.get_absolute_url()}change/")) == draft
    path = f"/stories/drafts/{draft.uid}/"
    client.post(path, form(draft.version, title="After", audience="everyone", how_it_was=CRISIS))
    assert "Before" in client_of(cy).get(story.get_absolute_url()).content.decode()
    draft.refresh_from_db()
    client.post(f"{path}look/", {"version": draft.version})
    story.refresh_from_db()
    assert (story.title, story.version, story.read_level) == ("After", 2, Level.CRISIS)
    assert story.reviewed_at is None and Case.objects.count() == 1 and Story.objects.count() == 1


def test_a_story_that_loses_its_name_keeps_no_trace_of_it(ana: Any, ben: Any, client_of: Any) -> None:
    group = make_group(ben)
    mine = join(group, ana, name="Quiet Heron")
    story = tell(ana, audience="group", group=group, byline="member")
    answer(ana, story, "I forgot to say.")
    draft = services.change_story(actor=ana, story=story)
    there = services.opened(actor=ana, draft=draft)
    nameless = words(audience="group", group=group, byline="nobody", how_it_was=HOW)
    now = services.write_draft(actor=ana, draft=draft, words=nameless, version=there.version)
    story = services.publish(actor=ana, draft=draft, version=now.version).story
    below = StoryReply.objects.get()
    assert (story.label, story.membership, below.label, below.membership) == ("", None, "", None)
    assert story.avatar_seed == below.avatar_seed != mine.avatar_seed
    assert "Quiet Heron" not in client_of(ben).get(story.get_absolute_url()).content.decode()


def test_taken_back_the_words_come_home_and_nobody_reads_them(ana: Any, cy: Any, mo: Any, client_of: Any) -> None:
    story = tell(ana, title="Canary title", what_helped="Canary help")
    answer(cy, story, "My own words")
    page = client_of(ana).post(f"{story.get_absolute_url()}take-back/")
    draft = draft_of(page)
    assert "Canary help" in client_of(ana).get(f"/stories/drafts/{draft.uid}/").content.decode()
    story.refresh_from_db()
    assert not any(getattr(story, name) for name in TEXTS)
    for who in (ana, cy, mo):
        assert client_of(who).get(story.get_absolute_url()).status_code == 404
    # What was answered stays with who wrote it, and nobody else.
    mine = client_of(cy).get("/stories/mine/").content.decode()
    assert "My own words" in mine and "not here any more" in mine and "Canary" not in mine
    assert not StoryReply.objects.visible_to(ana).exists() and StoryReply.objects.visible_to(cy).exists()


def test_encouragements_are_seen_by_who_wrote_the_story_and_never_counted(
    ana: Any, ben: Any, cy: Any, client_of: Any
) -> None:
    story = tell(ana)
    for who in (ben, cy):
        client_of(who).post(f"{story.get_absolute_url()}encourage/", {"words": "with_you"})
        client_of(who).post(f"{story.get_absolute_url()}encourage/", {"words": "with_you"})
    assert StoryEncouragement.objects.count() == 2
    assert client_of(ana).get(story.get_absolute_url()).content.decode().count("<span>with you</span>") == 1
    theirs = client_of(cy).get(story.get_absolute_url()).content.decode()
    assert "People have told you" not in theirs and 'name="back" value="with_you"' in theirs
    client_of(cy).post(f"{story.get_absolute_url()}encourage/", {"back": "with_you"})
    assert StoryEncouragement.objects.get().giver == ben
    assert client_of(ana).post(f"{story.get_absolute_url()}encourage/", {"words": "hear"}).status_code == 404


def test_the_same_name_below_one_story_and_another_below_the_next(ana: Any, cy: Any) -> None:
    story, other = tell(ana), tell(ana)
    first, second = answer(cy, story, name="Slow Otter"), answer(cy, story, "And this.", name="Somebody Else")
    assert first.label == second.label == "Slow Otter" and first.avatar_seed == second.avatar_seed
    third = answer(cy, other)
    assert third.label not in ("", "Slow Otter") and third.avatar_seed != first.avatar_seed
    # Who wrote the story answers as the story is signed: here, without a name.
    assert answer(ana, story, "Thank you.").label == ""


def test_an_answer_sent_twice_is_one(ana: Any, cy: Any, client_of: Any) -> None:
    story = tell(ana)
    once = {"body": "Once.", "client_uid": str(uuid.uuid4())}
    for _ in range(2):
        assert client_of(cy).post(f"{story.get_absolute_url()}answer/", once).status_code == 302
    assert StoryReply.objects.count() == 1


def test_two_windows_are_a_choice_and_nothing_is_overwritten(ana: Any, client_of: Any) -> None:
    draft = write(ana, how_it_was="As it began.")
    client, path = client_of(ana), f"/stories/drafts/{draft.uid}/"
    json = {"Accept": "application/json"}
    one = form(draft.version, how_it_was="From the first window.")
    two = form(draft.version, how_it_was="From the second window.")
    assert client.post(path, one, headers=json).json()["state"] == "saved"
    assert client.post(path, two, headers=json).status_code == 409
    page = client.post(path, two | {"turn": 2})
    shown = page.content.decode()
    assert page.status_code == 409 and "From the first window." in shown and "From the second window." in shown
    assert "From the first window." in client.get(path).content.decode()
    # The same page goes on over its own saves, and a late repeat of an older one changes nothing.
    again = one | {"how_it_was": "First window, later.", "turn": 3}
    assert client.post(path, again, headers=json).json()["state"] == "saved"
    assert client.post(path, one, headers=json).json()["state"] == "saved"
    assert "First window, later." in client.get(path).content.decode()


def test_a_hundred_thousand_letters_are_kept_and_kindly_talked_about(ana: Any, client_of: Any) -> None:
    long = "so many words " * 7150
    draft = write(ana)
    client, path = client_of(ana), f"/stories/drafts/{draft.uid}/"
    assert client.post(path, form(draft.version, how_it_was=long, do="look")).status_code == 302
    seen = client.get(f"{path}look/")
    page = seen.content.decode()
    assert seen.status_code == 422 and "Every word is kept in your draft" in page and long.strip() in page
    # Even more than that stays on the page.
    draft.refresh_from_db()
    more = client.post(path, form(draft.version, how_it_was=long, what_helped=long))
    assert more.status_code == 422 and more.content.decode().count(long.strip()) == 2
    draft.refresh_from_db()
    assert client.post(f"{path}look/", {"version": draft.version}).status_code == 422 and not Story.objects.exists()


def test_a_draft_that_went_away_in_another_window_keeps_the_words_of_this_one(ana: Any, client_of: Any) -> None:
    draft = write(ana)
    client, path = client_of(ana), f"/stories/drafts/{draft.uid}/"
    client.post(f"{path}remove/")
    late = form(draft.version, how_it_was="Typed in the other window.")
    assert client.post(path, late, headers={"Accept": "application/json"}).json() == {"state": "gone"}
    assert not StoryDraft.objects.exists()
    kept = draft_of(client.post(path, late))
    assert kept != draft and "Typed in the other window." in client.get(f"/stories/drafts/{kept.uid}/").content.decode()


def test_one_hint_at_a_time_with_its_reason_and_for_good_if_one_likes(ana: Any, client_of: Any) -> None:
    client = client_of(ana)

    def share(**more: Any) -> str:
        draft = write(ana, how_it_was="Call me on +44 20 7946 0958 or write to quiet@example.org.")
        return str(
            client.post(f"/stories/drafts/{draft.uid}/look/", {"version": draft.version, **more}).content.decode()
        )

    page = share()
    assert "quiet@example.org" in page and "leads to a person" in page and not Story.objects.exists()
    share(passed="identifying")
    assert Story.objects.count() == 1
    share(away="identifying")
    assert Story.objects.count() == 2
    share()
    assert Story.objects.count() == 3


def test_nothing_is_said_about_the_words_that_people_use_for_themselves(ana: Any, client_of: Any) -> None:
    draft = write(ana, how_it_was="I was crazy, a mess, an addict, mad. Those are my words.")
    client_of(ana).post(f"/stories/drafts/{draft.uid}/look/", {"version": draft.version})
    assert Story.objects.exists()


def test_without_an_agreement_one_writes_and_does_not_share(ana: Any, client_of: Any) -> None:
    from accounts import services as accounts

    story = tell(ana, audience="members")
    draft = write(ana)
    accounts.withdraw_consent(actor=ana, kind="health")
    client = client_of(ana)
    assert client.post(f"/stories/drafts/{draft.uid}/look/", {"version": draft.version}).status_code == 403
    assert Story.objects.count() == 1 and StoryDraft.objects.count() == 1
    # And nobody reads what is published already, but they do.
    assert client.get(story.get_absolute_url()).status_code == 200
    assert not Story.objects.visible_to(ana).exclude(author=ana).exists()


def test_nothing_that_was_written_is_in_the_audit(ana: Any, cy: Any) -> None:
    story = tell(ana, title="Canary")
    answer(cy, story, "Canary")
    verbs = set(AuditEvent.objects.values_list("verb", flat=True))
    assert {"story.published", "story.answered"} <= verbs
    assert "Canary" not in str(list(AuditEvent.objects.values()))


def test_visitors_read_what_is_for_everyone_after_a_person_read_it(ana: Any, cy: Any, mo: Any, client_of: Any) -> None:
    story = tell(ana, audience="everyone", title="For all")
    inside = tell(ana, audience="members", title="Canary inside")
    answer(cy, story, "Canary answer")
    visitor = Client()
    assert visitor.get(story.get_absolute_url()).status_code == 404
    assert "For all" in client_of(cy).get("/stories/").content.decode()
    team = client_of(mo)
    assert "For all" in team.get("/stories/reviews/").content.decode()
    # A changed version is not the one that was read.
    for version in ("7", "9" * 5000, "", "x"):
        stale = team.post(f"{story.get_absolute_url()}review/", {"version": version, "answer": "everyone"})
        assert stale.headers["Location"].endswith("/review/")
    assert visitor.get(story.get_absolute_url()).status_code == 404
    team.post(f"{story.get_absolute_url()}review/", {"version": 1, "answer": "everyone"})
    seen = visitor.get(story.get_absolute_url())
    page = seen.content.decode()
    assert "For all" in page and "Canary" not in page and "csrf" not in page
    head = page[: page.index("</head>")]
    assert "For all" not in head and "<title>A story</title>" in head
    assert seen.headers["Cache-Control"] == "public, max-age=60" and not seen.cookies
    assert visitor.get(inside.get_absolute_url()).status_code == 404
    assert "Canary" not in visitor.get("/stories/").content.decode()
    visitor.cookies["anything"] = "x"
    assert "public" not in visitor.get(story.get_absolute_url()).headers["Cache-Control"]
    assert "no-store" in client_of(cy).get(story.get_absolute_url()).headers["Cache-Control"]


def test_the_team_reviews_nothing_of_their_own_and_nothing_twice(ana: Any, mo: Any, client_of: Any) -> None:
    own = tell(mo, audience="everyone")
    theirs = tell(ana, audience="everyone")
    team = client_of(mo)
    assert team.get(f"{own.get_absolute_url()}review/").status_code == 404
    for nothing in ("9" * 5000, "²", ""):
        stale = team.post(f"{theirs.get_absolute_url()}review/", {"version": nothing, "answer": "members"})
        assert stale.headers["Location"].endswith("/review/")
    team.post(f"{theirs.get_absolute_url()}review/", {"version": 1, "answer": "members"})
    theirs.refresh_from_db()
    assert theirs.kept_inside_at and not theirs.is_public
    assert team.get(f"{theirs.get_absolute_url()}review/").status_code == 404
    assert "would rather leave it with members" in client_of(ana).get(theirs.get_absolute_url()).content.decode()


def test_words_of_a_draft_show_in_no_representation() -> None:
    typed = words(how_it_was="canary")
    assert "canary" not in repr(typed) and set(PARTS) < set(TEXTS)
