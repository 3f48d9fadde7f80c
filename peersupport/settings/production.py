"""Many processes on PostgreSQL and Redis. What must be set comes from the environment, with no default secret."""

from __future__ import annotations

from urllib.parse import urlsplit

from .base import *  # noqa: F403
from .base import env

DEBUG = False
SECRET_KEY = env("SECRET_KEY")
FIELD_KEYS = env("FIELD_KEYS")
SITE_ORIGIN = env("SITE_ORIGIN")
# The first one is what people and the health check ask by.
ALLOWED_HOSTS = [
    urlsplit(SITE_ORIGIN).hostname or "",
    *(host.strip() for host in env.list("ALLOWED_HOSTS", default=[])),
]
CSRF_TRUSTED_ORIGINS = [SITE_ORIGIN]
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": env("PGDATABASE"),
        "USER": env("PGUSER"),
        "PASSWORD": env("PGPASSWORD", default=""),
        "HOST": env("PGHOST"),
        "PORT": env("PGPORT", default="5432"),
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {
            "options": "-c statement_timeout=15000 -c lock_timeout=5000 -c idle_in_transaction_session_timeout=30000",
        },
    }
}
EMBEDDED = False
# Our own proxy writes the address of the caller; limits need it.
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXIES", default=1)
SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", default=True)
SECURE_REDIRECT_EXEMPT = [r"^healthz/"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = 365 * 24 * 3600
# Browsers remember these two for other names of the domain, for years: whoever owns the domain decides.
SECURE_HSTS_INCLUDE_SUBDOMAINS = env.bool("HSTS_SUBDOMAINS", default=False)
SECURE_HSTS_PRELOAD = env.bool("HSTS_PRELOAD", default=False)
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = env.bool("COOKIES_SECURE", default=True)
if env("EMAIL_URL", default=""):
    vars().update(env.email("EMAIL_URL"))
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
