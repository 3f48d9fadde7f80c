"""What somebody sees before any scrolling: few words, few things to do, in every variant and every state."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from django.test import Client

from care import services
from care.variants import SELF, TAKEN, VARIANTS
from tests.factories.care import load_all_lines, make_line, make_number

pytestmark = [pytest.mark.django_db, pytest.mark.once]
WORDS_MOST, ACTIONS_MOST = 60, 3
# Many lines, two numbers, unconfirmed, only the young, none, a long name, not a country, not known.
COUNTRIES = ["IE", "US", "GB", "DE", "CN", "KE", "BD", "TV", "GS", "ZZ", ""]
PATHS = {key: "/help/" if key == "self" else f"/help/for/{key}/" for key in VARIANTS} | {"young": "/help/young/"}


def first_view(html: str) -> str:
    return html[html.index(" data-first") - 20 : html.index(" data-more>")]


def words(html: str) -> list[str]:
    shown = re.sub(r"<svg\b.*?</svg>|<span class=\"aloud\">.*?</span>|<[^>]+>", " ", html, flags=re.S)
    return [word for word in unescape(shown).split() if re.search(r"[^\W\d_]", word)]


def actions(html: str) -> list[str]:
    return re.findall(r"<(?:a|button)\b[^>]*>", html)


def fetch(client: Client, path: str, country: str) -> str:
    return client.get(path, {"country": country} if country else {}).content.decode()


@pytest.mark.parametrize("state", ["visitor", "with a plan", "without a plan", "the installation's country"])
def test_first_view_is_short_whoever_looks(client: Client, client_of: Any, ana: Any, settings: Any, state: str) -> None:
    load_all_lines()
    if "plan" in state:
        client = client_of(ana)
        type(ana.profile).objects.filter(user=ana).update(country="")
    if state == "with a plan":
        services.write_plan(actor=ana, texts={"signs": "I sleep badly"}, with_lines=False, version=0)
    for country in COUNTRIES:
        settings.DEFAULT_COUNTRY = country if state.startswith("the") else ""
        for path in PATHS.values():
            top = first_view(fetch(client, path, "" if state.startswith("the") else country))
            assert len(words(top)) <= WORDS_MOST, (path, country, len(words(top)), " ".join(words(top)))
            assert len(actions(top)) <= ACTIONS_MOST, (path, country, actions(top))
            assert ("Use my plan now" in top) == (state == "with a plan")


def order(html: str, *signs: str) -> list[int]:
    return [html.index(sign) for sign in signs]


@pytest.mark.parametrize("name", PATHS)
def test_own_plan_comes_before_every_number_but_where_minutes_count(client_of: Any, ana: Any, name: str) -> None:
    make_line("116 123")
    make_number("112")
    services.write_plan(actor=ana, texts={"signs": "I sleep badly"}, with_lines=False, version=0)
    html = fetch(client_of(ana), PATHS[name], "IE")
    main = html[html.index("<main") :]
    plan, line, emergency = order(main, "/plan/now/", "tel:116123", "tel:112")
    assert plan < line
    assert (emergency < plan) == (name == TAKEN.key)


def test_where_minutes_count_the_emergency_number_is_the_first_thing_to_do(client: Client) -> None:
    load_all_lines()
    for country in ("IE", "US", "GB", "BD"):
        assert 'href="tel:' in actions(first_view(fetch(client, "/help/for/now/", country)))[0]
    # Nobody knows where they are: words, and no number of any country.
    assert "Call your local emergency number." in first_view(fetch(client, "/help/for/now/", ""))


# What somebody who looks over a shoulder, or through the history, must not read.
TELLING = re.compile(r"abus|violen|assault|domestic|rape|beat|hurt you|partner|husband|wife|police", re.I)


@pytest.mark.parametrize("name", [key for key, variant in VARIANTS.items() if variant.quiet])
def test_a_quiet_page_names_nothing_and_asks_first_whether_it_is_safe(client: Client, name: str) -> None:
    load_all_lines()
    html = fetch(client, PATHS[name], "IE")
    variant = VARIANTS[name]
    said = f"{variant.title} {variant.words} {variant.short} {' '.join(map(str, variant.more))}"
    assert not TELLING.search(said)
    assert "<title>Notes</title>" in html
    main = html[html.index("<main") :]
    before = main[: main.index("</summary>")]
    assert "Is it safe to read and call here?" in before
    assert "<details open" not in main and "tel:" not in before and "lead" not in before


NAMING = re.compile(r"abus|violen|assault|domestic|refuge|rape|beat", re.I)


@pytest.mark.parametrize("path", ["/help/for/home/", "/help/for/child/", "/help/kept/?for=home"])
@pytest.mark.parametrize("country", ["MY", "NO", "TR", "IE"])
def test_no_word_anywhere_on_a_quiet_page_names_the_matter(client: Client, path: str, country: str) -> None:
    load_all_lines()
    make_line("111 999", country="IE", kind="abuse", service="Refuge Line", call_note="For violence at home. Press 2.")
    html = client.get(f"{path}{'&' if '?' in path else '?'}country={country}").content.decode()
    main = html[html.index("<main") : html.index("</main>")]
    shown = unescape(re.sub(r"<[^>]+>", " ", main)) + " ".join(re.findall(r'(?:aria-label|title|alt)="([^"]*)"', main))
    assert not NAMING.search(shown), NAMING.findall(shown)
    number = {"MY": "15999", "NO": "116111", "TR": "183", "IE": "111999"}[country]
    assert f'href="tel:{number}"' in main and "Helpline" in shown
    if country == "IE":
        assert "Refuge Line" in fetch(client, "/help/", "IE")


def test_addresses_of_variants_say_nothing_of_their_matter() -> None:
    for key in VARIANTS:
        assert not TELLING.search(key) and len(key) <= 6


def test_every_variant_is_one_tap_from_the_help_page_and_back(client: Client) -> None:
    html = fetch(client, "/help/", "IE")
    for key in VARIANTS:
        if key != SELF.key:
            assert f'href="/help/for/{key}/?country=IE"' in html
            assert 'href="/help/?country=IE"' in fetch(client, PATHS[key], "IE")
            assert f'href="/help/country/?for={key}"' in fetch(client, PATHS[key], "IE")
            assert f'href="/help/for/{key}/?country=FR"' in fetch(client, f"/help/country/?for={key}", "")


@pytest.mark.parametrize("odd", ["self", "nobody", "a" * 300, "-", "0"])
def test_a_page_for_nobody_we_know_is_not_there(client: Client, odd: str) -> None:
    assert client.get(f"/help/for/{odd}/").status_code == 404


def test_help_in_other_words_is_open_to_everybody_and_sets_no_cookie(client: Client) -> None:
    for path in PATHS.values():
        response = client.get(path, {"country": "IE"})
        assert response.status_code == 200 and not response.cookies
        assert "/help/" in response.content.decode()


def test_a_child_sees_lines_for_the_young_first(client: Client) -> None:
    load_all_lines()
    top = first_view(fetch(client, "/help/for/child/", "IE"))
    assert "Childline" in top


def test_a_line_that_knows_the_matter_comes_first_where_one_ships_and_never_in_front_of_everybody(
    client: Client,
) -> None:
    load_all_lines()
    for country, number in (("MY", "tel:15999"), ("TR", "tel:183")):
        assert number in actions(first_view(fetch(client, "/help/for/home/", country)))[0]
    assert "tel:116111" in actions(first_view(fetch(client, "/help/for/child/", "NO")))[0]
    for country, number in (("NO", "tel:116111"), ("US", "tel:8664887386")):
        assert number not in first_view(fetch(client, "/help/", country))
