"""Behind a proxy everybody would share one count: what one stranger uses up must not be gone for all."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client, RequestFactory

from accounts.limits import caller_of

PROXY = "10.0.0.2"


def test_without_a_trusted_proxy_what_a_caller_says_of_itself_counts_nothing(settings: Any) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 0
    request = RequestFactory().get("/", REMOTE_ADDR="203.0.113.9", headers={"X-Forwarded-For": "198.51.100.1"})
    assert caller_of(request) == "203.0.113.0"


def test_behind_a_proxy_the_address_that_it_wrote_counts(settings: Any) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    said = "192.0.2.1, 198.51.100.1"
    request = RequestFactory().get("/", REMOTE_ADDR=PROXY, headers={"X-Forwarded-For": said})
    assert caller_of(request) == "198.51.100.0"


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/meetings/guide.json"])
def test_a_stranger_who_asks_too_often_takes_nothing_from_others(path: str, settings: Any) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    client = Client(REMOTE_ADDR=PROXY)
    answers = [client.get(path, headers={"X-Forwarded-For": "198.51.100.7"}) for _ in range(31)]
    assert answers[-1].status_code == 429 and "no-store" in answers[-1]["Cache-Control"]
    other = client.get(path, headers={"X-Forwarded-For": "192.0.2.8"})
    assert other.status_code == 200 and "public" in other["Cache-Control"]
