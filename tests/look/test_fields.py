"""A form field: its words, its hint and what is wrong with it belong together for the eye and for the ear."""

from __future__ import annotations

import pytest
from django import forms
from django.template import Context, Template

from tests.look.pages import Page


class Words(forms.Form):
    name = forms.CharField(label="Your name here", help_text="Only this group sees it.")
    talk = forms.ChoiceField(
        label="How people talk", choices=[("a", "Listen"), ("b", "Ideas")], widget=forms.RadioSelect
    )
    agree = forms.BooleanField(label="I agree")
    where = forms.CharField(widget=forms.HiddenInput, required=False)


def page_of(form: forms.Form) -> Page:
    text = '{% include "components/form.html" with button="Go on" %}'
    return Page(Template(text).render(Context({"form": form})))


def test_a_field_names_its_hint_and_what_is_wrong() -> None:
    page = page_of(Words({"where": "x"}))
    for field in page.all("input"):
        for one in field.get("aria-describedby", "").split():
            assert one in page.ids
    name = next(field for field in page.all("input") if field.get("name") == "name")
    assert name["aria-describedby"] == "id_name_helptext id_name_error"
    assert name["aria-invalid"] == "true"


def test_several_choices_stand_in_a_named_group() -> None:
    page = page_of(Words({}))
    assert page.all("fieldset")[0]["aria-describedby"] == "id_talk_error"
    assert "How people talk" in page.text


@pytest.mark.parametrize("data", [None, {}, {"name": "Ana", "talk": "a", "agree": "on"}])
def test_no_two_things_in_a_form_have_the_same_id(data: dict[str, str] | None) -> None:
    ids = page_of(Words(data)).ids
    assert len(ids) == len(set(ids))


def test_the_summary_leads_to_each_field_and_says_that_nothing_is_lost() -> None:
    page = page_of(Words({}))
    targets = [link["href"].removeprefix("#") for link in page.all("a")]
    assert targets == ["id_name", "id_talk_0", "id_agree"]
    assert set(targets) <= set(page.ids)
    assert "Everything you typed is still here." in page.text


def test_a_form_that_is_fine_has_no_summary() -> None:
    assert "Please look at this again" not in page_of(Words()).text


def test_a_tick_has_its_words_beside_it_once() -> None:
    page = page_of(Words())
    assert page.text.count("I agree") == 1
    assert {"for": "id_agree"} in page.all("label")


def test_what_a_person_typed_is_never_markup() -> None:
    page = page_of(Words({"name": '"><script>alert(1)</script>', "talk": "z"}))
    assert page.all("script") == []
