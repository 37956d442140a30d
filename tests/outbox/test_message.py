"""A composed message keeps the rules of mail, and its signature verifies for every reader."""

from __future__ import annotations

import base64
import email
import email.policy
import re
from email.message import EmailMessage
from typing import Any

import dkim
import pytest
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from tamizdat.outbox.envelopes import Envelope, Freezing
from tamizdat.outbox.message import BadMessage, compose
from tests.outbox import mail
from tests.outbox.mail import HTML, TEXT, freezing, message

ONCE = ("From", "To", "Subject", "Date", "Message-ID", "MIME-Version", "List-Id", "List-Unsubscribe")
ONCE += ("List-Unsubscribe-Post", "DKIM-Signature", "Content-Language")  # type: ignore[assignment]
SEALED = ("from", "subject", "date", "message-id", "reply-to", "sender", "cc", "mime-version", "content-type")


def sent(made: Freezing, address: str = "masha@mail.example") -> bytes:
    """The message as a relay has it, dots undone."""
    content = made.post.content(made.envelope(address))
    assert content.endswith(b"\r\n.\r\n")
    return re.sub(rb"(?m)^\.\.", b".", content[:-3])


def read(content: bytes) -> EmailMessage:
    found = email.message_from_bytes(content, policy=email.policy.SMTP)
    assert isinstance(found, EmailMessage)
    return found


def record(name: bytes, timeout: int = 5) -> bytes:
    """The TXT record of the domain, as DNS would give it."""
    assert name == b"2026a._domainkey.herald.example."
    public = mail.key().public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return b"v=DKIM1; k=rsa; p=" + base64.b64encode(public)


def verifies(content: bytes) -> bool:
    return bool(dkim.verify(content, dnsfunc=record))


def test_it_keeps_the_rules_of_mail() -> None:
    content = sent(freezing())
    head, _, body = content.partition(b"\r\n\r\n")

    assert content.isascii()
    assert b"\n" not in content.replace(b"\r\n", b"")
    assert max(map(len, content.split(b"\r\n"))) <= 100
    found = read(content)
    assert {name: len(found.get_all(name, [])) for name in ONCE} == dict.fromkeys(ONCE, 1)
    assert set(found.keys()) - set(ONCE) == {"Content-Type"}
    assert b"masha" not in body
    assert head.startswith(b"DKIM-Signature:")


def test_text_comes_first_and_both_parts_say_what_was_written() -> None:
    found = read(sent(freezing()))

    text, html = found.iter_parts()
    assert (text.get_content_type(), html.get_content_type()) == ("text/plain", "text/html")
    assert text.get_content().replace("\r\n", "\n") == TEXT
    assert html.get_content().replace("\r\n", "\n") == HTML
    assert found["Subject"].startswith("Неделя: девять человек")
    assert found["From"].addresses[0].display_name == "Портовый вестник"


def test_a_message_without_html_has_one_part() -> None:
    found = read(sent(freezing(html="")))

    assert found.get_content_type() == "text/plain"
    assert verifies(sent(freezing(html="")))


def test_one_reader_leaves_by_one_click_or_by_mail_with_a_token_that_holds_no_address() -> None:
    made = freezing()
    token = made.envelope("masha@mail.example").token

    found = read(sent(made))

    assert len(token) == 22
    assert found["List-Unsubscribe"] == (
        f"<https://herald.example/-/leave/{token}>, <mailto:leave+{token}@herald.example>"
    )
    assert found["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert "masha" not in found["Message-ID"] + found["List-Unsubscribe"]
    assert token not in found["Message-ID"]


def test_a_reader_has_the_same_id_whenever_the_message_is_frozen_and_another_has_another() -> None:
    one, again, other = (
        read(sent(freezing(), who))["Message-ID"] for who in ("a@m.example", "A@m.example", "b@m.example")
    )

    assert one == again != other


@pytest.mark.parametrize("who", ["masha@mail.example", "a+b@sub.mail.example", "x" * 64 + "@mail.example"])
def test_the_signature_verifies_for_every_reader(who: str) -> None:
    assert verifies(sent(freezing(), who))


@pytest.mark.parametrize(
    "change",
    [
        (b"To: masha", b"To: sasha"),
        (b"Subject: ", b"Subject: Re "),
        (b"https://herald.example/-/leave/", b"https://censor.example/-/leave/"),
        (b"\r\n\r\n", b"\r\n\r\nBuy.\r\n"),
        *((b"\r\nTo: ", b"\r\n" + name.title().encode() + b": other\r\nTo: ") for name in SEALED),
    ],
    ids=str,
)
def test_nothing_of_it_can_be_changed_or_added_on_the_way(change: tuple[bytes, bytes]) -> None:
    content = sent(freezing())
    assert verifies(content)

    changed = content.replace(*change, 1)

    assert changed != content
    assert not verifies(changed)


def test_the_signature_ends_within_two_weeks_and_says_no_length() -> None:
    fields = dict(part.strip().split("=", 1) for part in read(sent(freezing()))["DKIM-Signature"].split(";"))

    assert int(fields["x"]) - int(fields["t"]) == 14 * 86_400
    assert "l" not in fields
    assert fields["d"] == "herald.example"
    names = fields["h"].replace(" ", "").split(":")
    assert all(names.count(name) >= (1 if name in ("reply-to", "sender", "cc") else 2) for name in SEALED)


@pytest.mark.parametrize(
    ("parts", "says"),
    [
        ({"subject": "Week\r\nBcc: victim@mail.example"}, "subject holds a line's end"),
        ({"name": "Herald\nBcc: x"}, "name holds a line's end"),
        ({"list_id": "a\r\nb"}, "list id holds"),
        ({"address": "letters@herald.example\r\n"}, "address holds"),
        ({"address": "letters"}, "no mail address"),
        ({"reply_to": "a b@herald.example"}, "no mail address"),
        ({"subject": " "}, "a subject and a text"),
        ({"text": "\n"}, "a subject and a text"),
        ({"html": "x" * 100_001}, "100,000 are allowed"),
    ],
)
def test_what_cannot_be_a_message_is_refused_in_one_line(parts: dict[str, Any], says: str) -> None:
    assert compose(message())

    with pytest.raises(BadMessage, match=says) as refusal:
        compose(message(**parts))
    assert "\n" not in str(refusal.value)


@pytest.mark.parametrize(
    "address",
    [
        "",
        "masha",
        "@mail.example",
        "masha@",
        "masha@mail",
        "masha@mail..example",
        ".masha@mail.example",
        "masha.@mail.example",
        "ma..sha@mail.example",
        "masha@-mail.example",
        "masha@mail.example\r\nRCPT TO:<victim@mail.example>",
        "masha@mail.example\n",
        "masha>@mail.example",
        '"masha"@mail.example',
        "masha sasha@mail.example",
        "мaша@mail.example",
        "masha@mаil.example",
        "x" * 65 + "@mail.example",
        "masha@" + "x" * 64 + ".example",
        "masha@" + "x." * 130 + "example",
    ],
)
def test_what_is_no_address_gets_no_envelope(address: str) -> None:
    made = freezing()
    assert made.envelope("masha@mail.example")

    with pytest.raises(BadMessage):
        made.envelope(address)


@pytest.mark.parametrize("text", [".\n", "..\n\n.\n", "x" * 5_000, "Ы" * 5_000, "\t \n", "a\r\nb\rc\n", "one.\n.two\n"])
def test_any_text_arrives_as_it_was_written(text: str) -> None:
    content = sent(freezing(text=f"Begin.\n{text}\nEnd.", html=""))

    assert verifies(content)
    got = read(content).get_content().replace("\r\n", "\n")
    assert got == "\n".join(f"Begin.\n{text}\nEnd.".splitlines()) + "\n"


def test_an_envelope_goes_through_a_line() -> None:
    envelope = freezing().envelope("masha@mail.example")

    assert Envelope.of_line(envelope.as_line()) == envelope
