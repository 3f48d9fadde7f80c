"""A safety plan: what its owner typed and nobody else reads, over two windows, late answers, and huge texts."""

from __future__ import annotations

import base64
import json
import logging
import uuid
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.db import connection

from accounts import services as accounts
from accounts.sealed import CannotOpen
from audit.models import AuditEvent
from care import services
from care.models import CircleEntry, PlanShare, SafetyPlan
from care.services import PlanChanged, StepTooLong
from care.services.circle import ENTRIES_MOST, CircleFull
from care.steps import BY_KEY, KEYS, STEP_MOST, lines_of, parts_of
from tests.care.backups import backup
from tests.factories.plans import share, write

pytestmark = pytest.mark.django_db(transaction=True)
CANARY = "zanzibar-canary"


def test_what_was_typed_comes_back_to_its_owner_and_to_nobody_else(ana: Any, mo: Any, ada: Any) -> None:
    write(ana, signs="I sleep badly\r\n\r\nand stop writing ", alone="A walk")
    mine = services.plan_of(actor=ana)
    assert mine.texts["signs"] == "I sleep badly\n\nand stop writing" and mine.texts["alone"] == "A walk"
    assert mine.version > 0 and services.has_plan(actor=ana)
    for other in (mo, ada):
        assert not SafetyPlan.objects.visible_to(other).exists()
        assert services.plan_of(actor=other).is_empty and not services.has_plan(actor=other)


def test_a_closed_account_writes_and_reads_nothing(ana: Any) -> None:
    write(ana, signs="mine")
    ana.is_active = False
    with pytest.raises(PermissionDenied):
        write(ana, signs="more")
    assert services.plan_of(actor=ana).is_empty


def test_two_windows_get_a_choice_and_nothing_is_overwritten(ana: Any) -> None:
    first = write(ana, signs="one")
    write(ana, signs="two")
    with pytest.raises(PlanChanged) as refused:
        write(ana, version=first.version, signs="three")
    assert refused.value.there.texts["signs"] == "two"
    assert services.plan_of(actor=ana).texts["signs"] == "two"
    assert write(ana, version=refused.value.there.version, signs="three").texts["signs"] == "three"


def test_a_second_first_save_is_no_silent_overwrite_either(ana: Any) -> None:
    write(ana, version=0, signs="from the phone")
    with pytest.raises(PlanChanged):
        write(ana, version=0, signs="from the computer")


def test_the_same_words_over_an_old_version_are_saved_already(ana: Any) -> None:
    first = write(ana, signs="one")
    second = write(ana, signs="two")
    assert write(ana, version=first.version, signs="two").version == second.version


def test_a_page_whose_answer_was_lost_may_save_again_and_an_old_save_that_comes_late_changes_nothing(ana: Any) -> None:
    page = uuid.uuid4()

    def save(signs: str, turn: int, version: int = 0, by: uuid.UUID = page) -> Any:
        return services.write_plan(
            actor=ana, texts={"signs": signs}, with_lines=False, version=version, page=by, turn=turn
        )

    save("I", 1)
    # The answer never came: the page goes on with the version it knows.
    newest = save("I sleep badly", 3)
    assert save("I sleep", 2) == newest
    assert services.plan_of(actor=ana).texts["signs"] == "I sleep badly"
    other = uuid.uuid4()
    save("from elsewhere", 1, newest.version, other)
    with pytest.raises(PlanChanged):
        save("I sleep badly now", 4, newest.version)


def test_a_plan_begun_anew_is_not_taken_for_the_old_one(ana: Any, move_clock: Any) -> None:
    old = write(ana, signs="old")
    services.remove_plan(actor=ana)
    assert not services.has_plan(actor=ana)
    move_clock(5)
    new = write(ana, signs="new")
    assert new.version != old.version
    with pytest.raises(PlanChanged):
        write(ana, version=old.version, signs="old and more")


def test_a_step_that_is_too_long_is_refused_with_a_sentence_and_what_was_kept_stays(ana: Any) -> None:
    write(ana, signs="kept")
    with pytest.raises(StepTooLong) as refused:
        write(ana, signs="x" * (STEP_MOST + 12))
    assert "12 letters" in refused.value.messages[0] and refused.value.key == "signs"
    assert services.plan_of(actor=ana).texts["signs"] == "kept"
    assert write(ana, signs="🌻" * STEP_MOST).texts["signs"] == "🌻" * STEP_MOST


def test_a_step_moved_to_another_row_or_step_does_not_open(ana: Any, ben: Any) -> None:
    write(ana, signs="mine")
    write(ben, signs="his")
    mine, his = SafetyPlan.objects.get(owner=ana), SafetyPlan.objects.get(owner=ben)
    SafetyPlan.objects.filter(pk=his.pk).update(signs=mine.signs.ciphertext)
    with pytest.raises(CannotOpen):
        services.plan_of(actor=ben)
    SafetyPlan.objects.filter(pk=mine.pk).update(alone=mine.signs.ciphertext)
    with pytest.raises(CannotOpen):
        services.plan_of(actor=ana)


def dump() -> str:
    """Every value of every table, as a backup would hold it."""
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
        rows = []
        for table in tables:
            cursor.execute(f'SELECT * FROM "{table}"')
            rows += [str(row) for row in cursor.fetchall()]
    return "\n".join(rows)


def files() -> str:
    """The database file and what waits beside it, byte for byte."""
    name = Path(str(connection.settings_dict["NAME"]))
    found = sorted(name.parent.glob(f"{name.name}*")) if connection.vendor == "sqlite" else []
    return "\n".join(path.read_bytes().decode("latin-1") for path in found)


def cached() -> str:
    """Every key and value that the cache holds, in the process or in Redis."""
    held: Any = cache._cache  # type: ignore[attr-defined]
    if isinstance(held, dict):
        return str(list(held.items()))
    client = held.get_client()
    return str([(key, client.dump(key)) for key in client.scan_iter()])


def disguises(words: str) -> set[str]:
    raw = words.encode()
    return {words, raw.hex(), base64.b64encode(raw).decode()[:-4], base64.urlsafe_b64encode(raw).decode()[:-4]}


def test_no_word_of_it_is_in_a_dump_a_backup_a_log_a_cache_or_a_session(
    ana: Any, client_of: Any, caplog: Any, move_clock: Any, tmp_path: Path
) -> None:
    caplog.set_level(logging.DEBUG)
    for name, logger in settings.LOGGING["loggers"].items():
        caplog.set_level(logger.get("level", "DEBUG"), logger=name)
    browser = client_of(ana)
    page, other = {"version": 0, "page": str(uuid.uuid4()), "turn": 0}, {"page": str(uuid.uuid4())}
    entry = dict.fromkeys(("name", "good_for", "reach"), CANARY) | {"kind": "own"}
    assert browser.post("/plan/write/", dict.fromkeys(KEYS, CANARY) | page).status_code == 302
    assert browser.post("/circle/", entry).status_code == 302
    share(ana, *KEYS, for_whom=CANARY)
    # Refusals are where words get quoted: two windows, too long, a stale sign-in, a form that is wrong.
    assert browser.post("/plan/write/", dict.fromkeys(KEYS, CANARY + "2") | page | other).status_code == 409
    assert browser.post("/plan/write/", {"signs": CANARY * 1000, **page}).status_code == 422
    assert browser.post("/plan/share/", {"parts": "signs", "days": 7, "for_whom": CANARY}).status_code == 403
    assert browser.post("/circle/bring/", {"words": CANARY}).status_code == 200
    for path in ("/plan/", "/plan/now/", "/plan/print/", "/circle/"):
        assert CANARY in browser.get(path).content.decode(), path
    assert Session.objects.exists() and AuditEvent.objects.filter(verb="plan_share.made").exists()
    kept = [dump(), "\n".join(str(row.get_decoded()) for row in Session.objects.all())]
    kept += [caplog.text, cached(), backup(tmp_path)]
    kept.append(files())
    assert "care_safetyplan" in kept[-1] or connection.vendor != "sqlite"
    assert ana.sign_in_name in kept[0] and ana.sign_in_name in kept[-2]
    for words in disguises(CANARY):
        assert not any(words in text for text in kept), words


def test_everything_comes_back_in_the_export_and_goes_with_the_account(ana: Any, ben: Any, move_clock: Any) -> None:
    for person in (ana, ben):
        write(person, signs=f"{person.sign_in_name} signs")
        share(person, for_whom="a friend")
        services.keep_in_circle(actor=person, name="Jo", good_for="Tea", reach="next door")
    given = accounts.export_of(actor=ana)
    assert given["safety_plan"][0]["signs"] == "ana signs"
    assert given["plan_shares"][0]["for_whom"] == "a friend" and "ana signs" in given["plan_shares"][0]["copy"]
    assert given["support_circle"] == [{"name": "Jo", "kind": "own", "good_for": "Tea", "reach": "next door"}]
    assert "ben" not in json.dumps(given, default=str)
    accounts.request_erasure(actor=ana)
    move_clock(8 * 24 * 3600)
    assert accounts.erase_due() == 1
    for model in (SafetyPlan, PlanShare, CircleEntry):
        assert list(model.objects.values_list("owner", flat=True)) == [ben.pk], model


def test_throwing_it_away_takes_every_copy_along(ana: Any) -> None:
    write(ana, signs="mine")
    made = share(ana)
    services.remove_plan(actor=ana)
    assert not SafetyPlan.objects.exists() and not services.open_share(token=made.token, code=made.code).found


def test_the_circle_is_its_owners_and_adding_twice_is_adding_once(ana: Any, ben: Any) -> None:
    uid = uuid.uuid4()
    for name in ("Jo", "Jo Two"):
        entry = services.keep_in_circle(actor=ana, name=name, uid=uid)
    assert [one.name for one in services.circle_of(actor=ana)] == ["Jo Two"]
    # The same uid in somebody else's hand is a new entry of their own.
    theirs = services.keep_in_circle(actor=ben, name="Cy", uid=uid)
    assert theirs.pk != entry.pk and services.circle_of(actor=ana)[0].name == "Jo Two"
    with pytest.raises(PermissionDenied):
        services.remove_from_circle(actor=ben, entry=entry)
    for number in range(ENTRIES_MOST - 1):
        services.keep_in_circle(actor=ana, name=f"Person {number}")
    with pytest.raises(CircleFull):
        services.keep_in_circle(actor=ana, name="One more")
    services.remove_from_circle(actor=ana, entry=entry)
    assert services.keep_in_circle(actor=ana, name="One more")


def test_lines_are_read_as_people_write_them() -> None:
    people = BY_KEY["people"]
    read = lines_of(
        people, "- Mum: 087 123 4567\n\n• Jo (+353 87 1234567)\n2. at 18:30-19:45, flat 1204\n12.05.2024\n988"
    )
    assert [line.text for line in read] == [
        "Mum: 087 123 4567", "Jo (+353 87 1234567)", "at 18:30-19:45, flat 1204", "12.05.2024", "988",
    ]  # fmt: skip
    assert [line.href for line in read] == ["tel:0871234567", "tel:+353871234567", "", "", ""]
    assert lines_of(people, "or 988", {"988"})[0].href == "tel:988"
    assert lines_of(BY_KEY["signs"], "I call 087 123 4567 often")[0].href == ""
    assert [part.step.key for part in parts_of({"safer": "x", "reasons": "y", "signs": " \n"})] == ["reasons", "safer"]
