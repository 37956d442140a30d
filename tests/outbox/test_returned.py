"""Mail that comes back: what it says, whom it may harm, and how it is read from a real mailbox."""

from __future__ import annotations

import json
from email.message import EmailMessage
from pathlib import Path

import pytest

from tamizdat.outbox import inbox
from tamizdat.outbox.inbox import Inbox, Unread
from tamizdat.outbox.returned import Returned, Why, is_dead, read
from tamizdat.outbox.smtp import Tls
from tests.mirrors.servers import free_port
from tests.outbox.mailbox import mailbox

LEAVE = "leave@herald.example"
TOKEN = "abcdefghij0123456789_-ABCDEFGHIJ"  # of nobody
OURS = (
    "From: The Harbour Herald <letters@herald.example>\r\nTo: reader@mail.example\r\nSubject: The week\r\n"
    "List-Unsubscribe: <https://herald.example/-/leave/{token}>,\r\n <mailto:leave+{token}@herald.example>\r\n"
)


def report(
    kind: str = "delivery-status",
    status: str = "5.1.1",
    action: str = "failed",
    token: str = TOKEN,
    original: str = "text/rfc822-headers",
) -> bytes:
    """As mail servers write it."""
    second = {
        "delivery-status": "Content-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.mail.example\r\n\r\n"
        f"Final-Recipient: rfc822; somebody@else.example\r\nAction: {action}\r\nStatus: {status}\r\n"
        "Diagnostic-Code: smtp; 550 no\r\n",
        "feedback-report": "Content-Type: message/feedback-report\r\n\r\nFeedback-Type: abuse\r\nUser-Agent: x/1\r\n"
        "Version: 1\r\n",
    }[kind]
    third = f"Content-Type: {original}\r\n\r\n{OURS.format(token=token)}\r\nNine people were in the boat.\r\n"
    return (
        "From: MAILER-DAEMON@mx.mail.example\r\nTo: bounces@herald.example\r\nSubject: Undelivered\r\n"
        f'MIME-Version: 1.0\r\nContent-Type: multipart/report; report-type={kind}; boundary="b"\r\n\r\n'
        f"--b\r\nContent-Type: text/plain\r\n\r\nSorry.\r\n--b\r\n{second}\r\n--b\r\n{third}\r\n--b--\r\n"
    ).encode()


@pytest.mark.parametrize(
    ("code", "text", "dead"),
    [
        (550, "5.1.1 <reader@mail.example>: Recipient address rejected: User unknown", True),
        (550, "5.2.1 The email account that you tried to reach is disabled", True),
        (556, "5.1.10 null MX", True),
        (550, "No such user here", True),
        (550, "Requested action not taken: mailbox unavailable", False),
        (550, "5.7.1 Message rejected as spam: user unknown to our filters", False),
        (550, "5.7.515 Access denied, sending domain does not meet the required authentication level", False),
        (552, "5.2.2 mailbox full", False),
        (450, "4.1.1 user unknown", False),
        (554, "rejected", False),
    ],
)
def test_only_a_mailbox_that_is_no_more_is_dead(code: int, text: str, dead: bool) -> None:
    assert is_dead(code, text) is dead


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (report(), Returned(Why.BOUNCED, TOKEN)),
        (report(original="message/rfc822"), Returned(Why.BOUNCED, TOKEN)),
        (report(action="delayed", status="4.4.1"), None),
        (report(status="5.7.1"), None),
        (report(status="5.2.2"), None),
        (report("feedback-report"), Returned(Why.COMPLAINED, TOKEN)),
        (report("feedback-report", original="message/rfc822"), Returned(Why.COMPLAINED, TOKEN)),
        (report(token="short"), None),
        (report().replace(b"herald.example>\r\nTo: reader", b"x>\r\nTo: reader"), Returned(Why.BOUNCED, TOKEN)),
        (
            b"To: leave+" + TOKEN.encode() + b"@herald.example\r\nSubject: unsubscribe\r\n\r\n",
            Returned(Why.LEFT, TOKEN),
        ),
        (b"Delivered-To: LEAVE+" + TOKEN.encode() + b"@Herald.example\r\n\r\n", Returned(Why.LEFT, TOKEN)),
        (b"To: leave@herald.example\r\nSubject: " + TOKEN.encode() + b"\r\n\r\nreader@mail.example", None),
        (b"To: leave+" + TOKEN.encode() + b"@elsewhere.example\r\n\r\n", None),
        (b"", None),
        (b"\xff\xfe\x00" * 99, None),
        (b"Content-Type: multipart/report; boundary=\r\n\r\n--\r\n", None),
        (b"Content-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n--b\r\n" * 20, None),
    ],
)
def test_what_comes_back_is_read_for_its_token_and_nothing_else(content: bytes, found: Returned | None) -> None:
    assert read(content, LEAVE) == found


def test_a_real_mailbox_is_read_once_and_what_is_ours_is_deleted_there(tmp_path: Path) -> None:
    secret, memory, seen = tmp_path / "secret", tmp_path / "inbox.json", []
    secret.write_text("secret\n")
    person = EmailMessage()
    person["To"], person["Subject"] = "letters@herald.example", "Thank you"
    person.set_content("From a person.")

    def take(content: bytes) -> bool:
        seen.append(content)
        return read(content, LEAVE) is not None

    with mailbox() as served:
        of = Inbox(host="127.0.0.1", port=served.port, user="bounces", secret=secret, tls=Tls.NONE)
        assert inbox.read(of, memory, take) == 0  # an empty one
        served.put("1", report())
        served.put("2", person.as_bytes())
        assert inbox.read(of, memory, take) == 1
        assert (len(seen), len(served)) == (2, 1)
        assert inbox.read(of, memory, take) == 0
        assert len(seen) == 2  # the person's letter is read once, and stays
        served.put("3", b"To: leave+" + TOKEN.encode() + b"@herald.example\r\n\r\n" + b"x" * 300_000)
        assert inbox.read(of, memory, take) == 1
        assert len(seen[-1]) <= inbox.LARGEST
        memory.write_text(json.dumps({"validity": 1, "uid": 999}))  # of another mailbox
        assert inbox.read(of, memory, take) == 0
        assert len(seen) == 4

        secret.write_text("wrong")
        with pytest.raises(Unread, match=r"127\.0\.0\.1:\d+ cannot be read"):
            inbox.read(of, memory, take)
    with pytest.raises(Unread, match="refused"):
        inbox.read(Inbox(host="127.0.0.1", port=free_port(), user="x", secret=secret, tls=Tls.NONE), memory, take)
    with pytest.raises(ValueError, match="by TLS only"):
        Inbox(host="mail.example", port=143, user="x", secret=secret, tls=Tls.NONE)
