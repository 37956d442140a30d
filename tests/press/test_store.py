"""Bytes by hash: whole or not there."""

from __future__ import annotations

import errno
import hashlib
import os
from pathlib import Path

import pytest

from tamizdat.press.store import Store

CONTENT = b"Nine people were in the boat." * 100
DIGEST = hashlib.sha256(CONTENT).hexdigest()


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "store")


def files(store: Store) -> list[Path]:
    return [place for place in store.folder.rglob("*") if place.is_file()]


def test_what_is_kept_is_read_under_its_hash(store: Store) -> None:
    assert store.keep(CONTENT) == DIGEST
    assert store.holds(DIGEST)
    assert store.read(DIGEST) == CONTENT


def test_keeping_twice_writes_once(store: Store) -> None:
    store.keep(CONTENT)
    before = store.path(DIGEST).stat().st_mtime_ns

    store.keep(CONTENT)

    assert store.path(DIGEST).stat().st_mtime_ns == before
    assert len(files(store)) == 1


def test_a_file_that_power_failed_on_is_written_anew(store: Store) -> None:
    store.keep(CONTENT)
    store.path(DIGEST).write_bytes(CONTENT[:100])

    store.keep(CONTENT)

    assert store.read(DIGEST) == CONTENT


def test_a_torn_file_of_the_right_size_is_dropped_when_looked_at(store: Store) -> None:
    store.keep(CONTENT)
    store.path(DIGEST).write_bytes(b"x" * len(CONTENT))

    store.drop_torn(DIGEST)

    assert not store.holds(DIGEST)


def test_a_whole_file_and_a_missing_one_are_left_alone(store: Store) -> None:
    store.keep(CONTENT)

    store.drop_torn(DIGEST)
    store.drop_torn("0" * 64)

    assert store.read(DIGEST) == CONTENT


def test_a_failed_write_leaves_nothing_half_done(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(file: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fdatasync", full)
    with pytest.raises(OSError, match="No space left"):
        store.keep(CONTENT)

    assert files(store) == []


def test_a_kept_file_may_be_read_by_the_server(store: Store) -> None:
    store.keep(CONTENT)

    assert store.path(DIGEST).stat().st_mode & 0o777 == 0o644
