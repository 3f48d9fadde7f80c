"""For tests: the embedded settings with a cheap password hasher, a clock that can be moved and no log noise."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

worker = os.environ.get("PYTEST_XDIST_WORKER", "")
if "VAR_DIR" not in os.environ or (worker and not os.environ["VAR_DIR"].endswith(worker)):
    os.environ["VAR_DIR"] = tempfile.mkdtemp(prefix="peersupport-test-", suffix=f"-{worker}" if worker else "")
    if worker and os.environ.get("REDIS_URL"):
        # Parallel runs would empty each other's counters: each gets a numbered database of its own.
        os.environ["REDIS_URL"] = f"{os.environ['REDIS_URL'].rpartition('/')[0]}/{int(worker[2:]) + 1}"

from .dev import *  # noqa: E402, F403
from .dev import DATABASES, VAR, env  # noqa: E402

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
CLOCK_OFFSET_FILE = env("CLOCK_OFFSET_FILE", default=str(Path(VAR) / "clock-offset"))
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "testserver"]
# What tests/sockets.py calls from.
SITE_ORIGIN = "http://localhost"
CSRF_TRUSTED_ORIGINS = [SITE_ORIGIN]
REDIRECT_LOOPBACK_TO_LOCALHOST = False
TESTING = True
# A file, because sockets and races come from other threads, which an in-memory database does not survive.
DATABASES["default"]["TEST"] = {"NAME": str(Path(VAR) / "test.sqlite3")}
if env("TEST_DATABASE_HOST", default=""):
    DATABASES["default"] = {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": env("TEST_DATABASE_NAME", default="postgres"),
        "USER": env("TEST_DATABASE_USER", default="postgres"),
        "HOST": env("TEST_DATABASE_HOST"),
        "PORT": env("TEST_DATABASE_PORT", default=""),
    }
# Made for tests, and used nowhere else.
VAPID_PRIVATE_KEY = "yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"
LOGGING_CONFIG = None
# Everybody in a test came just now; those of the first day say so.
NEW_ACCOUNT_HOURS = 0
# Places differ; tests of one without a policy take it away.
EMERGENCY_POLICY = "We ask first. Two people decide. We tell the person."
