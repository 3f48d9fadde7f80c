"""First loads on a slow line: help and error pages stay within 15 KB, a room within 120 KB, compressed."""

from __future__ import annotations

import gzip
import re
from types import SimpleNamespace

import pytest

from care.card import EmergencyShown, LineShown, SupportCard
from tests.look.pages import ALONE, STATIC, Page, render

SMALL, ROOM = 15 * 1024, 120 * 1024
# What fifty messages with their menus and twelve faces come to, measured on a served room and rounded up.
ROOM_WORDS = 25 * 1024


def squeezed(data: bytes) -> int:
    return len(gzip.compress(data, 6))


def files(page: Page) -> int:
    """Bytes of every file the page loads, and of the modules those import."""
    names = set(page.static)
    for name in list(names):
        if name.endswith(".js"):
            names |= imported(name)
    return sum(squeezed((STATIC / name).read_bytes()) for name in names)


def imported(name: str) -> set[str]:
    folder = (STATIC / name).parent
    found: set[str] = set()
    for path in re.findall(r"""(?:from|import)\s+["'](\.[^"']+)["']""", (STATIC / name).read_text()):
        target = (folder / path).resolve()
        relative = str(target.relative_to(STATIC.resolve()))
        found |= {relative} | imported(relative)
    return found


@pytest.mark.parametrize("name", ALONE)
def test_a_page_for_hard_moments_is_small(name: str) -> None:
    html = render(name)
    assert squeezed(html.encode()) + files(Page(html)) <= SMALL


def a_full_card() -> SupportCard:
    """As much help as a country has: two emergency numbers and eight lines, each with a note of its own."""
    lines = [
        LineShown(
            name=f"The {word} line", channel="phone", dial=f"1800 {247 + number} {number}47", href=f"tel:1800{number}",
            sms_keyword="", hours_text=f"Mon to Fri 09:00 to {18 + number % 5}:00 (time in Dublin)",
            open_state="open" if number % 2 else "unknown", opens_text="", languages="English, Gaeilge", cost="free",
            confirmed=number < 7, note=f"For all who {word} at night, and for those beside them.", checked="November",
        )
        for number, word in enumerate(["wake", "grieve", "care", "worry", "drink", "study", "farm", "serve"])
    ]  # fmt: skip
    emergency = [EmergencyShown("112", "any", True), EmergencyShown("999", "", True)]
    return SupportCard("IE", "Ireland", emergency, lines)


def test_the_help_page_is_small_with_all_its_lines() -> None:
    html = render(
        "care/help.html", card=a_full_card(), place=SimpleNamespace(sure=False, country="IE"), young=False, parts=[],
        nav=[{"url": f"/{name}/", "icon": name, "label": name, "current": False} for name in ("home", "groups", "you")],
    )  # fmt: skip
    assert "1800 247" in html and "112" in html
    assert squeezed(html.encode()) + files(Page(html)) <= SMALL


def test_the_files_of_a_room_leave_room_for_its_talk() -> None:
    frame = Page(render("offline.html"))
    scripts = sum(squeezed(path.read_bytes()) for path in (STATIC / "js").rglob("*.js"))
    sheets = sum(squeezed(path.read_bytes()) for path in (STATIC / "css").glob("*.css") if path.stem != "admin")
    assert files(frame) + scripts + sheets + ROOM_WORDS <= ROOM


def test_stylesheets_stay_short_and_in_their_layers() -> None:
    for path in (STATIC / "css").glob("*.css"):
        text = path.read_text()
        assert len(text.splitlines()) <= 250, path.name
        assert path.stem == "admin" or "@layer " in text, path.name


def test_colours_are_named_once_and_used_by_name() -> None:
    """Forced colours, light and dark follow the tokens; a colour in a component would follow nothing."""
    allowed = {"#22302f", "#fffdf0", "#fff"}  # text on a selection, the lit window, the ground of a code for a camera
    for path in (STATIC / "css").glob("*.css"):
        if path.stem not in ("tokens", "admin"):
            assert set(re.findall(r"#[0-9a-fA-F]{3,8}\b", path.read_text())) <= allowed, path.name


def test_sides_are_logical_so_that_pages_can_be_read_from_right_to_left() -> None:
    physical = re.compile(
        r"(?<![-\w])((margin|padding|border)-(left|right)|left|right|text-align:\s*(left|right))\s*[:;]"
    )
    for path in (STATIC / "css").glob("*.css"):
        assert not physical.search(path.read_text()), path.name
