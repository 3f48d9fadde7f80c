"""What docker-compose.yml, .env.example and the Dockerfile promise, without starting anything."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from peersupport.management.commands import serve
from realtime import consumers
from tests.tooling import compose

ROOT = compose.ROOT
REQUIRED = {"SITE_ORIGIN", "SECRET_KEY", "FIELD_KEYS", "POSTGRES_PASSWORD", "EMAIL_URL", "DEFAULT_FROM_EMAIL"}
ALL_SET = dict.fromkeys(REQUIRED, "x")


def names_in(path: Path) -> set[str]:
    return set(re.findall(r"\benv(?:\.\w+)?\(\s*\"([A-Z_]+)\"", path.read_text()))


@pytest.mark.parametrize("name", sorted(REQUIRED))
def test_nothing_starts_without(name: str) -> None:
    with pytest.raises(compose.Missing, match=name):
        compose.services({key: value for key, value in ALL_SET.items() if key != name})


def test_no_secret_has_a_default() -> None:
    for match in compose.VARIABLE.finditer(compose.FILE.read_text()):
        if match["name"] and re.search("SECRET|KEY|PASSWORD", match["name"]):
            # Without this one, messages to devices are off.
            assert match["kind"] == "?" or match[0] == "${VAPID_PRIVATE_KEY:-}", match[0]


def test_every_name_is_filled_in_as_compose_would() -> None:
    given = {"A": "one", "EMPTY": ""}
    assert compose.interpolate("${A} ${B:-two} ${EMPTY:-three} $$HOME", given) == "one two three $HOME"


def test_everything_an_installation_can_set_is_in_the_example() -> None:
    said = set(re.findall(r"^#? ?([A-Z_]+)=", (ROOT / ".env.example").read_text(), re.M))
    asked = {match["name"] for match in compose.VARIABLE.finditer(compose.FILE.read_text()) if match["name"]}
    for path in (ROOT / "peersupport" / "settings").glob("*.py"):
        if path.name != "test.py":
            asked |= names_in(path)
    assert asked - said == set()
    assert said - asked == {"CHROMIUM", "DJANGO_SETTINGS_MODULE"}


def test_everything_the_production_settings_ask_for_reaches_the_containers() -> None:
    settings = ROOT / "peersupport" / "settings"
    asked = names_in(settings / "base.py") | names_in(settings / "production.py")
    only_without_compose = {"PGPORT", "STATIC_ROOT", "SECURE_SSL_REDIRECT", "COOKIES_SECURE"}
    for name in ("pages", "sockets", "worker", "beat", "migrate"):
        given = set(compose.services(ALL_SET)[name]["environment"])
        assert asked - given == only_without_compose, name


def test_every_way_to_run_ends_a_line_at_the_same_size_and_the_page_on_the_socket_names_it() -> None:
    words = str(compose.services(ALL_SET)["sockets"]["command"]).split()
    page = (ROOT / "docs" / "realtime.md").read_text()
    assert int(words[words.index("--ws-max-size") + 1]) == consumers.LINE_MOST == serve.LINE_MOST
    assert f"| 1009 | a frame of more than {consumers.LINE_MOST:,} bytes |" in page
    assert f"at most {consumers.FRAME_MOST:,} bytes" in page
    assert f"of {consumers.FRAME_MOST:,} bytes" in (ROOT / "static" / "js" / "room" / "by-form.js").read_text()


def test_every_service_says_how_it_is_checked_and_only_the_proxy_is_reachable() -> None:
    services = compose.services(ALL_SET)
    for name, service in services.items():
        assert "healthcheck" in service or service.get("restart") == "no", name
        assert ("ports" in service) == (name == "proxy"), name
        assert "privileged" not in service
        assert not str(service.get("image", "")).endswith(":latest")


def test_the_ledger_of_erasures_is_kept_where_the_worker_may_write_and_the_database_is_not() -> None:
    services = compose.services(ALL_SET)
    folder = str(Path(services["worker"]["environment"]["ERASURE_LEDGER"]).parent)
    assert [name for name, one in services.items() if f"ledger:{folder}" in one.get("volumes", [])] == ["worker"]
    assert f"install -d -o 10001 -m 0700 {folder}" in (ROOT / "Dockerfile").read_text()


def test_there_is_one_beat_and_redis_may_not_evict() -> None:
    services = compose.services(ALL_SET)
    assert [name for name, service in services.items() if " beat" in str(service.get("command"))] == ["beat"]
    assert services["beat"]["deploy"] == {"replicas": 1}
    assert "--maxmemory-policy noeviction" in services["redis"]["command"]


def test_the_file_fits_the_compose_specification() -> None:
    command = [str(Path(sys.executable).parent / "check-jsonschema"), "--builtin-schema", "vendor.compose-spec"]
    done = subprocess.run([*command, str(compose.FILE)], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


def test_the_image_runs_as_nobody_special_and_holds_every_app() -> None:
    assert re.search(r"^USER [1-9]\d*$", (ROOT / "Dockerfile").read_text(), re.M)
    kept = {line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")}
    packages = {path.parent.name for path in ROOT.glob("*/__init__.py")} - {"tests", "benchmarks", "tools"}
    assert packages <= kept
    assert {"manage.py", "templates", "static", "*.py", "deploy/healthy.py", "requirements/base.txt"} <= kept
