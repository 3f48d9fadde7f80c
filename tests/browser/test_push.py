"""A notice on a device: shown by the browser in one neutral line, turned on by a press, gone with quick exit."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.browser.conftest import Site, end, serve, sign_in
from tests.browser.test_access import look
from tests.factories.devices import AUTH, KEY

pytestmark = pytest.mark.browser
ENDPOINT = "https://updates.push.services.mozilla.com/wpush/v2/of-a-test"
# There is no push service on a machine without a network: the browser's own half of it answers from here.
ANSWERS = f"""() => {{
  const plain = (text) => atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  const bytes = (text) => Uint8Array.from(plain(text), (sign) => sign.charCodeAt(0));
  const made = {{
    endpoint: "{ENDPOINT}",
    getKey: (name) => bytes(name === "auth" ? "{AUTH}" : "{KEY}").buffer,
    unsubscribe: async () => true,
  }};
  PushManager.prototype.subscribe = async () => made;
  PushManager.prototype.getSubscription = async () => null;
}}"""
SHOWN = """async () => {
  const here = await navigator.serviceWorker.ready;
  for (let tries = 0; tries < 50; tries += 1) {
    const shown = await here.getNotifications();
    if (shown.length) return shown.map((one) => [one.title, one.body, one.tag]);
    await new Promise((go) => setTimeout(go, 100));
  }
  return [];
}"""


@pytest.fixture(scope="module")
def with_key(tmp_path_factory: pytest.TempPathFactory, newborn: Path) -> Iterator[Site]:
    key = "yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"
    running = serve(tmp_path_factory.mktemp("push"), newborn, VAPID_PRIVATE_KEY=key)
    yield running
    end(running)


def test_turning_it_on_seeing_it_and_ending_it(tab: Any, with_key: Site) -> None:
    page = tab("", at=with_key, service_workers="allow", strict=False)
    page.context.add_init_script(f"({ANSWERS})()")
    page.context.grant_permissions(["notifications"], origin=with_key.url)
    sign_in(page, "demo-member")
    page.goto("/you/mail/")
    page.goto("/you/devices/")
    page.get_by_role("button", name="Tell me in this browser").click()
    page.get_by_text("This browser tells you from now on that there is something new.").wait_for()
    page.get_by_text("Chrome, or one like it").wait_for()

    worker = page.context.new_cdp_session(page)
    found: list[str] = []
    worker.on(
        "ServiceWorker.workerRegistrationUpdated",
        lambda told: found.extend(one["registrationId"] for one in told["registrations"]),
    )
    worker.send("ServiceWorker.enable")
    page.wait_for_timeout(500)
    for data in ('{"say": "You have an update"}', "no such thing"):
        worker.send(
            "ServiceWorker.deliverPushMessage",
            {"origin": f"{with_key.url}/", "registrationId": found[-1], "data": data},
        )
    shown = page.evaluate(SHOWN)
    # One notice at a time, whatever came.
    assert len(shown) == 1 and shown[0][1:] == ["", "update"]
    assert shown[0][0] in ("You have an update", with_key.url.partition("//")[2])

    found_wrong = look(page, ["/you/devices/"])
    assert not found_wrong, "\n".join(found_wrong)
    page.get_by_role("button", name="End it").click()
    page.get_by_text("That browser is told nothing any more.").wait_for()
    assert page.get_by_text("Chrome, or one like it").count() == 0


def test_without_a_script_the_page_says_that_it_is_not_possible(tab: Any, with_key: Site) -> None:
    page = tab("demo-member", at=with_key, java_script_enabled=False)
    page.goto("/you/devices/")
    page.get_by_text("It is not possible in this browser, or its script is off.").wait_for()
    assert page.get_by_role("button", name="Tell me in this browser").count() == 0
