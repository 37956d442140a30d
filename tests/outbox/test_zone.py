"""What a zone says of our mail, asked over a real socket."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import dns.message
import dns.rcode
import dns.rrset
import pytest

from tamizdat.outbox.office import Office, open_office, records
from tamizdat.outbox.smtp import Relay, Tls
from tamizdat.outbox.zone import Unasked, Zone
from tests.mirrors.servers import free_port
from tests.outbox.mail import relay
from tests.outbox.sink import sinking

NOW = datetime(2026, 11, 29, tzinfo=UTC)
Zoned = dict[tuple[str, str], list[str]]


@contextmanager
def answering(zone: Zoned) -> Iterator[int]:
    """A name server of these records, on a port of loopback."""
    line = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    line.bind(("127.0.0.1", 0))

    def answer() -> None:
        while True:
            try:
                content, whom = line.recvfrom(4_096)
            except OSError:
                return
            asked = dns.message.from_wire(content)
            told = dns.message.make_response(asked)
            name, kind = asked.question[0].name.to_text(omit_final_dot=True), asked.question[0].rdtype
            values = zone.get((name, dns.rdatatype.to_text(kind)), [])
            if values:
                told.answer.append(dns.rrset.from_text(asked.question[0].name, 60, "IN", kind, *values))
            elif not [one for one, _ in zone if one.endswith(name)]:
                told.set_rcode(dns.rcode.NXDOMAIN)
            line.sendto(told.to_wire(), whom)

    thread = threading.Thread(target=answer, daemon=True)
    thread.start()
    try:
        yield line.getsockname()[1]
    finally:
        line.close()


def texts(value: str) -> list[str]:
    """As a zone file has it: parts of at most 255 bytes."""
    return [" ".join(f'"{value[at : at + 200]}"' for at in range(0, len(value), 200))]


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return open_office(tmp_path, "phrase", "letters@herald.example", NOW)


def wrong(office: Office, folder: Path, zone: Zoned) -> dict[str, str]:
    with answering(zone) as port:
        asked = Zone(office, office.signing(folder, "phrase"), ("127.0.0.1",), port)
        return {one.what: one.wrong for one in asked.answers()}


def as_it_should_be(office: Office, folder: Path) -> Zoned:
    found: Zoned = {(name, "TXT"): texts(value) for name, value in records(office, office.signing(folder, "phrase"))}
    return found | {("herald.example", "MX"): ["10 mx.herald.example."]}


def test_a_zone_with_what_we_asked_for_is_fine(office: Office, tmp_path: Path) -> None:
    with sinking() as sink:
        office = office.with_relay(relay(sink.port))
        found = wrong(office, tmp_path, as_it_should_be(office, tmp_path))

    assert found == {"DKIM": "", "SPF": "", "DMARC": "", "MX": "", "relay": ""}
    assert sink.taken == []


@pytest.mark.parametrize(
    ("name", "kind", "value", "what", "said"),
    [
        ("{selector}._domainkey.herald.example", "TXT", [], "DKIM", "there is no key"),
        ("{selector}._domainkey.herald.example", "TXT", ['"v=DKIM1; p=AAAA"'], "DKIM", "another key"),
        ("herald.example", "TXT", [], "SPF", "there is none"),
        ("herald.example", "TXT", ['"v=spf1 a -all"', '"v=spf1 mx -all"'], "SPF", "there are 2"),
        ("herald.example", "TXT", ['"v=spf1 a +all"', '"other"'], "SPF", "End it with -all"),
        ("_dmarc.herald.example", "TXT", [], "DMARC", "large mailboxes"),
        ("_dmarc.herald.example", "TXT", ['"v=DMARC1; p=none"'], "DMARC", "p=reject"),
        ("herald.example", "MX", [], "MX", "do not arrive"),
        ("herald.example", "MX", ["0 ."], "MX", "do not arrive"),
    ],
)
def test_what_is_missing_or_weak_is_said(
    office: Office, tmp_path: Path, name: str, kind: str, value: list[str], what: str, said: str
) -> None:
    zone = as_it_should_be(office, tmp_path) | {(name.format(selector=office.selector), kind): value}

    found = wrong(office, tmp_path, zone)

    assert said in found.pop(what)
    assert set(found.values()) == {""}


def test_a_relay_that_does_not_let_us_in_is_told(office: Office, tmp_path: Path) -> None:
    office = office.with_relay(Relay(host="127.0.0.1", port=free_port(), tls=Tls.NONE))

    assert "does not answer" in wrong(office, tmp_path, as_it_should_be(office, tmp_path))["relay"]


def test_when_nobody_answers_nothing_is_called_wrong(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tamizdat.outbox.zone.PATIENCE", 0.5)
    zone = Zone(office, office.signing(tmp_path, "phrase"), ("127.0.0.1",), free_port())

    with pytest.raises(Unasked, match="Ask from elsewhere"):
        list(zone.answers())
