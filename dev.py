"""The two commands of this project, with nothing but Python: `python3 dev.py run` and `python3 dev.py test`.

It is written so that even a Python too old for the project can read it and say in one sentence what is missing.
"""

import argparse
import hashlib
import json
import os
import shutil
import socket
import subprocess
import sys
import xml.etree.ElementTree as ElementTree

ROOT = os.path.dirname(os.path.abspath(__file__))
VENV = os.path.join(ROOT, ".venv")
VENV_PYTHON = os.path.join(VENV, "bin", "python")
RESULTS = os.path.join(ROOT, "var", "test-results")
OLDEST, NEWEST = (3, 11), (3, 14)
NEEDED = "Peersupport needs Python 3.11, 3.12, 3.13 or 3.14"
CHROMIUMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
LOOK = "import json, sys, importlib.util as u; print(json.dumps([sys.version_info[:2], all(map(u.find_spec, %r))]))"


def stop_saying(sentence):
    """Ends with one sentence for the person at the keyboard."""
    sys.exit("\n%s\n" % sentence)


# -- A Python, and what we need installed into a folder of our own ----------------------------------------------------


def look_at(python, modules):
    """Returns ((major, minor), whether it has these modules) of a Python program, or None where it does not run."""
    try:
        command = [python, "-I", "-c", LOOK % (tuple(modules),)]
        said = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, timeout=60)
        version, complete = json.loads(said.stdout.decode())
        return tuple(version), complete
    except (OSError, ValueError, subprocess.SubprocessError):
        return None


def find_python():
    """Returns the path of a Python that can make our environment; stops where there is none."""
    numbered = ["python3.%d" % minor for minor in range(NEWEST[1], OLDEST[1] - 1, -1)]
    names = [sys.executable] + numbered + ["python3", "python"]
    incomplete = None
    for name in names:
        path = name and shutil.which(name)
        seen = path and look_at(path, ("venv", "ensurepip"))
        if seen and OLDEST <= seen[0] <= NEWEST:
            if seen[1]:
                return path
            incomplete = incomplete or seen[0]
    if incomplete:
        stop_saying(
            "Python %d.%d is here, but its venv module is not; on Debian and Ubuntu install it with: "
            "apt-get install python3-venv" % incomplete
        )
    stop_saying(
        "%s, and this is Python %d.%d; install a newer Python beside it (your package manager has it) and "
        "run the same command again." % ((NEEDED,) + sys.version_info[:2])
    )


def stamp_of(lock):
    """Returns the fingerprint of a lock file: what is installed is right as long as it stays the same."""
    with open(lock, "rb") as file:
        return hashlib.sha256(file.read()).hexdigest()


def prepare(kind):
    """Installs the lock of this kind, "base" or "dev", into .venv, unless it is there already."""
    seen = look_at(VENV_PYTHON, ("pip",)) if os.path.exists(VENV_PYTHON) else None
    if not (seen and OLDEST <= seen[0] <= NEWEST and seen[1]):
        say("Making a place for what we need: .venv")
        if subprocess.call([find_python(), "-m", "venv", "--clear", VENV]):
            stop_saying("The environment in .venv could not be made; the lines above say why.")
    lock = os.path.join(ROOT, "requirements", kind + ".txt")
    stamp, wanted = os.path.join(VENV, ".installed-" + kind), stamp_of(lock)
    if os.path.exists(stamp):
        with open(stamp) as file:
            if file.read() == wanted:
                return
    say("Installing requirements/%s.txt into .venv. This happens once and takes a minute or so." % kind)
    pip = [VENV_PYTHON, "-m", "pip", "--disable-pip-version-check", "--no-input", "install", "--quiet", "--no-compile"]
    if subprocess.call(pip + ["--only-binary", ":all:", "--require-hashes", "-r", lock], cwd=ROOT):
        stop_saying("Installing did not work; check that this machine reaches the Python package index, and try again.")
    # The dev lock holds everything of the base lock at the same versions; a test watches over that.
    for done in {"dev": ("base", "dev")}.get(kind, (kind,)):
        with open(os.path.join(VENV, ".installed-" + done), "w") as file:
            file.write(stamp_of(os.path.join(ROOT, "requirements", done + ".txt")))


def say(line):
    print(line, flush=True)


# -- run --------------------------------------------------------------------------------------------------------------


def check_port(text):
    """Returns the port as a number; stops with one sentence where it is none, taken or not ours to take."""
    port = int(text) if text.isdigit() else 0
    if not 0 < port < 65536:
        stop_saying("PORT is a number from 1 to 65535, for instance: make run PORT=9000")
    probe = socket.socket()
    probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        probe.bind(("127.0.0.1", port))
    except PermissionError:
        stop_saying("Port %d needs more rights than you have; choose a higher one: make run PORT=8001" % port)
    except OSError:
        stop_saying(
            "Port %d is taken; stop what runs there, or choose another: make run PORT=%d" % (port, min(port + 1, 65535))
        )
    finally:
        probe.close()
    return port


def run(port):
    """Serves the demo community on this port until Ctrl+C. Does not return."""
    port = check_port(port)
    prepare("base")
    environment = dict(os.environ, PORT=str(port))
    environment.setdefault("DJANGO_SETTINGS_MODULE", "peersupport.settings.dev")
    os.chdir(ROOT)
    # One process from here on: it takes Ctrl+C itself.
    os.execve(VENV_PYTHON, [VENV_PYTHON, "manage.py", "serve", "--migrate", "--demo", "--port", str(port)], environment)


# -- test -------------------------------------------------------------------------------------------------------------


def find_chromium():
    """Returns the path of a Chromium, from CHROMIUM or where it usually is, or ""."""
    named = os.environ.get("CHROMIUM")
    if named:
        return shutil.which(named) or stop_saying("CHROMIUM names %s, which is no program that can be run." % named)
    return next(filter(None, map(shutil.which, CHROMIUMS)), "")


def read_results():
    """Returns {test: (outcome, reason)} over all parts: run once is run, failed once is failed."""
    worth = {"skipped": 0, "passed": 1, "failed": 2}
    found: "dict[str, tuple[str, str]]" = {}
    for name in sorted(os.listdir(RESULTS)):
        for case in ElementTree.parse(os.path.join(RESULTS, name)).getroot().iter("testcase"):
            tags = {child.tag for child in case}
            outcome = "failed" if tags & {"failure", "error"} else "skipped" if "skipped" in tags else "passed"
            test = "%s.%s" % (case.get("classname"), case.get("name"))
            why = next((child.get("message") or "" for child in case if child.tag == "skipped"), "")
            if worth[outcome] >= worth.get(found.get(test, ("skipped", ""))[0], 0):
                found[test] = (outcome, why)
    return found


def test(arguments):
    """Runs every test: on SQLite, on PostgreSQL and Valkey or on both, then in a browser. Returns an exit code."""
    prepare("dev")
    os.chdir(ROOT)
    shutil.rmtree(RESULTS, ignore_errors=True)
    os.makedirs(RESULTS)
    chromium = find_chromium()
    pytest = [VENV_PYTHON, "-m", "pytest", "-q"]
    # In the order of collection: tests that empty the tables come last, also in each of two processes.
    several = ["-n", "2"]
    services = [VENV_PYTHON, "-m", "tests.services", "--"]
    # Chosen by name, a test runs on both.
    first = "not browser and not postgres and not services" + ("" if arguments else " and not postgres_is_enough")
    again = "not browser and (services or postgres or not once)" + ("" if arguments else " and not sqlite_is_enough")
    parts = [  # name, title, around it, how, which tests, where
        ("sqlite", "on SQLite", [], several, first, ""),
        ("postgres", "on PostgreSQL and Valkey", services, several, again, ""),
    ]
    # Reading all the others only to leave them out takes as long as several of these.
    only = "" if arguments else "tests/browser"
    if chromium:
        parts.append(("browser", "in a browser: %s" % chromium, [], several, "browser and not alone", only))
        parts.append(("alone", "in a browser, with nothing beside them", [], ["-n", "0"], "browser and alone", only))
    failed = []
    for name, title, wrapper, style, choice, where in parts:
        say("\n== Tests %s ==" % title)
        report = ["-m", choice, "--junitxml=" + os.path.join(RESULTS, name + ".xml")]
        command = wrapper + pytest + style + report + where.split() + arguments
        code = subprocess.call(command, env=dict(os.environ, CHROMIUM=chromium))
        # Five means that no test fits the arguments, which is no failure when someone chose a few by name.
        if code and not (code == 5 and arguments):
            failed.append(title)
    return sum_up(failed, chromium)


def sum_up(failed_parts, chromium):
    """Says in the last lines what ran, what failed and what was left out. Returns an exit code."""
    found = read_results()
    counts = {word: sum(outcome == word for outcome, _ in found.values()) for word in ("passed", "failed", "skipped")}
    left_out = ["%s: %s" % (test, why) for test, (outcome, why) in sorted(found.items()) if outcome == "skipped"]
    if not chromium:
        left_out.append("ALL BROWSER TESTS: no Chromium was found; install one, or name it: CHROMIUM=/path/to/it")
    if left_out:
        say("\n== NOT RUN ==\n" + "\n".join(left_out))
    strict = bool(os.environ.get("CI")) and bool(left_out)
    if strict:
        say("\nIn CI every test has to run.")
    for title in failed_parts:
        say("\nFailed: the tests %s." % title)
    counts["failed"] = max(counts["failed"], len(failed_parts), int(strict))
    with open(os.path.join(RESULTS, "counts.json"), "w") as file:
        json.dump(counts, file)
    say("\n%(passed)d passed, %(failed)d failed, %(skipped)d skipped" % counts)
    return 1 if counts["failed"] or not counts["passed"] else 0


def main():
    if os.name != "posix":
        stop_saying("Peersupport runs on Linux and macOS; on Windows, run the same command inside WSL.")
    parser = argparse.ArgumentParser(description="Runs or tests Peersupport on this machine.")
    commands = parser.add_subparsers(dest="command", metavar="run | test")
    commands.add_parser("run", help="serve a demo community on this machine").add_argument("--port", default="8000")
    commands.add_parser("test", help="run every test that can run here; more words go to pytest")
    commands.add_parser("install", help="only install what run and test need")
    known, more = parser.parse_known_args()
    if more and known.command != "test":
        parser.error("unknown words: %s" % " ".join(more))
    try:
        if known.command == "run":
            run(known.port)
        elif known.command == "test":
            return test(more)
        elif known.command == "install":
            return prepare("dev")
        else:
            parser.print_help()
            return 2
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main())
