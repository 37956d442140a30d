"""Who may come in at the desk, from the command line."""

from __future__ import annotations

import json
import re
import sqlite3
from pathlib import Path

from tests.cli.test_refusals import home, one_line, tamizdat
from tests.terminal import Terminal

__all__ = ["home"]


def test_a_link_goes_to_a_terminal_and_into_no_file(home: Path) -> None:
    line = one_line(tamizdat(home, "staff", "invite", "Olga"))

    assert "ssh -t" in line
    with sqlite3.connect(home / "desk.sqlite3") as desk:
        assert desk.execute("select count(*) from desk_invitation").fetchone() == (0,)


def test_somebody_is_invited_listed_and_ended(home: Path) -> None:
    terminal = Terminal(["staff", "invite", "Olga", "--role", "editor"], home)
    assert terminal.ends() == 0
    listed = json.loads(tamizdat(home, "staff", "list", "--json").stdout)["staff"]
    ended = tamizdat(home, "staff", "end", "olga")
    gone = tamizdat(home, "staff", "list").stdout

    assert re.search(r"http://localhost:8001/invited/[\w-]{43}/", terminal.shown)
    assert [(one["name"], one["role"], one["comes in with"]) for one in listed] == [("Olga", "editor", [])]
    assert ended.returncode == 0, ended.stderr
    assert "has left" in gone


def test_nobody_is_ended_who_is_not_there(home: Path) -> None:
    assert "staff list" in one_line(tamizdat(home, "staff", "end", "Nobody"))


def test_a_real_newsroom_is_not_entered_by_the_demos_link(home: Path) -> None:
    assert "staff invite" in one_line(tamizdat(home, "enter", "Vera"))
