"""`manage.py serve`: pages, sockets and tasks in one process. What `make run` starts."""

from __future__ import annotations

import os
import socket
import sys
from argparse import ArgumentParser
from typing import Any

import uvicorn
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from realtime.consumers import LINE_MOST


class Command(BaseCommand):
    help = "Serve pages, sockets and tasks on 127.0.0.1 in one process."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--port", type=int, default=settings.PORT)
        parser.add_argument("--migrate", action="store_true", help="Bring the database up to date first.")
        parser.add_argument("--demo", action="store_true", help="Make sure the demo community is there.")
        parser.add_argument("--no-tasks", action="store_true", help="Without the worker and beat threads.")

    def handle(self, *args: Any, port: int, migrate: bool, demo: bool, no_tasks: bool, **options: Any) -> None:
        if not getattr(settings, "EMBEDDED", False):
            raise CommandError("serve is for one process on embedded defaults. The other way is in docs/deployment.md.")
        # Meant for servers that start several processes; this is always one, whatever the machine sets.
        os.environ.pop("WEB_CONCURRENCY", None)
        self._refuse_taken(port)
        # The origin that forms, passkeys and sockets are held against is the one people see.
        settings.SITE_ORIGIN = f"http://localhost:{port}"
        settings.CSRF_TRUSTED_ORIGINS = [settings.SITE_ORIGIN]
        if migrate:
            call_command("migrate", verbosity=0)
            call_command("load_support_lines", verbosity=0)
        if demo:
            call_command("seed_demo", verbosity=0)
        tasks = None
        if not no_tasks:
            from peersupport.embedded import TaskThreads

            tasks = TaskThreads()
            tasks.start()
        self._greet(port, demo)
        config = uvicorn.Config(
            "peersupport.asgi:application",
            host="127.0.0.1",
            port=port,
            # Our own: uvicorn's handler would print of an error what it quotes.
            log_config=None,
            log_level="warning",
            access_log=False,
            ws="realtime.wire:Wire",
            ws_max_size=LINE_MOST,
            ws_per_message_deflate=False,
            timeout_graceful_shutdown=3,
            server_header=False,
        )
        try:
            uvicorn.Server(config).run()
        except KeyboardInterrupt:
            pass
        finally:
            if tasks is not None:
                tasks.stop()
        sys.stdout.flush()

    def _refuse_taken(self, port: int) -> None:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                raise CommandError(
                    f"Port {port} is taken by another program. Try another one: make run PORT={port + 1}"
                ) from None

    def _greet(self, port: int, demo: bool) -> None:
        lines = ["", f"  Peersupport is ready:  http://localhost:{port}", ""]
        if demo:
            from peersupport.demo import PASSWORD, SIGN_INS

            lines.append(f"  Sign in with one of these (password: {PASSWORD})")
            lines += [f"    {what:<12} {name}" for what, name in SIGN_INS]
            mail = settings.EMAIL_FILE_PATH
            mail = mail.relative_to(settings.BASE_DIR) if mail.is_relative_to(settings.BASE_DIR) else mail
            lines += ["", f"  Mail it would send is in {mail}. Ctrl+C ends it.", ""]
        self.stdout.write("\n".join(lines))
        self.stdout.flush()
