"""The team looks after itself: words behind a soft line, a load that is shared, and nobody left because of it."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

import clock
from accounts.models import User
from accounts.privacy import holdings
from moderation import services
from moderation.duty import on_duty, people_on_duty
from moderation.errors import Taken
from moderation.models import Case, OnCallShift, TeamCare
from moderation.querysets import DISTRESS
from notifications.models import Notification
from tests.factories.accounts import make_account
from tests.factories.moderation import CRISIS, ORDINARY, make_case, make_crisis, make_shift
from tests.moderation.acts import act, fresh, told

pytestmark = pytest.mark.django_db(transaction=True)


def text(client: Any, path: str) -> str:
    return str(client.get(path).content.decode())


def carry(mo: Any, number: int) -> list[Case]:
    """So many people in a crisis to whom Mo has written."""
    cases = [make_crisis(make_account()) for _ in range(number)]
    for case in cases:
        act("reply", mo, fresh(case))
    return [fresh(case) for case in cases]


# -- words ------------------------------------------------------------------------------------------------------------


def test_hard_words_stand_behind_a_line_that_says_softly_what_they_are_about(
    client_of: Any, ana: Any, mo: Any, group: Any
) -> None:
    case = make_crisis(ana, group)
    services.author_reply(actor=ana, case=case, words=CRISIS)
    page = text(client_of(mo), f"/desk/{case.uid}/")
    outside = re.sub(r"<details.*?</details>", "", page, flags=re.S)
    assert "kill" in page and "kill" not in outside
    assert "Hard words, about thoughts of ending one’s life. Open them when you are ready." in page

    calm = make_case(make_account())
    services.author_reply(actor=calm.subject_account, case=calm, words=ORDINARY)
    page = text(client_of(mo), f"/desk/{calm.uid}/")
    assert ORDINARY in re.sub(r"<details.*?</details>", "", page, flags=re.S)


# -- a load that is shared -------------------------------------------------------------------------------------------


def test_with_enough_heavy_conversations_the_desk_offers_to_hand_over_and_forces_nothing(
    client_of: Any, mo: Any, vi: Any, move_clock: Any
) -> None:
    make_shift(mo, hours=6)
    services.set_own_care(actor=mo, at_most=2, themes=[])
    client = client_of(mo)
    carry(mo, 1)
    act("reply", mo, make_case(make_account(), kind=Case.Kind.WORRY))
    assert "That is a lot for one person" not in text(client, "/desk/"), "a worry is not heavy"
    (case,) = carry(mo, 1)
    assert "you have been with 2 people who have it very hard. That is a lot" in text(client, "/desk/")
    assert "That is a lot" not in text(client_of(vi), "/desk/")
    # It is an offer: everything goes on as before.
    assert act("reply", mo, fresh(case), words="I am still here.").case == case

    move_clock(7 * 3600)
    assert "Your shift is over. You were with 2 people" in text(client, "/desk/")
    move_clock(30 * 3600)
    assert "Your shift is over" not in text(client, "/desk/")


def test_what_is_offered_stays_with_who_has_it_until_somebody_takes_all_of_it(
    client_of: Any, mo: Any, vi: Any, move_clock: Any
) -> None:
    make_shift(mo, hours=6)
    make_shift(vi, name="Sol", hours=6)
    first, second = carry(mo, 2)
    Notification.objects.all().delete()
    assert client_of(mo).post("/desk/care/", {"act": "offer"}).status_code == 302
    for case in (first, second):
        held = fresh(case)
        assert (held.offered_by, held.companion, held.claimed_by) == (mo, mo, mo)
    assert told(vi) == 2 and told(mo) == 0
    assert "Somebody would like to hand over" in text(client_of(vi), "/desk/")
    assert "Somebody would like to hand over" not in text(client_of(mo), "/desk/")

    # Whoever offered it goes on writing; that is no taking back.
    act("reply", mo, fresh(first), words="Somebody else comes soon.")
    assert fresh(first).offered_by == mo and fresh(first).companion == mo
    page = text(client_of(vi), f"/desk/{first.uid}/")
    assert "I take it over" in page
    answer = client_of(vi).post(f"/desk/{first.uid}/claim/", {"version": fresh(first).version})
    assert answer.status_code == 302
    taken = fresh(first)
    assert (taken.offered_by, taken.offered_at, taken.companion, taken.claimed_by) == (None, None, vi, vi)
    assert {row.owner for row in taken.check_backs.filter(done_at=None)} == {vi}
    assert taken.events.filter(verb="taken_over", actor=vi).count() == 1
    with pytest.raises(Taken):
        act("claim", mo, taken)

    # To write is to take it over as well; and what is kept after all is nobody's to take.
    kept = services.keep_it(actor=mo, case=fresh(second), version=fresh(second).version)
    with pytest.raises(Taken):
        act("reply", vi, kept)
    services.offer(actor=mo, case=kept, version=kept.version)
    act("reply", vi, fresh(second), words="I am Sol. I go on with you.")
    assert fresh(second).companion == vi and fresh(second).offered_at is None


def test_an_offer_that_nobody_takes_leaves_nobody_alone(mo: Any, vi: Any, move_clock: Any) -> None:
    """Not when the claim lapses, not when the shift ends, not when whoever offered it is erased."""
    make_shift(mo, hours=6)
    person = make_account()
    case = act("claim", mo, make_crisis(person))
    services.offer(actor=mo, case=case, version=case.version)
    # Nobody has written: the wait begins anew, and the ladder climbs as without an offer.
    Notification.objects.all().delete()
    move_clock(31 * 60)
    assert services.lapse_claims() == 1
    move_clock(42 * 60)
    assert services.climb() == 2 and told(vi) == 1
    services.end_shift(actor=mo)
    assert Case.objects.visible_to(vi).open().filter(pk=case.pk, kind__in=DISTRESS).exists()
    from django.db import transaction

    with transaction.atomic():
        holdings.get("moderation.case").erase(mo)  # type: ignore[misc]
    assert fresh(case).offered_at is None and fresh(case).is_open


def test_nobody_offers_what_is_with_somebody_else(mo: Any, vi: Any, ana: Any) -> None:
    (case,) = carry(mo, 1)
    with pytest.raises(Taken):
        services.offer(actor=vi, case=case, version=case.version)
    with pytest.raises(PermissionDenied):
        services.offer(actor=ana, case=case, version=case.version)
    services.release(actor=mo, case=case, version=case.version)
    with pytest.raises(Taken):
        # Mo stays with them, though she does not have it now.
        services.offer(actor=vi, case=fresh(case), version=fresh(case).version)
    assert services.offer_all(actor=vi) == 0 and fresh(case).offered_at is None


# -- what one leaves to others ---------------------------------------------------------------------------------------


def test_what_one_leaves_to_others_stands_last_only_while_somebody_else_is_here(
    client_of: Any, mo: Any, vi: Any, group: Any, ana: Any
) -> None:
    hard = make_crisis(ana, group)
    other = make_case(make_account())
    client = client_of(mo)
    data = {"act": "keep", "at_most": "3", "themes": ["suicide"]}
    assert client.post("/desk/care/", data).status_code == 302
    assert client.post("/desk/care/", {**data, "at_most": "99"}).status_code == 422

    def places(page: str) -> list[int]:
        return [page.index(f"/desk/{case.uid}/") for case in (hard, other)]

    page = text(client, "/desk/")
    first, second = places(page)
    assert first < second and "You would rather leave this to others" in page
    shift = make_shift(vi, hours=2)
    page = text(client, "/desk/")
    first, second = places(page)
    assert first < second and "You would rather leave this to others" in page, "nobody has it, and it sank"
    act("claim", vi, fresh(hard))
    first, second = places(text(client, "/desk/"))
    assert first > second
    act("release", vi, fresh(hard))
    # Nobody else sees it, in their list or on the page of the case.
    assert "rather leave this" not in text(client_of(vi), "/desk/")
    assert "rather leave this" not in text(client_of(vi), f"/desk/{hard.uid}/")
    OnCallShift.objects.filter(pk=shift.pk).delete()

    page = text(client, f"/desk/{hard.uid}/")
    assert "About thoughts of ending one’s life: you would rather leave this to others" in page
    waits = fresh(hard).waits_since
    Notification.objects.all().delete()
    assert client.post(f"/desk/{hard.uid}/offer/", {"version": fresh(hard).version}).status_code == 302
    assert told(vi) == 1 and fresh(hard).waits_since == waits, "asking the others stopped the wait"
    assert b"suicide" not in str(TeamCare.objects.values_list("themes", flat=True)[0].ciphertext).encode()


# -- a break, a buddy, a talk ----------------------------------------------------------------------------------------


def test_in_a_break_others_are_called_and_nobody_is_promised_that_one_is_here(
    client_of: Any, mo: Any, vi: Any, move_clock: Any
) -> None:
    shift = make_shift(mo, hours=3)
    (case,) = carry(mo, 1)
    client = client_of(mo)
    assert client.post("/desk/care/", {"act": "break", "minutes": "600"}).status_code == 404
    assert client.post("/desk/care/", {"act": "break", "minutes": "10"}).status_code == 302
    until = OnCallShift.objects.get(pk=shift.pk).break_until
    assert people_on_duty() == [] and not on_duty().is_somebody_here and on_duty().next_from == until
    assert fresh(case).claimed_by == mo, "a break took somebody away from them"
    assert not services.is_alone(vi)
    Notification.objects.all().delete()
    services.author_reply(actor=case.subject_account, case=case, words="Are you there?")
    assert told(vi) == 1
    assert "takes a break until" in text(client_of(vi), "/desk/rota/")
    client.post("/desk/care/", {"act": "back"})
    assert people_on_duty() == [mo] and on_duty().is_somebody_here
    services.take_break(actor=mo, minutes=20)
    move_clock(21 * 60)
    assert people_on_duty() == [mo]


def test_who_waits_in_a_break_is_answered_by_somebody_else(client_of: Any, mo: Any, vi: Any) -> None:
    make_shift(mo, hours=3)
    (case,) = carry(mo, 1)
    services.take_break(actor=mo, minutes=10)
    with pytest.raises(Taken):
        act("reply", vi, fresh(case))
    services.author_reply(actor=case.subject_account, case=fresh(case), words="Are you there?")
    page = text(client_of(vi), f"/desk/{case.uid}/")
    assert "Who has this takes a break" in page and "I take this" in page
    services.end_break(actor=mo)
    for name in ("claim", "reply"):
        with pytest.raises(Taken):
            act(name, vi, fresh(case))
    services.take_break(actor=mo, minutes=10)
    # To have read it keeps nobody from answering.
    act("acknowledge", vi, fresh(case))
    act("reply", vi, act("claim", vi, fresh(case)), words="I am Sol. Mara is back soon.")
    assert (fresh(case).claimed_by, fresh(case).companion, fresh(case).waits_since) == (vi, mo, None)


def test_who_would_like_to_talk_is_heard_by_their_buddy_first_and_by_one_person_only(
    client_of: Any, mo: Any, vi: Any, ana: Any
) -> None:
    third = make_account("third", is_moderator=True)
    make_shift(mo, hours=3)
    make_shift(vi, name="Sol", hours=3)
    services.ask_buddy(actor=mo, buddy=third)
    row = TeamCare.objects.get(account=mo)
    for who in (mo, vi, ana):
        with pytest.raises(PermissionDenied):
            services.answer_buddy(actor=who, care=row, agrees=True)
    assert "would like you for a buddy" in text(client_of(third), "/desk/")
    client_of(third).post("/desk/care/", {"act": "buddy_yes", "who": str(row.uid)})
    Notification.objects.all().delete()

    client_of(mo).post("/desk/care/", {"act": "talk"})
    assert (told(third, "desk.talk"), told(vi, "desk.talk"), told(vi)) == (1, 0, 0)
    with pytest.raises(PermissionDenied):
        services.have_time(actor=mo, care=row)
    client_of(vi).post("/desk/care/", {"act": "have_time", "who": str(row.uid)})
    # Whose page is older than that reads what came of it.
    late = client_of(third).post("/desk/care/", {"act": "have_time", "who": str(row.uid)}, follow=True)
    assert "That is settled already." in late.content.decode()
    with pytest.raises(PermissionDenied):
        services.have_time(actor=third, care=row)
    assert "Sol has time for you" in text(client_of(mo), "/desk/")
    client_of(mo).post("/desk/care/", {"act": "talk_end"})
    assert TeamCare.objects.get(account=mo).talk_with is None

    # What nobody answered for a week is over on both sides, and can be asked again.
    client_of(mo).post("/desk/care/", {"act": "talk"})
    set_back(row, days=8)
    assert "would like to talk" not in text(client_of(third), "/desk/")
    own = text(client_of(mo), "/desk/care/")
    assert "In the last eight weeks you were with nobody." in own and "<table" not in own
    assert "nobody has answered yet" not in own and "I would like to talk it over" in own
    with pytest.raises(PermissionDenied):
        services.have_time(actor=third, care=row)
    assert services.forget_old_care(clock.now()) == 1 and services.forget_old_care(clock.now()) == 0
    assert TeamCare.objects.get(account=mo).talk_asked_at is None

    # Their buddy sees that it was too much, by Mo's own number; nobody else does.
    services.set_own_care(actor=mo, at_most=1, themes=[])
    carry(mo, 1)
    assert "Mara, whose buddy you are, has carried a lot" in text(client_of(third), "/desk/")
    assert "has carried a lot" not in text(client_of(vi), "/desk/")


def set_back(row: TeamCare, *, days: int) -> None:
    TeamCare.objects.filter(pk=row.pk).update(talk_asked_at=clock.now() - timedelta(days=days))


def test_nothing_is_kept_for_who_left_the_team(mo: Any, vi: Any) -> None:
    services.set_own_care(actor=mo, at_most=3, themes=["suicide"])
    services.set_own_care(actor=vi, at_most=3, themes=["suicide"])
    User.objects.filter(pk=mo.pk).update(is_moderator=False)
    assert services.forget_old_care(clock.now()) == 1
    assert [row.account for row in TeamCare.objects.all()] == [vi]


def test_the_load_is_shown_and_nobody_is_timed_or_ranked(client_of: Any, mo: Any, vi: Any, ada: Any) -> None:
    make_shift(mo, name="Mara", hours=3)
    make_shift(vi, name="Sol", hours=2)
    carry(mo, 2)
    carry(vi, 3)
    page = text(client_of(vi), "/desk/rota/")
    assert "Stays with 2 people." in page and "Stays with 3 people." in page
    assert page.index("Mara") < page.index("Sol"), "who carries more stands first"
    own = text(client_of(mo), "/desk/care/")
    assert re.search(r"<td>2</td><td>2</td>", own) and "<td>3</td>" not in own
    assert "minute" not in re.sub(r'A break of \d+ minutes|name="minutes"', "", own)
    for who in (make_account(), ada):
        assert client_of(who).get("/desk/care/").status_code == 404
