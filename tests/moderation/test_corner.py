"""What a facilitator reads of a case in their group, and what stays between a person and the team."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from moderation import services
from moderation.models import Case, CaseEvidence
from tests.factories.accounts import make_account
from tests.factories.groups import join
from tests.factories.moderation import CRISIS, make_crisis
from tests.moderation.acts import act, end, fresh

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
