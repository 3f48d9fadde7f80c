"""Messages to devices: sealed as the standards say, without content, to nobody but who turned them on there."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from django.core import mail
from django.core.exceptions import ImproperlyConfigured, PermissionDenied, ValidationError
from django.core.management import call_command
from django.db import transaction

import clock
from accounts import services as accounts
from accounts.privacy import holdings
from notifications import services
from notifications.devices import DeviceForm, browser_of
from notifications.models import Notification, PushDevice
from notifications.push import places, vapid
from notifications.push.places import NotAllowed
from notifications.push.sealing import from_text, seal, to_text
from notifications.services import deliver_due, notify
from tests.factories.accounts import PASSWORD, make_account
from tests.notifications.push_service import Browser, Sink, claims_of, push_service

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.once]
REPLY, ALERT, OFFER = "conversation.reply", "desk.case", "meetings.offer"
PAGE = "/you/devices/"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


@pytest.fixture
def sink(settings: Any) -> Iterator[Sink]:
    with push_service() as running:
        settings.PUSH_HOSTS = [running.origin]
        yield running


@pytest.fixture
def nel() -> Any:
    return make_account("nel")


def turned_on(client_of: Any, account: Any, sink: Sink, path: str = "/one", browser: Browser | None = None) -> Any:
    """A signed-in browser in which `account` turned it on; returns its keys and the client."""
    browser, client = browser or Browser(), client_of(account)
    done = client.post(PAGE, browser.form(sink.origin + path), headers={"user-agent": FIREFOX})
    assert done.status_code == 302, done.content.decode()
    return browser, client


def told(account: Any, kind: str = REPLY, about: Any = None) -> Notification:
    with transaction.atomic():
        row = notify(account=account, kind=kind, about=about)
    deliver_due()
    row.refresh_from_db()
    return row


# -- the standards ----------------------------------------------------------------------------------------------------
def test_the_example_of_rfc_8291_comes_out_byte_by_byte() -> None:
    own = ec.derive_private_key(
        int.from_bytes(from_text("yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw")), ec.SECP256R1()
    )
    sealed = seal(
        b"When I grow up, I want to be a watermelon",
        key="BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",
        auth="BTBZMqHH6r4Tts7J_aSIgg",
        salt=from_text("DGv6ra1nlYgDCS1FRnbzlw"),
        own=own,
    )
    assert to_text(sealed) == (
        "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A"
        "_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"
    )


def test_what_is_sent_says_one_neutral_line_and_is_signed_for_that_push_service(
    nel: Any, sink: Sink, client_of: Any
) -> None:
    browser, _client = turned_on(client_of, nel, sink)
    row = told(nel)
    ((path, headers, body),) = sink.came
    assert path == "/one" and browser.opens(body) == {"say": "You have an update"}
    claims, key = claims_of(headers["authorization"])
    assert claims["aud"] == sink.origin and key == vapid.public_key() and claims["sub"].startswith("mailto:")
    assert 0 < claims["exp"] - clock.now().timestamp() <= 24 * 3600
    assert headers["content-encoding"] == "aes128gcm" and headers["ttl"] == "14400"
    # Each message has keys of its own, and no account has mail here: a device is enough.
    assert (row.state, bool(row.pushed_at), mail.outbox) == ("sent", True, [])
    told(nel)
    assert sink.came[1][2][21:86] != body[21:86]


# -- one outbox -------------------------------------------------------------------------------------------------------
def test_a_second_try_of_the_mail_tells_no_device_again(sink: Sink, client_of: Any, settings: Any) -> None:
    ida = make_account("ida", email="ida@example.org", profile={"mail_is_safe": True})
    turned_on(client_of, ida, sink)
    settings.EMAIL_BACKEND = "tests.notifications.test_outbox.Broken"
    row = told(ida)
    assert row.state == "waiting" and row.pushed_at and len(sink.came) == 1
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    Notification.objects.update(due_at=clock.now())
    deliver_due()
    row.refresh_from_db()
    assert row.state == "sent" and len(sink.came) == 1 and len(mail.outbox) == 1


def test_what_was_turned_off_or_is_not_true_any_more_reaches_no_device(nel: Any, sink: Sink, client_of: Any) -> None:
    turned_on(client_of, nel, sink)
    services.choose_mail(actor=nel, wanted=[])
    assert told(nel).state == "kept"
    # Cannot be turned off, but its facts are gone.
    assert told(nel, OFFER, about=nel).state == "kept"
    assert sink.came == []


def test_a_push_service_that_is_away_is_asked_again_and_one_that_forgot_the_device_is_not(
    nel: Any, sink: Sink, client_of: Any, caplog: pytest.LogCaptureFixture
) -> None:
    turned_on(client_of, nel, sink)
    turned_on(client_of, nel, sink, "/two")
    sink.status, sink.by_path = 503, {"/two": 410}
    row = told(nel)
    assert (row.state, row.failures) == ("waiting", 1)
    assert PushDevice.objects.count() == 1
    sink.status = 201
    Notification.objects.update(due_at=clock.now())
    deliver_due()
    row.refresh_from_db()
    assert row.state == "sent" and [path for path, _headers, _body in sink.came] == ["/one", "/two", "/one"]
    sink.status = 404
    assert told(nel).state == "kept" and not PushDevice.objects.exists()
    assert sink.origin not in caplog.text


def test_an_alert_to_the_team_never_counts_as_told_by_a_device_alone(mo: Any, sink: Sink, client_of: Any) -> None:
    turned_on(client_of, mo, sink)
    row = told(mo, ALERT)
    assert row.state == "kept" and len(sink.came) == 1


def test_a_redirect_is_not_followed(nel: Any, sink: Sink, client_of: Any) -> None:
    turned_on(client_of, nel, sink)
    sink.status = 307
    assert told(nel).state == "kept" and len(sink.came) == 1


# -- the person -------------------------------------------------------------------------------------------------------
def test_each_browser_is_seen_and_ended_by_its_person_and_nobody_else(
    nel: Any, ana: Any, sink: Sink, client_of: Any
) -> None:
    _browser, client = turned_on(client_of, nel, sink)
    device = PushDevice.objects.get()
    body = client.get(PAGE).content.decode()
    assert "Firefox" in body and vapid.public_key() in body and sink.origin not in body
    end = f"/you/devices/{device.uid}/end/"
    assert client_of(ana).post(end).status_code == 404 and "Firefox" not in client_of(ana).get(PAGE).content.decode()
    with pytest.raises(PermissionDenied):
        services.end_device(actor=ana, device=device)
    assert client.post(end).status_code == 302
    told(nel)
    assert not PushDevice.objects.exists() and sink.came == []


def test_signing_out_ends_what_was_turned_on_there(nel: Any, sink: Sink, client_of: Any) -> None:
    _here, client = turned_on(client_of, nel, sink)
    turned_on(client_of, nel, sink, "/other")
    client.post("/account/logout/")
    told(nel)
    assert [path for path, _headers, _body in sink.came] == ["/other"] and PushDevice.objects.count() == 1


def test_a_new_password_ends_them_all(nel: Any, sink: Sink, client_of: Any) -> None:
    turned_on(client_of, nel, sink)
    accounts.set_password(actor=nel, password=PASSWORD + " and more")
    told(nel)
    assert sink.came == []


def test_a_browser_belongs_to_who_turned_it_on_last(nel: Any, ana: Any, sink: Sink, client_of: Any) -> None:
    browser, _client = turned_on(client_of, nel, sink)
    turned_on(client_of, ana, sink, browser=browser)
    told(nel)
    assert sink.came == [] and PushDevice.objects.get().account == ana


def test_nobody_has_more_browsers_than_they_can_look_through(nel: Any, sink: Sink, client_of: Any) -> None:
    for number in range(services.DEVICES_MOST):
        turned_on(client_of, nel, sink, f"/{number}")
    refused = client_of(nel).post(PAGE, Browser().form(f"{sink.origin}/more"))
    assert refused.status_code == 422 and PushDevice.objects.count() == services.DEVICES_MOST
    with pytest.raises(ValidationError):
        services.turn_on_push(actor=nel, **Browser().form(f"{sink.origin}/more"), session="s", browser="other")


def test_it_is_off_without_a_key(nel: Any, client_of: Any, settings: Any, sink: Sink) -> None:
    turned_on(client_of, nel, sink)
    settings.VAPID_PRIVATE_KEY = ""
    client = client_of(nel)
    assert client.get(PAGE).status_code == 404 and PAGE not in client.get("/you/mail/").content.decode()
    with pytest.raises(PermissionDenied):
        services.turn_on_push(actor=nel, **Browser().form(f"{sink.origin}/x"), session="s", browser="other")
    told(nel)
    assert sink.came == []


def test_who_asks_to_be_erased_is_told_nothing_more(nel: Any, sink: Sink, client_of: Any) -> None:
    turned_on(client_of, nel, sink)
    assert "https" not in json.dumps(holdings.get("notifications.push_device").export(nel))
    accounts.request_erasure(actor=nel)
    assert not PushDevice.objects.exists()
    told(nel)
    assert sink.came == []


def test_the_address_of_a_device_is_sealed(nel: Any, sink: Sink, client_of: Any) -> None:
    turned_on(client_of, nel, sink)
    device = PushDevice.objects.get()
    stored = json.dumps([str(value) for value in PushDevice.objects.values_list()[0]]) + device.keys.ciphertext
    assert sink.origin not in stored and "127.0.0.1" not in stored and repr(device.keys) == "<Sealed>"


# -- where it may go --------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "endpoint",
    [
        "https://fcm.googleapis.com/fcm/send/abc", "https://updates.push.services.mozilla.com/wpush/v2/abc",
        "https://web.push.apple.com/abc", "https://wns2-par02p.notify.windows.com/w/?token=abc",
        "https://fcm.googleapis.com:443/fcm/send/abc",
    ],
)  # fmt: skip
def test_the_push_services_of_browsers_are_known(endpoint: str) -> None:
    assert places.checked(endpoint).scheme == "https"


@pytest.mark.parametrize(
    "endpoint",
    [
        "http://fcm.googleapis.com/abc", "https://elsewhere.example/abc", "https://fcm.googleapis.com.evil.example/abc",
        "https://evil-push.apple.com.example/", "https://push.apple.com.evil.example/", "https://notpush.apple.com/",
        "https://push.apple.com@evil.example/", "https://evil.example\\@fcm.googleapis.com/",
        "https://fcm.googleapis.com:8443/abc", "https://127.0.0.1/abc", "https://[::1]/abc", "https://localhost/abc",
        "https://169.254.169.254/latest", "file:///etc/passwd", "https://fcm.googleapis.com/a b", "https://",
        "x" * 2000,
        "https://fcm.googleapis.com:x/", "https://fcm.googleapis.com/a\r\nHost: evil", "//fcm.googleapis.com/abc",
    ],
)  # fmt: skip
def test_nothing_else_is_taken_nor_sent_to(endpoint: str, nel: Any, client_of: Any) -> None:
    with pytest.raises(NotAllowed):
        places.checked(endpoint)
    with pytest.raises(NotAllowed):
        places.post(endpoint, b"", {}, seconds=1)
    assert client_of(nel).post(PAGE, Browser().form(endpoint)).status_code == 422
    assert not PushDevice.objects.exists()


@pytest.mark.parametrize(
    "name", ["localhost", "127.0.0.1", "::1", "10.0.0.7", "192.168.1.1", "169.254.169.254", "224.0.0.1"]
)
def test_a_known_name_that_leads_into_our_own_network_is_not_followed(name: str, settings: Any) -> None:
    # As where somebody has the name of a push service answer with an address of ours.
    settings.PUSH_HOSTS = [name]
    where = f"[{name}]" if ":" in name else name
    with pytest.raises(NotAllowed):
        places.post(f"https://{where}/abc", b"", {}, seconds=1)


def test_a_device_whose_push_service_is_not_sent_to_any_more_is_over(
    nel: Any, sink: Sink, client_of: Any, settings: Any
) -> None:
    turned_on(client_of, nel, sink)
    settings.PUSH_HOSTS = ["fcm.googleapis.com"]
    assert told(nel).state == "kept" and sink.came == [] and not PushDevice.objects.exists()


@pytest.mark.parametrize(
    "change", [{"key": "no key"}, {"key": to_text(b"\x04" + b"\x01" * 64)}, {"auth": "c2hvcnQ"}, {"auth": ""}]
)
def test_keys_that_are_none_are_refused(change: dict[str, str]) -> None:
    whole = Browser().form("https://fcm.googleapis.com/abc")
    assert DeviceForm(whole).is_valid() and not DeviceForm(whole | change).is_valid()


# -- whoever runs it --------------------------------------------------------------------------------------------------
def test_a_key_is_made_by_a_command_and_a_wrong_one_is_said(capsys: Any, settings: Any) -> None:
    call_command("make_push_key")
    settings.VAPID_PRIVATE_KEY = capsys.readouterr().out.strip()
    assert len(from_text(vapid.public_key())) == 65
    settings.VAPID_PRIVATE_KEY = "not a key"
    with pytest.raises(ImproperlyConfigured, match="make_push_key"):
        vapid.public_key()


def test_a_browser_is_called_by_a_name_people_know() -> None:
    chrome = "Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36"
    assert [browser_of(agent) for agent in (FIREFOX, chrome, f"{chrome} Edg/140.0", "curl")] == [
        "firefox", "chrome", "edge", "other",
    ]  # fmt: skip


def test_nothing_of_an_address_is_logged(
    nel: Any, sink: Sink, client_of: Any, caplog: pytest.LogCaptureFixture
) -> None:
    turned_on(client_of, nel, sink)
    device = PushDevice.objects.get()
    with caplog.at_level(logging.DEBUG, logger="notifications"):
        sink.status = 500
        told(nel)
    assert sink.origin not in caplog.text and str(device.account.uid) not in caplog.text
