"""What is true of every file of the project."""

from __future__ import annotations

import re

import pytest

from tests.architecture import source

MOST_LINES = 400
LONG_BY_NATURE = re.compile(r"(^|/)(migrations/|requirements/.*\.txt$|LICENSE$|.*\.(csv|json|jsonl|po|svg)$|CHANGELOG)")
# Built from parts, so that this file does not hold what it looks for.
UNFINISHED = re.compile(r"\b(" + "|".join(["TO" + "DO", "FIX" + "ME", "X" + "XX", "HA" + "CK"]) + r")\b")
MACHINE = re.compile(r"(?<![\w.])/(?:work|root|home/[a-z]+|Users/[A-Za-z]+)/[\w.-]+")
HOSTS = ["pypi" + r"\.org", "python" + r"hosted\.org", "registry" + r"\.npmjs", "deb" + r"\.debian\.org"]
REGISTRY = re.compile("|".join([*HOSTS, "artifact" + "ory"]), re.I)
TEXTS = (".py", ".md", ".html", ".css", ".js", ".toml", ".yml", ".yaml", ".txt", ".in", "Makefile", "run")


def written_by_us() -> list[source.Path]:
    return [path for path in source.tracked() if "static/vendor/" not in source.name(path)]


def found(pattern: re.Pattern[str]) -> list[str]:
    return [
        f"{source.name(path)}:{number} {match[0]}"
        for path in written_by_us()
        for number, line in enumerate(source.text(path).splitlines(), 1)
        for match in [pattern.search(line)]
        if match
    ]


def test_there_is_something_to_look_at() -> None:
    assert len(written_by_us()) > 50


def test_no_file_is_longer_than_one_can_hold_in_mind() -> None:
    wrong = {
        source.name(path): lines
        for path in written_by_us()
        if path.name.endswith(TEXTS) and not LONG_BY_NATURE.search(source.name(path))
        if (lines := len(source.text(path).splitlines())) > MOST_LINES
    }
    assert wrong == {}


def test_nothing_is_left_unfinished() -> None:
    assert found(UNFINISHED) == []


def test_no_file_names_a_machine_or_a_registry() -> None:
    assert found(MACHINE) == []
    assert found(REGISTRY) == []


@pytest.mark.parametrize("kind", ["base", "dev"])
def test_a_lock_has_hashes_and_no_address(kind: str) -> None:
    lock = (source.ROOT / "requirements" / f"{kind}.txt").read_text()
    assert "://" not in lock and "index-url" not in lock and " @ " not in lock
    pins = re.findall(r"^([A-Za-z0-9_.\[\]-]+)==\S+(?: ;[^\\\n]*)? \\\n    --hash=sha256:[0-9a-f]{64}", lock, re.M)
    assert len(pins) == len(re.findall(r"^[A-Za-z0-9]", lock, re.M)) > 20


def pins_of(kind: str) -> dict[str, str]:
    lock = (source.ROOT / "requirements" / f"{kind}.txt").read_text()
    return dict(re.findall(r"^([A-Za-z0-9_.-]+)(?:\[\S*\])?==(\S+)", lock, re.M))


def test_what_is_tested_is_what_runs() -> None:
    base, dev = pins_of("base"), pins_of("dev")
    assert base and {name: dev.get(name) for name in base} == base


def test_every_direct_need_is_locked() -> None:
    for kind in ("base", "dev"):
        lines = (source.ROOT / "requirements" / f"{kind}.in").read_text().splitlines()
        asked = {re.split(r"[\[~=<>; ]", line)[0].lower() for line in lines if line and line[0] not in "#-"}
        locked = {name.lower() for name in pins_of(kind)}
        assert asked <= locked


def test_a_stranger_finds_the_usual_papers() -> None:
    for paper in ("README.md", "LICENSE", "CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md", ".env.example"):
        assert (source.ROOT / paper).read_text().strip(), paper
    assert "Apache License" in (source.ROOT / "LICENSE").read_text()


def test_links_between_our_own_papers_lead_somewhere() -> None:
    wrong = []
    for path in source.files(".md"):
        for target in re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", source.text(path)):
            if "://" not in target and not target.startswith("mailto:") and not (path.parent / target).exists():
                wrong.append(f"{source.name(path)} -> {target}")
    assert wrong == []
