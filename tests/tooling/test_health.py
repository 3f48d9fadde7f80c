"""What the health page says of the Redis behind the cache."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from tests.services import valkey


@pytest.mark.django_db
def test_cache_that_counts_by_itself_does_not_hide_that_redis_is_away(settings: Any, client: Client) -> None:
    with valkey() as url:
        settings.REDIS_URL = url
        settings.CACHES = {"default": {"BACKEND": "realtime.cache.GentleRedisCache", "LOCATION": url}}
        answer = client.get("/healthz/ready")
        assert answer.json() == {"database": True, "cache": True, "late": False, "numbers": True, "line": True}
    cache.set("still", "counts")
    assert cache.get("still") == "counts"
    answer = client.get("/healthz/ready")
    assert answer.json() == {"database": True, "cache": False, "late": False, "numbers": True, "line": True}
    # Pages and posts work without it: a proxy that asks here must not close the place.
    assert answer.status_code == 200


@pytest.mark.django_db
def test_one_process_on_its_own_asks_its_own_memory(settings: Any, client: Client) -> None:
    settings.REDIS_URL = ""
    assert client.get("/healthz/ready").json()["cache"] is True
