"""Going over at 18: what the second person looks at, what is said to whom, and no row that stops the others."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

import clock
from accounts.models import User
from audit.models import AuditEvent
from groups import services, signals
from groups.ground_rules import rules_in_force
from groups.models import AgeMove, Group, Membership
from groups.services.ages import NoReason, NotKnownHere
from tests.factories.accounts import make_account
from tests.factories.groups import join, sign
from tests.factories.young import make_trusted, make_young, make_young_group

pytestmark = pytest.mark.django_db
DESK = "/groups/oversight/"
WHY = "Kqz: they told the room about their exams at school."
HERE = "You are in the part for people under 18."


@pytest.fixture(autouse=True)
def allowed(settings: Any) -> None:
    settings.MINIMUM_AGE, settings.ALLOW_UNDER_18 = 16, True


def text(client: Any, path: str) -> str:
    return str(client.get(path).content.decode())


def test_who_looks_next_reads_why_and_nobody_else_does(mo: Any, ana: Any, client_of: Any) -> None:
    desk, moa = client_of(mo), make_account("moa", is_moderator=True)
    refused = desk.post(DESK + "ages/", {"sign_in_name": "ana", "reason": "  "})
    assert refused.status_code == 422 and 'value="ana"' in refused.content.decode() and not AgeMove.objects.exists()
    with pytest.raises(NoReason):
        services.propose_move(actor=mo, sign_in_name="ana", reason=" ")
    assert WHY in desk.post(DESK + "ages/", {"sign_in_name": "nobody-here", "reason": WHY}).content.decode()
    desk.post(DESK + "ages/", {"sign_in_name": "ana", "reason": WHY})
    move = AgeMove.objects.get()
    assert WHY not in text(desk, DESK) and WHY in text(client_of(moa), DESK)
    opened = AuditEvent.objects.filter(verb="sealed.opened", target_uid=move.uid)
    assert [one.actor_uid for one in opened] == [moa.uid]
    # After "not now" nobody is told, and the page does not say so.
    answer = client_of(moa).post(f"{DESK}ages/{move.uid}/", {"answer": "no"}, follow=True).content.decode()
    assert "Nothing changes, and they are not told." in answer and "They are told." not in answer


def test_nobody_is_moved_to_a_part_that_is_not_there(mo: Any, ana: Any, settings: Any, client_of: Any) -> None:
    settings.ALLOW_UNDER_18 = False
    with pytest.raises(NotKnownHere):
        services.propose_move(actor=mo, sign_in_name="ana", reason=WHY)
    assert client_of(mo).post(DESK + "ages/", {"sign_in_name": "ana", "reason": WHY}).status_code == 422
    assert not AgeMove.objects.exists()


def test_whom_the_team_moved_is_not_told_that_they_said_it(mo: Any, ana: Any, client_of: Any) -> None:
    move = services.propose_move(actor=mo, sign_in_name="ana", reason=WHY)
    services.answer_move(actor=make_account("moa", is_moderator=True), move=move, yes=True)
    page = text(client_of(User.objects.get(pk=ana.pk)), "/you/")
    assert HERE in page and page.count("A person of the team understood that you are under 18") == 1
    assert "You told us" not in page and WHY not in page


def test_a_move_that_is_refused_stops_no_other(mo: Any, caplog: Any) -> None:
    kit, lu = make_young(), make_young("lu")
    for who in (kit, lu):
        services.answer_move(actor=mo, move=services.ask_to_move(actor=who), yes=True)

    def refuses(account: Any, **_: Any) -> None:
        if account.pk == kit.pk:
            raise ValueError(WHY)

    signals.ages_changing.connect(refuses)
    try:
        assert services.finish_moves(clock.now() + timedelta(days=31)) == 1
    finally:
        signals.ages_changing.disconnect(refuses)
    assert [User.objects.get(pk=who.pk).profile.age_band for who in (kit, lu)] == ["minor", "young"]
    assert "ValueError" in caplog.text and "Kqz" not in caplog.text


def test_who_is_asked_to_keep_a_group_and_has_a_link_comes_to_the_page_that_asks(client_of: Any) -> None:
    fay, hal = make_trusted(), make_trusted("hal")
    young = make_young_group(fay)
    join(young, make_young())
    _invitation, token = services.make_invitation(actor=fay, group=young, role="co_facilitator")
    # As with a keeper who is suspended: nobody keeps it, and the link stands.
    Group.objects.filter(pk=young.pk).update(unkept_since=clock.now())
    sign(hal)
    one = client_of(hal)
    for answer in (one.get(f"/groups/invited/{token}/"), one.post(f"/groups/invited/{token}/", {"agree": "on"})):
        assert answer.status_code == 302 and answer["Location"] == f"/groups/{young.slug}/join/"
    page = text(one, f"/groups/{young.slug}/join/")
    assert "Keep this group" in page and "just_listening" not in page
    form = {"display_name": "New Pier", "rules": str(rules_in_force(young).uid), "agree": "on"}
    assert one.post(f"/groups/{young.slug}/join/", form).status_code == 302
    assert Membership.objects.get(group=young, account=hal).role == "facilitator"
