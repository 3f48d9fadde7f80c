"""The shelf, and a group's own page."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.http import QueryDict
from django.test import Client
from django.urls import reverse

from fulltext.words import words_of
from groups import services
from groups.models import Group, Membership
from groups.services.founding import Description
from tests.factories.accounts import make_account
from tests.factories.care import make_line
from tests.factories.groups import join, leave, make_group
from tests.groups.pages import text
from tests.traces import kept_nowhere

pytestmark = pytest.mark.django_db


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
        for query in ("", "?free=on", "?language=en&talk=asked"):
            page = text(client.get(reverse("groups:discover") + query))
            assert "Canary" not in page
        assert "Canary" not in text(client.post(reverse("groups:discover"), {"q": "canary"})).replace('"canary"', "")
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
    page = text(Client().post(reverse("groups:discover"), QueryDict(query).dict(), follow=True))
    assert {name for name in ("Awake at night", "A year of firsts", "Noches") if name in page} == found


def test_words_are_found_by_full_text_whatever_changed_and_topics_in_the_words_of_the_page(ben: Any) -> None:
    from accounts.models import LivedExperience

    topic = LivedExperience.objects.get(slug="losing-someone")
    group = make_group(ben, name="Café of firsts", summary="Walks, and tea.", topics=[topic])
    make_group(ben, name="Another")

    def found(words: str) -> list[Any]:
        return list(Group.objects.visible_to(ben).search(words))

    assert found("CAFE walk") == found("losing cafe") == [group] and found("alks") == []
    for asked in ('"', "a OR b", "cafe*", "name:cafe", "'; DROP TABLE x; --", "cafe & !x", "\\", "夜"):
        assert set(found(asked)) <= {group} or not words_of(asked)
    said = Description(name="Harbour", summary="x", entry="open")
    services.describe_group(actor=ben, group=group, description=said)
    assert found("cafe") == found("losing") == [] and found("harbour") == [group]


HOPELESS = "I want to kill myself tonight"


def test_a_search_that_reads_as_crisis_shows_the_card_first_for_visitors_and_members(
    ben: Any, ana: Any, client_of: Any
) -> None:
    make_group(ben, name="Awake at night")
    make_line("116 123", service="Samaritans")
    for client in (Client(), client_of(ana)):
        shown = text(client.post(reverse("groups:discover") + "?country=IE", {"q": HOPELESS}))
        assert shown.index('href="tel:116123"') < shown.index("<h1>")
        assert "A computer read your words to show you this, and forgot them." in shown
        calm = text(client.post(reverse("groups:discover") + "?country=IE", {"q": "night"}))
        assert "A computer read your words" not in calm and "Awake at night" in calm
    # Longer than a search may be: refused as a search, heard all the same.
    assert "tel:116123" in text(
        Client().post(f"{reverse('groups:discover')}?country=IE", {"q": f"{HOPELESS} {'x ' * 99}"})
    )


def test_words_that_are_searched_for_are_in_no_address_no_log_no_cache_and_no_table(
    ben: Any, caplog: pytest.LogCaptureFixture
) -> None:
    make_group(ben, name="Awake at night")
    caplog.set_level("DEBUG")
    client = Client()
    response = client.post(reverse("groups:discover"), {"q": "zanzibar", "free": "on"})
    assert response["Cache-Control"] == "no-store" and "zanzibar" in text(response)
    client.post(reverse("groups:discover"), {"q": f"zanzibar {HOPELESS}"})
    assert "zanzibar" not in text(client.get(reverse("groups:discover") + "?q=zanzibar"))
    kept_nowhere("zanzibar", caplog)
    moved = client.post(reverse("groups:discover"), {"q": "", "free": "on", "language": "en"})
    assert (moved.status_code, moved["Location"]) == (303, "/groups/?language=en&free=on")


def test_pages_of_a_search_with_own_words_turn_without_an_address(ben: Any) -> None:
    for number in range(14):
        make_group(ben, name=f"Night {number}", slug=f"night-{number}")
    first = text(Client().post(reverse("groups:discover"), {"q": "night", "language": "en"}))
    assert 'name="q" value="night"' in first and 'name="language" value="en"' in first and "Page 1 of 2" in first
    second = text(Client().post(reverse("groups:discover"), {"q": "night", "language": "en", "page": "2"}))
    assert "Page 2 of 2" in second


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
        "?topic=%27%22",
        "?talk=1&talk=2",
    ):
        assert Client().get(reverse("groups:discover") + query).status_code == 200
    for words in ("x" * 5000, "\u202e", "%_"):
        assert Client().post(reverse("groups:discover"), {"q": words}).status_code == 200


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
    leave(join(open_group, dee), Membership.EndReason.REMOVED)
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


KEPT_BY_SOMEBODY = "Somebody who knows the way keeps this room."


@pytest.mark.parametrize("blocker", ["member", "keeper"])
def test_the_groups_page_names_no_keeper_to_whom_a_block_stands(
    ana: Any, ben: Any, cy: Any, client_of: Any, open_group: Any, blocker: str
) -> None:
    mine, keeper = join(open_group, ana, name="Small Lantern"), Membership.objects.get(account=ben)
    address, client = open_group.get_absolute_url(), client_of(ana)
    assert "Slow River" in text(client.get(address))
    if blocker == "member":
        services.block(actor=ana, membership=keeper)
    else:
        services.block(actor=ben, membership=mine)
    page = text(client.get(address))
    assert "Slow River" not in page and KEPT_BY_SOMEBODY in page and "Nobody at the moment" not in page
    services.leave_group(actor=ana, group=open_group)
    assert "Slow River" not in text(client.get(address))
    for other in (Client(), client_of(cy), client_of(ben)):
        page = text(other.get(address))
        assert "Slow River" in page and KEPT_BY_SOMEBODY not in page


def test_a_block_in_one_group_hides_no_keeper_of_another(ana: Any, ben: Any, client_of: Any, open_group: Any) -> None:
    other = make_group(ben, founder_name="Old Maple")
    join(open_group, ana)
    services.block(actor=ana, membership=Membership.objects.get(account=ben, group=open_group))
    assert "Old Maple" in text(client_of(ana).get(other.get_absolute_url()))


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
    assert str(ana.uid) not in page and not re.search(rf"\b{ana.sign_in_name}\b", page)


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
