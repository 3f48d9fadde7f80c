"""One process on embedded defaults: SQLite, in-process fan-out and tasks. What `make run` uses."""

from __future__ import annotations

import base64
import json
import os
import secrets
from pathlib import Path

from .base import *  # noqa: F403
from .base import BASE_DIR, SQLITE_OPTIONS, env

DEBUG = env.bool("DEBUG", default=False)
VAR = Path(env("VAR_DIR", default=str(BASE_DIR / "var")))
VAR.mkdir(parents=True, exist_ok=True)


def _own_secrets() -> dict[str, str]:
    """Made on the first start and kept in var/, readable by the owner only: no default secret ships with the code."""
    path = VAR / "secrets.json"
    if not path.exists():
        made = {
            "SECRET_KEY": secrets.token_urlsafe(50),
            "FIELD_KEYS": "k1:" + base64.b64encode(secrets.token_bytes(32)).decode(),
        }
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            json.dump(made, file)
    return json.loads(path.read_text())


_secrets = _own_secrets()
SECRET_KEY = env("SECRET_KEY", default=_secrets["SECRET_KEY"])
FIELD_KEYS = env("FIELD_KEYS", default=_secrets["FIELD_KEYS"])
ERASURE_LEDGER = env("ERASURE_LEDGER", default=str(VAR / "erasures"))
PORT = env.int("PORT", default=8000)
SITE_ORIGIN = f"http://localhost:{PORT}"
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]"]
CSRF_TRUSTED_ORIGINS = [SITE_ORIGIN]
REDIRECT_LOOPBACK_TO_LOCALHOST = True
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": env("SQLITE_FILE", default=str(VAR / "peersupport.sqlite3")),
        "OPTIONS": SQLITE_OPTIONS,
        "CONN_MAX_AGE": None,
    }
}
if env("DATABASE_URL", default=""):
    DATABASES["default"] = env.db("DATABASE_URL")
EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
EMAIL_FILE_PATH = VAR / "mail"
WHITENOISE_USE_FINDERS = True
# Nothing is collected here; WhiteNoise only wants the folder to exist.
STATIC_ROOT = str(VAR / "static")
(VAR / "static").mkdir(exist_ok=True)
WHITENOISE_AUTOREFRESH = DEBUG
STAFF_NEED_MFA = env.bool("STAFF_NEED_MFA", default=False)
# Passkeys on http://localhost, which browsers treat as a safe place.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True
EMBEDDED = True
