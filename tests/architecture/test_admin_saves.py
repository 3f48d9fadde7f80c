"""Save is pressed on every page of the admin, as it is: nothing falls over, and nothing is written past a service."""

from __future__ import annotations

from typing import Any

import pytest

from tests.architecture.admin_pages import every_page
from tests.factories.house import build_house

# Really stored: with a test's transaction around it, a service inside the admin's own would go unseen.
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.once]
WITH_A_FORM = ("_changelist", "_add", "_change")


def saved_as_it_is(response: Any) -> dict[str, Any]:
    """What pressing Save without touching anything sends: every form and formset of the page."""
    data: dict[str, Any] = {}
    context = response.context
    form = context["adminform"].form if "adminform" in context else None
    changelist = context.get("cl")
    parts = [form] if form is not None else []
    if changelist is not None and getattr(changelist, "formset", None):
        parts += [changelist.formset.management_form, *changelist.formset.forms]
        data["_save"] = "Save"
    for part in parts:
        for field in part:
            value = field.value()
            if value is not None and value is not False:
                data[field.html_name] = value
    return data


def test_every_form_saves(client_of: Any) -> None:
    ada = client_of(build_house().people["ada"])
    ada.raise_request_exception = True
    forms, saved, wrong = 0, 0, []
    for page in every_page():
        data = {}
        if page.name.endswith(WITH_A_FORM):
            shown = ada.get(page.path)
            if shown.status_code == 200 and shown.context:
                data = saved_as_it_is(shown)
                forms += bool(data)
        answer = ada.post(page.path, data)
        saved += answer.status_code in (200, 302)
        if answer.status_code not in (200, 302, 403):
            wrong.append(f"POST {page.path}: {answer.status_code}")
    assert wrong == []
    # An empty form, lists that can be changed, and what stands in them.
    assert forms > 2 and saved > 5
