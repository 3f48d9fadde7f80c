"""What an installation must set so that it loses nothing. Asked by `check`, `migrate` and every process that starts.

The tag of their own keeps the checks out of `collectstatic`, which runs while the image is built, without any value.
"""

from __future__ import annotations

import os
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register
from django.core.exceptions import ImproperlyConfigured
from redis import Redis, RedisError

from accounts.sealed import require_keys

TAG = "data"
REDIS_SECONDS = 2


@register(TAG)
def several_processes_share_a_redis(**_: Any) -> list[CheckMessage]:
    if settings.EMBEDDED or settings.REDIS_URL:
        return []
    return [Error("REDIS_URL is empty: limits, live pages and tasks need it with several processes.", id="data.E001")]


@register(TAG)
def several_processes_share_a_server(**_: Any) -> list[CheckMessage]:
    if settings.EMBEDDED or "sqlite" not in settings.DATABASES["default"]["ENGINE"]:
        return []
    return [Error("The database is SQLite: several processes need PostgreSQL.", id="data.E002")]


@register(TAG)
def sealed_fields_have_keys(**_: Any) -> list[CheckMessage]:
    try:
        require_keys()
    except ImproperlyConfigured as error:
        return [Error(str(error), id="data.E003")]
    return []


@register(TAG)
def embedded_is_one_process(**_: Any) -> list[CheckMessage]:
    workers = os.environ.get("WEB_CONCURRENCY", "")
    if not settings.EMBEDDED or workers in ("", "1"):
        return []
    return [Error("WEB_CONCURRENCY asks for several processes: these settings are for one.", id="data.E004")]


def refuse_to_lose_data() -> None:
    """Raises ImproperlyConfigured with the first thing that is missing. For every process that serves or works."""
    checks = (
        several_processes_share_a_redis,
        several_processes_share_a_server,
        sealed_fields_have_keys,
        embedded_is_one_process,
    )
    for check in checks:
        for found in check():
            raise ImproperlyConfigured(found.msg)
    if not settings.EMBEDDED:
        refuse_redis_that_forgets()


def refuse_redis_that_forgets() -> None:
    """Raises where Redis drops what it holds once it is full. One that does not answer, or does not say, is let be."""
    wait = {"socket_connect_timeout": REDIS_SECONDS, "socket_timeout": REDIS_SECONDS}
    try:
        with Redis.from_url(settings.REDIS_URL, **wait) as redis:
            policy = redis.config_get("maxmemory-policy").get("maxmemory-policy", "")
    except (RedisError, OSError, ValueError):
        return
    if policy not in ("noeviction", ""):
        raise ImproperlyConfigured(
            "Redis drops limits and tasks when it is full: set its maxmemory-policy to noeviction."
        )
