"""Somebody who is in another country than we think changes it in one tap, also where a country is known."""

from __future__ import annotations

from typing import Any

import pytest

from accounts.models import Profile
from moderation.panel import render_panel, render_refused_panel
from tests.factories.care import make_line, make_number
from tests.factories.groups import make_group
from tests.factories.moderation import CRISIS, make_crisis
from tests.look.pages import Page

pytestmark = pytest.mark.django_db


@pytest.fixture
def away(ana: Any) -> Any:
    """At home in Ireland, and her clock says Berlin."""
    make_line()
    make_number()
    Profile.objects.filter(user=ana).update(country="IE", time_zone="Europe/Berlin")
    return type(ana).objects.select_related("profile").get(pk=ana.pk)


def links(html: str) -> list[str]:
    return [link.get("href", "") for link in Page(html).all("a")]


def test_the_help_page_offers_where_one_may_be_as_one_tap(away: Any, client_of: Any) -> None:
    client = client_of(away)
    for path in ("/help/", "/help/young/"):
        html = client.get(path, headers={"accept-language": "en-US,en"}).content.decode()
        assert f"{path}?country=DE" in links(html) and f"{path}?country=US" in links(html)
        assert f"{path}?country=IE" not in links(html) and "I am in Germany" in html
    home = client.get("/help/?country=DE", headers={"accept-language": "de-DE"}).content.decode()
    assert "I am in Germany" not in home


@pytest.mark.parametrize("path", ["/need-help/", "/help/services/"])
def test_so_does_every_page_with_the_lines(away: Any, client_of: Any, path: str) -> None:
    html = client_of(away).get(path).content.decode()
    assert "If nobody answers, try the next one" in html
    if "lines-now" in html or 'class="lines"' in html:
        assert "/help/?country=DE" in links(html)


def test_so_does_the_support_panel(away: Any, ben: Any) -> None:
    group = make_group(ben)
    for html in (
        render_panel(case=make_crisis(away, group), account=away),
        render_refused_panel(account=away, group=group, words=CRISIS),
    ):
        assert "/help/?country=DE" in links(html) and "/help/country/" in links(html)
    Profile.objects.filter(user=away).update(country="")
    unknown = type(away).objects.select_related("profile").get(pk=away.pk)
    assert "/help/?country=DE" in links(render_panel(case=make_crisis(unknown, group), account=unknown))
