"""Blocks and mutes are silent, and hold only where the name is shown."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from groups import services
from groups.models import Block, Membership, Mute
from notifications.models import Notification
from tests.factories.groups import join, leave, make_group

pytestmark = pytest.mark.django_db


def names(user: Any, group: Any) -> set[str]:
    return set(Membership.objects.visible_to(user).filter(group=group).values_list("display_name", flat=True))


@pytest.fixture
def group(ana: Any, ben: Any, eve: Any, dee: Any) -> Any:
    group = make_group(ben, founder_name="Slow River")
    for user, name in ((ana, "Ana Here"), (eve, "Eve Here"), (dee, "Dee Here")):
        join(group, user, name=name)
    return group


def of(user: Any, group: Any) -> Membership:
    return Membership.objects.live().get(group=group, account=user)


def test_without_a_block_everyone_sees_everyone(ana: Any, eve: Any, group: Any) -> None:
    assert names(ana, group) == names(eve, group) == {"Slow River", "Ana Here", "Eve Here", "Dee Here"}


def test_a_block_hides_both_from_each_other_and_from_nobody_else(
    ana: Any, eve: Any, dee: Any, ben: Any, group: Any, heard: Any
) -> None:
    block = services.block(actor=ana, membership=of(eve, group))
    assert services.block(actor=ana, membership=of(eve, group)) == block
    assert "Eve Here" not in names(ana, group)
    assert "Ana Here" not in names(eve, group)
    assert {"Ana Here", "Eve Here"} <= names(dee, group) & names(ben, group)
    assert heard.names() == ["block_changed"]
    assert not Notification.objects.exists()


def test_a_block_tells_nothing_in_another_group(ana: Any, eve: Any, ben: Any, group: Any) -> None:
    other = make_group(ben)
    join(other, ana, name="Someone Else")
    join(other, eve, name="A Stranger")
    services.block(actor=ana, membership=of(eve, group))
    assert {"Someone Else", "A Stranger"} <= names(ana, other) & names(eve, other)


def test_a_block_holds_when_the_blocked_leaves_and_comes_back_under_another_name(
    ana: Any, eve: Any, group: Any
) -> None:
    services.block(actor=ana, membership=of(eve, group))
    leave(of(eve, group))
    join(group, eve, name="New Face")
    assert "New Face" not in names(ana, group)
    assert "Ana Here" not in names(eve, group)


def test_who_keeps_the_room_still_sees_who_blocked_them(ana: Any, ben: Any, group: Any) -> None:
    services.block(actor=ana, membership=of(ben, group))
    assert "Slow River" not in names(ana, group)
    assert "Ana Here" in names(ben, group)


def test_taking_a_block_back_shows_both_again(ana: Any, eve: Any, group: Any, heard: Any) -> None:
    block = services.block(actor=ana, membership=of(eve, group))
    services.unblock(actor=ana, block=block)
    services.unblock(actor=ana, block=block)
    assert "Eve Here" in names(ana, group) and "Ana Here" in names(eve, group)
    assert heard.names() == ["block_changed", "block_changed"]


def test_a_block_is_known_only_to_who_made_it(ana: Any, eve: Any, mo: Any, ada: Any, group: Any) -> None:
    block = services.block(actor=ana, membership=of(eve, group))
    assert list(Block.objects.visible_to(ana)) == [block]
    for person in (eve, mo, ada):
        assert not Block.objects.visible_to(person).exists()
        with pytest.raises(PermissionDenied):
            services.unblock(actor=person, block=block)


def test_nobody_blocks_or_mutes_a_name_they_do_not_see_or_their_own(ana: Any, cy: Any, group: Any) -> None:
    for service in (services.block, services.mute_name):
        with pytest.raises(PermissionDenied):
            service(actor=cy, membership=of(ana, group))
        with pytest.raises(PermissionDenied):
            service(actor=ana, membership=of(ana, group))


def test_a_mute_is_ones_own_and_hides_no_name(ana: Any, eve: Any, group: Any) -> None:
    mute = services.mute_name(actor=ana, membership=of(eve, group))
    assert services.mute_name(actor=ana, membership=of(eve, group)) == mute
    assert "Eve Here" in names(ana, group) and "Ana Here" in names(eve, group)
    assert not Mute.objects.visible_to(eve).exists()
    with pytest.raises(PermissionDenied):
        services.unmute_name(actor=eve, mute=mute)
    services.unmute_name(actor=ana, mute=mute)
    services.unmute_name(actor=ana, mute=mute)
    assert not Mute.objects.exists()


def test_names_of_who_left_can_still_be_put_away(ana: Any, eve: Any, group: Any) -> None:
    left = leave(of(eve, group))
    assert services.mute_name(actor=ana, membership=left)
    assert services.block(actor=ana, membership=left)
