from __future__ import annotations

import json
from typing import Any

import pytest
from django.apps import apps
from django.db import connection, transaction

from accounts.privacy import holdings
from moderation import services
from moderation.models import Case, Report
from tests.factories.groups import join
from tests.factories.moderation import make_case, make_crisis
from tests.moderation.acts import end

pytestmark = pytest.mark.django_db
OURS = ("moderation", "notifications")


def registered() -> dict[type, Any]:
    return {holding.model: holding for holding in holdings}


@pytest.mark.parametrize("app", OURS)
def test_every_field_of_every_model_has_a_class_and_a_retention(app: str) -> None:
    for model in apps.get_app_config(app).get_models():
        holding = registered()[model]
        names = {field.name for field in (*model._meta.concrete_fields, *model._meta.many_to_many)}
        assert set(holding.fields) == names, model
        assert str(holding.retention)


def erase(account: Any) -> None:
    with transaction.atomic():
        for app in OURS:
            for model in apps.get_app_config(app).get_models():
                registered()[model].erase(account)


def test_erasure_takes_what_has_ended_and_leaves_open_cases_without_the_person(
    ana: Any, ben: Any, mo: Any, group: Any
) -> None:
    open_case = make_crisis(ana, group)
    ended = make_case(ana)
    end(mo, ended)
    services.author_reply(actor=ana, case=open_case, words="words")
    fern = join(group, mo, name="Night Fern")
    services.report(actor=ana, kind="membership", uid=fern.uid, reason="unkind", words="rude")
    erase(ana)

    case = Case.objects.get(pk=open_case.pk)
    assert (case.subject_account, case.label, case.avatar_seed) == (None, "", "")
    assert not Case.objects.filter(pk=ended.pk).exists()
    assert Report.objects.get().reporter is None
    assert set(case.replies.values_list("author", "author_name")) == {(None, "")}
    with connection.cursor() as cursor:
        for table in ("moderation_case", "moderation_caseevent", "moderation_casereply", "moderation_report"):
            cursor.execute(f"SELECT * FROM {table}")
            assert "Small Lantern" not in repr(cursor.fetchall()), table
    assert case in Case.objects.visible_to(mo)


def test_export_gives_back_both_sides_of_the_talk_and_nothing_that_others_told(
    ana: Any, ben: Any, mo: Any, group: Any
) -> None:
    case = make_crisis(ana, group)
    services.reply(actor=mo, case=case, version=case.version, words="How are you tonight?")
    services.author_reply(actor=ana, case=case, words="A little better.")
    case.refresh_from_db()
    services.note(actor=mo, case=case, version=case.version, words="Only for the team.")
    services.report(
        actor=ben, kind="membership", uid=group.memberships.get(account=ana).uid, reason="worry", words="from Ben"
    )
    given = json.dumps(
        [holding.export(ana) for model, holding in registered().items() if model._meta.app_label in OURS], default=str
    )

    assert "How are you tonight?" in given and "A little better." in given
    assert "Only for the team." not in given and "from Ben" not in given
    assert mo.sign_in_name not in given.split('"')


def test_ended_cases_go_a_year_later(ana: Any, mo: Any, group: Any, move_clock: Any) -> None:
    import clock

    case = make_crisis(ana, group)
    still_open = make_case(ana)
    end(mo, case)
    assert services.forget_closed(clock.now()) == 0

    move_clock(366 * 24 * 3600)
    assert services.forget_closed(clock.now()) >= 1
    assert list(Case.objects.all()) == [still_open]
