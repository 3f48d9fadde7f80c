"""A question that is built once holds by the clock and the words of the moment at which it is asked."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

import clock
from accounts.asked import worded
from accounts.models import User
from accounts.policies import CONSENT_VERSIONS, consents_in_force, in_use
from accounts.standing import OneQuestion, WithStanding, standings
from tests.factories.groups import make_group

pytestmark = pytest.mark.django_db


def as_shown(account: User) -> Any:
    """The account as a page that is only shown fetches it."""
    seen: list[Any] = []

    def shows(_request: Any) -> HttpResponse:
        seen.append(WithStanding().get_user(account.pk))
        return HttpResponse()

    OneQuestion(shows)(RequestFactory().get("/"))
    return seen[0]


def test_a_suspension_ends_for_a_question_that_was_built_while_it_stood(ana: User) -> None:
    begun = clock.now()
    User.objects.filter(pk=ana.pk).update(suspended_until=begun + timedelta(hours=1))
    usable = User.objects.filter(in_use())
    assert ana not in usable.all()
    with clock.standing_at(begun + timedelta(hours=2)):
        assert ana in usable.all()


def test_words_that_changed_are_not_agreed_to_for_a_question_that_was_built_before(
    ana: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    agreed = consents_in_force().filter(user=ana)
    assert agreed.exists() and as_shown(ana).standing_accounts_agrees is True
    monkeypatch.setitem(CONSENT_VERSIONS, "health", CONSENT_VERSIONS["health"] + 1)
    assert not agreed.exists() and as_shown(ana).standing_accounts_agrees is False


def test_the_words_of_a_question_say_what_it_says_itself(ana: User, ben: User) -> None:
    make_group(ben)
    questions = {f"said_{number}": holds() for number, (_name, holds) in enumerate(standings.items())}
    meant = User.objects.annotate(**questions)
    said = User.objects.annotate(**worded(meant))
    assert len(questions) > 3
    assert list(said.order_by("pk").values(*questions)) == list(meant.order_by("pk").values(*questions))


def test_who_keeps_a_group_keeps_it_again_when_a_suspension_is_over(ben: User) -> None:
    make_group(ben)
    begun = clock.now()
    assert as_shown(ben).standing_groups_keeps is True
    User.objects.filter(pk=ben.pk).update(suspended_until=begun + timedelta(hours=1))
    assert as_shown(ben).standing_groups_keeps is False
    with clock.standing_at(begun + timedelta(hours=2)):
        assert as_shown(ben).standing_groups_keeps is True
