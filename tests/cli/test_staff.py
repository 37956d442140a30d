"""Who may come in at the desk, from the command line."""

from __future__ import annotations

import json
import re
import sqlite3
from argparse import Namespace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from tamizdat.cli import staff
from tamizdat.cli.refusal import Refusal
from tamizdat.desk.entering import invite
from tamizdat.desk.roles import Role
from tests import cast
from tests.cli.test_refusals import home, one_line, tamizdat
from tests.terminal import Terminal

__all__ = ["home"]


def test_a_link_goes_to_a_terminal_and_into_no_file(home: Path) -> None:
    line = one_line(tamizdat(home, "staff", "invite", "Olga"))

    assert "ssh -t" in line
    with sqlite3.connect(home / "desk.sqlite3") as desk:
        assert desk.execute("select count(*) from desk_invitation").fetchone() == (0,)


def test_a_terminal_is_shown_a_link(home: Path) -> None:
    terminal = Terminal(["staff", "invite", "Olga", "--role", "editor"], home)

    assert terminal.ends() == 0
    assert re.search(r"http://localhost:8001/invited/[\w-]{43}/", terminal.shown)


def test_who_may_come_in_is_listed_also_after_leaving(newsroom: Any, capsys: pytest.CaptureFixture[str]) -> None:
    invite("Olga", Role.EDITOR, datetime.now(UTC))
    cast.sits(Client(), invite("Vera", Role.KEEPER, datetime.now(UTC))[0])

    staff._list(Namespace(json=True))
    listed = json.loads(capsys.readouterr().out)["staff"]
    staff._end(Namespace(name="vera"))
    ended = capsys.readouterr().out
    staff._list(Namespace(json=False))

    olga, vera = ((one["name"], one["role"], one["sessions"]) for one in listed)
    assert (olga, vera) == (("Olga", "editor", 0), ("Vera", "keeper", 1))
    assert "1 sessions ended" in ended
    assert "No keeper is left" in ended
    assert re.search("Olga +editor +invited, not yet in.*\nVera +has left", capsys.readouterr().out)


def test_nobody_is_ended_who_is_not_there(newsroom: Any) -> None:
    with pytest.raises(Refusal, match="staff list"):
        staff._end(Namespace(name="Nobody"))


def test_a_real_newsroom_is_not_entered_by_the_demos_link(home: Path) -> None:
    assert "staff invite" in one_line(tamizdat(home, "enter", "Vera"))
