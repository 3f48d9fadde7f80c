from __future__ import annotations

import json
import re
import threading
import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

import clock
from accounts.sealed import open_sealed
from audit.models import AuditEvent
from moderation import services
from moderation.errors import Declined, Ended, StaleCase, Taken
from moderation.models import Case, CaseEvent, CaseReply
from moderation.subjects import Neighbour
from notifications.models import Notification
from tests.factories.accounts import make_account
from tests.factories.moderation import CRISIS, make_case, make_crisis, make_shift
from tests.moderation.acts import ACTS, act, end, fresh

pytestmark = pytest.mark.django_db

# -- the list ---------------------------------------------------------------------------------------------------------


def test_worst_comes_first_and_then_the_oldest(client_of: Any, ana: Any, cy: Any, mo: Any, group: Any) -> None:
    worry = make_case(ana, group, kind=Case.Kind.WORRY, opened_at=clock.now() - timedelta(days=3))
    late = make_case(cy)
    early = make_case(make_account(), opened_at=clock.now() - timedelta(hours=1))
    crisis = make_case(ana, group, kind=Case.Kind.CRISIS, severity=5)

    page = client_of(mo).get("/desk/")
    shown = re.findall(r'href="/desk/([\w-]{36})/"', page.content.decode())
    # The worry is about the person in the crisis: it stands below their row.
    assert shown == [str(case.uid) for case in (crisis, worry, early, late)]
    assert page.status_code == 200


def test_list_takes_the_same_few_queries_however_long_it_is(
    client_of: Any, mo: Any, group: Any, django_assert_max_num_queries: Any
) -> None:
    client = client_of(mo)
    for _ in range(25):
        make_case(make_account(), kind=Case.Kind.HELP)
    client.get("/desk/")
    with django_assert_max_num_queries(8):
        client.get("/desk/")


def test_ended_cases_are_on_a_list_of_their_own(client_of: Any, ana: Any, mo: Any) -> None:
    case = make_case(ana)
    end(mo, case)

    assert str(case.uid) not in client_of(mo).get("/desk/").content.decode()
    assert str(case.uid) in client_of(mo).get("/desk/?ended=1").content.decode()


def test_texts_that_wait_for_the_reader_are_counted_at_the_desk(client_of: Any, mo: Any, ana: Any, engine: Any) -> None:
    case = make_case(ana)
    engine("raises")
    for _ in range(3):
        services.author_reply(actor=ana, case=case, words="words")

    assert "Not yet read: 3 texts" in client_of(mo).get("/desk/").content.decode()


# -- the case ---------------------------------------------------------------------------------------------------------


def test_case_page_shows_marked_words_choice_and_talk_and_opening_it_is_audited(
    client_of: Any, ana: Any, mo: Any, group: Any
) -> None:
    type(ana).objects.filter(pk=ana.pk).update(sign_in_name="hidden-heron-417")
    case = make_crisis(ana, group, neighbours=[Neighbour(None, "Old Maple", "I am here.")])
    services.choose(actor=ana, case=case, choice="misread")
    page = client_of(mo).get(f"/desk/{case.uid}/").content.decode()

    assert "<mark>" in page and "kill myself" in page
    assert "Says it was misread" in page
    assert "I am here." in page
    assert "hidden-heron-417" not in page
    piece = case.evidence.get()
    opened = AuditEvent.objects.filter(verb="sealed.opened", target_uid=piece.uid)
    assert [line.actor_uid for line in opened] == [mo.uid]


def test_each_opening_of_a_case_is_audited_also_one_that_holds_nothing_but_a_conversation(
    client_of: Any, ana: Any, ben: Any, mo: Any
) -> None:
    case = make_case(ana)
    act("reply", mo, case, words="How are you tonight?")
    services.author_reply(actor=ana, case=case, words="Only for you.")
    other = make_account("other", is_moderator=True)
    for _ in range(2):
        assert "Only for you." in client_of(other).get(f"/desk/{case.uid}/").content.decode()
    client_of(ana).get(f"/conversations/{case.uid}/")
    assert client_of(ben).get(f"/desk/{case.uid}/").status_code == 404
    lines = AuditEvent.objects.filter(verb="case.opened_by", target_uid=case.uid)
    assert [line.actor_uid for line in lines] == [other.uid] * 2


HOSTILE = [
    "<script>alert(1)</script> I am going to kill myself tonight",
    'I am going to kill myself <img src=x onerror="alert(1)"> tonight',
    "I am going to <b>kill</b> myself & \"quote\" 'single' tonight </blockquote><svg onload=alert(1)>",
    "{{ case.uid }}{% load x %} I am going to kill myself tonight",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_words_are_shown_as_words(
    client_of: Any, ana: Any, mo: Any, group: Any, text: str, engine: Any
) -> None:
    engine("wild_offsets", seconds=5)
    case = make_crisis(ana, group, text=text, neighbours=[Neighbour(None, text, text)])
    services.author_reply(actor=ana, case=case, words=text)
    act("note", mo, fresh(case), words=text)
    for page in (
        client_of(mo).get(f"/desk/{case.uid}/").content.decode(),
        client_of(ana).get(f"/conversations/{case.uid}/").content.decode(),
    ):
        assert "<script>alert" not in page
        assert "<img src=x" not in page and "<svg onload" not in page
        assert "</blockquote><svg" not in page


def test_marks_lie_on_the_words_that_the_cues_name() -> None:
    from moderation.marking import marked

    assert marked("a <b> c", [{"start": 2, "end": 5}]) == "a <mark>&lt;b&gt;</mark> c"
    assert marked("abcdef", [{"start": 1, "end": 3}, {"start": 2, "end": 5}]) == "a<mark>bcde</mark>f"
    assert marked("abc", [{"start": -4, "end": 99}]) == "<mark>abc</mark>"
    broken = [{"start": 2, "end": 1}, {"start": "x", "end": None}, {"end": 2}, {}]
    assert marked("<abc", broken) == "&lt;abc"


def test_acknowledging_tells_the_person_that_somebody_has_read_it(
    client_of: Any, ana: Any, mo: Any, group: Any
) -> None:
    case = make_crisis(ana, group)
    before = client_of(ana).get(f"/conversations/{case.uid}/").content.decode()
    assert "Nobody from the team has read it yet." in before

    assert client_of(mo).post(f"/desk/{case.uid}/read/", {"version": case.version}).status_code == 302
    case = fresh(case)
    assert case.state == Case.State.SEEN and case.read_by_person_at is not None
    after = client_of(ana).get(f"/conversations/{case.uid}/").content.decode()
    assert "A person has read your words:" in after
    assert "You wrote more since then" not in after

    services.author_reply(actor=ana, case=case, words="One more thing.")
    assert (
        "You wrote more since then. That is not read yet."
        in client_of(ana).get(f"/conversations/{case.uid}/").content.decode()
    )


def test_stale_hand_changes_nothing_keeps_its_words_and_sees_what_came_between(
    client_of: Any, ana: Any, ben: Any, mo: Any, group: Any
) -> None:
    case = make_crisis(ana, group)
    seen = case.version
    act("note", ben, case, words="I know her, I can talk to her.")
    words = "Hello, I’m Mara. I read what you wrote."
    response = client_of(mo).post(
        f"/desk/{case.uid}/reply/", {"reply-version": seen, "reply-words": words, "reply-client_uid": uuid.uuid4()}
    )

    page = response.content.decode()
    assert response.status_code == 409
    assert words in page
    assert "Something changed here since you opened this page" in page
    assert "Added a note." in page
    assert f'name="reply-version" value="{seen + 1}"' in page
    assert not CaseReply.objects.exists()


@pytest.mark.parametrize("name", list(ACTS))
def test_every_act_refuses_a_stale_version(ana: Any, ben: Any, mo: Any, group: Any, name: str) -> None:
    case = make_crisis(ana, group)
    act("note", ben, case)
    with pytest.raises(StaleCase) as caught:
        act(name, mo, case)
    assert [change.verb for change in caught.value.changes] == ["noted"]


def test_each_act_has_its_line_in_history_and_audit(ana: Any, mo: Any, group: Any) -> None:
    case = make_crisis(ana, group)
    for name in ("acknowledge", "claim", "note", "reply", "release", "close"):
        act(name, mo, fresh(case))

    verbs = ["read", "claimed", "noted", "replied", "released", "ending"]
    assert list(CaseEvent.objects.filter(actor=mo).values_list("verb", flat=True)) == verbs
    lines = AuditEvent.objects.filter(target_uid=case.uid, actor_uid=mo.uid, verb__startswith="case.")
    assert list(lines.values_list("verb", flat=True)) == [f"case.{verb}" for verb in verbs]


def test_claim_keeps_others_away_until_it_runs_out(ana: Any, ben: Any, mo: Any, group: Any, move_clock: Any) -> None:
    case = make_crisis(ana, group)
    act("claim", mo, case)
    for name in ("claim", "release", "reply", "close"):
        with pytest.raises(Taken):
            act(name, ben, fresh(case))
    act("note", ben, fresh(case))

    move_clock(31 * 60)
    act("claim", ben, fresh(case))
    assert fresh(case).claimed_by == ben


def test_reply_reaches_the_person_under_the_shifts_name_with_a_neutral_mail(
    client_of: Any, ana: Any, mo: Any, group: Any
) -> None:
    type(mo).objects.filter(pk=mo.pk).update(sign_in_name="hidden-heron-417")
    make_shift(mo, name="Mara")
    case = make_crisis(ana, group)
    act("reply", mo, case, words="Hello, I’m Mara. Would you like to tell me more?")

    assert fresh(case).state == Case.State.CONTACTED
    assert Notification.objects.filter(account=ana, kind="conversation.reply").count() == 1
    page = client_of(ana).get(f"/conversations/{case.uid}/").content.decode()
    assert "Mara, from the team" in page
    assert "Would you like to tell me more?" in page
    assert "hidden-heron-417" not in page
    assert CaseReply.objects.get().seen_at is not None


def test_facilitator_answers_under_the_name_of_the_group(client_of: Any, ana: Any, ben: Any, group: Any) -> None:
    case = make_crisis(ana, group)
    act("reply", ben, case)

    assert CaseReply.objects.get().author_name == "Old Maple"
    page = client_of(ana).get(f"/conversations/{case.uid}/").content.decode()
    assert "Old Maple, facilitator of your group" in page


def test_reply_sent_twice_is_stored_once(ana: Any, mo: Any, group: Any) -> None:
    case, client_uid = make_crisis(ana, group), uuid.uuid4()
    act("reply", mo, case, client_uid=client_uid)
    act("reply", mo, case, client_uid=client_uid)

    assert CaseReply.objects.count() == 1


def test_declining_stops_every_message_of_the_team(client_of: Any, ana: Any, mo: Any, group: Any) -> None:
    case = make_crisis(ana, group)
    client_of(ana).post(f"/conversations/{case.uid}/decline/")
    case = fresh(case)
    assert case.thread_declined_at is not None and case.is_open
    with pytest.raises(Declined):
        act("reply", mo, case)

    page = client_of(mo).get(f"/desk/{case.uid}/").content.decode()
    assert "They would rather not be written to." in page and "reply-words" not in page
    services.author_reply(actor=ana, case=case, words="I changed my mind.")
    act("reply", mo, fresh(case))


def test_nobody_can_be_written_to_after_their_account_is_gone(ana: Any, mo: Any, group: Any) -> None:
    case = make_crisis(ana, group)
    Case.objects.filter(pk=case.pk).update(subject_account=None)
    with pytest.raises(Declined):
        act("reply", mo, fresh(case))


def test_ended_case_takes_no_act_and_the_person_reads_that_it_ended(
    client_of: Any, ana: Any, mo: Any, group: Any
) -> None:
    case = make_crisis(ana, group)
    end(mo, case, reason="talked", words="She has her sister with her.")
    case = fresh(case)
    assert (case.state, case.close_reason) == (Case.State.CLOSED, "talked")
    for name in ACTS:
        with pytest.raises(Ended):
            act(name, mo, case)

    page = client_of(ana).get(f"/conversations/{case.uid}/").content.decode()
    assert "This conversation ended" in page
    assert "sister" not in page and "talked" not in page


def test_closing_needs_a_reason(client_of: Any, ana: Any, mo: Any, group: Any) -> None:
    case = make_crisis(ana, group)
    response = client_of(mo).post(
        f"/desk/{case.uid}/close/", {"close-version": case.version, "close-words": "last words"}
    )

    assert response.status_code == 422
    assert "Please choose a reason." in response.content.decode() and "last words" in response.content.decode()
    assert fresh(case).is_open


def test_notes_are_sealed_and_never_shown_to_the_person(client_of: Any, ana: Any, mo: Any, group: Any) -> None:
    case = make_crisis(ana, group)
    act("note", mo, case, words="Only for the team.")

    note = CaseEvent.objects.get(verb="noted")
    assert "team" not in note.note.ciphertext
    assert open_sealed(note, "note", mo) == "Only for the team."
    assert "Only for the team." not in client_of(ana).get(f"/conversations/{case.uid}/").content.decode()


@pytest.mark.parametrize(
    "data",
    [{}, {"version": "x"}, {"version": "-1"}, {"version": "9" * 40}, {"version": "\x00"}],
)
def test_malformed_act_gets_the_page_again_and_never_an_error(
    client_of: Any, ana: Any, mo: Any, group: Any, data: dict[str, str]
) -> None:
    case = make_crisis(ana, group)
    client = client_of(mo)
    for name in ("read", "claim", "note", "reply", "close"):
        assert client.post(f"/desk/{case.uid}/{name}/", data).status_code in (409, 422)
    assert client.post(f"/desk/{case.uid}/erase/", data).status_code == 404
    assert client.get(f"/desk/{case.uid}/read/").status_code == 405


def test_evidence_under_a_lost_key_leaves_the_page_readable(client_of: Any, ana: Any, mo: Any, group: Any) -> None:
    case = make_crisis(ana, group)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE moderation_caseevidence SET copy = %s", ["gone:" + "A" * 40])

    response = client_of(mo).get(f"/desk/{case.uid}/")
    assert response.status_code == 200
    assert "could not be opened" in response.content.decode()


@pytest.mark.django_db(transaction=True)
def test_two_hands_at_once_only_one_of_them_writes(ana: Any, ben: Any, mo: Any, group: Any) -> None:
    from django.db import connections

    case = make_crisis(ana, group)
    outcomes: list[str] = []

    def write(actor: Any) -> None:
        try:
            act("reply", actor, case, client_uid=uuid.uuid4())
            outcomes.append("sent")
        except StaleCase:
            outcomes.append("stale")
        finally:
            connections.close_all()

    threads = [threading.Thread(target=write, args=(actor,)) for actor in (ben, mo)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["sent", "stale"]
    assert CaseReply.objects.count() == 1


def test_evidence_copy_is_plain_json(ana: Any, mo: Any, group: Any) -> None:
    piece = make_crisis(ana, group).evidence.get()

    assert json.loads(open_sealed(piece, "copy", mo))["text"] == CRISIS


@pytest.mark.parametrize("words", ["x" * 60_000, "\x00null", "\u202eright to left", "<script>alert(1)</script>", "  "])
def test_long_and_hostile_notes_are_kept_as_words_or_come_back_whole(
    client_of: Any, ana: Any, mo: Any, group: Any, words: str
) -> None:
    case = make_crisis(ana, group)
    client = client_of(mo)
    sent = client.post(f"/desk/{case.uid}/note/", {"version": case.version, "note-words": words, "words": words})
    assert sent.status_code in (302, 422)
    note = CaseEvent.objects.filter(verb="noted").first()
    kept = open_sealed(note, "note", mo) if note is not None else ""
    assert "\x00" not in kept and "\u202e" not in kept
    for page in (sent.content.decode(), client.get(f"/desk/{case.uid}/").content.decode()):
        assert "<script>alert" not in page
    if words.startswith("x") and note is None:
        assert words in sent.content.decode(), "nothing of it is lost"
