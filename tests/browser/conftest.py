"""A real browser against the real serve command, with the demo community in a database of its own."""

from __future__ import annotations

import contextlib
import fcntl
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from peersupport.demo.people import PASSWORD
from tests.services import free_port

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
PHONE = {"width": 390, "height": 844}
ROWS = "peersupport.sqlite3"
DESKTOP = {"width": 1280, "height": 900}


@dataclass
class Site:
    url: str
    folder: Path
    process: subprocess.Popen[bytes]

    def manage(self, code: str) -> str:
        """Run a line of Python in the site's own database, from another process."""
        done = subprocess.run(
            [sys.executable, "manage.py", "shell", "-v0", "-c", code],
            cwd=ROOT,
            env=self.environment(self.folder, self.url.rpartition(":")[2]),
            capture_output=True,
            text=True,
            check=True,
        )
        return done.stdout.strip()

    @staticmethod
    def environment(folder: Path, port: Any, **more: str) -> dict[str, str]:
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("TEST_DATABASE", "REDIS_URL", "DATABASE_URL"))}
        return {
            **kept,
            "DJANGO_SETTINGS_MODULE": "peersupport.settings.dev",
            "VAR_DIR": str(folder),
            # Everybody there came just now.
            "NEW_ACCOUNT_HOURS": "0",
            "PORT": str(port),
            "CLOCK_OFFSET_FILE": str(folder / "clock-offset"),
            **more,
        }


def serve(folder: Path, like: Path | None = None, **environment: str) -> Site:
    """Start the serve command on a free port and wait until it is ready; as `newborn` left it, where that is given."""
    if like is not None:
        shutil.copytree(like, folder, dirs_exist_ok=True)
    port = free_port()
    log = (folder / "serve.log").open("wb")
    process = subprocess.Popen(
        [sys.executable, "manage.py", "serve", "--migrate", "--demo", "--port", str(port)],
        cwd=ROOT,
        env=Site.environment(folder, port, **environment),
        stdout=log,
        stderr=log,
    )
    site = Site(f"http://localhost:{port}", folder, process)
    until = time.monotonic() + 120
    while time.monotonic() < until and process.poll() is None:
        try:
            urllib.request.urlopen(f"{site.url}/healthz/live", timeout=1)
            return site
        except OSError:
            time.sleep(0.3)
    raise RuntimeError((folder / "serve.log").read_text()[-3000:])


def end(site: Site) -> None:
    site.process.send_signal(signal.SIGINT)
    try:
        site.process.wait(10)
    except subprocess.TimeoutExpired:
        site.process.kill()


@pytest.fixture(scope="session")
def first_start(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Site, Path]]:
    """The site that most tests of a process share, and the rows of one that had just come up.

    A first start takes long: the first process that needs one makes it, and the others begin with what came of it.
    """
    folder, here = tmp_path_factory.mktemp("site"), tmp_path_factory.getbasetemp()
    copy = (here.parent if "PYTEST_XDIST_WORKER" in os.environ else here) / "newborn"
    with (here.parent / "first-start").open("w") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        running = serve(folder, copy if copy.exists() else None)
        if not copy.exists():
            _keep(folder, copy)
    yield running, copy
    end(running)


def _keep(folder: Path, copy: Path) -> None:
    whole = copy.with_suffix(".whole")
    whole.mkdir()
    shutil.copy(folder / "secrets.json", whole)
    with (
        contextlib.closing(sqlite3.connect(folder / ROWS)) as rows,
        contextlib.closing(sqlite3.connect(whole / ROWS)) as kept,
    ):
        rows.backup(kept)
    whole.rename(copy)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What needs no site begins: by the time its process needs one, the other has made it."""
    items.sort(key=lambda item: not _needs_none(item))


def _needs_none(item: pytest.Item) -> bool:
    return item.path.parent == HERE and "site" not in getattr(item, "fixturenames", ())


@pytest.fixture(scope="session")
def site(first_start: tuple[Site, Path]) -> Site:
    return first_start[0]


@pytest.fixture(scope="session")
def newborn(first_start: tuple[Site, Path]) -> Path:
    """What each site of its own begins with: a first start takes long."""
    return first_start[1]


@pytest.fixture
def mortal(tmp_path_factory: pytest.TempPathFactory, newborn: Path) -> Iterator[Site]:
    """A site of its own, to be filled or ended in the middle of a test."""
    running = serve(tmp_path_factory.mktemp("mortal"), newborn)
    yield running
    if running.process.poll() is None:
        end(running)


@pytest.fixture
def tab(chromium: Any, site: Site) -> Iterator[Callable[..., Any]]:
    """Opens a tab in a browser profile of its own: `tab()` for a visitor, `tab("demo-member")` signed in and at home.

    A console error, a page error or a request to another host fails the test.
    """
    contexts, problems = [], []

    def open_tab(user: str = "", *, at: Site = site, strict: bool = True, **options: Any) -> Any:
        context = chromium.new_context(base_url=at.url, **{"viewport": DESKTOP, "service_workers": "block", **options})
        # What is waited for comes at once or, on a busy machine, late; only a red test waits to the end.
        context.set_default_timeout(30_000)
        contexts.append(context)
        page = context.new_page()
        if strict:
            page.on("pageerror", lambda error: problems.append(f"page error: {error}"))
            page.on(
                "console",
                lambda m: (
                    problems.append(f"console: {m.text}")
                    if m.type == "error" and "Failed to load resource" not in m.text and "WebSocket" not in m.text
                    else None
                ),
            )
            page.on(
                "request",
                lambda r: (
                    problems.append(f"third party: {r.url}")
                    if not r.url.startswith((at.url, at.url.replace("http", "ws"), "data:"))
                    else None
                ),
            )
        if user:
            come_in(context, user)
            page.goto("/home/")
        return page

    yield open_tab
    for context in contexts:
        context.close()
    assert not problems, "\n".join(problems)


def come_in(context: Any, user: str, password: str = PASSWORD) -> None:
    """Signs the profile in as the form does, and draws no page of it: that took an eighth of the time of all tests."""
    form = context.request.get("/account/login/").text()
    token = form.partition('name="csrfmiddlewaretoken" value="')[2].partition('"')[0]
    words = {"csrfmiddlewaretoken": token, "login": user, "password": password}
    answer = context.request.post("/account/login/", form=words, max_redirects=0)
    assert answer.headers.get("location") == "/home/", f"{user} is not let in: {answer.status}"


def sign_in(page: Any, user: str, password: str = PASSWORD) -> None:
    """As a person does it, ending at home."""
    page.goto("/account/login/")
    page.fill("[name=login]", user)
    page.fill("[name=password]", password)
    page.click("main form button[type=submit]")
    page.wait_for_url("**/home/")


def fits(page: Any) -> bool:
    """Nothing scrolls sideways on the page that is being opened, or is there."""
    # A click returns when the next page begins: for a moment there is no document to measure.
    page.wait_for_load_state()
    return bool(page.evaluate("document.documentElement.scrollWidth <= innerWidth"))


def enter_room(page: Any, name: str = "Awake at night", line: str = "Connected") -> None:
    """From home into a room, and wait until its script runs: what is pressed before goes as a plain form."""
    page.goto("/home/")
    page.click(f"main a[href^='/rooms/']:has-text('{name}')")
    page.wait_for_selector(f"#line:has-text('{line}')")
