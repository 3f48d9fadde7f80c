from __future__ import annotations

import re
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.utils import timezone

import clock
from accounts.models import Profile
from audit.models import AuditEvent
from moderation.models import Case, OnCallShift
from moderation.panel import current_case, page_panel, render_panel, render_refused_panel
from moderation.services import choose, open_help_case
from tests.factories.accounts import make_account
from tests.factories.care import load_all_lines, make_line, make_number
from tests.factories.groups import join, make_group
from tests.factories.moderation import CRISIS, make_crisis, make_shift
from tests.factories.plans import write

pytestmark = pytest.mark.django_db

WORDS_MOST = 60


def live_in(account: Any, country: str, **fields: Any) -> Any:
    Profile.objects.filter(user=account).update(country=country, **fields)
    return type(account).objects.select_related("profile").get(pk=account.pk)


def first_view(html: str) -> str:
    """What is there before any scrolling: everything above the link that leads on."""
    return re.split(r'<(?:p|div) class="panel__more"', html)[0]


def plain(html: str) -> str:
    return " ".join(unescape(re.sub(r"<(svg|textarea)\b.*?</\1>|<[^>]+>", " ", html, flags=re.S)).split())


def words(html: str) -> list[str]:
    return [word for word in plain(first_view(html)).split() if re.search(r"[^\W\d_]", word)]


def buttons(html: str) -> list[str]:
    return re.findall(r"<button\b", first_view(html))


DUTIES = {
    "somebody": lambda mo: make_shift(mo, name="Mara"),
    "later": lambda mo: make_shift(mo, starts_in_hours=5),
    "tomorrow": lambda mo: make_shift(mo, starts_in_hours=26),
    "next week": lambda mo: make_shift(mo, starts_in_hours=24 * 6),
    "nobody": lambda mo: None,
}


COUNTRIES = ["IE", "US", "GB", "DE", "ES", "NZ", "AE", "AD", "ZZ", ""]


@pytest.mark.parametrize("hours", [0, 8, 16], ids=lambda hours: f"{hours} hours on")
@pytest.mark.parametrize("duty", list(DUTIES))
def test_first_view_has_at_most_sixty_words_and_three_equal_actions(
    ana: Any, mo: Any, group: Any, duty: str, hours: int, move_clock: Any
) -> None:
    # Which lines are open goes by the clock of each country, and with them the words.
    move_clock(hours * 3600)
    load_all_lines()
    DUTIES[duty](mo)
    for case in (make_crisis(ana, group), make_crisis(ana)):
        for country in COUNTRIES:
            html = render_panel(case=case, account=live_in(ana, country))

            assert len(words(html)) <= WORDS_MOST, f"{country} {len(words(html))}: {plain(first_view(html))}"
            assert len(buttons(html)) == html.count('<button class="button" name="choice"') == 3
            assert "button--main" not in html


@pytest.mark.parametrize("duty", list(DUTIES))
def test_panel_beside_refused_words_has_one_action_and_as_few_words(ana: Any, mo: Any, group: Any, duty: str) -> None:
    load_all_lines()
    DUTIES[duty](mo)
    for country in COUNTRIES:
        html = render_refused_panel(account=live_in(ana, country), group=group, words=CRISIS)

        assert len(words(html)) <= WORDS_MOST
        assert len(buttons(html)) == 1
        assert "Send this to the team instead" in html


def test_panel_says_who_may_be_wrong_who_can_read_and_that_only_you_see_it(ana: Any, group: Any) -> None:
    text = plain(render_panel(case=make_crisis(ana, group), account=ana))

    assert "A computer noticed your words and may have misread them." in text
    assert "Your message stays. Your group and the team can read it." in text
    assert "Only you see this" in text
    assert "None is needed." in text
    for choice in ("I’d like someone to write to me", "Just the helplines", "You misread me"):
        assert choice in text


def test_somebody_on_duty_is_named_with_the_time_where_the_reader_is(ana: Any, mo: Any, group: Any) -> None:
    ana = live_in(ana, "IE", time_zone="Asia/Tokyo")
    shift = make_shift(mo, name="Mara")
    html = render_panel(case=make_crisis(ana, group), account=ana)

    from zoneinfo import ZoneInfo

    shown = timezone.localtime(shift.ends_at, ZoneInfo("Asia/Tokyo")).strftime("%H:%M")
    assert f"Mara from the team is here until {shown}" in plain(html)


PROMISES = re.compile(r"\b(we will|will write|will read|soon|on (its|the) way|shortly|someone is here)\b", re.I)


@pytest.mark.parametrize("choice", ["", "write", "lines", "misread", "safe"])
def test_nothing_is_promised_with_nobody_on_duty(ana: Any, mo: Any, group: Any, choice: str) -> None:
    load_all_lines()
    case = make_crisis(ana, group)
    html = render_panel(case=case, account=live_in(ana, "IE"), chosen=choice)

    assert not PROMISES.search(plain(html))
    if choice == "":
        assert "The team is away. We cannot say until when." in plain(html)
    if choice == "write":
        assert "we cannot say when that is" in plain(html)


def test_planned_shift_is_told_as_a_limit_and_not_as_a_promise(ana: Any, mo: Any, group: Any) -> None:
    make_shift(mo, starts_in_hours=1)
    html = plain(render_panel(case=make_crisis(ana, group), account=ana))

    assert "Nobody from the team is here before" in html
    assert not PROMISES.search(html)


@pytest.mark.parametrize(
    "gone",
    [{"is_active": False}, {"is_moderator": False}, {"suspended_until": clock.now() + timedelta(days=400)}],
)
def test_shift_of_somebody_who_no_longer_works_the_desk_is_no_promise(
    ana: Any, mo: Any, group: Any, gone: dict[str, Any]
) -> None:
    make_shift(mo, name="Mara")
    type(mo).objects.filter(pk=mo.pk).update(**gone)

    assert "Mara" not in render_panel(case=make_crisis(ana, group), account=ana)


def test_own_shift_does_not_count_as_somebody_else_being_here(mo: Any) -> None:
    make_shift(mo, name="Mara")

    assert "Mara" not in render_panel(case=make_crisis(mo), account=mo)
    other = make_account("other")
    assert "Mara" in render_panel(case=make_crisis(other), account=other)


def test_helpline_of_the_country_that_is_open_and_a_confirmed_emergency_number(ana: Any, group: Any) -> None:
    make_line("116 123", service="Samaritans")
    make_number("112")
    html = render_panel(case=make_crisis(ana, group), account=live_in(ana, "IE"))

    assert 'href="tel:116123"' in html and "Samaritans" in html
    assert 'href="tel:112"' in html
    assert "emergency number" not in html


def test_unconfirmed_emergency_number_and_closed_line_give_way_to_words(ana: Any, group: Any) -> None:
    make_line("116 123", hours="mo-mo 00:00-00:01", status="C")
    make_number("999", status="C")
    html = render_panel(case=make_crisis(ana, group), account=live_in(ana, "IE"))

    assert "tel:116123" not in html and "tel:999" not in html
    assert "In danger? Call your emergency number." in html
    assert "Open" not in html


def test_country_can_be_changed_in_one_tap(ana: Any, group: Any) -> None:
    case = make_crisis(ana, group)

    html = render_panel(case=case, account=live_in(ana, "IE"))
    assert '<a href="/help/country/">I’m somewhere else right now</a>' in html


@pytest.mark.parametrize("chosen", ["", "write", "lines"])
def test_where_nobody_said_the_country_there_is_no_number_of_any_country(ana: Any, group: Any, chosen: str) -> None:
    load_all_lines()
    ana = live_in(ana, "", time_zone="Europe/Dublin")
    html = render_panel(case=make_crisis(ana, group), account=ana, chosen=chosen)

    assert "tel:" not in html and "sms:" not in html
    assert re.search("call your (local )?emergency number", html, re.I)
    assert '<a href="/help/country/">Choose your country</a>' in html or 'href="/help/country/"' in html
    assert re.search("We do not know (your|which) country", html)
    # The time zone is offered as a guess, where there is room to say that it is one.
    assert ('href="/help/?country=IE"' in html and "a guess from your time zone" in html) == (chosen == "lines")


def test_panel_works_without_a_script_and_without_a_request(ana: Any, group: Any) -> None:
    case = make_crisis(ana, group)
    page = render_panel(case=case, account=ana, csrf_token="t0ken", back="/rooms/x/")
    socket = render_panel(case=case, account=ana)

    assert 'method="post"' in page and 'value="t0ken"' in page and 'name="back" value="/rooms/x/"' in page
    assert f'action="/conversations/{case.uid}/choice/"' in socket
    assert "csrfmiddlewaretoken" not in socket


def test_first_showing_is_kept_and_audited_once(ana: Any, group: Any) -> None:
    case = make_crisis(ana, group)
    render_panel(case=case, account=ana)
    first = Case.objects.get().panel_shown_at
    render_panel(case=case, account=ana)

    assert first is not None
    assert Case.objects.get().panel_shown_at == first
    assert AuditEvent.objects.filter(verb="case.panel_shown").count() == 1


def test_panel_speaks_the_language_of_the_account_and_leaves_the_thread_as_it_was(ana: Any, group: Any) -> None:
    from django.utils import translation

    live_in(ana, "ES", language="es")
    with translation.override("en"):
        render_panel(case=make_crisis(ana, group), account=live_in(ana, "ES", language="es"))
        assert translation.get_language() == "en"


def test_panel_is_in_one_language_where_there_is_no_catalogue_for_the_other(
    ana: Any, mo: Any, group: Any, settings: Any
) -> None:
    # Django's own Spanish would name the day; the sentence around it is English.
    make_shift(mo, name="Sol", starts_in_hours=72)
    account = live_in(ana, "ES", language="es")
    html = render_panel(case=make_crisis(ana, group), account=account)
    days = ("lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo")
    assert "Nobody from the team is here before" in html and not any(day in html.lower() for day in days)
    settings.LANGUAGES = settings.SPOKEN_LANGUAGES
    html = render_panel(case=make_crisis(ana, group), account=account)
    assert any(day in html.lower() for day in days)


HOSTILE = ["</textarea><script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "{{ 7|add:7 }}", "‮evil"]


@pytest.mark.parametrize("text", HOSTILE)
def test_refused_words_are_escaped_and_come_back_as_they_were(ana: Any, group: Any, text: str) -> None:
    html = render_refused_panel(account=ana, group=group, words=text)

    assert "<script" not in html and "<img" not in html
    assert text in unescape(html)


def test_answer_to_misread_thanks_and_asks_nothing(ana: Any, group: Any) -> None:
    html = plain(render_panel(case=make_crisis(ana, group), account=ana, chosen="misread"))

    assert "Thank you, noted. One person may still read it. You need do nothing." in html


def test_helplines_come_in_full_when_they_are_chosen(ana: Any, group: Any) -> None:
    load_all_lines()
    html = render_panel(case=make_crisis(ana, group), account=live_in(ana, "IE"), chosen="lines")

    assert html.count('class="number"') >= 2 and "If nobody answers, try the next one" in html


def test_panel_that_belongs_on_a_page_is_that_of_this_person_and_group_for_a_day(
    ana: Any, ben: Any, group: Any, move_clock: Any
) -> None:
    case = make_crisis(ana, group)
    assert current_case(account=ana, group=group) == case
    assert current_case(account=ana) == case
    assert current_case(account=ben, group=group) is None

    choose(actor=ana, case=case, choice="misread")
    assert current_case(account=ana, group=group) == case
    move_clock(24 * 3600 + 60)
    assert current_case(account=ana, group=group) is None


def is_open(html: str) -> bool:
    return '<details class="panel" open' in html


@pytest.mark.parametrize(
    ("choice", "line"),
    [("write", "You asked us to write"), ("lines", "Your helplines"), ("misread", "You said we misread you")],
)
def test_answered_panel_stays_folded_to_one_line_on_every_page_until_new_words(
    ana: Any, group: Any, move_clock: Any, choice: str, line: str
) -> None:
    case = make_crisis(ana, group)
    assert is_open(page_panel(account=ana, group=group))

    choose(actor=ana, case=case, choice=choice)
    for seconds in (0, 60, 3600, 12 * 3600):
        move_clock(seconds)
        for html in (page_panel(account=ana, group=group), page_panel(account=ana)):
            assert html and not is_open(html)
            summary = html.split("</summary>")[0]
            assert summary.split('class="panel__folded">')[1].startswith(line)

    # The words that just came open it, whatever was answered before.
    assert is_open(render_panel(case=make_crisis(ana, group), account=ana))
    assert is_open(page_panel(account=ana, group=group)) == (choice != "write")


def test_answer_in_one_group_folds_nothing_in_another(ana: Any, cy: Any, group: Any) -> None:
    other = make_group(cy)
    join(other, ana, name="Blue Thimble")
    choose(actor=ana, case=make_crisis(ana, group), choice="misread")
    make_crisis(ana, other)

    assert not is_open(page_panel(account=ana, group=group))
    assert is_open(page_panel(account=ana, group=other))


def test_call_for_help_answers_the_panel_too(ana: Any, group: Any) -> None:
    make_crisis(ana, group)
    open_help_case(actor=ana, group=group)

    assert "You asked us to write" in page_panel(account=ana, group=group).split("</summary>")[0]


def test_shift_that_ended_names_nobody(ana: Any, mo: Any, group: Any, move_clock: Any) -> None:
    make_shift(mo, name="Mara", hours=1)
    move_clock(3601)

    assert "Mara" not in render_panel(case=make_crisis(ana, group), account=ana)
    assert OnCallShift.objects.exists()


def test_the_way_to_ones_own_plan_is_there_for_whoever_has_one_and_shows_no_word_of_it(ana: Any, group: Any) -> None:
    case = make_crisis(ana, group)
    assert "/plan/now/" not in render_panel(case=case, account=ana)
    write(ana, signs="I sleep badly")
    html = render_panel(case=case, account=ana)
    assert 'href="/plan/now/"' in html and "I sleep badly" not in html
