"""An open room follows what changes in it: words put aside, names muted and blocked, on every page that is open."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.browser.conftest import enter_room
from tests.browser.test_room import words

pytestmark = pytest.mark.browser


def say(page: Any, text: str) -> str:
    """Post words nobody said before, and wait until they are stored."""
    said = words(text)
    page.fill("#say", said)
    page.click("button[name=send]")
    page.locator(".msg:not(.msg--waiting)", has_text=said).wait_for()
    return said


def body(page: Any, said: str) -> Any:
    """The words where they were said, not where an answer quotes them."""
    return page.locator(".msg .body", has_text=said)


def catch_up(page: Any) -> None:
    """What another process changed comes with the next heads; coming back to the page asks at once."""
    page.evaluate("dispatchEvent(new Event('focus'))")


def test_words_put_aside_stay_on_the_page_of_their_author_and_leave_that_of_others(tab: Any, site: Any) -> None:
    author, other = tab("demo-member"), tab("demo-facilitator")
    enter_room(author)
    enter_room(other)
    said = say(author, "Put aside")
    theirs = other.locator(".msg", has_text=said)
    theirs.locator("summary").last.click()
    theirs.locator("text=Reply").last.click()
    answer = say(other, "An answer")
    quote = other.locator(".msg", has_text=answer).locator(".msg__re")
    assert said[:20] in quote.inner_text()
    site.manage(
        "from django.db import transaction; from chat.models import Message; from chat.services import hide_message\n"
        f"with transaction.atomic(): hide_message(Message.objects.get(body='{said}'))"
    )
    for page in (author, other):
        catch_up(page)
    author.locator(".msg", has_text="Only you still see it").filter(has_text=said).wait_for()
    other.locator(".msg", has_text="A moderator has put this aside.").wait_for()
    assert said not in other.content() and "earlier message" in quote.inner_text()
    author.reload()
    author.locator(".msg", has_text="Only you still see it").filter(has_text=said).wait_for()


def test_words_that_the_team_took_away_lead_their_author_alone_to_taking_them_back(tab: Any, site: Any) -> None:
    author, other = tab("demo-member"), tab("demo-facilitator")
    enter_room(author)
    enter_room(other)
    said = say(author, "Taken away")
    place = author.locator(".msg", has_text=said).get_attribute("id")
    site.manage(
        "from django.db import transaction; from chat import models, services\n"
        f"with transaction.atomic(): services.take_away_message(models.Message.objects.get(body='{said}'))"
    )
    for page in (author, other):
        catch_up(page)
        page.locator(f"#{place}", has_text="A moderator has put this aside.").wait_for()
    assert other.locator(f"#{place} a").count() == 0
    author.click(f"#{place} a:has-text('Take it back')")
    author.click("main form button")
    author.locator(f"#{place}", has_text="took it back").wait_for()


def hide_name(page: Any, name: str, act: str) -> None:
    """“Mute” or “Block”, on the page of that name."""
    page.goto("/groups/")
    page.click("text=Awake at night")
    page.goto(f"{page.url}members/")
    page.click(f"main a[aria-label='More about {name}']")
    page.click(f"main form[action$='/{act}/'] button")
    page.locator("text=They are not told").wait_for()


def take_back(page: Any, kind: str) -> None:
    page.goto("/groups/hidden-names/")
    with page.expect_navigation():
        page.click(f"main form[action*='/{kind}/'] button")


def test_a_name_muted_in_another_tab_is_folded_at_once_and_unfolded_again(tab: Any) -> None:
    reader, writer = tab("demo-member"), tab("demo-ida")
    enter_room(reader)
    enter_room(writer)
    before = say(writer, "Before the mute")
    reader.locator(f"text={before}").wait_for()
    reader.fill("#say", "half a thought")
    second = reader.context.new_page()
    hide_name(second, "Old Maple", "mute")
    message = reader.locator(".msg", has_text=before)
    message.locator("summary", has_text="You asked not to read this name for now").wait_for()
    assert not reader.locator(f"text={before}").is_visible()
    after = say(writer, "After the mute")
    fresh = reader.locator(".msg", has_text=after)
    fresh.locator("summary", has_text="You asked not to read").wait_for()
    fresh.locator(".veil summary").click()
    reader.locator(f"text={after}").wait_for()
    assert writer.locator(".veil", has_text=before).count() == 0, "they are not told"
    assert reader.input_value("#say") == "half a thought"
    take_back(second, "mutes")
    reader.locator(f"text={before}").wait_for()
    assert reader.locator(".veil", has_text=after).count() == 0
    reader.fill("#say", "")


def test_a_block_takes_the_words_of_both_from_every_open_page_and_they_come_back_in_their_place(tab: Any) -> None:
    ana, eve, third = tab("demo-member"), tab("demo-ida"), tab("demo-facilitator")
    for page in (ana, eve, third):
        enter_room(page)
    one = say(ana, "Said by one")
    two = say(eve, "Said by the other")
    theirs = third.locator(".msg", has_text=two)
    theirs.locator("summary").last.click()
    theirs.locator("text=Reply").last.click()
    answer = say(third, "An answer")
    quote = ana.locator(".msg", has_text=answer).locator(".msg__re")
    quote.wait_for()
    assert two[:20] in quote.inner_text()
    eve.focus("#say")
    second = ana.context.new_page()
    hide_name(second, "Old Maple", "block")
    body(ana, two).wait_for(state="detached")
    body(eve, one).wait_for(state="detached")
    assert two not in ana.content() and two[:20] not in quote.inner_text() and "earlier message" in quote.inner_text()
    assert ana.locator("#faces [data-name='Old Maple']").count() == 0
    assert eve.locator("#line").inner_text() == "Connected" and eve.evaluate("document.activeElement.id") == "say"
    said = say(eve, "Into the room")
    body(third, said).wait_for()
    assert body(third, one).is_visible() and said not in ana.content()
    take_back(second, "blocks")
    body(ana, said).wait_for()
    body(eve, one).wait_for()
    for page in (ana, eve):
        places = page.locator(".msg[data-seq]").evaluate_all("all => all.map((m) => Number(m.dataset.seq))")
        assert places == sorted(places) and len(set(places)) == len(places)
        faceless = page.locator(".msg--more").evaluate_all(
            "all => all.filter((m) => m.previousElementSibling?.dataset.by !== m.dataset.by).length"
        )
        assert faceless == 0


# Before the page's own scripts run.
ELSEWHERE = """document.addEventListener("readystatechange", () => {
  const room = document.querySelector("main[data-zone]");
  if (room) room.dataset.zone = "Mars/Base";
})"""


def test_live_words_carry_the_time_that_the_page_shows_after_a_reload(tab: Any, site: Any) -> None:
    """The zone is the one that the person chose, wherever their machine believes to be."""
    profile = "from accounts.models import Profile; found = Profile.objects.get(user__sign_in_name='demo-member'); "
    before = site.manage(f"{profile}print(found.time_zone)")
    site.manage(f"{profile}found.time_zone = 'Europe/Dublin'; found.save()")
    try:
        page = tab("demo-member", timezone_id="America/New_York")
        enter_room(page)
        said = say(page, "What time is it")
        moment = page.locator(".msg", has_text=said).locator("time")
        live, days = moment.inner_text(), page.locator(".day:not(.day--new)").all_inner_texts()
        page.reload()
        assert moment.inner_text() == live
        assert page.locator(".day:not(.day--new)").all_inner_texts() == days
        page.add_init_script(ELSEWHERE)
        page.reload()
        page.wait_for_selector("#line:has-text('Connected')")
        assert page.locator("main").get_attribute("data-zone") == "Mars/Base"
        body(page, say(page, "A zone that no browser knows")).wait_for()
    finally:
        site.manage(f"{profile}found.time_zone = '{before}'; found.save()")


def test_what_came_too_fast_is_sent_and_asked_for_again(tab: Any) -> None:
    """The frame that was too much had no effect: the words wait and go, and a gap does not stay one."""
    page, other = tab("demo-member"), tab("demo-ida")
    refuses, loses = {"post"}, []

    def between(socket: Any) -> None:
        server = socket.connect_to_server()

        def sent(text: str) -> None:
            frame = json.loads(text)
            what = frame.get("name", frame["type"])
            if what not in refuses:
                return server.send(text)
            refuses.discard(what)
            about = {key: frame[key] for key in ("topic", "client_uid") if frame.get(key)}
            socket.send(json.dumps({"type": "error", "code": "too_fast", **about}))

        def heard(text: str) -> None:
            if loses and '"event"' in text and loses[0] in text:
                loses.clear()
                refuses.add("subscribe")
            else:
                socket.send(text)

        socket.on_message(sent)
        server.on_message(heard)

    page.route_web_socket("**/ws/", between)
    enter_room(page)
    enter_room(other)
    said = words("A little too soon")
    page.fill("#say", said)
    page.click("button[name=send]")
    page.locator(".msg--waiting button", has_text="Try now").click()
    body(page, said).wait_for(timeout=4_500)
    assert page.locator(".msg--waiting").count() == 0 and page.input_value("#say") == ""
    assert not page.locator("#problem").is_visible(), "nothing waits any more, and nothing says so"
    loses.append("Lost on its way")
    lost, next_one = say(other, "Lost on its way"), say(other, "And one more")
    body(page, lost).wait_for(timeout=20_000)
    assert body(page, next_one).count() == 1 and not refuses


def test_the_last_of_several_quick_words_counts_as_read_and_an_older_page_reads_nothing(tab: Any, site: Any) -> None:
    reader, writer = tab("demo-member"), tab("demo-ida")
    enter_room(reader)
    enter_room(writer)

    def unread() -> str:
        return str(
            site.manage(
                "from chat.models import Participant; p = Participant.objects.live().select_related('room').get("
                "label='Quiet Heron', room__kind='group', room__group__name='Awake at night'); "
                "print(p.room.seq - p.last_read_seq)"
            )
        )

    for _ in range(3):
        body(reader, say(writer, "Quick words")).wait_for()
    # The last mark goes out two seconds after the first; a slow machine takes longer to write it.
    for _ in range(10):
        if unread() == "0":
            break
        reader.wait_for_timeout(1_000)
    assert unread() == "0"
    reader.goto(reader.url.partition("#")[0] + "?before=4")
    reader.wait_for_selector("#line:has-text('Connected')")
    say(writer, "While somebody reads older words")
    reader.wait_for_timeout(2_500)
    assert unread() == "1"


def test_an_open_page_follows_who_is_in_the_group_and_whether_a_facilitator_is_here(tab: Any, site: Any) -> None:
    page = tab("demo-member")
    enter_room(page)
    many = int(page.locator("#of-us").inner_text().split()[0])
    rows = "from chat.models import Participant; from groups.models import Group, Membership; import clock; "
    who = "Participant.objects.filter(label='Old Maple', room__group__name='Awake at night')"
    everybody = "Participant.objects.filter(room__group__name='Awake at night')"
    renewed = f"from django.db.models import F; {everybody}.update(access_epoch=F('access_epoch') + 1)"
    site.manage(f"{rows}{who}.update(ended_at=clock.now()); {renewed}")
    try:
        page.locator("#of-us", has_text=f"{many - 1} of us").wait_for()
    finally:
        site.manage(f"{rows}{who}.update(ended_at=None); {renewed}")
    page.locator("#of-us", has_text=f"{many} of us").wait_for()
    night = "Group.objects.filter(name='Awake at night')"
    site.manage(f"{rows}{night}.update(needs_facilitator_here=True); {everybody}.update(seen_at=None)")
    try:
        catch_up(page)
        page.locator("#problem", has_text="Nobody is here right now").wait_for()
        page.fill("#say", "half a thought")
        site.manage(f"{rows}{everybody}.filter(label='Slow River').update(seen_at=clock.now())")
        # Nothing but the beat of the line tells of it.
        page.locator("#problem").wait_for(state="hidden", timeout=40_000)
        assert page.input_value("#say") == "half a thought"
    finally:
        site.manage(f"{rows}{night}.update(needs_facilitator_here=False)")
    page.fill("#say", "")


def test_on_a_phone_the_head_of_the_room_stays_in_reach_and_covers_no_words(tab: Any) -> None:
    page = tab("demo-member", viewport={"width": 360, "height": 740})
    enter_room(page)
    page.evaluate("scrollTo(0, 500)")
    assert page.evaluate("scrollY") == 500
    bar, head, dock = (page.locator(one).bounding_box() for one in (".bar", ".room__head", ".dock"))
    assert abs(head["y"] - (bar["y"] + bar["height"])) < 2 and head["height"] <= 64
    assert dock["y"] + dock["height"] <= 741 and page.locator("#say").is_visible()
    assert dock["y"] - (head["y"] + head["height"]) > 740 * 0.55, "the words have most of the screen"
    for part in (".room__head h1", "[data-back]", ".bar .help", "#exit"):
        box = page.locator(part).bounding_box()
        on_top = "([x, y, part]) => Boolean(document.elementFromPoint(x, y)?.closest(part))"
        assert page.evaluate(on_top, [box["x"] + box["width"] / 2, box["y"] + box["height"] / 2, part]), part
    page.locator(".msg").first.evaluate("m => { location.hash = m.id; }")
    page.wait_for_function("() => document.querySelector('.msg').getBoundingClientRect().top < 400")
    assert page.locator(".msg").first.bounding_box()["y"] >= head["y"] + head["height"] - 1
    page.click("button[name=need]")
    page.locator(".panel").wait_for()
    assert page.locator(".room__head").evaluate("head => getComputedStyle(head).position") == "static"
