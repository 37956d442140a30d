"""Issues: drafted, approved, frozen, posted, and nothing twice."""

from __future__ import annotations

import errno
import os
import re
import shutil
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from pathlib import Path

import dkim
import pytest
from django.conf import settings

from tamizdat import locks
from tamizdat.desk.models import Story
from tamizdat.letterbox.letters import Ask, Choose, Leave
from tamizdat.newsletter import issues, rendering
from tamizdat.newsletter.issues import NotNow
from tamizdat.newsletter.lists import opened
from tamizdat.newsletter.models import Issue, Letterbox, Opening, Rhythm, Subscription
from tamizdat.newsletter.rhythm import next_due
from tamizdat.newsletter.room import Room
from tamizdat.newsletter.sending import Sender, folder
from tamizdat.outbox.office import records
from tamizdat.outbox.spool import Spool
from tamizdat.press import filing
from tamizdat.press.copy import Reach
from tamizdat.press.run import Press
from tamizdat.works.round import make_round
from tests import cast
from tests.newsletter.conftest import PHRASE, Desk, _made, _ring, office
from tests.outbox.mail import relay
from tests.outbox.sink import Sink, sinking

NOW = datetime.now(UTC).replace(microsecond=0)


def quiet(done: int, total: int) -> None:
    pass


@pytest.fixture
def room(home: Path) -> Room:
    """A newsroom with two stories in print, a letterbox, and an office without a relay."""
    for headline in ("Harbour pilots stop work", "The ferry goes again"):
        cast.story(headline=headline).publish(now=NOW - timedelta(hours=1))
    make_round(NOW)
    Letterbox.objects.create(address="https://herald.example")
    office()
    return Room.of(home)


@pytest.fixture
def readers(room: Room, tmp_path: Path) -> Desk:
    return Desk(_ring(settings.KEYS), _made()[1], Spool(tmp_path / "spool"), now=NOW)


def approved(room: Room) -> Issue:
    issue = issues.draft(room.newsroom, "en", NOW, "vera")
    room.approve(issue, "lev", others=True)
    return issue


def frozen(room: Room, readers: Desk) -> Issue:
    issue = approved(room)
    room.freeze(issue, readers.listing, "vera", NOW, quiet)
    return issue


def post(room: Room, issue: Issue, readers: Desk, sink: Sink) -> None:
    Sender(room.home, issue, [relay(sink.port)]).send(readers.listing, NOW)


# When


@pytest.mark.parametrize(
    ("after", "due"),
    [
        ("2026-11-24T12:00", "2026-11-29T01:30"),
        ("2026-11-29T01:30", "2026-12-06T01:30"),
        ("2026-03-28T12:00", "2026-03-29T01:30"),  # Lisbon has no half past one that night
        ("2026-10-24T12:00", "2026-10-25T00:30"),  # and here it has two
        ("2026-10-25T00:30", "2026-11-01T01:30"),
    ],
)
def test_an_issue_is_due_once_a_week_on_the_nights_of_daylight_saving_too(after: str, due: str) -> None:
    rhythm = Rhythm(weekday=6, hour=1, minute=30)

    found = next_due(rhythm, "Europe/Lisbon", datetime.fromisoformat(after).replace(tzinfo=UTC))

    assert found == datetime.fromisoformat(due).replace(tzinfo=UTC)


# What it says


def test_a_draft_begins_with_what_was_published_since_the_last_one(room: Room) -> None:
    issue = issues.draft(room.newsroom, "en", NOW)

    assert {item.headline for item in room.letter(issue).items} == {"Harbour pilots stop work", "The ferry goes again"}
    with pytest.raises(NotNow, match="not sent yet"):
        issues.draft(room.newsroom, "en", NOW)
    with pytest.raises(NotNow, match="does not write"):
        issues.draft(room.newsroom, "de", NOW)


def test_the_editors_order_and_words_stay_when_stories_are_chosen_anew(room: Room) -> None:
    issue = issues.draft(room.newsroom, "en", NOW)
    first, second = (pick.story for pick in issue.picks.order_by("position"))
    issue.picks.filter(story=second).update(headline="My own words", blurb="And why.")

    issues.choose(issue, [second, first, second])

    shown = room.letter(issue).items
    assert next((item.headline, item.blurb) for item in shown) == ("My own words", "And why.")
    assert len(shown) == 2


def test_what_is_withdrawn_is_in_no_issue(room: Room) -> None:
    issue = issues.draft(room.newsroom, "en", NOW)
    Story.objects.get(title="The ferry goes again").unpublish()
    make_round(NOW)

    assert [item.headline for item in room.letter(issue).items] == ["Harbour pilots stop work"]


@pytest.mark.parametrize("language", ["en", "ru"])
def test_the_message_says_all_in_text_too_and_fetches_nothing(room: Room, language: str) -> None:
    shown = room.letter(issues.draft(room.newsroom, "en", NOW), full=True)
    text, html = rendering.text(shown), rendering.html(shown)

    links = set(re.findall(r'href="([^"]+)"', html))
    assert all(link in text for link in links)
    assert all(link.startswith("https://herald.example/") for link in links)
    assert not re.search(r"<(img|script|form|link|iframe)\b|url\(|@import", html)
    assert "Nine people were in the boat." in text
    assert "Nine people were in the boat." in html
    assert all(len(line) <= 998 for line in text.splitlines())


def test_who_is_behind_a_block_gets_the_addresses_of_the_day_and_the_others_do_not(room: Room) -> None:
    own = ("https://second.example/", f"http://{'a2' * 28}.onion/")
    filing.file([Reach(own=own, words="one two")])
    Press().run(NOW)
    issue = issues.draft(room.newsroom, "en", NOW)

    whole, short = room.letter(issue, full=True), room.letter(issue)

    for address in (room.newsroom.address, *own):
        assert address in rendering.text(whole)
        assert f'href="{address}"' in rendering.html(whole)
    assert own[0] not in rendering.text(short) + rendering.html(short)


def test_words_of_strangers_cannot_become_markup(room: Room) -> None:
    issue = issues.draft(room.newsroom, "en", NOW)
    issue.subject, issue.intro = "A & B", '<script>alert(1)</script> "quoted"'

    html = rendering.html(room.letter(issue))

    assert "<script>" not in html
    assert "&lt;script&gt;" in html


# Who says so


def test_somebody_else_approves_where_there_is_somebody(room: Room) -> None:
    issue = issues.draft(room.newsroom, "en", NOW, "vera")
    with pytest.raises(NotNow, match="somebody else"):
        room.approve(issue, "vera", others=True)

    room.approve(issue, "lev", others=True)
    assert room.is_approved(issue)
    assert not Issue.objects.exclude(pk=issue.pk).exists()


def test_a_change_voids_an_approval(room: Room, readers: Desk) -> None:
    readers.confirmed("reader@mail.example")
    issue = approved(room)
    pick = issue.picks.first()
    assert pick
    pick.headline = "Another headline"
    pick.save()

    assert not room.is_approved(issue)
    with pytest.raises(NotNow, match="not approved as it is now"):
        room.freeze(issue, readers.listing, "vera", NOW, quiet)
    assert not folder(room.home, issue).exists()


def test_it_is_given_other_words_stories_and_another_hour(room: Room) -> None:
    issue = approved(room)
    first, second = (pick.story for pick in issue.picks.order_by("position"))

    issues.change(issue, "vera", {"subject": "Other words", "intro": None}, NOW + timedelta(days=3), [second, first])

    issue.refresh_from_db()
    assert (issue.state, issue.subject, issue.due) == ("draft", "Other words", NOW + timedelta(days=3))
    assert [pick.story for pick in issue.picks.order_by("position")] == [second, first]
    for words, keys, why in (({"subject": " "}, None, "subject"), ({}, ["0" * 32], "no published story")):
        with pytest.raises(NotNow, match=why):
            issues.change(issue, "vera", words, None, keys)
    assert issue.picks.count() == 2


def test_an_issue_without_stories_or_subject_is_not_approved(room: Room) -> None:
    issue = issues.draft(room.newsroom, "en", NOW, "vera")
    issues.choose(issue, [])
    with pytest.raises(NotNow, match="no story"):
        room.approve(issue, "lev", others=True)


# Frozen and posted


def test_every_reader_gets_one_and_the_books_balance(room: Room, readers: Desk) -> None:
    for number in range(20):
        readers.confirmed(f"r{number}@mail.example", full=number % 2 == 0)
    readers.confirmed("russian@mail.example", page="ru", languages=["ru"])
    issue = frozen(room, readers)
    assert (issue.candidates, issue.excluded) == (21, {"language": 1})

    with sinking() as sink:
        post(room, issue, readers, sink)
        books = room.books(issue)

        assert (books.frozen, books.sent, books.waiting) == (20, 20, 0)
        assert issue.candidates == books.frozen + sum(issue.excluded.values())
        assert set(sink.recipients) == {f"r{number}@mail.example" for number in range(20)}
        assert set(sink.recipients.values()) == {1}
        for recipient, content in sink.taken:
            whole = int(recipient[1 : recipient.index("@")]) % 2 == 0
            body = message_from_bytes(content, policy=policy.default).get_body(("plain",))
            assert body
            assert ("Nine people were in the boat." in body.get_content()) == whole
        assert Issue.objects.get().state == "sent"
        with pytest.raises(NotNow, match="is sent"):
            post(room, issue, readers, sink)
        with pytest.raises(NotNow, match="is sent"):
            room.freeze(issue, readers.listing, "vera", NOW, quiet)
        assert len(sink.taken) == 20


def test_what_a_reader_gets_is_what_mailboxes_ask_for(room: Room, readers: Desk) -> None:
    leave = readers.confirmed("reader@mail.example")
    issue = frozen(room, readers)
    with sinking() as sink:
        post(room, issue, readers, sink)

    content = re.sub(rb"(?m)^\.\.", b".", sink.taken[0][1].removesuffix(b".\r\n"))
    zone = dict(records(room.office, room.office.signing(settings.KEYS, PHRASE)))
    assert dkim.verify(content, dnsfunc=lambda name, timeout=5: zone[name.decode().rstrip(".")].encode())
    message = message_from_bytes(content, policy=policy.default)
    for name in ("From", "To", "Subject", "Date", "Message-ID", "MIME-Version", "List-Id", "List-Unsubscribe"):
        assert len(message.get_all(name, [])) == 1, name
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert f"<https://herald.example/-/leave/{leave}>" in message["List-Unsubscribe"]
    assert f"<mailto:leave+{leave}@herald.example>" in message["List-Unsubscribe"].replace("\r\n", "")
    assert message["Message-ID"].endswith("@herald.example>")
    assert leave not in message["Message-ID"]
    assert b"reader@mail.example" not in content.partition(b"\r\n\r\n")[2]
    assert [part.get_content_type() for part in message.iter_parts()] == ["text/plain", "text/html"]


def test_who_leaves_after_the_freeze_gets_nothing(room: Room, readers: Desk) -> None:
    leave = readers.confirmed("goes@mail.example")
    readers.confirmed("stays@mail.example")
    issue = frozen(room, readers)
    readers.take(Leave(token=leave))

    with sinking() as sink:
        post(room, issue, readers, sink)

    assert set(sink.recipients) == {"stays@mail.example"}
    assert room.books(issue).skipped == 1


def test_wishes_and_doubles_are_settled_before_an_issue_is_frozen(room: Room, readers: Desk) -> None:
    old = readers.confirmed("double@mail.example")
    readers.confirmed("Double@mail.example")
    readers.confirmed("leaves@mail.example")
    readers.confirmed("chooses@mail.example")

    def link(address: str) -> str:
        known = set(readers.mails())
        readers.take(Ask(address=address, page="en"))
        return next(record["token"] for name, record in readers.mails().items() if name not in known)

    readers.take(Leave(token=link("leaves@mail.example")))
    readers.take(Choose(token=link("chooses@mail.example"), languages=["ru"], full=False))
    issue = frozen(room, readers)
    assert Subscription.objects.count() == 2
    with sinking() as sink:
        post(room, issue, readers, sink)

    assert [name.lower() for name in sink.recipients] == ["double@mail.example"]
    readers.take(Leave(token=old))  # a link in older mail still ends it
    assert [row.languages for row in Subscription.objects.all()] == [["ru"]]


def test_what_bounced_is_not_written_to_again(room: Room, readers: Desk) -> None:
    for name in ("bad", "good"):
        readers.confirmed(f"{name}@mail.example")
    with opened(room.ring, readers.listing, "vera", "suppress", NOW) as those:
        those.suppress("BAD@mail.example", "bounced", NOW)

    issue = frozen(room, readers)

    assert issue.excluded == {"suppressed": 1}
    row = Opening.objects.get(purpose=f"freeze issue {issue.pk}")
    assert (row.who, row.records) == ("vera", 4)  # each once to settle what waits, once to freeze


def test_it_can_be_stopped_and_goes_on_later(room: Room, readers: Desk) -> None:
    readers.confirmed("reader@mail.example")
    issue = frozen(room, readers)
    sender = Sender(room.home, issue, ())
    sender.stop()
    with sinking() as sink:
        with pytest.raises(NotNow, match="issue resume"):
            post(room, issue, readers, sink)
        assert sink.taken == []
        sender.resume()
        post(room, issue, readers, sink)

    assert sink.recipients == {"reader@mail.example": 1}


def test_a_second_process_with_an_old_idea_of_an_issue_sends_nothing_again(room: Room, readers: Desk) -> None:
    """Both have read it while it was approved, or frozen; the second finds what the first has made of it."""
    readers.confirmed("reader@mail.example")
    first = approved(room)
    second, third = Issue.objects.get(), Issue.objects.get()
    room.freeze(first, readers.listing, "vera", NOW, quiet)
    with sinking() as sink:
        with pytest.raises(NotNow, match="is frozen"):
            room.freeze(second, readers.listing, "lev", NOW, quiet)
        late = Issue.objects.get()
        post(room, first, readers, sink)
        with pytest.raises(NotNow, match="is sent"):
            room.freeze(third, readers.listing, "lev", NOW, quiet)
        with pytest.raises(NotNow, match="is sent"):
            post(room, late, readers, sink)

        assert sink.recipients == {"reader@mail.example": 1}


def test_two_that_freeze_at_once_wait_for_each_other(room: Room, readers: Desk) -> None:
    readers.confirmed("reader@mail.example")
    issue = approved(room)
    outbox = folder(room.home, issue).parent
    outbox.mkdir(exist_ok=True)
    with locks.alone_in(outbox, ""), pytest.raises(locks.Taken, match="by another process"):
        room.freeze(issue, readers.listing, "vera", NOW, quiet)

    room.freeze(issue, readers.listing, "vera", NOW, quiet)
    assert room.books(issue).frozen == 1


def test_a_disk_that_fills_up_while_it_is_frozen_leaves_nothing_behind(
    room: Room, readers: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(3):
        readers.confirmed(f"r{number}@mail.example")
    issue = approved(room)

    def full(path: Path, content: bytes) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patch:
        patch.setattr("tamizdat.outbox.shards._write", full)
        with pytest.raises(OSError, match="No space left"):
            room.freeze(issue, readers.listing, "vera", NOW, quiet)

    assert [path.name for path in folder(room.home, issue).parent.iterdir() if path.is_dir()] == []
    assert Issue.objects.get().state == "approved"
    room.freeze(issue, readers.listing, "vera", NOW, quiet)
    assert room.books(issue).frozen == 3


def test_an_issue_that_is_on_its_way_is_changed_by_nobody(room: Room, readers: Desk) -> None:
    readers.confirmed("reader@mail.example")
    issue = frozen(room, readers)
    story = issue.picks.get(position=0).story

    for act in (
        lambda: issues.change(issue, "vera", {"subject": "Other words"}),
        lambda: issues.change(issue, "vera", {}, keys=[story]),
        lambda: issues.choose(issue, [story]),
        lambda: room.approve(issue, "lev", others=True),
    ):
        with pytest.raises(NotNow, match="is frozen"):
            act()
    with sinking() as sink:
        post(room, issue, readers, sink)
    assert b"Other words" not in sink.taken[0][1]


def test_only_what_is_frozen_is_stopped(room: Room) -> None:
    sender = Sender(room.home, approved(room), ())
    for act in (sender.stop, sender.resume):
        with pytest.raises(NotNow, match="is not frozen yet"):
            act()


def test_a_newsroom_that_was_restored_sends_nothing_again(room: Room, readers: Desk) -> None:
    """Its outbox is in no backup, and an issue whose day is over wants a new approval."""
    readers.confirmed("reader@mail.example")
    issue = approved(room)
    with pytest.raises(NotNow, match="Give it another day"):
        room.freeze(issue, readers.listing, "vera", issue.due + timedelta(days=2), quiet)
    room.freeze(issue, readers.listing, "vera", NOW, quiet)
    shutil.rmtree(folder(room.home, issue))
    with sinking() as sink, pytest.raises(NotNow, match="not on this machine"):
        post(room, issue, readers, sink)


def test_no_reader_can_be_read_in_what_is_frozen(room: Room, readers: Desk) -> None:
    readers.confirmed("reader@mail.example")
    issue = frozen(room, readers)

    for path in folder(room.home, issue).rglob("*"):
        assert not path.is_file() or b"reader@mail" not in path.read_bytes()
    assert list(folder(room.home, issue).rglob("keys/*")) == []  # they lie in the room, sealed for the list


def test_a_test_goes_to_one_address(room: Room) -> None:
    issue = issues.draft(room.newsroom, "en", NOW)
    assert "no relay" in room.test(issue, "desk@herald.example", NOW)
    with sinking() as sink:
        office(relay(sink.port))
        assert Room.of(room.home).test(issue, "desk@herald.example", NOW) == ""

    assert sink.recipients == {"desk@herald.example": 1}
