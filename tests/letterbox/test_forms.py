"""What a reader sends, and what the letterbox makes of it."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import pytest

from tamizdat.front.scripts import script
from tamizdat.letterbox.app import STEP
from tamizdat.letterbox.counting import EACH, HERE
from tamizdat.letterbox.letters import Ask, Choose, Confirm, Join, Leave, Remind
from tamizdat.letterbox.slots import SEALED
from tamizdat.letterbox.tokens import Pass
from tests.letterbox.post import ADDRESS, NOW, PASS, Box, said, standing

READER = "reader@mail.example"


@pytest.fixture
def box(tmp_path: Path) -> Box:
    made = Box(tmp_path / "box")
    made.collect()
    return made


def test_a_sign_up_becomes_one_sealed_letter(box: Box) -> None:
    response = box.post("/-/en/join", email=READER, language=["en", "ru"], full="yes")

    assert response.status == 200
    assert "Look into your mailbox" in said(response)
    assert box.read() == [Join(address=READER, page="en", languages=["en", "ru"], full=True, policy="2026-11-01")]
    lying = (box.folder / "letters").read_bytes()
    assert READER.encode() not in lying
    assert len(box.collect()[0].sealed) == SEALED


def test_a_box_on_a_story_sends_an_address_only_and_gets_the_pages_language(box: Box) -> None:
    box.post("/-/ru/join", email=READER)

    assert box.read() == [Join(address=READER, page="ru", languages=["ru"], full=False, policy="2026-11-01")]


@pytest.mark.parametrize(
    ("path", "letter", "thanks"),
    [
        ("confirm", Confirm, "The next issue comes to you"),
        ("leave", Leave, "Nothing more comes to you"),
    ],
)
def test_a_token_of_ours_acts_when_the_button_is_pressed(box: Box, path: str, letter: type, thanks: str) -> None:
    token = PASS.token()

    looked = box.get(f"/-/en/{path}/{token}")
    assert looked.status == 200
    assert f'action="/-/en/{path}/{token}"' in looked.body.decode()
    assert box.read() == []  # a mail program that opens links has done nothing
    pressed = box.post(f"/-/en/{path}/{token}")

    assert thanks in said(pressed)
    assert box.read() == [letter(token=token)]


def test_one_click_leaves_without_a_page_and_without_a_redirect(box: Box) -> None:
    token = PASS.token()

    answers = [box.post(f"/-/leave/{one}", **{"List-Unsubscribe": "One-Click"}) for one in (token, Pass.new().token())]

    assert [one.status for one in answers] == [200, 200]
    assert answers[0].body == answers[1].body  # nobody learns whether a token is somebody's
    assert not any(name == "Set-Cookie" for one in answers for name, _ in one.headers)
    assert box.read() == [Leave(token=token)]


def test_wishes_and_the_link_for_them(box: Box) -> None:
    token = PASS.token()

    box.post("/-/ru/ask", email=READER)
    shown = box.get(f"/-/ru/choose/{token}")
    box.post(f"/-/ru/choose/{token}", language="ru", full="yes")

    assert "Сохранить" in said(shown)
    assert f"/-/ru/leave/{token}" in shown.body.decode()
    assert {type(one): one for one in box.read()} == {
        Ask: Ask(address=READER, page="ru"),
        Choose: Choose(token=token, languages=["ru"], full=True),
    }


def test_a_reminder_is_asked_for_by_a_form_and_confirmed_by_a_link(box: Box) -> None:
    box.collect(told=standing(reminds=["en"], version=int(NOW.timestamp()) + 1))
    form = box.get("/-/en/remind").body.decode()
    assert 'value="1" checked' in form
    assert 'value="9"' in form
    assert box.post("/-/en/remind", email=READER, months="6").status == 200
    wrong = box.post("/-/en/remind", email="reader", months="9")
    assert wrong.status == 422
    assert 'value="9" checked' in wrong.body.decode()
    token = PASS.token()
    looked = box.get(f"/-/en/remind/{token}")
    assert f'action="/-/en/remind/{token}"' in looked.body.decode()
    assert "We write once" in said(box.post(f"/-/en/remind/{token}"))

    assert {type(one): one for one in box.read()} == {
        Remind: Remind(address=READER, page="en", months=6),
        Confirm: Confirm(token=token),
    }


@pytest.mark.parametrize("months", ["", "2", "-1", "six", "6" * 99])
def test_another_month_is_the_next_one(box: Box, months: str) -> None:
    box.collect(told=standing(reminds=["en"], version=int(NOW.timestamp()) + 1))
    box.post("/-/en/remind", email=READER, months=months)

    assert box.read() == [Remind(address=READER, page="en", months=1)]


def test_where_there_is_no_way_to_pay_there_is_no_reminder_by_mail(box: Box) -> None:
    box.collect(told=standing(reminds=["en"], version=int(NOW.timestamp()) + 1))

    for answer in (box.get("/-/ru/remind"), box.post("/-/ru/remind", email=READER, months="6")):
        assert (answer.status, dict(answer.headers)["Location"]) == (303, "/ru/support.html")
    assert box.read() == []


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("", "Type the address first"),
        ("reader", "This is not an address"),
        ("reader@mail.example\r\nBcc: all@mail.example", "This is not an address"),
        ("reader@mail.example\nBcc: all@mail.example", "This is not an address"),
        ("a,b@mail.example", "This is not an address"),
        ("reader@[127.0.0.1]", "This is not an address"),
        ("reader@localhost", "This is not an address"),
        ("rеader@mail.example", "another alphabet"),
        ("reader@mаil.example", "another alphabet"),
        ("r" * 250 + "@mail.example", "too long"),
    ],
)
def test_what_is_no_address_is_refused_and_stays_typed(box: Box, typed: str, why: str) -> None:
    accepted = box.post("/-/en/join", email=READER, language="ru", full="yes")
    assert accepted.status == 200
    box.collect(*(one.name for one in box.collect()))

    response = box.post("/-/en/join", email=typed, language="ru", full="yes")

    assert response.status == 422
    assert why in said(response)
    page = response.body.decode()
    assert 'value="ru" checked' in page
    assert 'value="en" checked' not in page
    assert 'value="yes" checked' in page
    assert box.read() == []
    shown = typed.replace("\r", "").split("\n")[0][:20]
    assert shown in page


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (" Reader@Mail.Example ", "Reader@mail.example"),
        ("reader@почта.example", "reader@xn--80a1acny.example"),
        ("reader＠mail.example", "reader@mail.example"),
    ],
)
def test_an_address_is_brought_to_one_form(box: Box, typed: str, kept: str) -> None:
    box.post("/-/en/join", email=typed)

    assert [one.address for one in box.read()] == [kept]


def test_a_form_of_64_kb_is_refused_in_words(box: Box) -> None:
    response = box.post("/-/en/join", email="r" * 65_536 + "@mail.example")

    assert response.status == 413
    assert "too long for this form" in said(response)
    assert box.read() == []


def test_forged_tokens_are_thanked_and_take_no_room(box: Box) -> None:
    for _ in range(200):
        assert box.post(f"/-/en/confirm/{Pass.new().token()}").status == 200

    assert box.slots.waiting() == {"join": 0, "ask": 0, "kept": 0}


def test_a_flood_of_sign_ups_gets_no_thanks_and_leaves_room_for_those_who_leave(box: Box) -> None:
    answers = [box.post("/-/en/join", email=f"r{n}@mail.example").status for n in range(80)]
    tokens = [PASS.token() for _ in range(60)]
    left = [box.post(f"/-/leave/{token}").status for token in tokens]

    assert answers == [200] * 64 + [503] * 16
    assert left == [200] * 60
    assert sorted(one.token for one in box.read() if isinstance(one, Leave)) == sorted(tokens)


def test_forms_of_one_network_are_counted_by_the_hour(box: Box) -> None:
    box.each = 10_000
    codes = []
    for n in range(EACH + 5):
        codes.append(box.post("/-/en/ask", "198.51.100.7", email=f"r{n}@mail.example").status)
        if n % 50 == 0:
            box.collect(*(one.name for one in box.collect()))

    assert codes == [200] * EACH + [503] * 5
    assert box.post("/-/en/ask", "203.0.113.9", email=READER).status == 200
    box.now += timedelta(hours=1)
    assert box.post("/-/en/ask", "198.51.100.7", email=READER).status == 200
    assert HERE > EACH  # an onion brings everybody by one way


def test_without_a_key_for_the_day_nobody_is_thanked_falsely(box: Box) -> None:
    box.now += timedelta(days=40)

    response = box.post("/-/en/join", email=READER)

    assert response.status == 503
    assert "kept nothing of it" in said(response)
    assert ("Retry-After", "3600") in response.headers


def test_before_the_collector_came_there_is_no_form(tmp_path: Path) -> None:
    assert Box(tmp_path / "new").get("/-/en/join").status == 503


def test_answers_are_as_long_whatever_is_known(box: Box) -> None:
    pages = [box.post("/-/en/join", email=f"{'r' * n}@mail.example").body for n in (1, 20, 60)]
    pages += [box.post("/-/en/join", email="no address").body]

    assert len(set(pages[:3])) == 1
    assert all(len(page) % STEP == 0 for page in pages)


@pytest.mark.parametrize(
    "path", ["/-/", "/-/en/", "/-/en/nothing", "/-/en/join/x", "/-/en/confirm", "/-/en/confirm/%00"]
)
def test_what_is_not_there_is_said_so(box: Box, path: str) -> None:
    assert box.get(path).status == 404


def test_pages_carry_nothing_of_anybody_elses(box: Box) -> None:
    for path in ("/-/en/join", "/-/ru/ask", f"/-/en/choose/{PASS.token()}"):
        page = box.get(path)
        body = page.body.decode()
        scripts = re.findall(r"<script>(.*?)</script>", body, re.DOTALL)
        assert scripts in ([], [script("proof")])
        assert body.count("<script") == len(scripts)
        assert "http://" not in body
        assert ADDRESS not in body
        assert "form-action 'self'" in body
        assert dict(page.headers)["Cache-Control"] == "no-store"


def test_an_older_standing_never_replaces_a_newer(box: Box) -> None:
    box.collect(told=standing(box.now + timedelta(minutes=1), languages=["ru"]))
    box.collect(told=standing(box.now))

    assert "Портовый вестник" in box.get("/-/xx/join").body.decode()
