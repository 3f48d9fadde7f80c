"""The pages of groups, as people meet them."""

from __future__ import annotations

import re
import uuid
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from groups import services
from groups.ground_rules import rules_in_force
from groups.models import GroundRules, Group, Invitation, JoinRequest, Membership
from tests.factories.accounts import make_account
from tests.factories.groups import ask, join, make_group, new_rules, sign

pytestmark = pytest.mark.django_db


def text(response: Any) -> str:
    return re.sub(r"\s+", " ", response.content.decode())


def join_fields(group: Any, **more: Any) -> dict[str, Any]:
    return {"rules": str(rules_in_force(group).uid), "display_name": "Quiet Heron", "agree": "on",
            "avatar_seed": "0123456789abcdef"} | more  # fmt: skip


# -- finding ----------------------------------------------------------------------------------------------------------
def test_a_visitor_finds_groups_and_what_to_expect(ben: Any) -> None:
    make_group(ben, name="Awake at night", expect="Slow talk here.", size=8)
    page = text(Client().get(reverse("groups:discover")))
    assert "Awake at night" in page and "Slow talk here." in page and "7 places free" in page


def test_private_and_proposed_groups_are_on_no_shelf(ben: Any, cy: Any, ada: Any, mo: Any, client_of: Any) -> None:
    make_group(ben, name="Visible garden")
    make_group(ben, name="Canary kitchen", entry="invite")
    make_group(ben, name="Canary attic", state="proposed")
    make_group(ben, name="Canary cellar", state="archived")
    for client in (Client(), client_of(cy), client_of(ada), client_of(mo)):
        for query in ("", "?q=canary", "?free=on", "?language=en&talk=asked"):
            page = text(client.get(reverse("groups:discover") + query))
            assert "Canary" not in page
    assert "Visible garden" in text(client_of(cy).get(reverse("groups:discover")))


@pytest.mark.parametrize(
    ("query", "found"),
    [("q=night", {"Awake at night"}), ("q=NIGHT+slow", {"Awake at night"}), ("q=losing", {"A year of firsts"}),
     ("language=es", {"Noches"}), ("talk=welcome", {"A year of firsts"}), ("free=on", {"Awake at night", "Noches"}),
     ("topic=losing-someone", {"A year of firsts"}), ("q=nothing+like+it", set()),
     ("topic=no-such-topic&language=xx", {"Awake at night", "A year of firsts", "Noches"})],
)  # fmt: skip
def test_search_and_filters(ben: Any, query: str, found: set[str]) -> None:
    from accounts.models import LivedExperience

    losing = LivedExperience.objects.get(slug="losing-someone")
    make_group(ben, name="Awake at night", expect="Slow talk.")
    full = make_group(
        ben,
        name="A year of firsts",
        summary="After a loss.",
        expect="We say names.",
        crosstalk="welcome",
        size=3,
        topics=[losing],
    )
    join(full, make_account()), join(full, make_account())
    make_group(ben, name="Noches", summary="Para noches largas.", language="es", expect="Hablamos despacio.")
    page = text(Client().get(reverse("groups:discover") + "?" + query))
    assert {name for name in ("Awake at night", "A year of firsts", "Noches") if name in page} == found


def test_what_somebody_told_us_comes_first_and_only_for_them(ben: Any, client_of: Any) -> None:
    from accounts.models import LivedExperience

    group = make_group(ben, name="A year of firsts", topics=LivedExperience.objects.filter(slug="losing-someone"))
    make_group(ben, name="Something else")
    me = make_account(topics=("losing-someone",))
    page = text(client_of(me).get(reverse("groups:discover")))
    assert "Like what you told us: Losing someone" in page
    assert page.index(group.name) < page.index("Something else")
    assert "Like what you told us" not in text(Client().get(reverse("groups:discover")))


def test_an_empty_house_says_so() -> None:
    assert "no group here yet" in text(Client().get(reverse("groups:discover")))


def test_odd_questions_to_the_shelf_are_answered_calmly(ben: Any) -> None:
    make_group(ben)
    for query in (
        "?page=999",
        "?page=x",
        "?q=" + "x" * 5000,
        "?q=%E2%80%AE",
        "?topic=%27%22",
        "?talk=1&talk=2",
        "?q=%25_",
    ):
        assert Client().get(reverse("groups:discover") + query).status_code == 200


def test_the_shelf_asks_few_questions_of_the_database(
    ben: Any, client_of: Any, django_assert_max_num_queries: Any
) -> None:
    from accounts.models import LivedExperience

    topics = LivedExperience.objects.all()[:3]
    client = client_of(make_account(topics=tuple(topic.slug for topic in topics)))

    def ask_for_the_page() -> int:
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        with CaptureQueriesContext(
            connection,
        ) as seen:
            assert client.get(reverse("groups:discover")).status_code == 200
        return len([query for query in seen if "SAVEPOINT" not in query["sql"]])

    make_group(ben, topics=topics)
    few = ask_for_the_page()
    for _ in range(9):
        join(make_group(ben, topics=topics), make_account())
    assert ask_for_the_page() <= few
    with django_assert_max_num_queries(8):
        Client().get(reverse("groups:discover"))


# -- the group's page -------------------------------------------------------------------------------------------------
def test_a_visitor_reads_about_a_group_but_meets_no_member(ben: Any, ana: Any, open_group: Any) -> None:
    join(open_group, ana, name="Amber Wren")
    Group.objects.filter(pk=open_group.pk).update(welcome="Canary welcome", pinned_note="Canary note")
    page = text(Client().get(open_group.get_absolute_url()))
    assert "Awake at night" in page and "Slow River" in page and "What is said here stays here." in page
    assert "2 people." in page and "6 places are free." in page
    assert "Amber Wren" not in page and "Canary" not in page
    assert "Make an account" in page


def test_a_group_one_may_not_know_of_is_like_one_that_is_not_there(
    ben: Any, cy: Any, ada: Any, mo: Any, client_of: Any, private_group: Any
) -> None:
    names = ("group", "rules", "join", "ask", "members", "settings", "leave", "offer_to_keep", "keep", "describe",
             "edit_rules", "room", "invite", "archive", "rules_again")  # fmt: skip
    for client in (Client(), client_of(cy), client_of(ada), client_of(mo)):
        for name in names:
            there = client.get(reverse(f"groups:{name}", args=[private_group.slug]))
            nowhere = client.get(reverse(f"groups:{name}", args=["room-zzzzzzzz"]))
            assert (there.status_code, there.content.replace(private_group.slug.encode(), b"")) == (
                nowhere.status_code, nowhere.content.replace(b"room-zzzzzzzz", b""),
            ), name  # fmt: skip
            assert there.status_code in {302, 404, 405}, name
    assert client_of(ben).get(private_group.get_absolute_url()).status_code == 200


def test_pages_for_members_are_not_there_for_others(
    ben: Any, cy: Any, dee: Any, mo: Any, client_of: Any, open_group: Any
) -> None:
    services.remove_member(actor=ben, membership=join(open_group, dee), reason="unkind")
    for person in (cy, dee, mo):
        for name in (
            "members",
            "settings",
            "leave",
            "rules_again",
            "keep",
            "describe",
            "edit_rules",
            "room",
            "archive",
        ):
            assert client_of(person).get(reverse(f"groups:{name}", args=[open_group.slug])).status_code == 404, name


def test_pages_for_keepers_are_not_there_for_members(ana: Any, client_of: Any, open_group: Any) -> None:
    membership = join(open_group, ana)
    for name in ("keep", "describe", "edit_rules", "room", "archive"):
        assert client_of(ana).get(reverse(f"groups:{name}", args=[open_group.slug])).status_code == 404, name
    other = Membership.objects.exclude(pk=membership.pk).get(group=open_group)
    for name in ("role", "remove"):
        address = reverse(f"groups:{name}", args=[open_group.slug, other.uid])
        assert client_of(ana).post(address, {"role": "member", "reason": "unkind"}).status_code == 404, name


def test_members_meet_each_other_by_the_names_of_this_group(ana: Any, client_of: Any, open_group: Any) -> None:
    join(open_group, ana, name="Amber Wren", just_listening=True)
    page = text(client_of(ana).get(reverse("groups:members", args=[open_group.slug])))
    assert "Amber Wren" in page and "Slow River" in page and "Here to listen." in page
    assert str(ana.uid) not in page and ana.sign_in_name not in page


def test_the_members_page_asks_few_questions_however_many_there_are(ana: Any, client_of: Any, open_group: Any) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    join(open_group, ana)
    client, counts = client_of(ana), []
    for more in (0, 5):
        for _ in range(more):
            join(open_group, make_account())
        with CaptureQueriesContext(connection) as seen:
            assert client.get(reverse("groups:members", args=[open_group.slug])).status_code == 200
        counts.append(len(seen))
    assert counts[0] == counts[1]


# -- joining ----------------------------------------------------------------------------------------------------------
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


# -- asking and inviting ----------------------------------------------------------------------------------------------
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


# -- founding and keeping ---------------------------------------------------------------------------------------------
FOUNDING = {
    "name": "Awake at night", "summary": "For long nights.", "expect": "Slow talk.", "language": "en", "entry": "open",
    "crosstalk": "asked", "size": "8", "rules_short": "Be kind.\nTake turns.", "display_name": "Slow River",
}  # fmt: skip


def test_the_way_to_a_new_group_leads_through_the_agreement(cy: Any, client_of: Any) -> None:
    client = client_of(cy)
    assert client.get(reverse("groups:found")).headers["Location"] == reverse("groups:agreement")
    assert client.post(reverse("groups:agreement"), {}).status_code == 422
    assert client.post(reverse("groups:agreement"), {"sign": "on"}).status_code == 302
    assert client.get(reverse("groups:found")).status_code == 200
    fields = FOUNDING | {"uid": str(uuid.uuid4())}
    for _ in range(2):
        assert client.post(reverse("groups:found"), fields).status_code == 302
    page = text(client.get(Group.objects.get().get_absolute_url()))
    assert "The team reads it first." in page


@pytest.mark.parametrize(
    "bad",
    [{"name": ""}, {"name": "x" * 200}, {"size": "13", "entry": "request"}, {"size": "2"}, {"size": "many"},
     {"language": "xx"}, {"rules_short": "1\n2\n3\n4\n5\n6"}, {"rules_short": " "}, {"about": "x" * 20000},
     {"cohort_ends_on": "2030-01-01"}, {"cohort_starts_on": "2030-02-01", "cohort_ends_on": "2030-01-01"},
     {"cohort_starts_on": "soon"}, {"topics": "999999"}, {"uid": "x"}, {"display_name": "Moderator"}],
)  # fmt: skip
def test_bad_values_in_the_founding_form_found_nothing(cy: Any, client_of: Any, bad: dict[str, str]) -> None:
    sign(cy)
    response = client_of(cy).post(reverse("groups:found"), FOUNDING | {"uid": str(uuid.uuid4())} | bad)
    assert response.status_code == 422
    assert not Group.objects.exists()


def test_a_keeper_describes_the_group_sets_its_rules_and_room(ben: Any, client_of: Any, open_group: Any) -> None:
    client = client_of(ben)
    slug = open_group.slug
    about = {name: FOUNDING[name] for name in ("name", "summary", "expect", "language", "entry", "crosstalk", "size")}
    assert client.get(reverse("groups:describe", args=[slug])).status_code == 200
    assert (
        client.post(
            reverse("groups:describe", args=[slug]), about | {"about": "We are up.", "version": "0"}
        ).status_code
        == 302
    )
    stale = client.post(reverse("groups:describe", args=[slug]), about | {"about": "Mine.", "version": "0"})
    assert stale.status_code == 422 and "Mine." in text(stale) and "Someone else changed this" in text(stale)
    assert 'name="version" value="1"' in text(stale)
    assert (
        client.post(reverse("groups:edit_rules", args=[slug]), {"short": "Be kind.", "after": "1"}).status_code == 302
    )
    assert (
        client.post(reverse("groups:edit_rules", args=[slug]), {"short": "1\n2\n3\n4\n5\n6", "after": "2"}).status_code
        == 422
    )
    room = {"pinned_note": "Tuesday.", "slow_mode_seconds": "30", "sensitivity": "careful", "version": "1"}
    assert client.post(reverse("groups:room", args=[slug]), room).status_code == 302
    open_group.refresh_from_db()
    assert (open_group.about, open_group.pinned_note, open_group.slow_mode_seconds) == ("We are up.", "Tuesday.", 30)
    assert GroundRules.objects.filter(group=open_group).count() == 2


def test_a_keeper_gives_roles_and_removes_with_a_reason(
    ana: Any, dee: Any, ben: Any, client_of: Any, open_group: Any
) -> None:
    member, other = join(open_group, ana, name="Amber Wren"), join(open_group, dee, name="Dee Here")
    client, slug = client_of(ben), open_group.slug
    role = reverse("groups:role", args=[slug, member.uid])
    assert "agreement first" in text(client.post(role, {"role": "co_facilitator"}, follow=True))
    sign(ana)
    assert client.post(role, {"role": "king"}).status_code == 302
    assert client.post(role, {"role": "co_facilitator"}).status_code == 302
    member.refresh_from_db()
    assert member.role == "co_facilitator"
    remove = reverse("groups:remove", args=[slug, other.uid])
    assert client.post(remove, {}).status_code == 422
    assert client.post(remove, {"reason": "unkind"}).status_code == 302
    assert client_of(dee).get(reverse("groups:members", args=[slug])).status_code == 404
    assert "You cannot come back into this group." in text(client_of(dee).get(open_group.get_absolute_url()))


def test_names_of_other_groups_are_not_there_for_a_keeper(
    ben: Any, cy: Any, ana: Any, client_of: Any, open_group: Any
) -> None:
    elsewhere = make_group(cy)
    foreign = join(elsewhere, ana)
    invitation, _ = services.make_invitation(actor=cy, group=elsewhere)
    client, slug = client_of(ben), open_group.slug
    for name, data in (("role", {"role": "member"}), ("remove", {"reason": "unkind"}), ("block", {}), ("mute", {})):
        assert client.post(reverse(f"groups:{name}", args=[slug, foreign.uid]), data).status_code == 404, name
    assert client.post(reverse("groups:revoke_invitation", args=[slug, invitation.uid])).status_code == 404
    assert Invitation.objects.get(pk=invitation.pk).revoked_at is None


def test_somebody_in_an_unkept_group_is_told_and_can_offer(ana: Any, ben: Any, client_of: Any, open_group: Any) -> None:
    join(open_group, ana)
    services.leave_group(actor=ben, group=open_group)
    client = client_of(ana)
    assert "Nobody keeps this room" in text(client.get(open_group.get_absolute_url()))
    offer = reverse("groups:offer_to_keep", args=[open_group.slug])
    assert client.post(offer).headers["Location"] == reverse("groups:agreement")
    sign(ana)
    assert client.post(offer).status_code == 302
    assert "You offered to keep it." in text(client.get(open_group.get_absolute_url()))


# -- hiding -----------------------------------------------------------------------------------------------------------
def test_blocking_and_taking_it_back_through_the_pages(ana: Any, eve: Any, client_of: Any, open_group: Any) -> None:
    join(open_group, ana, name="Amber Wren")
    other = join(open_group, eve, name="Eve Here")
    client, slug = client_of(ana), open_group.slug
    assert "Block this name" in text(client.get(reverse("groups:name", args=[slug, other.uid])))
    for _ in range(2):
        assert client.post(reverse("groups:block", args=[slug, other.uid])).status_code == 302
    assert "Eve Here" not in text(client.get(reverse("groups:members", args=[slug])))
    assert client.get(reverse("groups:name", args=[slug, other.uid])).status_code == 404
    assert "Amber Wren" not in text(client_of(eve).get(reverse("groups:members", args=[slug])))
    hidden = text(client.get(reverse("groups:hidden_names")))
    assert "Eve Here" in hidden
    unblock = re.search(r"/groups/hidden-names/blocks/[\w-]+/", hidden).group()  # type: ignore[union-attr]
    assert client_of(eve).post(unblock).status_code == 404
    assert client.post(unblock).status_code == 302
    assert "Eve Here" in text(client.get(reverse("groups:members", args=[slug])))


def test_putting_a_name_away_and_back_through_the_pages(ana: Any, eve: Any, client_of: Any, open_group: Any) -> None:
    join(open_group, ana)
    other = join(open_group, eve, name="Eve Here")
    client, slug = client_of(ana), open_group.slug
    assert client.post(reverse("groups:mute", args=[slug, other.uid])).status_code == 302
    assert "You have put this name away." in text(client.get(reverse("groups:members", args=[slug])))
    page = text(client.get(reverse("groups:name", args=[slug, other.uid])))
    unmute = re.search(r"/groups/hidden-names/mutes/[\w-]+/", page).group()  # type: ignore[union-attr]
    assert client.post(unmute).status_code == 302
    assert "put this name away" not in text(client.get(reverse("groups:members", args=[slug]))).lower()


# -- the team ---------------------------------------------------------------------------------------------------------
def test_the_team_knows_of_private_groups_but_never_their_words(
    ana: Any, ben: Any, mo: Any, client_of: Any, private_group: Any
) -> None:
    words = {name: f"Canary {name}" for name in ("summary", "expect", "about", "welcome", "pinned_note")}
    Group.objects.filter(pk=private_group.pk).update(**words)
    join(private_group, ana, name="Amber Wren")
    page = text(client_of(mo).get(reverse("groups:oversight")))
    assert "Canary kitchen" in page and "Slow River" in page and "2 of 8" in page
    assert "Amber Wren" not in page
    assert not any(word in page for word in words.values())
    assert client_of(mo).get(private_group.get_absolute_url()).status_code == 404
    assert client_of(mo).get(reverse("groups:proposed", args=[private_group.uid])).status_code == 404


def test_oversight_is_not_there_for_others(ana: Any, ben: Any, ada: Any, client_of: Any) -> None:
    group = make_group(ben, state="proposed")
    for person in (ana, ben, ada):
        assert client_of(person).get(reverse("groups:oversight")).status_code == 404
        for name in ("approve", "decline"):
            assert client_of(person).post(reverse(f"groups:{name}", args=[group.uid])).status_code == 404
        assert client_of(person).get(reverse("groups:proposed", args=[group.uid])).status_code == 404
    assert Group.objects.get(pk=group.pk).state == "proposed"


def test_a_moderator_reads_a_proposal_and_opens_it(ben: Any, mo: Any, client_of: Any) -> None:
    group = make_group(ben, name="Awake at night", state="proposed")
    client = client_of(mo)
    assert "Awake at night" in text(client.get(reverse("groups:oversight")))
    assert group.summary in text(client.get(reverse("groups:proposed", args=[group.uid])))
    assert client.post(reverse("groups:approve", args=[group.uid])).status_code == 302
    assert Client().get(group.get_absolute_url()).status_code == 200


def test_a_moderator_answers_what_waited_and_appoints_who_offered(
    ana: Any, cy: Any, ben: Any, mo: Any, client_of: Any, move_clock: Any
) -> None:
    asked, lonely = make_group(ben, entry="request"), make_group(cy)
    request = ask(asked, ana, words="Canary words")
    member = join(lonely, ana, name="Amber Wren")
    sign(ana)
    services.leave_group(actor=cy, group=lonely)
    services.offer_to_keep(actor=ana, group=lonely)
    client = client_of(mo)
    assert "Canary words" not in text(client.get(reverse("groups:oversight")))
    move_clock(73 * 3600)
    services.pass_on_requests()
    page = text(client.get(reverse("groups:oversight")))
    assert "Canary words" in page and "Amber Wren offered to keep it." in page
    assert client.post(reverse("groups:accept_request", args=[request.uid])).status_code == 302
    assert client.post(reverse("groups:appoint", args=[member.uid])).status_code == 302
    member.refresh_from_db()
    assert member.role == "facilitator"


def test_the_overview_asks_few_questions_however_many_groups_there_are(ben: Any, mo: Any, client_of: Any) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client, counts = client_of(mo), []
    for more in (2, 8):
        for _ in range(more):
            make_group(ben)
            make_group(ben, state="proposed")
        with CaptureQueriesContext(connection) as seen:
            assert client.get(reverse("groups:oversight")).status_code == 200
        counts.append(len(seen))
    assert counts[0] == counts[1]


def test_titles_say_nothing_of_the_group(ben: Any, client_of: Any, private_group: Any) -> None:
    client = client_of(ben)
    for name in ("group", "rules", "members", "settings", "leave", "keep", "describe", "edit_rules", "room", "archive"):
        page = client.get(reverse(f"groups:{name}", args=[private_group.slug])).content.decode()
        title = re.search(r"<title>(.*?)</title>", page, re.S).group(1)  # type: ignore[union-attr]
        assert "Canary" not in title, name
