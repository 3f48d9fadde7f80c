"""Is this process alive, and can it do its work?"""

from __future__ import annotations

import logging

from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe
from redis import Redis

from care.services import numbers_overdue
from chat import line
from moderation import services as moderation
from notifications import services as notifications

log = logging.getLogger(__name__)
# A message or a case that has waited this long says that nobody delivers, or that nobody can be reached.
LATE_SECONDS = 15 * 60
REDIS_SECONDS = 1


@require_safe
def live(request: HttpRequest) -> JsonResponse:
    """200 while the process answers at all."""
    return JsonResponse({"alive": True})


@require_safe
def ready(request: HttpRequest) -> JsonResponse:
    """200 when the database and the cache answer; `late` says when mail or alerts wait too long, and
    `numbers` is false when a helpline must be looked at again, `line` when the database does not keep people
    under 18 and adults apart. No names or counts."""
    state = {"database": False, "cache": False, "late": False, "numbers": True, "line": True}
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        state["database"] = True
        waits = max(notifications.oldest_unsent_seconds(), moderation.unalerted_seconds())
        state["late"] = waits > LATE_SECONDS
        state["numbers"] = not numbers_overdue()
        state["line"] = line.all_stand()
    except Exception:
        log.exception("the database does not answer")
    try:
        state["cache"] = _cache_answers()
    except Exception:
        log.exception("the cache does not answer")
    return JsonResponse(state, status=200 if state["database"] else 503)


def _cache_answers() -> bool:
    if not settings.REDIS_URL:
        cache.set("health", 1, 10)
        return bool(cache.get("health") == 1)
    # Asked past the cache, which stands in for a Redis that is away and would hide it.
    wait = {"socket_connect_timeout": REDIS_SECONDS, "socket_timeout": REDIS_SECONDS}
    with Redis.from_url(settings.REDIS_URL, **wait) as redis:
        return bool(redis.ping())
