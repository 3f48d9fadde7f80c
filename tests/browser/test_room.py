"""People talk: live between two browsers, by plain form, after a lost line, with the support panel beside them."""

from __future__ import annotations

import time
from typing import Any

import pytest
from playwright.sync_api import expect

from peersupport.demo.people import PASSWORD
from tests.browser.conftest import PHONE, Site, enter_room, sign_in

pytestmark = pytest.mark.browser


def words(text: str) -> str:
    """Words nobody said before in this database."""
    return f"{text} {time.monotonic_ns()}"


def end_cases(site: Site) -> None:
    """Nobody has asked for anything yet: who has asked to be written to is not asked again."""
    site.manage("from moderation.models import Case; Case.objects.open().update(state='closed', close_reason='talked')")


def test_a_crisis_message_brings_a_panel_to_its_author_a_case_to_the_desk_and_nothing_to_others(
    tab: Any, site: Site
) -> None:
    end_cases(site)
    # The panel of somebody without a plan of their own; with one it is shorter (tests/moderation counts each).
    site.manage("from care.models import *; SafetyPlan.objects.filter(owner__sign_in_name='demo-member').delete()")
    author, other, desk = tab("demo-member", viewport=PHONE), tab("demo-facilitator"), tab("demo-moderator")
    for page in (author, other):
        enter_room(page)
    said = words("I don’t think I can do many more of these nights. I want to end my life.")
    author.fill("#say", said)
    author.click("button[name=send]")
    panel = author.locator(".panel")
    panel.wait_for()
    assert author.evaluate("document.activeElement.id") == "say"
    first_view = panel.inner_text().split("Open now")[0]
    assert len(first_view.split()) <= 60 and panel.locator("form .button").count() == 3
    assert "may have misread" in first_view
    for part in (panel.locator("form .button").last, author.locator("#say"), author.locator(".msg").last):
        part.wait_for()
        box = part.bounding_box()
        assert box["y"] + box["height"] <= PHONE["height"] + 1 and box["y"] >= 0
    author.locator(f"text={said}").wait_for()
    # The room stays usable, and for others nothing is odd.
    other.locator(f"text={said}").wait_for()
    assert other.locator(".panel").count() == 0
    author.fill("#say", "I can still write")
    author.click("button[name=send]")
    other.locator("text=I can still write").last.wait_for()
    panel.locator("text=I’d like someone to write to me").click()
    author.locator("#panel >> text=/has been told|written/i").first.wait_for()
    desk.goto("/desk/")
    desk.locator(".case", has_text="Crisis").filter(has_text="Quiet Heron").locator("a").first.click()
    # Hard words wait behind a soft line.
    desk.locator("mark").first.wait_for(state="attached")
    desk.locator("text=Would like someone to write").first.wait_for()
    desk.get_by_label("Your reply").fill("Hello, I am Mara. I read what you wrote.")
    desk.click("text=/^Send to/")
    desk.locator("#case-thread", has_text="I read what you wrote").wait_for()
    author.goto("/conversations/")
    author.locator("main a[href*='/conversations/']").first.click()
    author.locator("text=I read what you wrote").wait_for()


@pytest.mark.alone
def test_a_post_by_plain_form_reaches_an_idle_browser_within_200_ms(tab: Any) -> None:
    reader, writer = tab("demo-facilitator"), tab("demo-member", java_script_enabled=False)
    enter_room(reader)
    writer.goto("/home/")
    writer.click("main a[href^='/rooms/']:has-text('Awake at night')")
    time.sleep(3)
    said = words("By a plain form")
    reader.evaluate(
        """said => { window.seenAt = 0; new MutationObserver(() => {
             const log = document.getElementById('log');
             if (!window.seenAt && log.textContent.includes(said)) window.seenAt = Date.now();
           }).observe(document.getElementById('log'), {childList: true, subtree: true}); }""",
        said,
    )
    writer.fill("#say", said)
    writer.click("button[name=send]")
    writer.locator(f"text={said}").wait_for()
    reader.locator(f"text={said}").wait_for()
    posted = writer.locator(".msg", has_text=said).last.get_attribute("data-at")
    # The row's own time stands just before the commit, the observer's just after the paint.
    late = reader.evaluate("posted => window.seenAt - new Date(posted).getTime()", posted)
    assert late < 1200, f"{late} ms"
    # data-at has whole seconds; the exact figure is measured over the socket.
    assert "Connected" in reader.inner_text("#line")


def test_the_room_works_without_javascript(tab: Any) -> None:
    page = tab("demo-member", java_script_enabled=False, viewport=PHONE)
    page.goto("/home/")
    page.click("main a[href^='/rooms/']:has-text('Awake at night')")
    said = words("No script here")
    page.fill("#say", said)
    page.click("button[name=send]")
    mine = page.locator(".msg", has_text=said)
    mine.wait_for()
    assert "#end" in page.url
    mine.locator("summary").click()
    mine.locator("text=Change the words").click()
    page.fill("#say", said + " changed")
    page.click("text=Save the new words")
    page.locator(f"text={said} changed").wait_for()
    theirs = page.locator(".msg:not(.msg--mine)").last
    theirs.locator("summary").last.click()
    theirs.locator("text=with you").last.click()
    assert page.locator(".msg:not(.msg--mine)").last.locator(".given").inner_text().endswith("with you")
    page.fill("#say", "x" * 4100)
    page.click("button[name=send]")
    page.locator("#problem").wait_for()
    assert len(page.input_value("#say")) == 4100
    page.fill("#say", "please")
    page.click("button[name=need]")
    page.locator(".panel").wait_for()
    assert page.input_value("#say") == "please"


def test_a_draft_survives_a_reload_and_leaves_with_the_message(tab: Any) -> None:
    page = tab("demo-member")
    enter_room(page)
    said = words("Half a thought")
    page.fill("#say", said)
    page.reload()
    page.wait_for_selector("#line:has-text('Connected')")
    assert page.input_value("#say") == said
    page.click("button[name=send]")
    page.locator(".msg:not(.msg--waiting)", has_text=said).wait_for()
    page.wait_for_function("() => !Object.keys(sessionStorage).some(k => /^(draft|unsent)/.test(k))")


def test_what_is_written_while_the_line_is_lost_arrives_once_when_it_is_back(tab: Any) -> None:
    page, other = tab("demo-member"), tab("demo-facilitator")
    enter_room(page)
    enter_room(other)
    page.context.set_offline(True)
    page.evaluate("() => document.dispatchEvent(new Event('visibilitychange'))")
    said = words("Through the tunnel")
    page.fill("#say", said)
    page.click("button[name=send]")
    page.locator("text=Not sent yet").first.wait_for()
    page.context.set_offline(False)
    page.locator(".msg:not(.msg--waiting)", has_text=said).wait_for(timeout=60_000)
    other.locator(f"text={said}").wait_for()
    assert other.locator(f"text={said}").count() == 1 and page.locator(f"text={said}").count() == 1


def test_a_removed_member_stops_receiving_within_five_seconds(tab: Any, site: Any) -> None:
    page, keeper = tab("demo-kim"), tab("demo-facilitator")
    enter_room(page)
    enter_room(keeper)
    site.manage(
        "from groups.models import Membership; from groups import services; from accounts.models import User; "
        "m = Membership.objects.live().get(account__sign_in_name='demo-kim', group__name='Awake at night'); "
        "services.leave_group(actor=m.account, group=m.group)"
    )
    # The other process cannot send a hint to this one: only the database tells.
    page.locator("text=This room is no longer open to you").wait_for(timeout=6_000)
    said = words("After somebody left")
    keeper.fill("#say", said)
    keeper.click("button[name=send]")
    keeper.locator(".msg:not(.msg--waiting)", has_text=said).wait_for()
    time.sleep(1)
    assert said not in page.content() and page.locator(".msg").count() == 0


def test_older_messages_and_answers_find_their_place(tab: Any) -> None:
    page = tab("demo-member")
    enter_room(page)
    theirs = page.locator(".msg:not(.msg--mine)").last
    name = theirs.locator("header b").text_content()
    theirs.locator("summary").last.click()
    theirs.locator("text=Reply").last.click()
    assert name in page.inner_text("#answering")
    said = words("An answer")
    page.fill("#say", said)
    page.keyboard.press("Enter")
    mine = page.locator(".msg:not(.msg--waiting)", has_text=said)
    mine.wait_for()
    assert name in mine.locator(".msg__re").inner_text()


def test_older_messages_come_when_one_scrolls_up_and_nothing_jumps(tab: Any, site: Any) -> None:
    site.manage(
        "from chat import services; from chat.models import Participant; from django.conf import settings; "
        "settings.CHAT_POSTS_MOST = 1000; "
        "p = Participant.objects.live().get(room__group__name='Holding two cups', label='Warm Pebble'); "
        "[services.post_messages(posts=[services.Post(p.pk, p.membership.account_id, f'line {n}')]) for n in range(70)]"
    )
    page = tab("demo-max")
    enter_room(page, "Holding two cups")
    assert page.locator("text=Sit down for a minute").count() == 0
    for _ in range(30):
        page.mouse.wheel(0, -900)
        page.wait_for_timeout(60)
        if page.locator("text=Sit down for a minute").count():
            break
    page.locator("text=Sit down for a minute").wait_for()
    texts = page.locator(".msg").evaluate_all("all => all.map(m => Number(m.dataset.seq))")
    # Each once and in order; one of them was put aside by a moderator, and is only its author's.
    assert texts[0] == 1 and texts == sorted(set(texts)) and len(set(range(1, texts[-1] + 1)) - set(texts)) == 1
    assert page.evaluate("scrollY") > 0 and page.locator("[data-older]").count() == 0


def test_a_password_changed_elsewhere_ends_the_other_tab(tab: Any, site: Any) -> None:
    page = tab("demo-nel")
    enter_room(page, "A year of firsts")
    site.manage(
        "from accounts.models import User; from accounts import services; "
        "u = User.objects.get(sign_in_name='demo-nel'); services.set_password(actor=u, password='another calm phrase')"
    )
    page.locator("text=You are signed out").wait_for(timeout=12_000)
    page.locator("#line >> text=Sign in").wait_for()
    again = tab()
    sign_in(again, "demo-nel", "another calm phrase")


def test_posts_and_help_go_by_form_where_no_socket_gets_through(tab: Any) -> None:
    page = tab("demo-member", strict=False)
    page.route_web_socket("**/ws/", lambda socket: socket.close())
    enter_room(page, line="The line is lost")
    said = words("No socket gets through")
    page.fill("#say", said)
    page.click("button[name=send]")
    page.locator(".msg[data-seq]", has_text=said).wait_for(timeout=20_000)
    assert page.locator(".msg", has_text=said).count() == 1
    page.click("button[name=need]")
    page.locator(".panel").wait_for()


def test_help_that_gets_no_answer_over_the_line_goes_by_form(tab: Any) -> None:
    page = tab("demo-member", strict=False)

    def swallow_help(socket: Any) -> None:
        server = socket.connect_to_server()
        socket.on_message(lambda text: None if "need_help" in text else server.send(text))

    page.route_web_socket("**/ws/", swallow_help)
    enter_room(page)
    page.fill("#say", "please")
    page.click("button[name=need]")
    page.locator(".panel").wait_for(timeout=15_000)
    assert page.input_value("#say") == "please"


def test_words_sent_after_the_session_ended_wait_until_the_person_has_signed_in(tab: Any) -> None:
    page = tab("demo-member", strict=False)
    page.route_web_socket("**/ws/", lambda socket: socket.close())
    enter_room(page, line="The line is lost")
    room = page.url
    page.context.clear_cookies(name="s")
    said = words("After the session ended")
    page.fill("#say", said)
    page.click("button[name=send]")
    page.locator("#problem a").wait_for(timeout=30_000)
    assert "kept here" in page.inner_text("#problem")
    assert page.locator(".msg--waiting", has_text=said).count() == 1
    assert said in page.evaluate("Object.entries(sessionStorage).find(([key]) => key.startsWith('unsent'))[1]")
    page.click("#problem a")
    page.fill("[name=login]", "demo-member")
    page.fill("[name=password]", PASSWORD)
    page.click("main form button[type=submit]")
    page.wait_for_url(room.partition("#")[0] + "**")
    page.locator(".msg[data-seq]", has_text=said).wait_for(timeout=20_000)
    page.wait_for_function("() => !Object.keys(sessionStorage).some(k => /^unsent/.test(k))")


def test_words_too_long_for_a_frame_are_answered_and_kept(tab: Any) -> None:
    page = tab("demo-member")
    enter_room(page)
    long = "so much to say " * 1400
    page.fill("#say", long)
    page.click("button[name=send]")
    page.locator("#problem", has_text="too long for one message").wait_for()
    assert page.input_value("#say") == long.strip() and page.locator(".msg--waiting").count() == 0
    page.fill("#say", "")
    said = words("\U0001f331" * 3800)
    page.fill("#say", said)
    page.click("button[name=send]")
    page.locator(".msg[data-seq]", has_text=said).wait_for()
    page.locator(".msg--waiting").wait_for(state="detached")
    assert page.locator(".msg", has_text=said).count() == 1 and page.input_value("#say") == ""


def test_words_that_wait_while_the_room_closes_for_the_person_go_back_into_the_field(tab: Any, site: Site) -> None:
    page = tab("demo-jon", strict=False)

    def swallow_posts(socket: Any) -> None:
        server = socket.connect_to_server()
        socket.on_message(lambda text: None if '"post"' in text else server.send(text))

    def ended_at(value: str) -> None:
        site.manage(
            "import clock; from chat.models import Participant; "
            "voices = Participant.objects.filter(label='Amber Wren', room__group__name='Awake at night'); "
            f"voices.update(ended_at={value})"
        )

    page.route_web_socket("**/ws/", swallow_posts)
    enter_room(page)
    said = words("On its way")
    page.fill("#say", said)
    page.click("button[name=send]")
    ended_at("clock.now()")
    try:
        page.locator("#problem", has_text="no longer open to you").wait_for(timeout=20_000)
    finally:
        ended_at("None")
    assert page.input_value("#say") == said
    posted = []
    page.on("request", lambda request: posted.append(request.url) if request.method == "POST" else None)
    page.wait_for_timeout(9_000)
    assert not posted


def test_signing_out_in_one_tab_empties_what_was_begun_in_the_other_and_a_lost_session_does_not(tab: Any) -> None:
    page = tab("demo-member")
    enter_room(page)
    page.fill("#say", "half a thought")
    second = page.context.new_page()
    kept = [one for one in page.context.cookies() if one["name"] == "s"]
    page.context.clear_cookies(name="s")
    second.goto("/")
    page.wait_for_timeout(500)
    assert page.input_value("#say") == "half a thought"
    page.context.add_cookies(kept)
    second.goto("/account/logout/")
    second.click("main form button")
    expect(page.locator("#say")).to_have_value("")
    assert "half a thought" not in page.evaluate("JSON.stringify(sessionStorage)")
    page.locator("#line", has_text="You are signed out").wait_for(timeout=12_000)
    assert "kept here" not in page.inner_text("#line")
