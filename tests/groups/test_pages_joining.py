"""Joining, asking, inviting and leaving through the pages."""

from __future__ import annotations

import re
import uuid
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from groups import services
from groups.models import JoinRequest, Membership
from groups.services.blocks import NAMES_AN_HOUR
from tests.factories.accounts import make_account
from tests.factories.groups import ask, join, make_group, new_rules
from tests.groups.pages import join_fields, text

pytestmark = pytest.mark.django_db


def test_somebody_joins_through_the_form_on_the_groups_page(cy: Any, client_of: Any, open_group: Any) -> None:
    client = client_of(cy)
    page = text(client.get(open_group.get_absolute_url()))
    assert "I agree to the ground rules" in page
    address = reverse("groups:join", args=[open_group.slug])
    for _ in range(2):
        assert client.post(address, join_fields(open_group, just_listening="on")).status_code == 302
    membership = Membership.objects.get(account=cy)
    assert membership.just_listening and membership.display_name == "Quiet Heron"
    assert "You are <b>Quiet Heron</b> here." in text(client.get(open_group.get_absolute_url()))


def test_joining_without_the_yes_keeps_what_was_typed(cy: Any, client_of: Any, open_group: Any) -> None:
    fields = join_fields(open_group)
    del fields["agree"]
    response = client_of(cy).post(reverse("groups:join", args=[open_group.slug]), fields)
    assert response.status_code == 422
    assert 'value="Quiet Heron"' in text(response) and "say yes to them first" in text(response)
    assert not Membership.objects.filter(account=cy).exists()


def test_another_name_is_suggested_without_a_script_and_joins_nobody(cy: Any, client_of: Any, open_group: Any) -> None:
    response = client_of(cy).post(reverse("groups:join", args=[open_group.slug]), join_fields(open_group, again="1"))
    assert response.status_code == 200
    assert "Quiet Heron" not in text(response) and "checked" in text(response)
    assert not Membership.objects.filter(account=cy).exists()


def test_a_taken_name_is_said_at_its_field(cy: Any, client_of: Any, open_group: Any) -> None:
    response = client_of(cy).post(
        reverse("groups:join", args=[open_group.slug]), join_fields(open_group, display_name="Slow River")
    )
    assert response.status_code == 422 and response.context["form"].errors["display_name"]


def test_after_many_names_the_form_says_so_and_keeps_what_was_typed(cy: Any, client_of: Any, open_group: Any) -> None:
    client, address = client_of(cy), reverse("groups:join", args=[open_group.slug])
    for _ in range(NAMES_AN_HOUR):
        client.post(address, join_fields(open_group, display_name="Slow River"))
    response = client.post(address, join_fields(open_group, display_name="Quiet Heron", just_listening="on"))
    assert response.status_code == 422
    assert "Please wait a while" in text(response) and 'value="Quiet Heron"' in text(response)
    assert not Membership.objects.filter(account=cy).exists()


def test_rules_that_change_while_somebody_joins_are_shown_and_asked_anew(
    cy: Any, client_of: Any, open_group: Any
) -> None:
    fields = join_fields(open_group)
    newer = new_rules(open_group, "Canary rule.")
    response = client_of(cy).post(reverse("groups:join", args=[open_group.slug]), fields)
    page = text(response)
    assert response.status_code == 422 and "Canary rule." in page and str(newer.uid) in page
    assert not re.search(r'name="agree"[^>]*checked', page)


def test_bad_values_in_the_join_form_are_answered_kindly(cy: Any, client_of: Any, open_group: Any) -> None:
    client, address = client_of(cy), reverse("groups:join", args=[open_group.slug])
    for bad in ({"rules": "x"}, {"rules": str(uuid.uuid4())}, {"display_name": "x" * 200}, {"display_name": "\u202e"},
                {"rules": ""}, {"display_name": "a" * 20000}):  # fmt: skip
        assert client.post(address, join_fields(open_group, **bad)).status_code == 422, bad
    assert client.post(address, join_fields(open_group, avatar_seed="<svg onload=1>")).status_code == 302
    assert re.fullmatch(r"[0-9a-f]+", Membership.objects.get(account=cy).avatar_seed)


def test_a_full_group_says_so_and_offers_others(cy: Any, ben: Any, client_of: Any) -> None:
    full, free = make_group(ben, name="Full house", size=3), make_group(ben, name="Free garden")
    join(full, make_account()), join(full, make_account())
    page = text(client_of(cy).get(full.get_absolute_url()))
    assert "This group is full." in page and "Free garden" in page and "Join this group" not in page
    assert client_of(cy).post(reverse("groups:join", args=[full.slug]), join_fields(full)).status_code == 302
    assert free.memberships.count() == 1 and full.memberships.count() == 3


def test_an_unconfirmed_address_is_explained_and_not_scolded(open_group: Any, client_of: Any) -> None:
    waiting = make_account(email="a@example.org", verified=False)
    page = text(client_of(waiting).get(open_group.get_absolute_url()))
    assert "One step first: your e-mail address." in page and "Join this group" not in page


def test_new_rules_stand_before_the_room_and_leaving_is_as_near(ana: Any, client_of: Any, open_group: Any) -> None:
    join(open_group, ana)
    newer = new_rules(open_group, "Canary rule.")
    client, address = client_of(ana), reverse("groups:rules_again", args=[open_group.slug])
    page = text(client.get(address))
    assert "Canary rule." in page and reverse("groups:leave", args=[open_group.slug]) in page
    assert client.post(address, {"rules": str(newer.uid)}).status_code == 422
    assert client.post(address, {"rules": str(newer.uid), "agree": "on"}).status_code == 302
    assert client.get(address).status_code == 302
    assert not services.needs_rules(Membership.objects.get(account=ana))


def test_leaving_asks_once_and_tells_nobody(ana: Any, ben: Any, client_of: Any, open_group: Any) -> None:
    join(open_group, ana)
    client, address = client_of(ana), reverse("groups:leave", args=[open_group.slug])
    assert "Nobody is told" in text(client.get(address))
    assert client.post(address).status_code == 302
    assert client.post(address).status_code == 404
    assert "You are the last one" in text(client_of(ben).get(address))


def test_somebody_changes_their_name_and_picture_here(ana: Any, client_of: Any, open_group: Any) -> None:
    membership = join(open_group, ana, name="Amber Wren")
    client, address = client_of(ana), reverse("groups:settings", args=[open_group.slug])
    assert 'value="Amber Wren"' in text(client.get(address))
    assert client.post(address, {"display_name": "Quiet Heron", "avatar_seed": "feedfeedfeedfeed"}).status_code == 302
    membership.refresh_from_db()
    assert (membership.display_name, membership.avatar_seed) == ("Quiet Heron", "feedfeedfeedfeed")
    again = client.post(address, {"display_name": "Half typed", "avatar_seed": "feedfeedfeedfeed", "again": "1"})
    assert 'value="Half typed"' in text(again) and "feedfeedfeedfeed" not in text(again)
    assert client.post(address, {"display_name": "slow river"}).status_code == 422


def test_asking_shows_the_wait_and_can_be_taken_back(
    cy: Any, client_of: Any, asked_group: Any, move_clock: Any
) -> None:
    client = client_of(cy)
    address = reverse("groups:ask", args=[asked_group.slug])
    for _ in range(2):
        assert client.post(address, join_fields(asked_group, words="I lie awake.")).status_code == 302
    move_clock(2 * 86400 + 60)
    page = text(client.get(asked_group.get_absolute_url()))
    assert "You have asked to join." in page and "2 days" in page
    request = JoinRequest.objects.get()
    assert client.post(reverse("groups:withdraw_request", args=[request.uid])).status_code == 302
    assert "Ask to join" in text(client.get(asked_group.get_absolute_url()))


def test_keepers_read_requests_and_answer_but_never_see_accounts(
    ana: Any, cy: Any, ben: Any, client_of: Any, asked_group: Any
) -> None:
    first, second = ask(asked_group, ana, words="Canary words"), ask(asked_group, cy)
    client = client_of(ben)
    page = text(client.get(reverse("groups:keep", args=[asked_group.slug])))
    assert "Canary words" in page and first.proposed_name in page
    for account in (ana, cy):
        assert account.sign_in_name not in re.sub(r"<[^>]*>", "", page).split() and str(account.uid) not in page
    assert client.post(reverse("groups:accept_request", args=[first.uid])).status_code == 302
    assert client.post(reverse("groups:refuse_request", args=[second.uid])).status_code == 302
    assert client.post(reverse("groups:refuse_request", args=[first.uid])).status_code == 404
    assert Membership.objects.of(ana).exists() and not Membership.objects.of(cy).exists()


def test_a_no_is_kind_and_offers_other_groups(cy: Any, ben: Any, client_of: Any, asked_group: Any) -> None:
    make_group(ben, name="Free garden")
    services.refuse_request(actor=ben, join_request=ask(asked_group, cy))
    page = text(client_of(cy).get(asked_group.get_absolute_url()))
    assert "It says nothing about you" in page and "Free garden" in page


def test_requests_of_others_are_not_there(
    ana: Any, cy: Any, mo: Any, dee: Any, client_of: Any, asked_group: Any
) -> None:
    join(asked_group, dee)
    request = ask(asked_group, ana)
    for person in (cy, mo, dee):
        for name in ("accept_request", "refuse_request", "withdraw_request"):
            assert client_of(person).post(reverse(f"groups:{name}", args=[request.uid])).status_code == 404


def test_a_link_is_shown_once_and_opens_the_private_group(
    ana: Any, ben: Any, client_of: Any, private_group: Any
) -> None:
    address = reverse("groups:invite", args=[private_group.slug])
    fields = {"role": "member", "days": "7", "uses": "1", "uid": str(uuid.uuid4())}
    made = text(client_of(ben).post(address, fields))
    path = re.search(r"/groups/invited/[\w-]+/", made).group()  # type: ignore[union-attr]
    again = text(client_of(ben).post(address, fields))
    assert path not in again and "shown once" in again
    assert path not in text(client_of(ben).get(reverse("groups:keep", args=[private_group.slug])))
    assert "Canary kitchen" in text(Client().get(path))
    client = client_of(ana)
    assert "Join this group" in text(client.get(path))
    assert client.post(path, join_fields(private_group)).status_code == 302
    assert client.get(private_group.get_absolute_url()).status_code == 200
    assert Client().get(path).status_code == 404


def test_links_that_do_not_work_answer_like_nothing(ben: Any, client_of: Any, private_group: Any) -> None:
    invitation, token = services.make_invitation(actor=ben, group=private_group)
    address = reverse("groups:invited", args=[token])
    assert Client().get(address).status_code == 200
    assert (
        client_of(ben).post(reverse("groups:revoke_invitation", args=[private_group.slug, invitation.uid])).status_code
        == 302
    )
    bodies = {Client().get(path).content for path in (address, reverse("groups:invited", args=["nothing-here"]))}
    assert len(bodies) == 1 and Client().get(address).status_code == 404


def test_links_cannot_be_guessed_for_ever() -> None:
    client = Client()
    answers = {client.get(reverse("groups:invited", args=[f"guess-{number}"])).status_code for number in range(70)}
    assert answers == {404}


def test_a_request_keeps_its_words_when_the_last_place_went_meanwhile(cy: Any, ben: Any, client_of: Any) -> None:
    group = make_group(ben, entry="request", size=3)
    client, address = client_of(cy), reverse("groups:ask", args=[group.slug])
    data = join_fields(group, words="I have lain awake for a year.")
    for name in ("first", "second"):
        join(group, make_account(name))
    seen = client.post(address, data)
    assert seen.status_code == 409 and "I have lain awake for a year." in text(seen)
    assert "Something changed while you wrote" in text(seen) and not JoinRequest.objects.exists()
    assert client.get(address).status_code == 302
