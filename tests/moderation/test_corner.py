"""What a facilitator reads of a case in their group, and what stays between a person and the team."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from moderation import services
from moderation.errors import Taken
from moderation.models import Case, CaseEvidence
from notifications.models import Notification
from tests.factories.accounts import make_account
from tests.factories.groups import join
from tests.factories.moderation import CRISIS, make_crisis
from tests.moderation.acts import act, end, fresh, told

pytestmark = pytest.mark.django_db

BETWEEN = "Our kitchen has a green door."


def page_of(client_of: Any, who: Any, case: Case) -> str:
    answer = client_of(who).get(f"/desk/{case.uid}/")
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_no_facilitator_reads_what_a_moderator_noted_or_what_is_said_with_one(
    client_of: Any, ana: Any, ben: Any, mo: Any, group: Any
) -> None:
    case = make_crisis(ana, group)
    act("note", mo, case, words="The plum tree is for moderators.")
    act("note", ben, fresh(case), words="I know her from the meetings.")
    act("reply", mo, fresh(case), words="Which door was it?")
    services.author_reply(actor=ana, case=fresh(case), words=f"{BETWEEN} {CRISIS}")
    # What they write there may be a crisis: its copy is evidence, and just as private.
    assert CaseEvidence.objects.filter(case=case, kind="reply").exists()

    seen = page_of(client_of, ben, case)
    assert "I know her from the meetings." in seen and "stays between them" in seen
    for private in ("plum tree", "Which door", "green door"):
        assert private not in seen
    everything = page_of(client_of, mo, case)
    assert all(words in everything for words in ("plum tree", "Which door", "green door", "I know her"))


def test_facilitator_reads_what_was_handed_over_to_them_with_the_words_for_them_alone(
    client_of: Any, ana: Any, ben: Any, mo: Any, group: Any
) -> None:
    case = make_crisis(ana, group)
    act("note", mo, case, words="The plum tree is for moderators.")
    act("reply", mo, fresh(case), words="Which door was it?")
    services.hand_over(actor=mo, case=fresh(case), version=fresh(case).version, to=ben, words="Ask about the door.")
    seen = page_of(client_of, ben, case)
    assert "Which door" in seen and "Ask about the door." in seen and "plum tree" not in seen

    carl = join(group, make_account("carl"), name="Quiet Pine", role="co_facilitator").account
    seen = page_of(client_of, carl, case)
    assert "Which door" not in seen and "Ask about the door." not in seen


def test_facilitator_beside_a_moderator_writes_only_while_nobody_answers_and_ends_nothing(
    client_of: Any, ana: Any, ben: Any, mo: Any, group: Any
) -> None:
    case = make_crisis(ana, group)
    act("reply", mo, case, words="Which door was it?")
    act("release", mo, fresh(case))
    for name in ("reply", "close"):
        with pytest.raises(PermissionDenied):
            act(name, ben, fresh(case))
    with pytest.raises(PermissionDenied):
        services.hand_over(actor=ben, case=fresh(case), version=fresh(case).version, to=mo)
    seen = page_of(client_of, ben, case)
    assert "reply-words" not in seen and "close-reason" not in seen and "Hand over to somebody" not in seen

    # Nobody may be left alone at night because the one who wrote first is asleep.
    services.author_reply(actor=ana, case=fresh(case), words=BETWEEN)
    act("reply", ben, fresh(case), words="I am Ben, I keep the group. Mo is not here.")
    services.author_reply(actor=ana, case=fresh(case), words="Good that somebody is here.")
    seen = page_of(client_of, ben, case)
    assert "Good that somebody is here." in seen and "I am Ben" in seen
    assert "Which door" not in seen and "green door" not in seen


def test_an_end_that_a_facilitator_cannot_judge_is_agreed_to_by_moderators(
    ana: Any, ben: Any, mo: Any, vi: Any, group: Any
) -> None:
    case = make_crisis(ana, group)
    act("reply", mo, case)
    proposed = act("close", mo, fresh(case))
    assert proposed.ending_at is not None
    with pytest.raises(PermissionDenied):
        services.second_ending(actor=ben, case=proposed, version=proposed.version, agrees=True)
    assert end(mo, fresh(case), second=vi).state == Case.State.CLOSED


def test_the_person_reads_who_can_read_them(client_of: Any, ana: Any, group: Any) -> None:
    case = make_crisis(ana, group)
    page = client_of(ana).get(f"/conversations/{case.uid}/").content.decode()
    assert "Then, of them, only who writes with you." in page


def test_a_facilitator_who_cannot_read_it_lets_nobody_wait_unread(
    client_of: Any, ana: Any, ben: Any, mo: Any, vi: Any, group: Any
) -> None:
    case = make_crisis(ana, group)
    act("reply", mo, case, words="Which door was it?")
    act("release", mo, fresh(case))
    with pytest.raises(PermissionDenied):
        act("claim", ben, fresh(case))
    assert "I take this" not in page_of(client_of, ben, case)

    services.author_reply(actor=ana, case=fresh(case), words=BETWEEN)
    before = fresh(case)
    as_before = (before.read_by_person_at, before.waits_since)
    assert before.waits_since is not None
    seen = page_of(client_of, ben, case)
    assert "I have read this" not in seen and "I take this" in seen
    for name in ("read", "claim"):
        answer = client_of(ben).post(f"/desk/{case.uid}/{name}/", {"version": fresh(case).version})
        assert answer.status_code == (404 if name == "read" else 302)
    with pytest.raises(PermissionDenied):
        act("acknowledge", ben, fresh(case))
    assert (fresh(case).read_by_person_at, fresh(case).waits_since) == as_before
    # He may still write; who can read is told of what is left to read.
    seen = page_of(client_of, ben, case)
    assert "reply-words" in seen and "They see that a person has read this" not in seen
    Notification.objects.all().delete()
    act("reply", ben, fresh(case), words="I am Ben. Mo is not here.")
    assert (fresh(case).read_by_person_at, fresh(case).waits_since) == as_before
    assert (told(mo), told(vi), told(ben)) == (1, 1, 0)
    # What she writes now is his to answer, and theirs to read.
    Notification.objects.all().delete()
    services.author_reply(actor=ana, case=fresh(case), words="Good.")
    assert (told(mo), told(vi), told(ben)) == (1, 1, 1)
    act("acknowledge", mo, fresh(case))
    assert fresh(case).waits_since is None


def test_a_facilitator_takes_over_from_a_moderator_only_what_is_handed_to_them(
    client_of: Any, ana: Any, ben: Any, mo: Any, vi: Any, group: Any
) -> None:
    case = make_crisis(ana, group)
    act("reply", mo, case, words="Which door was it?")
    services.author_reply(actor=ana, case=fresh(case), words=BETWEEN)
    Notification.objects.all().delete()
    services.offer(actor=mo, case=fresh(case), version=fresh(case).version)
    assert (told(vi), told(ben)) == (1, 0)
    line = "Somebody would like to hand over"
    assert line in client_of(vi).get("/desk/").content.decode()
    assert line not in client_of(ben).get("/desk/").content.decode()
    assert "I take it over" not in page_of(client_of, ben, case)
    for name in ("claim", "reply"):
        with pytest.raises(Taken):
            act(name, ben, fresh(case))

    # Given back, it is still offered: who offered it is asleep, and still stays with them.
    act("release", mo, fresh(case))
    assert line in client_of(vi).get("/desk/").content.decode()
    act("reply", ben, act("claim", ben, fresh(case)), words="I am Ben. Mo is not here.")
    held = fresh(case)
    assert (held.companion, held.offered_by, held.claimed_by) == (mo, mo, ben)
    assert "green door" not in page_of(client_of, ben, case)
    act("release", ben, held)
    act("claim", vi, fresh(case))
    assert (fresh(case).companion, fresh(case).offered_at) == (vi, None)


def test_nobody_who_writes_first_comes_to_read_what_was_said_before_them(
    client_of: Any, ana: Any, ben: Any, mo: Any, group: Any
) -> None:
    case = make_crisis(ana, group)
    act("reply", mo, case, words="Which door was it?")
    services.author_reply(actor=ana, case=fresh(case), words=BETWEEN)
    # Mo left this place.
    Case.objects.filter(pk=case.pk).update(companion=None, claimed_by=None, claimed_until=None)
    act("reply", ben, fresh(case), words="I am Ben.")
    assert fresh(case).companion is None and "green door" not in page_of(client_of, ben, case)


@pytest.mark.parametrize("how", ["claim", "reply"])
def test_words_for_who_takes_it_are_for_them_and_not_for_who_comes_after(
    client_of: Any, ana: Any, ben: Any, mo: Any, group: Any, how: str
) -> None:
    case = make_crisis(ana, group)
    carl = join(group, make_account("carl"), name="Quiet Pine", role="co_facilitator").account
    services.hand_over(actor=mo, case=case, version=case.version, to=ben, words="Ask about the door.")
    assert "Ask about the door." in page_of(client_of, ben, case)
    services.offer(actor=ben, case=fresh(case), version=fresh(case).version)
    act(how, carl, fresh(case))
    assert fresh(case).companion == carl
    assert "Ask about the door." not in page_of(client_of, carl, case)
    handed = fresh(case)
    services.hand_over(actor=carl, case=handed, version=handed.version, to=ben, words="She likes tea.")
    seen = page_of(client_of, ben, case)
    assert "She likes tea." in seen and "Ask about the door." not in seen


def test_a_crisis_that_grew_out_of_a_moderators_thread_is_ended_by_who_read_it(
    client_of: Any, ana: Any, ben: Any, mo: Any, vi: Any, group: Any, case: Case
) -> None:
    act("reply", mo, fresh(case), words="Which door was it?")
    services.author_reply(actor=ana, case=fresh(case), words=f"{BETWEEN} {CRISIS}")
    crisis = Case.objects.get(kind=Case.Kind.CRISIS)
    seen = page_of(client_of, ben, crisis)
    assert "green door" not in seen and "close-reason" not in seen and "I have read this" not in seen
    with pytest.raises(PermissionDenied):
        act("close", ben, crisis)
    # Nobody is left alone: he writes, and still ends nothing.
    act("reply", ben, fresh(crisis), words="I am Ben, I keep the group.")
    assert fresh(crisis).read_by_person_at is None and fresh(crisis).waits_since is not None
    for name in ("close", "acknowledge"):
        with pytest.raises(PermissionDenied):
            act(name, ben, fresh(crisis))
    act("release", ben, fresh(crisis))
    # Handed over to him, he goes on writing.
    held = fresh(crisis)
    services.hand_over(actor=mo, case=held, version=held.version, to=ben)
    act("acknowledge", mo, fresh(crisis))
    act("reply", ben, fresh(crisis), words="I am still here.")
    act("release", ben, fresh(crisis))
    Notification.objects.all().delete()
    proposed = act("close", mo, fresh(crisis))
    assert proposed.ending_at is not None and (told(vi), told(ben)) == (1, 0)
    with pytest.raises(PermissionDenied):
        services.second_ending(actor=ben, case=proposed, version=proposed.version, agrees=True)
