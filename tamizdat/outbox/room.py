"""The post room: it holds the keys of a message's shards, and gives out two at a time.

The keys lie sealed for the list's key.  So a machine that posts, when it is seized, gives away two shards at most; and
nothing is posted unless somebody has opened the list.
"""

from __future__ import annotations

from base64 import b64decode, b64encode
from pathlib import Path

from tamizdat.edition.places import write
from tamizdat.outbox.shards import SIZE, Shards
from tamizdat.vault import records
from tamizdat.vault.keys import OpeningKey, SealingKey

AT_ONCE = 2  # shards of which somebody may hold the keys
FOLDER = "room"


class Room:
    """The keys of one message."""

    def __init__(self, folder: Path) -> None:
        """`folder` is the message's, which holds its shards."""
        self.folder, self.shards = folder / FOLDER, Shards(folder)

    def keeping(self, sealing: SealingKey) -> Keeping:
        """What puts the keys of new shards away here."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return Keeping(self.folder, sealing)

    def release(self, opening: OpeningKey) -> None:
        """Give out keys until two are out.  Raises vault.records.Unopened."""
        for path in sorted(self.folder.glob("[0-9]*")):
            if self.shards.readable() + SIZE > AT_ONCE * SIZE:
                return
            number = int(path.name)
            key = records.open_(path.read_bytes(), [opening], _purpose(number))
            if number not in self.shards.open_numbers():
                self.shards.release(number, b64decode(key["key"]))
            path.unlink()  # a key that is out does not come in again

    def seal_anew(self, old: OpeningKey, sealing: SealingKey) -> None:
        """For another key; what is sealed for it already stays.  Raises vault.records.Unopened."""
        for path in sorted(self.folder.glob("[0-9]*")):
            sealed = path.read_bytes()
            if not sealed.startswith(sealing.name):
                key = records.open_(sealed, [old], _purpose(int(path.name)))
                write(path, records.seal(key, sealing, _purpose(int(path.name))))

    def __len__(self) -> int:
        """How many keys are here."""
        return len(list(self.folder.glob("[0-9]*")))


class Keeping:
    def __init__(self, folder: Path, sealing: SealingKey) -> None:
        self._folder, self._sealing = folder, sealing

    def __call__(self, number: int, key: bytes) -> None:
        sealed = records.seal({"key": b64encode(key).decode()}, self._sealing, _purpose(number))
        write(self._folder / f"{number:05d}", sealed)  # on disk before anybody says that the message is frozen


def _purpose(number: int) -> str:
    return f"shard {number}"
