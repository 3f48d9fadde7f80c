"""A house in which every column of words holds markup and scripts, walked page by page in one tab of a real browser.

Each page is answered with the headers it is sent with, so that the browser holds it against our own policy. Nothing
may run, nothing may be asked of anybody, and not one element may come of a word.
"""

from __future__ import annotations

import json
import mimetypes
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.contrib.staticfiles import finders

from tests.browser.conftest import ROOT
from tests.browser.hostile import SHORT

pytestmark = pytest.mark.browser
ORIGIN = "http://house.test"
LOOK = """() => ({
  broken: window.broken,
  made: [...document.querySelectorAll('*')].filter((one) =>
    [...one.attributes].some((a) => a.name.startsWith('on') || /^\\s*javascript:/i.test(a.value))
    || (one.localName === 'script' && !one.src && !one.type.endsWith('json'))
    || ['iframe', 'object', 'embed', 'base', 'math'].includes(one.localName)
    || (one.localName === 'img' && one.getAttribute('src') === 'x')).map((one) => one.outerHTML.slice(0, 200)),
})"""
WATCH = """window.broken = [];
addEventListener('securitypolicyviolation', (event) => window.broken.push(event.effectiveDirective))"""


def test_no_word_of_anybody_becomes_a_script_an_element_or_a_broken_rule(chromium: Any, tmp_path: Path) -> None:
    file = tmp_path / "pages.json"
    subprocess.run([sys.executable, "-m", "tests.browser.hostile", str(file)], cwd=ROOT, check=True)
    house = json.loads(file.read_text())
    pages = house["pages"]
    assert house["missing"] == [] and len(house["shown"]) > 55
    dialogs: list[str] = []
    asked: list[str] = []
    context = chromium.new_context(base_url=ORIGIN, service_workers="block")
    context.add_init_script(WATCH)

    def answer(route: Any) -> None:
        path = route.request.url.removeprefix(ORIGIN).partition("?")[0]
        page = pages.get(path)
        if page is not None:
            route.fulfill(status=200, headers=page[0], body=page[1])
        elif path.startswith("/static/") and (found := finders.find(path.removeprefix("/static/"))):
            route.fulfill(path=found, content_type=mimetypes.guess_type(path)[0] or "text/plain")
        else:
            asked.append(path)
            route.fulfill(status=404, body="")

    context.route("**/*", answer)
    tab = context.new_page()
    tab.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    wrong = {}
    for path in pages:
        tab.goto(path, wait_until="domcontentloaded")
        found = tab.evaluate(LOOK)
        if found["broken"] or found["made"]:
            wrong[path] = found
    # The same tab does see what is broken.
    pages["/proof/"] = [next(iter(pages.values()))[0], f"<p>{SHORT}"]
    tab.goto("/proof/", wait_until="load")
    proof = tab.evaluate(LOOK)
    context.close()
    assert wrong == {} and dialogs == []
    assert len(proof["made"]) == 1 and proof["broken"]
    assert not [path for path in asked if "elsewhere" in path or path.endswith("/x")][:-1]
    assert len(pages) > 40
