"""A passage that could hurt is folded for others at once, on every way to them; a person looks at it afterwards."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.test import Client

import clock
from accounts.privacy import holdings
from chat import services as chat
from chat.items import event_of
from chat.models import Message
from chat.topics import RoomTopic
from moderation import services
from moderation.casefile import casefile
from moderation.desk_now import desk_now
from moderation.errors import FoldWaits, StaleCase
from moderation.folding import folds_of, shown
from moderation.models import Case, Fold
from notifications.models import Notification
from tests.factories.chat import room_of, say
from tests.factories.moderation import make_crisis, make_shift
from tests.factories.stories import answer, let_out, tell
from tests.moderation.engines import SIGN

pytestmark = pytest.mark.django_db
BEFORE, AFTER = "It was a long day.", "Then I made tea."
# The whole sentence goes, not only what a rule saw of it.
WORDS = f"{BEFORE} Somebody said {SIGN} and cobalt. {AFTER}"


@pytest.fixture(autouse=True)
def noticing(engine: Callable[..., None]) -> None:
    engine("notices_a_sign", seconds=5)


@pytest.fixture
def message(ana: Any, fern: Any, group: Any) -> Message:
    return say(ana, group, WORDS)


def holds_nothing(text: str) -> bool:
    """Whoever reads this has what stands around the passage, and nothing of it."""
    assert BEFORE in text and AFTER in text
    return SIGN not in text and "cobalt" not in text


def room_page(client: Client, group: Any) -> str:
    return client.get(f"/rooms/{room_of(group).uid}/").content.decode()


def the_fold() -> Fold:
    return Fold.objects.select_related("case").exclude(state=Fold.State.GONE).get()


def say_of(actor: Any, fold: Fold, *, stays: bool) -> Fold:
    fold.case.refresh_from_db()
    return services.answer_fold(actor=actor, fold=fold, version=fold.case.version, stays=stays)


def test_the_live_room_carries_everything_but_the_passage(message: Message, ana: Any, fern: Any, group: Any) -> None:
    event = event_of(message)
    assert holds_nothing(json.dumps(event["item"])) and event["item"]["folded"]
    assert event["item"]["parts"] == [f"{BEFORE} ", f" {AFTER}"]
    # Its author keeps their words, and sees that others do not have them all.
    assert event["own"]["body"] == WORDS and event["own"]["folded"]
    topic = RoomTopic()
    key = str(room_of(group).uid)
    for reader, whole in ((fern, False), (ana, True)):
        access = topic.authorise(reader, key)
        assert access is not None
        (item,) = topic.catch_up(access, 0).items
        assert item["body"] == WORDS if whole else holds_nothing(json.dumps(item))
    (again,) = topic.changes(key, 0)
    assert holds_nothing(json.dumps(again["item"]))


def test_the_page_of_the_room_folds_it_also_in_answers_and_says_why_to_its_author(
    message: Message, ana: Any, fern: Any, ben: Any, group: Any, client_of: Any
) -> None:
    say(fern, group, "I hear you.", reply_to=message.uid)
    for reader in (fern, ben):
        page = room_page(client_of(reader), group)
        assert holds_nothing(page) and page.count("Some words are folded here.") == 1
    mine = room_page(client_of(ana), group)
    assert WORDS in mine and "Others do not read a part of this:" in mine
    # The first words of it in the answer of somebody else are cut for everybody.
    assert SIGN not in mine.split("msg__re")[-1].split("</a>")[0]


def test_changed_words_are_folded_anew_and_a_note_of_a_moderator_moves_nothing(
    ana: Any, fern: Any, group: Any, client_of: Any
) -> None:
    message = say(ana, group, "Just tea today.")
    assert not message.folded and not Fold.objects.exists()
    chat.edit_message(actor=ana, message=message, body=WORDS, content_note=f"a {SIGN} cobalt note")
    message.refresh_from_db()
    item = event_of(message)["item"]
    assert holds_nothing(json.dumps(item)) and item["note"] == "[…]"
    with transaction.atomic():
        chat.note_message(message, "hard evening, said by the team", by_team=True)
    message.refresh_from_db()
    assert holds_nothing(json.dumps(event_of(message)["item"]))
    # What its author sends as a note is read, and the team's stays: the places in the words are still right.
    chat.edit_message(actor=ana, message=message, body=WORDS, content_note="mine")
    message.refresh_from_db()
    assert holds_nothing(json.dumps(event_of(message)["item"])) and message.content_note.startswith("hard")
    chat.remove_message(actor=ana, message=message)
    assert set(Fold.objects.values_list("state", flat=True)) == {Fold.State.GONE}


def test_a_text_that_was_read_late_is_folded_for_whoever_has_it_open(
    ana: Any, fern: Any, group: Any, engine: Callable[..., None], move_clock: Any
) -> None:
    engine("raises")
    message = say(ana, group, WORDS)
    assert SIGN in event_of(message)["item"]["body"]
    engine("notices_a_sign", seconds=5)
    assert services.read_unread() == 1
    late = Message.objects.get()
    assert late.changed_seq > message.seq and holds_nothing(json.dumps(event_of(late)["item"]))
    assert the_fold().state == Fold.State.WAITING


def test_stories_and_answers_are_folded_wherever_others_meet_them(ana: Any, fern: Any, mo: Any, client_of: Any) -> None:
    story = let_out(tell(ana, audience="everyone", title=f"A {SIGN} cobalt title", how_it_was=WORDS), mo)
    reply = answer(ana, story, WORDS)
    paths = [story.get_absolute_url(), "/stories/"]
    for client in (client_of(fern), client_of(mo), Client()):
        pages = [client.get(path).content.decode() for path in paths]
        assert not any(SIGN in page or "cobalt" in page for page in pages) and holds_nothing(pages[0])
        searched = client.post("/stories/", {"q": "cobalt"}).content.decode()
        assert story.get_absolute_url() not in searched
        assert story.get_absolute_url() in client.post("/stories/", {"q": "long day"}).content.decode()
    mine = client_of(ana).get(story.get_absolute_url()).content.decode()
    assert mine.count(WORDS) == 2 and mine.count("Others do not read a part of this:") == 2
    # Somebody looks at each; what is opened is there again, also in the search.
    assert Fold.objects.filter(state=Fold.State.WAITING).count() == 2
    # Each stands alone at the desk: two bylines may be two names of one person.
    assert Case.objects.filter(kind=Case.Kind.FOLDED).count() == 2
    for fold in Fold.objects.all():
        say_of(mo, fold, stays=False)
    theirs = client_of(fern).get(story.get_absolute_url()).content.decode()
    assert theirs.count(WORDS) == 2 and str(reply.uid) in theirs
    assert story.get_absolute_url() in Client().post("/stories/", {"q": "cobalt"}).content.decode()


def test_what_others_take_with_them_is_cut_and_the_authors_own_copy_is_whole(
    message: Message, ana: Any, fern: Any, ben: Any, group: Any, mo: Any
) -> None:
    said = say(fern, group, "You are all hopeless.")
    made = services.report(actor=ben, kind="message", uid=said.uid, reason="unkind", words="")
    (piece,) = casefile(case=made.case, actor=mo).pieces
    assert any(holds_nothing(near["text"]) for near in piece.neighbours)
    exported = {holding.kind: holding.export(ana) for holding in holdings if holding.export is not None}
    assert exported["messages"][0]["text"] == WORDS
    assert exported["folded_words"][0]["state"] == "Nobody has looked yet"


def test_it_waits_at_the_desk_without_calling_anybody_and_is_softened_there(
    message: Message, ana: Any, mo: Any, client_of: Any
) -> None:
    make_shift(mo)
    fold = the_fold()
    assert (fold.case.kind, fold.case.subject_account) == (Case.Kind.FOLDED, ana)
    assert not Notification.objects.exists() and fold.case.waits_since is None
    client = client_of(mo)
    assert "Folded words to look at" in client.get("/desk/").content.decode()
    page = client.get(f"/desk/{fold.case.uid}/").content.decode()
    words = page.index(f"<mark>{SIGN}</mark>")
    assert page.rindex("<details", 0, words) > page.rfind("</details>", 0, words), "opened only by who wants to read"
    # The two of the story: nothing is ended while nobody has looked, and the last answer ends it.
    with pytest.raises(FoldWaits):
        services.close(actor=mo, case=fold.case, version=fold.case.version, reason="read")
    answer_at = f"/desk/{fold.case.uid}/folds/{fold.uid}/"
    assert client.post(answer_at, {"version": fold.case.version, "answer": "maybe"}).status_code == 404
    assert client.post(answer_at, {"version": fold.case.version, "answer": "stays"}).status_code == 302
    fold.refresh_from_db()
    fold.case.refresh_from_db()
    assert fold.state == Fold.State.STANDS and fold.answered_by == mo and not fold.case.is_open
    message.refresh_from_db()
    assert message.folded


def test_opened_again_everybody_reads_it_and_whoever_opened_it_can_fold_it_again(
    message: Message, ana: Any, fern: Any, ben: Any, group: Any, client_of: Any
) -> None:
    say_of(ben, the_fold(), stays=False)
    opened = Message.objects.get(pk=message.pk)
    assert opened.changed_seq > message.changed_seq and event_of(opened)["item"]["body"] == WORDS
    assert WORDS in room_page(client_of(fern), group)
    say_of(ben, the_fold(), stays=True)
    assert holds_nothing(room_page(client_of(fern), group))


def test_nobody_answers_about_their_own_words_and_outsiders_know_of_nothing(
    message: Message, ana: Any, fern: Any, cy: Any, ben: Any, mo: Any, client_of: Any
) -> None:
    fold = the_fold()
    mine = say(ben, message.room.group, WORDS)
    bens = Fold.objects.get(subject_uid=mine.uid)
    for person, row in ((ana, fold), (fern, fold), (cy, fold), (ben, bens)):
        with pytest.raises(PermissionDenied):
            say_of(person, row, stays=False)
        path = f"/desk/{row.case.uid}/folds/{row.uid}/"
        assert client_of(person).post(path, {"version": row.case.version, "answer": "opens"}).status_code == 404
    fold.case.refresh_from_db()
    with pytest.raises(StaleCase):
        services.answer_fold(actor=mo, fold=fold, version=fold.case.version - 1, stays=False)
    assert Message.objects.get(pk=message.pk).folded


def test_the_middle_wait_counts_also_what_still_waits(
    ana: Any, fern: Any, group: Any, mo: Any, move_clock: Any
) -> None:
    assert desk_now(mo).fold_wait_since is None
    say(ana, group, WORDS)
    move_clock(600)
    say_of(mo, the_fold(), stays=True)
    assert _wait(desk_now(mo)) == pytest.approx(600, abs=30)
    say(fern, group, WORDS)
    move_clock(600 + 1800)
    assert _wait(desk_now(mo)) == pytest.approx((600 + 1800) / 2, abs=30)


def _wait(now: Any) -> float:
    return (clock.now() - now.fold_wait_since) / timedelta(seconds=1)


def test_a_crisis_with_such_a_passage_is_one_case_and_cannot_end_unseen(
    ana: Any, group: Any, mo: Any, engine: Callable[..., None]
) -> None:
    engine("", seconds=5)
    case = make_crisis(ana, group)
    with transaction.atomic():
        services.note_fold(case=case, finding=None, kind="message", row_uid=ana.uid, spans={"body": [[0, 3]]})
    assert Case.objects.count() == 1
    with pytest.raises(ValidationError):
        services.close(actor=mo, case=case, version=case.version, reason="talked")


class Found:
    def __init__(self, start: int, end: int, kind: str = "method_detail") -> None:
        self.start, self.end, self.kind = start, end, kind


def test_places_are_those_of_the_words_as_they_were_read() -> None:
    texts = [("", "Name"), ("note", ""), ("body", "One. Two three. Four."), ("now", "Five six")]
    read = "\n\n".join(words for _, words in texts if words)
    at = read.index("three")
    assert folds_of([Found(at, at + 5)], texts, "\n\n") == {"body": [[5, 15]]}
    assert folds_of([Found(0, 4), Found(at, at + 5, "identifying_detail")], texts, "\n\n") == {}
    assert folds_of([Found(0, 10_000)], texts, "\n\n") == {"body": [[0, 21]], "now": [[0, 8]]}
    # A number with a point is no end of a sentence; a text without any is cut at a distance.
    assert shown(
        "It is 2.5 in all. Yes.", folds_of([Found(6, 7)], [("b", "It is 2.5 in all. Yes.")], "")["b"]
    ).text == ("[…] Yes.")
    long = "word " * 200
    ((start, end),) = folds_of([Found(500, 504)], [("b", long)], "")["b"]
    assert 300 < start <= 500 and 504 <= end < 700
    assert shown("short", [[-4, 2], [1, 3], [90, 99]]).text == "[…]rt"
    assert shown("short", [[0, 3]], own=True).text == "short" and not shown("short", []).is_folded
