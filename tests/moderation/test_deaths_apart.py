"""After a death: nobody judges what they said themselves, and a block keeps people apart in all of it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

import clock
from groups.models import Membership
from groups.services import block
from moderation import services
from moderation.models import Death, LookIn
from notifications.models import Notification
from tests.factories.accounts import make_account
from tests.factories.chat import say
from tests.factories.groups import join
from tests.factories.moderation import make_crisis
from tests.moderation.conftest import KNOWN

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
