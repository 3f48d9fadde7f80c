"""How often something may happen. Counters live in the cache and are gone with it; they never stop the house."""

from __future__ import annotations

import hashlib
import logging

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.core.exceptions import ImproperlyConfigured, PermissionDenied
from django.http import HttpRequest

import clock

log = logging.getLogger(__name__)


def caller_of(request: HttpRequest) -> str:
    """The neighbourhood a request comes from, as the trusted proxies tell it; for counting, never for keeping."""
    try:
        return str(get_adapter(request).get_client_ip(request))
    except (ImproperlyConfigured, PermissionDenied):
        return str(request.META.get("REMOTE_ADDR", ""))


def allow(key: str, *, most: int, per_seconds: int) -> bool:
    """Count one more try for `key`; False when it is more than `most` within the current window of `per_seconds`.

    Never raises: where the cache is away, the answer is yes. The key is hashed, so it may hold an address.
    """
    window = int(clock.now().timestamp()) // per_seconds
    slot = "limit:" + hashlib.sha256(f"{key}:{per_seconds}:{window}".encode()).hexdigest()
    try:
        if cache.add(slot, 1, timeout=per_seconds + 1):
            return most >= 1
        return int(cache.incr(slot)) <= most
    except ValueError:
        return True  # the slot ended between the two steps
    except Exception:
        log.warning("limits: the cache did not answer")
        return True
