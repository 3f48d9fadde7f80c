"""Of whom it is said that they have died: also while suspended, in their other groups, and after a removal."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction

import clock
from accounts.access import can
from accounts.models import User
from chat.models import Participant
from groups.models import Membership
from groups.services.blocks import take_back_in
from moderation import services
from tests.factories.accounts import make_account
from tests.factories.chat import voice_of
from tests.factories.groups import join, leave, make_group

pytestmark = pytest.mark.django_db


@pytest.fixture
def gone(ana: Any, ben: Any, mo: Any, group: Any) -> Any:
    row = services.say_died(actor=ben, membership=group.memberships.get(account=ana), known="Her sister called.")
    return services.answer_died(actor=mo, death=row, agrees=True)


def test_who_is_suspended_as_well_can_say_that_they_are_here(client_of: Any, ana: Any, gone: Any) -> None:
    User.objects.filter(pk=ana.pk).update(suspended_until=clock.now() + timedelta(days=3))
    page = client_of(ana)
    assert page.get("/still-here/").status_code == 200
    page.post("/still-here/")
    assert User.objects.get(pk=ana.pk).said_died_at is None
    assert page.get("/home/")["Location"] == "/conversations/"


def test_an_open_page_of_theirs_enters_no_room_of_another_group_and_posts_nowhere(ana: Any, ben: Any, mo: Any) -> None:
    keeper = make_account("other-keeper")
    elsewhere, home = make_group(keeper), make_group(ben)
    here = join(home, ana)
    join(elsewhere, ana)
    speaker = voice_of(ana, elsewhere)
    assert can(ana, "chat.enter_room", speaker)
    row = services.say_died(actor=ben, membership=here, known="Her sister called.")
    services.answer_died(actor=mo, death=row, agrees=True)
    ana, speaker = User.objects.get(pk=ana.pk), Participant.objects.get(pk=speaker.pk)
    assert not can(ana, "chat.enter_room", speaker) and not can(ana, "chat.post_message", speaker)


def test_lifting_a_removal_lets_the_name_rest_until_it_was_a_mistake(ana: Any, group: Any, gone: Any) -> None:
    name = group.memberships.get(account=ana)
    leave(name, Membership.EndReason.REMOVED)
    name.refresh_from_db()
    with transaction.atomic():
        assert take_back_in(name)
    name.refresh_from_db()
    assert name.state == Membership.State.PAUSED
    services.say_alive(actor=User.objects.get(pk=ana.pk))
    name.refresh_from_db()
    assert name.state == Membership.State.ACTIVE


def test_one_of_two_moderators_does_not_say_alone_that_the_other_has_died(ben: Any, mo: Any, group: Any) -> None:
    other = make_account("other-moderator", is_moderator=True)
    row = services.say_died(actor=ben, membership=join(group, other), known="A friend called.")
    row.said_by = mo
    row.save()
    with pytest.raises(PermissionDenied):
        services.agree_alone(actor=mo, death=row)
    assert User.objects.get(pk=other.pk).said_died_at is None
