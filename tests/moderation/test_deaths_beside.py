"""Of whom it is said that they have died: also while suspended, in their other groups, and after a removal."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.test import Client

import clock
from accounts.access import can
from accounts.models import Consent, User
from chat.models import Participant
from groups.errors import GroupFull, TooSmall
from groups.ground_rules import rules_in_force
from groups.models import Block, Group, Membership
from groups.services import Description, block, describe_group, join_group
from groups.services.blocks import take_back_in
from meetings.services import make_calendar
from moderation import services
from moderation.models import Death
from moderation.querysets import could_be_second
from notifications.models import Notification
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


def test_their_calendar_address_answers_as_if_it_were_revoked_until_they_are_here_again(
    client_of: Any, ana: Any, ben: Any, mo: Any, group: Any
) -> None:
    _feed, token = make_calendar(actor=ana)
    path = f"/calendar/{token}.ics"
    revoked = Client().get("/calendar/no-such-token.ics")
    assert Client().get(path).status_code == 200
    row = services.say_died(actor=ben, membership=group.memberships.get(account=ana), known="Her sister called.")
    assert Client().get(path).status_code == 200
    services.answer_died(actor=mo, death=row, agrees=True)
    gone = Client().get(path)
    assert (gone.status_code, gone.content) == (revoked.status_code, revoked.content) and gone.status_code == 404
    services.say_alive(actor=User.objects.get(pk=ana.pk))
    assert Client().get(path).status_code == 200


def test_their_place_in_the_group_is_free_and_who_comes_back_has_one_over_the_size(
    ana: Any, ben: Any, mo: Any, fern: Any, group: Any
) -> None:
    Group.objects.filter(pk=group.pk).update(size=3)
    row = services.say_died(actor=ben, membership=group.memberships.get(account=ana), known="Her sister called.")
    assert _counted(group) == (3, 0)
    services.answer_died(actor=mo, death=row, agrees=True)
    assert _counted(group) == (3, 0), "a place that is free would say it before the group is told"
    services.tell_group(actor=ben, death=row, words="Ana has died. We are sad.")
    assert _counted(group) == (2, 1)
    # Nobody asks the dead to agree once more.
    Consent.objects.filter(user=ana).update(version=0)
    rue = make_account("rue")
    accept = {"rules": rules_in_force(group), "display_name": "Mild Rue"}
    join_group(actor=rue, group=group, **accept)
    with pytest.raises(GroupFull):
        join_group(actor=make_account("late"), group=group, **accept | {"display_name": "Late Birch"})
    # The name and the words stay all the while.
    assert Membership.objects.visible_to(fern).filter(account=ana).exists()
    services.say_alive(actor=User.objects.get(pk=ana.pk))
    assert Membership.objects.get(group=group, account=ana).state == Membership.State.ACTIVE
    assert _counted(group) == (4, 0)
    # Nobody has to go, and what the group says of itself can still be changed; it does not become smaller yet.
    said = Description(
        **{name: getattr(group, name) for name in ("name", "summary", "entry", "language")}, topics=[], size=3
    )
    assert describe_group(actor=ben, group=group, description=replace(said, about="Also mornings.")).size == 3
    Group.objects.filter(pk=group.pk).update(size=5)
    with pytest.raises(TooSmall):
        describe_group(actor=ben, group=group, description=said)


def _counted(group: Any) -> tuple[int, int]:
    found = Group.objects.with_places().get(pk=group.pk)
    return found.people, found.places


def test_where_no_moderator_could_be_the_second_somebody_who_runs_the_place_is_asked(
    client_of: Any, ana: Any, ben: Any, mo: Any, ada: Any, group: Any, lantern: Membership
) -> None:
    path = _blocked_by(mo, ana, lantern)
    page = client_of(ben).post(f"/died/{lantern.uid}/", {"known": "Her sister called."})["Location"]
    row = Death.objects.get()
    assert told_of(ada) and not told_of(mo)
    assert "somebody who runs this place was told" in client_of(ben).get(page).content.decode()
    keeper_of_nothing = client_of(ada)
    assert page in keeper_of_nothing.get("/home/").content.decode()
    shown = keeper_of_nothing.get(page).content.decode()
    assert "No moderator could look at this one" in shown and "Her sister called." in shown
    # An admin with a block is as far from it as a moderator with one; and a moderator who could takes it from them.
    Block.objects.create(blocker=ana, blocked=ada, against=path.against, created_at=path.created_at)
    assert keeper_of_nothing.get(page).status_code == 404
    Block.objects.filter(blocked=ada).delete()
    vi = make_account("vi-of-the-team", is_moderator=True)
    assert keeper_of_nothing.get(page).status_code == 404 and Death.objects.for_second(vi).exists()
    # A block that they make afterwards changes nothing, here as little as on their own pages.
    later = Block.objects.create(blocker=vi, blocked=ana, against=path.against)
    assert Death.objects.for_second(vi).exists() and could_be_second(ana, ben, since=row.said_at).get() == vi
    assert keeper_of_nothing.get(page).status_code == 404
    later.delete()
    User.objects.filter(pk=vi.pk).update(suspended_until=clock.now() + timedelta(days=1))
    keeper_of_nothing.post(page, {"act": "agree"})
    row.refresh_from_db()
    assert row.is_agreed and row.second_by == ada and User.objects.get(pk=ana.pk).said_died_at
    assert "Somebody who runs this place is sure as well" in client_of(ben).get(page).content.decode()
    # They read no more how it is known, and can say as well that it was a mistake.
    assert "Her sister called." not in keeper_of_nothing.get(page).content.decode()
    keeper_of_nothing.post(page, {"act": "take_back"})
    assert User.objects.get(pk=ana.pk).said_died_at is None


def told_of(account: Any) -> bool:
    return Notification.objects.filter(account=account, kind="deaths.asked").exists()


def _blocked_by(mo: Any, ana: Any, lantern: Membership) -> Block:
    join(lantern.group, mo, name="Plain Ferry")
    made = block(actor=mo, membership=lantern)
    Block.objects.filter(pk=made.pk).update(created_at=clock.now() - timedelta(days=1))
    made.refresh_from_db()
    return made
