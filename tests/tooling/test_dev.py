"""The two commands say in one sentence what is missing, and count tests honestly."""

from __future__ import annotations

import ast
import socket
import subprocess
import sys
from pathlib import Path

import pytest

import dev

ROOT = Path(dev.ROOT)


def fake_python(folder: Path, name: str, version: str, complete: bool) -> Path:
    """Makes a program that answers the question of dev.look_at as a Python of this version would."""
    program = folder / name
    program.write_text(f"#!/bin/sh\necho '[[{version.replace('.', ', ')}], {str(complete).lower()}]'\n")
    program.chmod(0o755)
    return program


def what_it_says(monkeypatch: pytest.MonkeyPatch, folder: Path, executable: Path) -> str:
    monkeypatch.setenv("PATH", str(folder))
    monkeypatch.setattr(sys, "executable", str(executable))
    with pytest.raises(SystemExit) as ended:
        dev.find_python()
    return str(ended.value).strip()


def test_an_old_python_can_read_the_commands() -> None:
    ast.parse((ROOT / "dev.py").read_text(), feature_version=(3, 7))


def test_an_old_python_is_told_which_ones_will_do(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    said = what_it_says(monkeypatch, tmp_path, fake_python(tmp_path, "python3", "3.9", complete=True))
    assert "3.11, 3.12, 3.13 or 3.14" in said and "\n" not in said


def test_a_missing_venv_module_is_named_with_what_to_install(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    said = what_it_says(monkeypatch, tmp_path, fake_python(tmp_path, "python3", "3.11", complete=False))
    assert "apt-get install python3-venv" in said and "\n" not in said


def test_an_old_python_finds_a_newer_one_beside_it(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    old = fake_python(tmp_path, "python3", "3.9", complete=True)
    newer = fake_python(tmp_path, "python3.12", "3.12", complete=True)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(sys, "executable", str(old))
    assert dev.find_python() == str(newer)


def test_a_python_that_is_too_new_is_passed_over(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert "3.14" in what_it_says(monkeypatch, tmp_path, fake_python(tmp_path, "python3", "3.15", complete=True))


def test_whatever_needs_a_browser_is_where_it_is_looked_for() -> None:
    needing = [path for path in (ROOT / "tests").rglob("*.py") if "mark." + "browser" in path.read_text()]
    assert len(needing) > 20
    assert [path for path in needing if (ROOT / "tests/browser") not in path.parents] == []


def make_run(port: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "dev.py", "run", "--port", port]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60)


def test_a_taken_port_is_named_before_anything_else_happens() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = make_run(str(port))
    assert done.returncode == 1
    assert done.stderr.strip().count("\n") == 0
    assert f"Port {port} is taken" in done.stderr and "make run PORT=" in done.stderr
    assert done.stdout == ""


@pytest.mark.parametrize("port", ["eight", "0", "65536", "-1", ""])
def test_a_port_that_is_none_is_refused(port: str) -> None:
    done = subprocess.run(
        [sys.executable, "dev.py", "run", f"--port={port}"], cwd=ROOT, capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 1 and "PORT is a number" in done.stderr


def test_nothing_is_installed_again_while_the_lock_stays(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / ".installed-base").write_text(dev.stamp_of(ROOT / "requirements" / "base.txt"))
    ran: list[list[str]] = []
    monkeypatch.setattr(dev, "VENV", str(tmp_path))
    monkeypatch.setattr(dev, "VENV_PYTHON", sys.executable)
    monkeypatch.setattr(dev.subprocess, "call", lambda command, **_: ran.append(command) or 0)
    dev.prepare("base")
    assert ran == []
    (tmp_path / ".installed-base").write_text("another lock")
    dev.prepare("base")
    assert [command[-1] for command in ran] == [str(ROOT / "requirements" / "base.txt")]
    assert {"--require-hashes", "--only-binary"} <= set(ran[0])
    assert (tmp_path / ".installed-base").read_text() == dev.stamp_of(ROOT / "requirements" / "base.txt")


CASE = '<testcase classname="tests.a" name="{}">{}</testcase>'


def test_a_test_counts_once_and_one_that_ran_somewhere_is_not_left_out(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    skipped, failed = '<skipped message="no Caddy"/>', "<failure/>"
    first = [("one", ""), ("two", skipped), ("three", ""), ("four", skipped)]
    second = [("one", ""), ("two", ""), ("three", failed), ("four", skipped)]
    for name, cases in (("sqlite", first), ("postgres", second)):
        body = "".join(CASE.format(*case) for case in cases)
        (tmp_path / f"{name}.xml").write_text(f"<testsuites><testsuite>{body}</testsuite></testsuites>")
    monkeypatch.setattr(dev, "RESULTS", str(tmp_path))
    monkeypatch.delenv("CI", raising=False)
    assert dev.sum_up([], "/usr/bin/chromium") == 1
    said = capsys.readouterr().out
    assert said.rstrip().endswith("2 passed, 1 failed, 1 skipped")
    assert "tests.a.four: no Caddy" in said and "tests.a.two" not in said


@pytest.mark.parametrize(("ci", "code"), [("", 0), ("true", 1)])
def test_what_did_not_run_is_said_and_fails_in_ci(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str], ci: str, code: int
) -> None:
    (tmp_path / "sqlite.xml").write_text(f"<testsuites><testsuite>{CASE.format('one', '')}</testsuite></testsuites>")
    monkeypatch.setattr(dev, "RESULTS", str(tmp_path))
    monkeypatch.setenv("CI", ci)
    assert dev.sum_up([], "") == code
    assert "NOT RUN" in (said := capsys.readouterr().out) and "no Chromium was found" in said
