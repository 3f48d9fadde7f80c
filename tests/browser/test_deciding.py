"""A reported message is hidden with a statement, appealed, and restored by somebody else; open pages follow."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.browser.conftest import enter_room, fits
from tests.browser.test_access import findings
from tests.browser.test_live_room import body, say

pytestmark = pytest.mark.browser
SMALL = {"width": 360, "height": 740}


@pytest.fixture
def second_moderator(site: Any) -> Iterator[str]:
    change = "from accounts.models import User; User.objects.filter(sign_in_name='demo-ola').update(is_moderator=%s)"
    site.manage(change % True)
    yield "demo-ola"
    site.manage(change % False)


def open_reported(page: Any, said: str) -> None:
    """The case on the desk about these words."""
    page.goto("/desk/?rules=1")
    for address in page.locator("main .case a").evaluate_all("all => all.map((a) => a.href)"):
        page.goto(address)
        if page.locator("#case-words", has_text=said).count():
            return
    raise AssertionError("no case on the desk holds these words")


def test_a_reported_message_is_hidden_appealed_and_restored_by_somebody_else(tab: Any, second_moderator: str) -> None:
    author, other = tab("demo-ida", viewport=SMALL), tab("demo-jon")
    enter_room(author)
    enter_room(other)
    said = say(author, "You always talk too much here.")
    theirs = other.locator(".msg", has_text=said)
    theirs.locator("summary").last.click()
    theirs.locator("[data-act=report]").click()
    other.check("main [name=reason][value=unkind]")
    other.click("main form .button--main")
    other.locator("text=A person will read this.").wait_for()
    enter_room(other)

    desk = tab("demo-moderator", viewport=SMALL)
    open_reported(desk, said)
    found = findings(desk)
    desk.click("text=Decide about this")
    desk.locator("label", has_text="Hide it").wait_for()
    assert fits(desk)
    found += findings(desk)
    desk.locator("label", has_text="Hide it").locator("input").focus()
    desk.keyboard.press("Space")
    desk.locator("[name=rule]").nth(1).check()
    desk.fill("[name=reason]", "It was said to one person, not to the room.")
    desk.click("main form .button--main")
    desk.locator("#case-decided", has_text="Stands without an end").wait_for()
    assert fits(desk)
    found += findings(desk)

    # Both rooms are open: the words leave one page and stay on the other, with the way to ask why.
    other.locator(".msg", has_text="A moderator has put this aside.").last.wait_for()
    other.wait_for_function("said => !document.body.innerText.includes(said)", arg=said)
    author.locator(".msg", has_text="Only you still see it").filter(has_text=said).wait_for()
    other.reload()
    other.locator(".msg", has_text="A moderator has put this aside.").last.wait_for()
    other.wait_for_function("said => !document.body.innerText.includes(said)", arg=said)
    author.locator("a", has_text="Why, and what you can do").last.click()
    author.wait_for_url("**/conversations/")
    author.locator("main li", has_text="What was decided").last.locator("a").click()
    author.locator("text=A person decided.").wait_for()
    assert said in author.locator("main blockquote").inner_text() and fits(author)
    assert "It was said to one person" not in author.content()
    found += findings(author)
    author.click("text=Please look again")
    author.fill("[name=words]", "It was a joke between the two of us.")
    assert fits(author)
    found += findings(author)
    author.click("main form .button--main")
    author.locator("text=Somebody else than who decided looks at it.").wait_for()

    again = tab(second_moderator)
    again.goto("/desk/")
    again.locator("#again a").first.click()
    again.locator("text=It was a joke between the two of us.").wait_for()
    again.locator("label", has_text="I decide otherwise").locator("input").check()
    again.fill("[name$=answer]", "Thank you for telling us.")
    again.fill("[name$=reason]", "Both of them say so.")
    again.click("text=Answer it")
    body(other, said).wait_for()
    author.reload()
    author.locator("text=Thank you for telling us.").wait_for()
    found += findings(author) + findings(again)
    other.goto("/conversations/")
    other.locator("text=decided otherwise").first.wait_for()
    assert not found, "\n".join(found)


def test_deciding_and_asking_again_need_no_script(tab: Any, site: Any, second_moderator: str) -> None:
    author = tab("demo-lou", java_script_enabled=False)
    words = "Your stories are boring, and you know it."
    site.manage(
        "from accounts.models import User; from chat.models import Participant\n"
        "from chat import services as chat; from moderation import services\n"
        "lou = User.objects.get(sign_in_name='demo-lou')\n"
        "voice = Participant.objects.filter(membership__account=lou, ended_at=None).first()\n"
        f"[made] = chat.post_messages(posts=[chat.Post(voice.pk, lou.pk, '{words}')])\n"
        "other = Participant.objects.filter(room=voice.room, ended_at=None, membership__account__isnull=False)\n"
        "teller = other.exclude(pk=voice.pk).first().membership.account\n"
        "services.report(actor=teller, kind='message', uid=made.message.uid, reason='unkind')"
    )
    desk = tab("demo-moderator", java_script_enabled=False)
    desk.goto("/desk/?rules=1")
    for link in [one.get_attribute("href") for one in desk.locator("main .case a").all()]:
        desk.goto(link)
        if desk.locator("#case-words", has_text=words).count():
            break
    desk.click("text=Decide about this")
    desk.locator("label", has_text="Warn the person").locator("input").check()
    desk.click("main form .button--main")
    desk.locator("text=Please choose the rule it is about.").first.wait_for()
    desk.locator("[name=rule]").first.check()
    desk.fill("[name=reason]", "A word is enough.")
    desk.click("main form .button--main")
    desk.locator("#case-decided", has_text="Warn the person").wait_for()
    author.goto("/conversations/")
    author.locator("main li", has_text="What was decided").first.locator("a").click()
    author.locator("text=We ask you to keep to this rule.").wait_for()
    author.click("text=Please look again")
    author.fill("[name=words]", "I did not mean it so.")
    author.click("main form .button--main")
    author.locator("text=Somebody else than who decided looks at it.").wait_for()
