"""The admin pages of groups show that things exist, and no words, names or accounts."""

from __future__ import annotations

from typing import Any

import pytest
from django.apps import apps
from django.urls import reverse

from groups import services
from groups.models import AgeMove, Group, Membership
from tests.factories.groups import ask, join, make_group

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "name",
    [model._meta.model_name for model in apps.get_app_config("groups").get_models() if not model._meta.auto_created],
)
def test_admin_pages_show_no_private_text_and_save_nothing(
    ada: Any, ana: Any, ben: Any, eve: Any, client_of: Any, settings: Any, name: str
) -> None:
    settings.STAFF_NEED_MFA = False
    group = make_group(ben, name="Canary kitchen", entry="invite", founder_name="Canary Keeper", rules="Canary rules")
    Group.objects.filter(pk=group.pk).update(about="Canary about", slug="canary-slug")
    join(group, ana, name="Canary Ana")
    other = join(group, eve, name="Canary Eve")
    ask(make_group(ben, name="Canary asked"), ana, words="Canary words", name="Canary Asked")
    services.make_invitation(actor=ben, group=group)
    services.block(actor=ana, membership=other)
    services.mute_name(actor=ana, membership=Membership.objects.get(group=group, account=ben))
    AgeMove.objects.create(account=ana, to_band="young")
    client = client_of(ada)
    model = apps.get_model("groups", name)
    listed = client.get(reverse(f"admin:groups_{name}_changelist"))
    assert listed.status_code == 200 and "canary" not in listed.content.decode().lower()
    for row in model.objects.all():
        address = reverse(f"admin:groups_{name}_change", args=[row.pk])
        page = client.get(address)
        assert page.status_code == 200 and "canary" not in page.content.decode().lower()
        assert client.post(address, {}).status_code == 403
        assert client.post(reverse(f"admin:groups_{name}_delete", args=[row.pk]), {"post": "yes"}).status_code == 403
    assert model.objects.exists()
    assert client.get(reverse(f"admin:groups_{name}_add")).status_code == 403


def test_admin_pages_are_not_for_members(ana: Any, client_of: Any) -> None:
    answer = client_of(ana).get(reverse("admin:groups_group_changelist"))
    assert answer.status_code in {302, 403, 404}
