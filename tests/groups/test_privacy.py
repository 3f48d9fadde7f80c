"""What is given back, and what is left when somebody goes."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.apps import apps
from django.db import models

from accounts import services as accounts
from accounts.privacy import holdings
from groups import services
from groups.models import Block, Group, JoinRequest, Membership
from tests.factories.accounts import make_account
from tests.factories.groups import ask, join, make_group, sign

pytestmark = pytest.mark.django_db
WEEK = 8 * 86400


def test_every_field_of_every_model_here_has_a_class() -> None:
    held = {holding.model: holding.fields for holding in holdings}
    for model in apps.get_app_config("groups").get_models():
        names = {field.name for field in [*model._meta.fields, *model._meta.many_to_many]}
        assert names == set(held[model]), model


@pytest.fixture
def lived(ana: Any, ben: Any, eve: Any, open_group: Any, asked_group: Any) -> Any:
    """Ana has left a marker in every table of groups that reaches her."""
    sign(ana)
    join(open_group, ana, name="Canary Name", role="co_facilitator")
    other = join(open_group, eve, name="Eve Here")
    ask(asked_group, ana, words="Canary words", name="Canary Asked")
    make_group(ana, name="Canary proposal", founder_name="Canary Founder", state="proposed")
    services.make_invitation(actor=ana, group=open_group)
    services.block(actor=eve, membership=Membership.objects.get(group=open_group, account=ana))
    services.block(actor=ana, membership=other)
    services.mute_name(actor=ana, membership=Membership.objects.get(group=open_group, account=ben))
    return ana


def test_the_export_holds_what_is_theirs_and_no_token(lived: Any) -> None:
    given = accounts.export_of(actor=lived)
    said = json.dumps(given, default=str)
    for marker in ("Canary Name", "Canary words", "Canary Asked", "Canary proposal", "Eve Here"):
        assert marker in said
    for kind in (
        "memberships",
        "requests_to_join",
        "rules_agreed_to",
        "facilitator_agreements",
        "blocks",
        "mutes",
        "invitations_made",
    ):
        assert given[kind], kind
    assert "token" not in said


def test_erasure_leaves_no_trace_here(lived: Any, open_group: Any, heard: Any, move_clock: Any) -> None:
    uid, pk, name_key = lived.uid, lived.pk, Membership.objects.get(group=open_group, account=lived).name_key
    seeds = set(Membership.objects.filter(account=lived).values_list("avatar_seed", flat=True))
    accounts.request_erasure(actor=lived)
    move_clock(WEEK)
    assert accounts.erase_due() == 1
    for model in apps.get_app_config("groups").get_models():
        for row in model.objects.all():
            for field in model._meta.fields:
                value = getattr(row, field.attname)
                assert "Canary" not in str(value), (model, field.name)
                assert value not in seeds and str(value) not in {str(uid), name_key}, (model, field.name)
                if isinstance(field, models.ForeignKey) and field.related_model is type(lived):
                    assert value != pk, (model, field.name)
    assert "membership_ended" in heard.names()
    assert Membership.objects.filter(account__isnull=True, display_name="former member", state="ended").exists()
    assert not Block.objects.exists() and not JoinRequest.objects.exists()
    assert Group.objects.filter(pk=open_group.pk).exists()


def test_two_former_members_can_stand_in_one_group(open_group: Any, move_clock: Any) -> None:
    people = [make_account(), make_account()]
    for person in people:
        join(open_group, person)
        accounts.request_erasure(actor=person)
    move_clock(WEEK)
    assert accounts.erase_due() == 2
    assert Membership.objects.filter(account__isnull=True).count() == 2


def test_a_founder_who_goes_is_forgotten_and_the_group_stays(
    ben: Any, ana: Any, open_group: Any, move_clock: Any
) -> None:
    join(open_group, ana)
    accounts.request_erasure(actor=ben)
    move_clock(WEEK)
    accounts.erase_due()
    open_group.refresh_from_db()
    assert open_group.founded_by is None and open_group.unkept_since is not None
