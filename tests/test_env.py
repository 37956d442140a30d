"""Settings: the environment first, then the newsroom's own folder, then what suits a first run."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tamizdat import env


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("TAMIZDAT_HOME", str(tmp_path))
    return tmp_path


def test_a_setting_may_stand_in_the_newsrooms_folder(home: Path) -> None:
    (home / "settings.env").write_text('# for this machine\n\nTAMIZDAT_DESK_PORT="9001"\n')

    assert env.number("DESK_PORT", 8001, 1, 65535) == 9001


def test_the_environment_wins_over_the_folder(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (home / "settings.env").write_text("TAMIZDAT_DESK_PORT=9001\n")
    monkeypatch.setenv("TAMIZDAT_DESK_PORT", "9002")

    assert env.number("DESK_PORT", 8001, 1, 65535) == 9002


def test_without_either_the_default_holds(home: Path) -> None:
    assert env.number("DESK_PORT", 8001, 1, 65535) == 8001


@pytest.mark.parametrize("line", ["DESK_PORT=9001", "TAMIZDAT_DESK_PORT", "="])
def test_a_line_that_is_no_setting_is_named(home: Path, line: str) -> None:
    (home / "settings.env").write_text(f"# first\n{line}\n")

    with pytest.raises(env.BadSetting, match=r"settings\.env, line 2 is .* write TAMIZDAT_NAME=value"):
        env.text("DESK_PORT", "")


ONION = f"http://{'a' * 56}.onion"


@pytest.mark.parametrize("value", ["", ONION, f"{ONION}:8001", "https://desk.herald.example"])
def test_an_address_is_sealed_on_its_way(home: Path, monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("TAMIZDAT_DESK_ADDRESS", value)

    assert env.address("DESK_ADDRESS") == value


@pytest.mark.parametrize(
    "value", ["http://desk.herald.example", "desk.herald.example", f"{ONION}/desk", "https://*", "http://x.onion"]
)
def test_an_address_that_others_read_along_is_refused(home: Path, monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("TAMIZDAT_DESK_ADDRESS", value)

    with pytest.raises(env.BadSetting, match=r"TAMIZDAT_DESK_ADDRESS is .*; use https://NAME"):
        env.address("DESK_ADDRESS")


def test_processes_that_begin_at_once_have_one_secret(tmp_path: Path) -> None:
    with ThreadPoolExecutor(16) as pool:
        for number in range(30):
            folder = tmp_path / str(number)
            folder.mkdir()
            begun = threading.Barrier(16)

            def made(_: int, folder: Path = folder, begun: threading.Barrier = begun) -> str:
                begun.wait()
                return env.secret(folder)

            found = set(pool.map(made, range(16)))

            assert len(found) == 1
            assert len(found.pop()) == 64
            assert [path.name for path in (folder / "keys").iterdir()] == ["desk-secret"]
