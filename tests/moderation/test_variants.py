"""The panel speaks as the reading says: few words, the same help, and no sealed word is opened for it."""

from __future__ import annotations

import re
from typing import Any

import pytest

from audit.models import AuditEvent
from care import services as care
from care.variants import VARIANTS
from chat.replies import panel_for_refused
from moderation.engine import read_text
from moderation.models import Finding
from moderation.panel import page_panel, render_panel, render_refused_panel
from moderation.variant import fitting, variant_of_case
from tests.factories.care import load_all_lines
from tests.factories.moderation import make_crisis
from tests.moderation.test_panel import (
    COUNTRIES,
    DUTIES,
    WORDS_MOST,
    buttons,
    first_view,
    is_open,
    live_in,
    plain,
    words,
)

pytestmark = pytest.mark.django_db
# What each variant is read from: categories, whom it is about, the rules.
READINGS: dict[str, tuple[list[str], str, list[str]]] = {
    "self": (["suicide"], "self", ["kill_myself"]),
    "other": (["suicide"], "other", ["end_life_person"]),
    "home": (["abuse"], "self", ["threat_from_other"]),
    "child": (["child_at_risk"], "self", ["child_hurt"]),
    "now": (["suicide"], "self", ["took_overdose"]),
    "food": (["distress", "eating"], "self", ["eating"]),
    "voices": (["psychosis_commands", "suicide"], "self", ["voices_command"]),
    "fear": (["harm_to_others"], "self", ["other_means"]),
}


def crisis(account: Any, group: Any, name: str) -> Any:
    """A case whose finding says what leads to the variant."""
    case = make_crisis(account, group)
    categories, about, rules = READINGS[name]
    Finding.objects.update(categories=categories, about=about, cues=[{"rule": rule} for rule in rules])
    return case


def with_plan(account: Any) -> None:
    care.write_plan(actor=account, texts={"signs": "I sleep badly"}, with_lines=False, version=0)


@pytest.mark.parametrize("name", VARIANTS)
@pytest.mark.parametrize("plan", [False, True])
def test_every_variant_has_few_words_and_three_equal_choices(
    ana: Any, mo: Any, group: Any, name: str, plan: bool
) -> None:
    load_all_lines()
    if plan:
        with_plan(ana)
    for duty in ("nobody", "tomorrow"):
        DUTIES[duty](mo)
        for case in (crisis(ana, group, name), crisis(ana, None, name)):
            for country in COUNTRIES:
                html = render_panel(case=case, account=live_in(ana, country))
                assert len(words(html)) <= WORDS_MOST, f"{country} {len(words(html))}: {plain(first_view(html))}"
                assert len(buttons(html)) == html.count('<button class="button" name="choice"') == 3
                assert ("/plan/now/" in html) == plan
                assert "A computer noticed" in html and "can read" in html


def test_refused_words_have_few_words_around_them_in_every_variant(ana: Any, group: Any) -> None:
    load_all_lines()
    with_plan(ana)
    for text in ("I took all my pills just now", "the voices tell me to jump", "he said he will kill me tonight"):
        reading = read_text(text, language="en").reading
        html = render_refused_panel(account=live_in(ana, "IE"), group=group, words=text, reading=reading)
        assert len(words(html)) <= WORDS_MOST
        assert len(buttons(html)) == 1


def test_own_plan_comes_before_the_helplines_and_after_the_choices(ana: Any, group: Any) -> None:
    load_all_lines()
    with_plan(ana)
    html = render_panel(case=make_crisis(ana, group), account=live_in(ana, "IE"))
    assert html.index('value="misread"') < html.index("/plan/now/") < html.index("tel:")


def test_where_something_was_swallowed_the_emergency_number_is_the_first_thing_of_all(ana: Any, group: Any) -> None:
    load_all_lines()
    html = render_panel(case=crisis(ana, group, "now"), account=live_in(ana, "IE"))
    assert html.index("tel:112") < html.index("A computer noticed") < html.index("<button")
    assert html.count("tel:112") == 1


@pytest.mark.parametrize("name", ["home", "child"])
def test_who_may_be_watched_is_asked_first_and_sees_no_telling_word(ana: Any, group: Any, name: str) -> None:
    load_all_lines()
    html = render_panel(case=crisis(ana, group, name), account=live_in(ana, "IE"))
    assert not is_open(html) and "panel--quiet" in html
    assert "Is it safe to read and call?" in html.split("</summary>")[0]
    telling = r"abus|violen|beat|partner|heavy|danger|misread you"
    assert not re.search(telling, html.split("</summary>")[0], re.I)
    assert not re.search(r"abus|violen|beat|partner|heavy", plain(first_view(html)), re.I)
    # Also later, and once it was answered, its one line says nothing.
    assert not is_open(page_panel(account=ana, group=group))
    care_answer = render_panel(case=crisis(ana, group, name), account=ana, chosen="lines", folded=True)
    in_turkey = plain(render_panel(case=crisis(ana, group, name), account=live_in(ana, "TR"), chosen="lines"))
    assert "183" in in_turkey and "Helpline" in in_turkey and "abuse" not in in_turkey
    assert "helplines" not in care_answer.split("</summary>")[0].split("panel__folded")[1].lower()


def test_the_variant_is_that_of_the_worst_reading_and_opens_no_sealed_word(ana: Any, group: Any) -> None:
    case = make_crisis(ana, group, text="I want to kill myself")
    assert variant_of_case(case).key == "self"
    make_crisis(ana, group, text="I took all my pills just now")
    before = AuditEvent.objects.count()
    assert variant_of_case(case).key == "now"
    assert AuditEvent.objects.count() == before


def test_a_call_for_help_without_a_reading_speaks_as_to_oneself(ana: Any, group: Any) -> None:
    Finding.objects.all().delete()
    case = make_crisis(ana, group)
    Finding.objects.all().delete()
    assert variant_of_case(case).key == "self"


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("I am going to kill myself tonight.", "self"),
        ("my friend says she wants to kill herself tonight", "other"),
        ("he said he will kill me tonight", "home"),
        ("my uncle touches my daughter", "child"),
        ("I took a whole bottle of pills an hour ago", "now"),
        ("my brother took too many pills and wont wake", "now"),
        ("the voices tell me to jump", "voices"),
        ("I am scared I will smother my baby", "fear"),
        ("I purge after every meal and I want to die tonight", "self"),
    ],
)
def test_what_was_read_chooses_the_words(ana: Any, group: Any, text: str, key: str) -> None:
    assert variant_of_case(make_crisis(ana, group, text=text)).key == key


def test_eating_alone_has_words_of_its_own() -> None:
    assert fitting(categories=["eating"], about="self").key == "food"
    assert fitting(categories=[], about="").key == "self"
    assert fitting(categories=["abuse", "suicide"], about="self").key == "self"


def test_words_that_were_refused_choose_their_variant_too(ana: Any, group: Any) -> None:
    from types import SimpleNamespace

    outcome = read_text("I took all my pills just now", language="en")
    post = SimpleNamespace(account_id=ana.pk, participant_id=0, body="I took all my pills just now")
    html = panel_for_refused(post, SimpleNamespace(outcome=outcome))  # type: ignore[arg-type]
    assert "Say what was taken." in html and "Send this to the team instead" in html
