"""Pages that bring themselves up to date: nothing typed, focused or scrolled is lost, and it is said in a low voice."""

from __future__ import annotations

from typing import Any

import pytest

from tests.browser.test_room import words

pytestmark = pytest.mark.browser


def ask_for_help(page: Any, said: str) -> str:
    """“I need help” as a plain form; returns the address of the conversation."""
    page.goto("/need-help/")
    page.fill("main [name=words]", said)
    page.click("main form .button--main")
    page.wait_for_url("**/conversations/*/")
    return str(page.url)


def open_case(page: Any, said: str) -> None:
    """The case on the desk that holds these words."""
    page.goto("/desk/")
    for address in page.locator(".case a").evaluate_all("all => all.map((a) => a.href)"):
        page.goto(address)
        if page.locator("#case-words", has_text=said).count():
            return
    raise AssertionError("no case on the desk holds these words")


def hears(page: Any) -> None:
    """Wait until the page follows its topics: the line has been answered."""
    page.wait_for_function("() => performance.getEntriesByName('follows').length > 0")


@pytest.fixture
def live(tab: Any) -> Any:
    """A tab that notes when its line was answered, so that no test has to guess."""

    def open_tab(*args: Any, **kwargs: Any) -> Any:
        page = tab(*args, **kwargs)
        page.context.add_init_script(
            "const Plain = WebSocket; window.WebSocket = class extends Plain {"
            " constructor(...all) { super(...all); this.addEventListener('message', (event) => {"
            " if (JSON.parse(event.data).type === 'items') performance.mark('follows'); }); } };"
        )
        return page

    return open_tab


def test_the_desk_shows_who_waits_without_a_reload_and_keeps_focus_and_place(live: Any, site: Any) -> None:
    # Somebody is reported, too: there is more than one kind of line at the desk.
    site.manage(
        "from accounts.models import User; from chat.models import Message; from moderation import services\n"
        "m = Message.objects.filter(author__label='Old Maple').last()\n"
        "services.report(actor=User.objects.get(sign_in_name='demo-jon'), kind='message', uid=m.uid, reason='unkind')"
    )
    desk, member = live("demo-moderator", viewport={"width": 360, "height": 480}), live("demo-kim")
    # Somebody waits already: what the demo's own people say need not be read as distress.
    ask_for_help(live("demo-ola"), words("I cannot sleep"))
    desk.goto("/desk/")
    hears(desk)
    last = desk.locator(".case a").last
    last.focus()
    held, count = last.get_attribute("href"), desk.locator(".case").count()
    desk.evaluate("scrollTo(0, document.activeElement.getBoundingClientRect().top + scrollY - 100)")
    # Where the new line comes in depends on who waits by then; the one they were at stays where it was.
    kept = desk.locator(f".case a[href='{held}']")
    before = kept.bounding_box()["y"]
    ask_for_help(member, words("Please somebody write"))
    desk.locator(".case").nth(count).wait_for()
    desk.locator("#news", has_text="Something new at the desk.").wait_for()
    assert desk.evaluate("document.activeElement.getAttribute('href')") == held
    assert desk.evaluate("scrollY") > 0 and abs(kept.bounding_box()["y"] - before) < 2


def test_a_conversation_goes_back_and_forth_without_a_reload_on_either_side(live: Any) -> None:
    member, desk = live("demo-ola"), live("demo-moderator")
    said = words("I would like to talk")
    ask_for_help(member, said)
    hears(member)
    open_case(desk, said)
    hears(desk)
    member.fill("main [name=words]", "half a thought")
    desk.get_by_label("Your reply").fill("I am here and I have read it.")
    desk.click("text=/^Send to/")
    member.locator("#thread", has_text="I am here and I have read it.").wait_for()
    member.locator("#read-by", has_text="A person has read your words").wait_for()
    member.locator("#news", has_text="Something new from the team.").wait_for()
    assert member.input_value("main [name=words]") == "half a thought"
    assert member.evaluate("document.activeElement.name") == "words"
    # A page that nobody touched since has not been opened by anybody.
    hears(desk)
    assert desk.locator("#case-thread", has_text="opened").count() == 0
    member.mouse.move(200, 200)
    member.mouse.move(220, 220)
    desk.locator("#case-thread", has_text="opened").wait_for()
    desk.get_by_label("Your reply").fill("a second thought")
    member.fill("main [name=words]", "thank you for reading")
    member.click("main form .button--main")
    desk.locator("#case-thread", has_text="thank you for reading").wait_for()
    assert desk.get_by_label("Your reply").input_value() == "a second thought"
    # What was typed meanwhile meets the desk's own protection: nothing is sent unseen, nothing is lost.
    desk.click("text=/^Send to/")
    desk.locator("[data-errors]", has_text="still here").wait_for()
    assert desk.get_by_label("Your reply").input_value() == "a second thought"
    desk.click("text=/^Send to/")
    member.locator("#thread", has_text="a second thought").wait_for()


def test_home_tells_of_an_answer_and_a_form_nobody_uses_follows_the_case(live: Any) -> None:
    member, desk = live("demo-max"), live("demo-moderator")
    said = words("Are you there")
    ask_for_help(member, said)
    member.goto("/home/")
    hears(member)
    open_case(desk, said)
    second = desk.context.new_page()
    second.goto(desk.url)
    hears(second)
    desk.get_by_label("Your reply").fill("Yes, we are.")
    desk.click("text=/^Send to/")
    member.locator("main", has_text="The team wrote to you").wait_for()
    member.locator("#news", has_text="Something new on this page.").wait_for()
    second.locator("#case-thread", has_text="Yes, we are.").wait_for()
    second.get_by_label("Your reply").fill("And we stay.")
    second.click("text=/^Send to/")
    second.locator("#case-thread", has_text="And we stay.").wait_for()
    assert second.locator("[data-errors]").count() == 0


def test_the_same_pages_work_without_javascript(tab: Any) -> None:
    member, desk = tab("demo-nel", java_script_enabled=False), tab("demo-moderator", java_script_enabled=False)
    said = words("No script here either")
    ask_for_help(member, said)
    open_case(desk, said)
    desk.get_by_label("Your reply").fill("We read you.")
    desk.click("text=/^Send to/")
    desk.locator("#case-thread", has_text="We read you.").wait_for()
    member.goto("/home/")
    assert member.locator("main", has_text="The team wrote to you").count() == 1
    assert not member.locator("#news").inner_text()
