"""After a death: nobody judges what they said themselves, and a block keeps people apart in all of it."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.utils.html import strip_tags

import clock
from groups.models import Membership
from groups.services import block
from moderation import services
from moderation.models import Case, Death, Farewell, LookIn
from notifications.models import Notification
from tests.factories.accounts import make_account
from tests.factories.chat import say
from tests.factories.groups import join
from tests.factories.moderation import make_crisis
from tests.moderation.conftest import KNOWN
from tests.moderation.deciding import decide

pytestmark = pytest.mark.django_db


def told(account: Any, kind: str = "deaths.asked") -> bool:
    return Notification.objects.filter(account=account, kind=kind).exists()


def blocked_by(blocker: Any, membership: Membership) -> None:
    """`blocker` is in the group, and blocked this name there."""
    join(membership.group, blocker, name="Plain Ferry")
    block(actor=blocker, membership=membership)


def test_who_said_it_and_who_agreed_do_not_look_into_how_it_came(
    client_of: Any, ana: Any, mo: Any, vi: Any, lantern: Membership
) -> None:
    make_crisis(ana, lantern.group)
    row = services.say_died(actor=mo, membership=lantern, known=KNOWN)
    services.answer_died(actor=vi, death=row, agrees=True)
    services.say_alive(actor=type(ana).objects.get(pk=ana.pk))
    third = make_account("third", is_moderator=True)
    page = f"/after/{row.uid}/"
    for who in (mo, vi):
        client_of(who).post(page, {"act": "looked_into"})
        assert page not in client_of(who).get("/desk/").content.decode()
        # What home says to who said it asks nothing of them.
        assert "please look into it" not in client_of(who).get("/home/").content.decode()
    assert Death.objects.get().looked_into_at is None
    assert "please look into it" in client_of(third).get("/home/").content.decode()
    client_of(third).post(page, {"act": "looked_into"})
    assert Death.objects.get().looked_into_at


def test_where_a_block_leaves_nobody_else_one_can_be_alone_and_who_has_it_does_not_look_again(
    ana: Any, ben: Any, mo: Any, vi: Any, lantern: Membership
) -> None:
    blocked_by(vi, lantern)
    make_crisis(ana, lantern.group)
    row = services.say_died(actor=mo, membership=lantern, known=KNOWN)
    assert not told(vi)
    services.agree_alone(actor=mo, death=row)
    assert not Death.objects.to_review(vi).exists() and Death.objects.to_review(ben).exists() and told(ben)


def test_where_the_owner_has_a_block_somebody_else_who_keeps_the_group_is_reminded(
    ana: Any, ben: Any, fern: Any, group: Any, said: Death, mo: Any, vi: Any, move_clock: Any
) -> None:
    say(fern, group, "Good evening", reply_to=say(ana, group, "Hello").uid)
    services.answer_died(actor=mo, death=said, agrees=True)
    block(actor=fern, membership=Membership.objects.get(account=ben))
    move_clock(25 * 3600)
    assert services.bring_close_look_ins() == 0
    assert not LookIn.objects.filter(raised_at__isnull=False).exists(), "nobody was told of it"
    second = join(group, make_account("second"), name="Calm Birch")
    Membership.objects.filter(pk=second.pk).update(role="co_facilitator")
    assert services.bring_close_look_ins() == 1
    assert told(second.account, "deaths.look_in") and not told(ben, "deaths.look_in")


def test_who_is_suspended_as_well_and_who_misses_a_second_step_come_to_the_page_and_not_round_in_circles(
    client_of: Any, ana: Any, mo: Any, ben: Any, lantern: Membership, said: Death, settings: Any
) -> None:
    services.answer_died(actor=mo, death=said, agrees=True)
    accounts = type(ana).objects.filter(pk=ana.pk)
    accounts.update(suspended_until=clock.now() + timedelta(days=2))
    there = client_of(ana).get("/home/", follow=True)
    assert there.redirect_chain[-1][0] == "/still-here/" and there.status_code == 200
    accounts.update(suspended_until=None, is_moderator=True)
    settings.STAFF_NEED_MFA = True
    there = client_of(ana).get("/home/", follow=True)
    assert there.status_code == 200 and there.request["PATH_INFO"].startswith("/account/")
    assert client_of(ana).get("/conversations/").status_code == 302


def test_who_has_a_block_with_them_hears_nothing_and_a_name_is_not_said_across_a_block(
    client_of: Any, ben: Any, mo: Any, vi: Any, fern: Any, group: Any, said: Death, lantern: Membership
) -> None:
    blocked_by(vi, lantern)
    block(actor=fern, membership=Membership.objects.get(account=ben))
    services.answer_died(actor=mo, death=said, agrees=True)
    services.tell_group(actor=ben, death=said, words="We miss the amber hat.")
    assert told(fern, "deaths.told") and not told(vi, "deaths.told")
    rue = join(group, make_account("rue"), name="Mild Rue").account
    address = f"/groups/{group.slug}/"
    assert written(client_of(rue).get(address)).endswith("Old Maple")
    assert written(client_of(fern).get(address)).endswith("We miss the amber hat.")
    assert "amber hat" not in client_of(vi).get(address).content.decode()


def written(page: Any) -> str:
    """What a group reads in the fold, as plain text."""
    inside = page.content.decode().partition('id="farewell-')[2].partition("</summary>")[2].partition("</details>")[0]
    return strip_tags(re.sub(r"<p><a .*?</p>", "", inside)).strip()


def test_words_that_were_typed_stay_where_it_was_answered_meanwhile(
    client_of: Any, ben: Any, mo: Any, said: Death
) -> None:
    services.answer_died(actor=mo, death=said, agrees=True)
    services.take_back_died(actor=mo, death=said)
    answer = client_of(ben).post(f"/after/{said.uid}/", {"act": "tell", "words": "We miss the amber hat."})
    page = answer.content.decode()
    assert answer.status_code == 409 and "amber hat" in page and "Your words are still here" in page
    assert not Farewell.objects.exists() and 'value="tell"' not in page


def test_words_to_a_group_can_be_told_of_put_aside_and_brought_back_by_the_team(
    client_of: Any, ben: Any, mo: Any, vi: Any, fern: Any, cy: Any, group: Any, said: Death
) -> None:
    services.answer_died(actor=mo, death=said, agrees=True)
    row = services.tell_group(actor=ben, death=said, words="We miss the amber hat.")
    address, link = f"/groups/{group.slug}/", f"/report/farewell/{row.uid}/"
    keeper, reader = client_of(ben), client_of(fern)
    assert link in reader.get(address).content.decode() and link not in keeper.get(address).content.decode()
    assert client_of(cy).get(link).status_code == 404
    shown = reader.get(link).content.decode()
    assert "what the group was told" in shown and "Old Maple" not in shown
    case = services.report(actor=fern, kind="farewell", uid=row.uid, reason="unkind", words="It hurts.").case
    assert not Case.objects.visible_to(ben).exists() and Case.objects.visible_to(mo).filter(pk=case.pk).exists()
    decision = decide(mo, case, quoted="amber hat")
    assert "amber hat" not in reader.get(address).content.decode()
    # Who keeps the group knows, and neither changed words nor a second telling bring it back.
    assert "put these words aside" in keeper.get(f"/after/{said.uid}/").content.decode()
    services.take_down_farewell(actor=ben, death=said)
    sent = keeper.post(f"/after/{said.uid}/", {"act": "tell", "words": "We miss the amber hat and more."}, follow=True)
    assert "can read it now" not in sent.content.decode()
    assert "amber hat" not in reader.get(address).content.decode()
    case.refresh_from_db()
    services.lift(actor=vi, sanction=decision.sanction, version=case.version)
    assert "amber hat and more" in reader.get(address).content.decode()
