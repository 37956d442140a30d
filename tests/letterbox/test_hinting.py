"""A provider's hint: that something happened, and to what.  Its body is nowhere kept."""

from __future__ import annotations

import hashlib
import hmac
import http.client
import json
import os
import signal
import threading
import time
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from stripe import WebhookSignature

from tamizdat.letterbox.forms import Request, Response
from tamizdat.letterbox.letters import Hint
from tests.letterbox.post import NOW, Box, children, running, standing

SECRETS = {"stripe": "whsec_of_a_test", "btcpay": "of another"}
EVENT = {
    "id": "evt_1",
    "type": "x",
    "data": {"object": {"id": "cs_1", "customer_details": {"email": "r@mail.example"}}},
}
SIGNED = {"stripe": "stripe-signature", "btcpay": "btcpay-sig", "nobody": "stripe-signature"}
DELIVERY = {"deliveryId": "d1", "invoiceId": "i1", "metadata": {"buyerEmail": "r@mail.example"}}


@pytest.fixture
def box(tmp_path: Path) -> Box:
    made = Box(tmp_path / "box")
    made.collect(told=standing(hints=SECRETS))
    return made


def stripes(body: bytes, at: int = int(NOW.timestamp()), secret: str = SECRETS["stripe"]) -> str:
    return f"t={at},v1={hmac.digest(secret.encode(), b'%d.' % at + body, hashlib.sha256).hex()},v0=1"


def btcpays(body: bytes) -> str:
    return f"sha256={hmac.digest(SECRETS['btcpay'].encode(), body, hashlib.sha256).hex()}"


def sent(box: Box, provider: str, body: bytes, signature: str) -> Response:
    return box.app.answer(Request("POST", f"/-/hint/{provider}", body, headers={SIGNED[provider]: signature}))


def test_stripes_own_library_signs_as_we_read() -> None:
    body = json.dumps(EVENT).encode()

    assert WebhookSignature.verify_header(body.decode(), stripes(body), SECRETS["stripe"], None)


@pytest.mark.parametrize(
    ("provider", "event", "sign", "hint"),
    [
        ("stripe", EVENT, stripes, Hint(provider="stripe", event="evt_1", object="cs_1")),
        ("btcpay", DELIVERY, btcpays, Hint(provider="btcpay", event="d1", object="i1")),
    ],
)
def test_a_hint_is_kept_as_a_reference(box: Box, provider: str, event: dict, sign, hint: Hint) -> None:
    body = json.dumps(event).encode()

    assert sent(box, provider, body, sign(body)).status == 200

    assert box.read() == [hint]


def test_what_nobody_signed_is_not_kept(box: Box) -> None:
    body, now = json.dumps(EVENT).encode(), int(NOW.timestamp())
    minutes = timedelta(minutes=6).total_seconds()
    for content, signature in [
        (body, ""),
        (body, "t=,v1="),
        (body, stripes(body, secret="another")),
        (body + b" ", stripes(body)),
        (body, stripes(body, now - int(minutes))),
        (body, stripes(body).replace("v1", "v2")),
        (b"[]", stripes(b"[]")),
        (b"\xff", stripes(b"\xff")),
        (json.dumps({"id": "é", "data": {"object": {"id": "x"}}}).encode(), None),
        (json.dumps({"id": "e" * 300, "data": {"object": {"id": "x"}}}).encode(), None),
        (b'"' + b"x" * 180_000 + b'"', None),
    ]:
        assert sent(box, "stripe", content, stripes(content) if signature is None else signature).status == 400
    assert sent(box, "btcpay", b"{}", "sha256=00").status == 400
    assert sent(box, "nobody", body, stripes(body)).status == 404
    assert box.app.answer(Request("GET", "/-/hint/stripe")).status == 404
    assert box.collect() == []


def test_where_hints_are_off_there_is_nothing(tmp_path: Path) -> None:
    made = Box(tmp_path / "box")
    made.collect()

    assert sent(made, "stripe", b"{}", stripes(b"{}")).status == 404


def test_a_full_letterbox_asks_the_provider_to_send_it_again(tmp_path: Path) -> None:
    made = Box(tmp_path / "box", each=1)
    made.collect(told=standing(hints=SECRETS))
    body = json.dumps(EVENT).encode()

    assert [sent(made, "stripe", body, stripes(body)).status for _ in range(2)] == [200, 503]


def test_killed_between_keeping_and_answering_a_hint_comes_again_and_none_is_lost(tmp_path: Path) -> None:
    """By a real kill -9 of the worker that has it in its hands; the provider sends again what was not answered."""
    wanted = [f"evt_{number}" for number in range(60)]
    with running(tmp_path / "box", workers=2) as box:
        box.collect(told=standing(datetime.now(UTC) + timedelta(seconds=5), hints=SECRETS))
        sending, killed = threading.Event(), 0

        def send() -> None:
            for name in wanted:
                body = json.dumps(EVENT | {"id": name}).encode()
                for _ in range(200):
                    with suppress(OSError, http.client.HTTPException):
                        signed = stripes(body, int(time.time()))
                        if box.ask("POST", "/-/hint/stripe", body, **{"Stripe-Signature": signed})[0] == 200:
                            break
            sending.set()

        sender = threading.Thread(target=send)
        sender.start()
        while not sending.wait(0.01):
            for worker in list(children(box.process.pid))[:1]:
                with suppress(ProcessLookupError):
                    os.kill(worker, signal.SIGKILL)
                    killed += 1
        sender.join()
        found = [one.event for one in box.collect_all() if isinstance(one, Hint)]

    assert killed >= 3  # how many there is time for is the machine's affair
    assert set(found) == set(wanted)
