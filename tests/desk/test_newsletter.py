"""The newsletter at the desk: who may do what, what is kept, and what is refused in the editor's language."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from tamizdat.desk import roles
from tamizdat.desk.entering import invite
from tamizdat.desk.roles import Role
from tamizdat.newsletter import issues
from tamizdat.newsletter.door import DOOR
from tamizdat.newsletter.models import Issue, Letterbox, Opening, Rhythm
from tamizdat.newsletter.room import Room
from tamizdat.newsletter.sending import Sender
from tamizdat.works.round import make_round
from tests import cast
from tests.newsletter.conftest import LIST_PHRASE, Desk, _made, _ring, desk, home, office
from tests.outbox.mail import relay
from tests.outbox.sink import sinking

__all__ = ["desk", "home"]
NOW = datetime.now(UTC).replace(microsecond=0)
HERE = "/admin/newsletter/"


@pytest.fixture
def room(home: Path) -> Any:
    for headline in ("Harbour pilots stop work", "The ferry goes again", "Nets & <knots>"):
        cast.story(headline=headline).publish(now=NOW - timedelta(hours=1))
    make_round(NOW)
    Letterbox.objects.create(address="https://herald.example")
    office()
    yield Room.of(home)
    DOOR.shut()


@pytest.fixture
def issue(room: Room) -> Issue:
    return issues.draft(room.newsroom, "en", NOW, "vera")


def sits(role: Role, name: str = "Olga", language: str = "en") -> Client:
    user, _ = invite(name, role, NOW)
    client = Client(headers={"accept-language": language})
    cast.sits(client, type(user).objects.get(pk=user.pk))
    return client


def told(client: Client, address: str) -> str:
    """What the page says about what was just done."""
    page = unescape(client.get(address).text)
    return " ".join(re.sub(r"<[^>]+>", " ", part) for part in re.findall(r'(?s)class="messages".*?</div>', page))


def words(issue: Issue, **other: Any) -> dict[str, Any]:
    """What a browser sends of the form as it stands, and what somebody typed otherwise."""
    picks = list(issue.picks.order_by("position"))
    given = {"version": issues.version(issue), "subject": issue.subject, "intro": issue.intro, "appeal": issue.appeal}
    given |= {"due": f"{issue.due:%Y-%m-%dT%H:%M}", "story": [pick.story for pick in picks]}
    return given | other


# Who


def test_reporters_see_nothing_editors_write_publishers_approve_and_unlock(issue: Issue) -> None:
    def may(role: Role) -> tuple[int, int, int, int]:
        client = sits(role, f"a {role}")
        Issue.objects.update(state="draft")
        return (
            client.get(f"{HERE}{issue.pk}/").status_code,
            client.post(f"{HERE}{issue.pk}/", words(issue)).status_code,
            client.post(f"{HERE}{issue.pk}/approve/", {"version": issues.version(issue)}).status_code,
            client.post(f"{HERE}lock/").status_code,
        )

    # What is refused sends one home with a line that says so.
    assert may(Role.REPORTER) == (302, 302, 302, 302)
    assert not Issue.objects.filter(state="approved").exists()
    assert may(Role.EDITOR) == (200, 302, 302, 302)
    assert not Issue.objects.filter(state="approved").exists()
    assert may(Role.PUBLISHER) == (200, 302, 302, 302)
    assert Issue.objects.get().approved_by == "a publisher"
    assert "Newsletter" not in sits(Role.REPORTER, "Masha").get("/admin/").text


def test_who_wrote_it_does_not_approve_it_where_there_is_somebody_else(issue: Issue) -> None:
    client = sits(Role.PUBLISHER)
    sits(Role.PUBLISHER, "Lida")
    client.post(f"{HERE}{issue.pk}/", words(issue, subject="Mine"))

    page = client.get(f"{HERE}{issue.pk}/").text
    client.post(f"{HERE}{issue.pk}/approve/", {"version": issues.version(Issue.objects.get())})

    assert "somebody else approves it" in page
    assert "Olga wrote issue" in told(client, HERE)
    assert Issue.objects.get().state == "draft"


# What is kept


def test_words_order_and_hour_are_kept(issue: Issue) -> None:
    client = sits(Role.EDITOR)
    first, second, third = (pick.story for pick in issue.picks.order_by("position"))
    given = words(issue, subject="The week", intro="One.\r\n\r\nTwo.", story=[third, first], due="2026-12-11T17:30")
    client.post(f"{HERE}{issue.pk}/", given | {f"headline-{third}": " My own ", f"blurb-{first}": "And why."})

    issue.refresh_from_db()
    assert (issue.subject, issue.intro, issue.made_by) == ("The week", "One.\n\nTwo.", "Olga")
    assert (issue.due.hour, issue.due.minute, issue.due.day) == (17, 30, 11)
    rows = list(issue.picks.order_by("position").values_list("story", "headline", "blurb"))
    assert rows == [(third, "My own", ""), (first, "", "And why.")]
    assert second in client.get(f"{HERE}{issue.pk}/").text  # and may be added again


def test_what_cannot_be_kept_stays_in_the_form(issue: Issue) -> None:
    client = sits(Role.EDITOR, language="ru")
    stories = [issue.picks.first().story]  # type: ignore[union-attr]

    answer = client.post(
        f"{HERE}{issue.pk}/", words(issue, subject=" ", intro="Typed & kept", story=stories, due="tomorrow")
    )

    page = unescape(answer.text)
    assert "Укажите день и час." in page
    assert "Typed & kept" in page
    assert page.count('class="desk-pick"') == 2  # the one chosen, and the empty one that scripts copy
    assert Issue.objects.get().subject == issue.subject


def test_two_editors_at_once_find_out_and_nothing_is_lost(issue: Issue) -> None:
    olga, lida = sits(Role.EDITOR), sits(Role.EDITOR, "Lida")
    old = words(issue)
    olga.post(f"{HERE}{issue.pk}/", old | {"subject": "Olga's"})

    answer = lida.post(f"{HERE}{issue.pk}/", old | {"subject": "Lida's"})

    assert "Somebody else changed this issue" in answer.text
    assert "Lida&#x27;s" in answer.text
    assert Issue.objects.get().subject == "Olga's"
    lida.post(f"{HERE}{issue.pk}/", words(Issue.objects.get(), subject="Lida's"))
    assert Issue.objects.get().subject == "Lida's"


def test_keeping_what_was_not_changed_does_not_void_an_approval(room: Room, issue: Issue) -> None:
    client = sits(Role.EDITOR)
    room.approve(issue, "lev", others=True)

    client.post(f"{HERE}{issue.pk}/", words(issue))
    assert Issue.objects.get().state == "approved"
    client.post(f"{HERE}{issue.pk}/", words(issue, intro="A word more."))
    assert Issue.objects.get().state == "draft"


def test_only_what_was_looked_at_is_approved(issue: Issue) -> None:
    client = sits(Role.PUBLISHER)
    seen = issues.version(issue)
    issues.change(issue, "lev", {"subject": "Changed meanwhile"})

    client.post(f"{HERE}{issue.pk}/approve/", {"version": seen})

    assert "Look again" in told(client, HERE)
    assert Issue.objects.get().state == "draft"


def test_the_first_screen_reminds_of_what_is_due(issue: Issue) -> None:
    Issue.objects.update(due=NOW - timedelta(minutes=5))

    page = sits(Role.EDITOR).get("/admin/").text

    assert f"{HERE}{issue.pk}/" in page
    assert "Its hour has passed, and nobody has approved it." in page
    assert f"{HERE}{issue.pk}/" not in sits(Role.REPORTER, "Masha").get("/admin/").text


def test_an_issue_is_drafted_and_proposed_anew(room: Room) -> None:
    client = sits(Role.EDITOR)
    client.post(f"{HERE}draft/", {"language": "en"})
    issue = Issue.objects.get()
    assert issue.picks.count() == 3
    client.post(f"{HERE}draft/", {"language": "en"})
    assert "not sent yet" in told(client, HERE)
    client.post(f"{HERE}draft/", {"language": "xx"})
    assert "does not write in" in told(client, HERE)

    issues.choose(issue, [])
    client.post(f"{HERE}{issue.pk}/propose/")
    assert issue.picks.count() == 3


# Looking


def test_previews_run_nothing_and_are_what_is_sent(room: Room, issue: Issue) -> None:
    client = sits(Role.EDITOR)
    look = f"{HERE}{issue.pk}/as/"

    html, dark, text = client.get(f"{look}html/"), client.get(f"{look}html/?dark"), client.get(f"{look}text/")

    assert "default-src 'none'" in html.headers["Content-Security-Policy"]
    assert "Nets &amp; &lt;knots&gt;" in html.text
    assert "@media all" in dark.text
    assert "prefers-color-scheme" not in dark.text
    assert text.headers["Content-Type"].startswith("text/plain")
    assert "Nine people were in the boat." in client.get(f"{look}html/?full").text


def test_a_test_is_sent_to_an_address_and_to_nothing_else(issue: Issue) -> None:
    client = sits(Role.EDITOR)
    client.post(f"{HERE}{issue.pk}/test/", {"address": "no address"})
    assert "no address of a mailbox: no address" in told(client, HERE)
    client.post(f"{HERE}{issue.pk}/test/", {"address": "me@herald.example"})
    assert "there is no relay" in told(client, HERE)
    with sinking() as sink:
        office(relay(sink.port))
        client.post(f"{HERE}{issue.pk}/test/", {"address": "me@herald.example"})
        assert [recipient for recipient, _ in sink.taken] == ["me@herald.example"]


# The list


def test_the_list_is_unlocked_by_its_phrase_for_some_hours(room: Room) -> None:
    client = sits(Role.PUBLISHER)
    client.post(f"{HERE}unlock/", {"phrase": "not this", "hours": "2"})
    assert "does not open with this phrase" in told(client, HERE)
    assert DOOR.key(NOW) is None

    client.post(f"{HERE}unlock/", {"phrase": LIST_PHRASE, "hours": "999"})
    until = DOOR.until(datetime.now(UTC))
    assert until is not None
    assert until - datetime.now(UTC) < timedelta(hours=1, minutes=1)
    page = client.get(HERE).text
    assert "by Olga" in page
    assert "unlock until" in page
    assert LIST_PHRASE not in page
    assert Opening.objects.get().who == "Olga"

    client.post(f"{HERE}lock/")
    assert DOOR.key(NOW) is None


def test_the_rhythm_is_set(room: Room) -> None:
    client = sits(Role.PUBLISHER)
    for wrong in ({"weekday": "9", "time": "18:00"}, {"weekday": "4", "time": "noon"}, {}):
        client.post(f"{HERE}rhythm/", wrong)
        assert "Choose a weekday" in told(client, HERE)
    assert not Rhythm.objects.exists()

    client.post(f"{HERE}rhythm/", {"weekday": "3", "time": "17:45"})
    client.post(f"{HERE}rhythm/", {"weekday": "3", "time": "17:50"})

    assert list(Rhythm.objects.values_list("weekday", "hour", "minute")) == [(3, 17, 50)]


# On its way


def test_progress_stop_and_go_on(room: Room, issue: Issue, tmp_path: Path) -> None:
    from tamizdat.outbox.spool import Spool

    readers = Desk(_ring(settings.KEYS), _made()[1], Spool(tmp_path / "spool"), now=NOW)
    for number in range(3):
        readers.confirmed(f"r{number}@mail.example")
    client = sits(Role.PUBLISHER)
    standing = f"{HERE}{issue.pk}/standing/"
    assert client.get(standing).json()["state"] == "draft"
    client.post(f"{HERE}{issue.pk}/stop/")
    assert "not frozen yet" in told(client, HERE)
    room.approve(issue, "lev", others=True)
    room.freeze(issue, readers.listing, "vera", NOW, lambda done, total: None)

    client.post(f"{HERE}{issue.pk}/stop/")
    now = client.get(standing).json()
    assert (now["stopped"], now["done"], now["total"], now["waiting"]) == (True, 0, 3, 3)
    page = client.get(f"{HERE}{issue.pk}/").text
    assert "<progress" in page
    assert 'name="subject"' not in page  # nothing to write in any more
    client.post(f"{HERE}{issue.pk}/resume/")
    with sinking() as sink:
        Sender(room.home, Issue.objects.get(), [relay(sink.port)]).send(readers.listing, NOW)
    assert client.get(standing).json()["state"] == "sent"
    assert "mail.example" not in client.get(f"{HERE}{issue.pk}/").text
    assert "mail.example" not in client.get(HERE).text


def test_what_was_sent_is_shown_as_it_was(room: Room, issue: Issue, tmp_path: Path) -> None:
    from tamizdat.desk.models import Story
    from tamizdat.outbox.spool import Spool

    readers = Desk(_ring(settings.KEYS), _made()[1], Spool(tmp_path / "spool"), now=NOW)
    readers.confirmed("r@mail.example")
    room.approve(issue, "lev", others=True)
    room.freeze(issue, readers.listing, "vera", NOW, lambda done, total: None)
    Story.objects.get(title="The ferry goes again").unpublish()
    make_round(NOW)

    shown = sits(Role.EDITOR).get(f"{HERE}{issue.pk}/as/text/").text

    assert "THE FERRY GOES AGAIN" in shown


def test_without_a_newsletter_it_says_how_to_begin(newsroom: Any) -> None:
    client = Client()
    cast.sits(client, cast.vera())
    assert "tamizdat letters add" in client.get(HERE).text
    assert roles.of(cast.vera()) is Role.KEEPER
