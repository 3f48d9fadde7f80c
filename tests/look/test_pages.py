"""Pages that must work when nothing else does, and the frame that every page stands in."""

from __future__ import annotations

import json
import re
from types import SimpleNamespace

import pytest
from django.conf import settings
from django.template import Context, Template
from django.utils import translation

from tests.look.pages import ALONE, ERRORS, STATIC, TEMPLATES, Page, icons, render

OURS = re.compile(r"^(/|#|tel:|sms:|\?)")
# None of these tests asks for the database, so every query in them is an error.


@pytest.mark.parametrize("name", ALONE)
def test_the_page_renders_with_no_context_at_all(name: str) -> None:
    page = Page(render(name))
    assert len(page.all("h1")) == 1
    assert page.all("main")[0]["id"] == "main"
    assert page.all("html")[0]["lang"] == "en"


@pytest.mark.parametrize("name", ALONE)
def test_quick_exit_is_first_and_help_is_in_reach(name: str) -> None:
    links = Page(render(name)).all("a")
    assert links[0]["href"] == settings.EXIT_URL
    assert "noreferrer" in links[0]["rel"]
    assert links[1]["href"] == "#main"
    assert "/help/" in [link["href"] for link in links]


@pytest.mark.parametrize("name", ALONE)
def test_the_page_loads_and_links_nothing_from_elsewhere(name: str) -> None:
    for tag, attributes in Page(render(name)).elements:
        for key in ("src", "href", "action", "data"):
            address = attributes.get(key, "/")
            assert OURS.match(address) or attributes.get("id") == "exit", f"{tag} {key}={address}"
        assert "style" not in attributes
        assert not [key for key in attributes if key.startswith("on")]
        assert tag != "style"
        assert tag != "script" or "src" in attributes


@pytest.mark.parametrize("name", ALONE)
def test_no_two_things_on_a_page_have_the_same_id(name: str) -> None:
    ids = Page(render(name)).ids
    assert len(ids) == len(set(ids))


def test_what_is_missing_has_one_body_whoever_asks_and_whatever_for() -> None:
    plain = render("404.html")
    assert plain == render("404.html", exception="No Group matches", request_path="/groups/secret/", resource="x")
    assert "secret" not in plain


@pytest.mark.parametrize("name", ERRORS)
def test_an_error_page_never_shouts_or_blames(name: str) -> None:
    words = Page(render(name)).text.lower()
    assert "!" not in words
    for cold in ("error", "forbidden", "denied", "invalid", "illegal", "bad request", "not found"):
        assert cold not in words


def test_an_expired_form_gives_back_what_was_typed_as_text() -> None:
    html = render("form_expired.html", fields=[("body", "<b>I am still here</b>\nand here")], path="/rooms/x/")
    page = Page(html)
    assert "<b>I am still here</b>\nand here" in page.text
    assert page.all("b") == []
    assert "/rooms/x/" in [link["href"] for link in page.all("a")]


def in_base(inside: str = "", **context: object) -> str:
    return Template('{% extends "base.html" %}' + inside).render(Context(context))


NAV = [
    {"url": "/home/", "icon": "home", "label": "Home", "current": False},
    {"url": "/groups/", "icon": "groups", "label": "Groups", "current": True},
]


def test_the_frame_shows_the_way_in_to_visitors_and_the_rooms_to_members() -> None:
    assert "Sign in" in Page(in_base()).text
    inside = Page(in_base(nav=NAV))
    assert "Sign in" not in inside.text
    assert [link["href"] for link in inside.all("a") if link.get("aria-current") == "page"] == ["/groups/"]


def test_a_page_may_say_where_it_is_in_the_house() -> None:
    page = Page(in_base("{% block nav_current %}home{% endblock %}", nav=NAV))
    assert [link["href"] for link in page.all("a") if "aria-current" in link] == ["/home/"]


def test_discreet_mode_hides_the_name_and_the_picture() -> None:
    inside = "{% block title %}Help now{% endblock %}"
    open_page, discreet = in_base(inside), in_base(inside, discreet=True, site_name="Notes")
    assert "<title>Help now</title>" in open_page
    assert "<title>Notes</title>" in discreet
    assert "icon-plain.svg" in discreet and "icon-plain.svg" not in open_page
    assert settings.SITE_NAME not in discreet


def test_a_chosen_theme_and_a_direction_reach_the_page() -> None:
    assert Page(in_base(theme="dark")).all("html")[0]["data-theme"] == "dark"
    assert "data-theme" not in Page(in_base()).all("html")[0]
    with translation.override("ar"):
        assert Page(in_base()).all("html")[0]["dir"] == "rtl"


def test_messages_are_said_politely() -> None:
    page = Page(in_base(messages=["Your words are kept."]))
    assert "Your words are kept." in page.text
    assert [box for box in page.all("div") if box.get("role") == "status"]


def test_the_landing_page_shows_groups_and_stands_without_them() -> None:
    group = SimpleNamespace(
        name="Awake at night", url="/groups/awake/", summary="For nights.", expect="Slow talk.", avatar_seed="owl",
        size=8, taken=7, entry_label="Open",
    )  # fmt: skip
    html = render("landing.html", groups=[group])
    assert "7 people, 1 place free" in html and "/groups/awake/" in html
    assert "Groups with a place free" not in Page(render("landing.html", groups=[])).text


def test_the_name_on_the_home_screen_is_neutral() -> None:
    manifest = json.loads((STATIC / "manifest.webmanifest").read_text())
    assert manifest["name"] == manifest["short_name"] == "Notes"
    for icon in manifest["icons"]:
        assert (STATIC / icon["src"].removeprefix("/static/")).exists()


def test_titles_carry_no_name_of_a_group_or_a_person() -> None:
    wrong = []
    for path in TEMPLATES.rglob("*.html"):
        for title in re.findall(r"{% block (?:title|page_title) %}(.*?){% endblock", path.read_text(), re.S):
            # {{ title }} is a page's own heading, written in the view; anything else could be somebody's.
            if path.name != "base.html" and path.parent.name != "admin" and "{{" in title.replace("{{ title }}", ""):
                wrong.append(f"{path.name}: {title}")
    assert wrong == []


def test_every_icon_that_a_template_names_is_in_the_sprite() -> None:
    known, wrong = icons(), []
    for path in TEMPLATES.rglob("*.html"):
        for name in re.findall(r"""{% icon ["']([\w-]+)["']""", path.read_text()):
            if name not in known:
                wrong.append(f"{path.name}: {name}")
    assert wrong == []
    assert len(known) > 20


def test_every_class_that_a_template_uses_is_drawn_somewhere() -> None:
    css = re.sub(r"/\*.*?\*/", "", "".join(path.read_text() for path in (STATIC / "css").glob("*.css")), flags=re.S)
    drawn = set(re.findall(r"\.([a-zA-Z][\w-]*)", css))
    # Handles for scripts and tests: they have no look of their own.
    handles = {"acts--mine", "acts--other", "changed", "what", "who"}
    wrong = set()
    for path in TEMPLATES.rglob("*.html"):
        text = re.sub(r"[\w-]*{{.*?}}", " ", re.sub(r"{%.*?%}", " ", path.read_text(), flags=re.S))
        for value in re.findall(r'class="([^"]*)"', text):
            wrong |= {f"{path.name}: {name}" for name in value.split() if name not in drawn | handles}
    assert wrong == set()
