"""A newsroom's folder with what its press has printed and signed, as deliveries find it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

from tamizdat.edition import checking, layout
from tamizdat.edition.places import FolderPlace, write
from tamizdat.edition.reading import Checked, Memory, read
from tamizdat.mirrors.book import Book, Mirror
from tamizdat.mirrors.delivery import Delivered
from tamizdat.mirrors.places.folder import Folder
from tamizdat.mirrors.places.keyring import Keyring
from tamizdat.mirrors.pushing import Push
from tests.edition.world import Newsroom
from tests.press.folders import snapshot


class House:
    """One newsroom and one mirror of it, `paper`, in a folder beside."""

    def __init__(self, folder: Path, *, demo: bool = False, place: str = "", keys: Keyring | None = None) -> None:
        """The mirror's folder is `mirror`, also when it is reached by way of a `place`."""
        self.home, self.mirror = folder / "home", folder / "mirror"
        self.mirror.mkdir(exist_ok=True)
        self.fetch: Callable[[], None] = lambda: None  # of a place that is no folder: bring what lies there into one
        self.herald = Newsroom(demo=demo)
        self.home.mkdir()
        (self.home / "desk.sqlite3").touch()
        write(self.home / "root.json", self.herald.root)
        self.prints(self.herald.some_sheets())
        book = Book(self.home)
        book.add(Mirror("paper", place or str(self.mirror)))
        (keys or Keyring()).keep(self.home, "paper")
        book.close()

    def prints(self, sheets: dict[str, bytes | None]) -> None:
        """As the press does: what is withdrawn goes, and with it all bytes of yesterday."""
        self.herald.prints(sheets)
        if None in sheets.values():
            for path in [path for path in self.herald.place.files if path.startswith(layout.OLD)]:
                del self.herald.place.files[path]
        for content in sheets.values():
            if content is not None:
                digest = hashlib.sha256(content).hexdigest()
                write(self.home / "store" / digest[:2] / digest[2:], content)
        self.lay()

    def lay(self) -> None:
        edition = self.home / "edition"
        files = self.herald.place.files
        for path in snapshot(edition):
            if path not in files:
                Folder(edition).remove(path)
        for path, content in files.items():
            if not (edition / path).exists() or (edition / path).read_bytes() != content:
                write(edition / path, content)

    def push(self, *, demo: bool = False) -> Delivered:
        done = Push(self.home, lambda name, part, of: None, demo=demo).run(self.mirrors(), self.herald.now)
        return done[0]

    def mirrors(self) -> list[Mirror]:
        book = Book(self.home)
        found = book.mirrors()
        book.close()
        return found

    def there(self) -> dict[str, bytes]:
        """What lies at the mirror."""
        self.fetch()
        return snapshot(self.mirror)

    def checked(self, memory: Memory | None = None) -> Checked:
        self.fetch()
        return read(FolderPlace(self.mirror), memory or self.herald.reader(), self.herald.now, strict=True)

    def wrong(self, head: Checked | None = None) -> list[str]:
        """What a reader with this head, or the mirror's own, cannot read there."""
        self.fetch()
        return checking.everything(FolderPlace(self.mirror), head or self.checked()).wrong

    def printed(self) -> dict[str, bytes]:
        return without_own(self.herald.place.files)

    def carried(self) -> dict[str, bytes]:
        return without_own(self.there())


def without_own(files: dict[str, bytes]) -> dict[str, bytes]:
    return {path: content for path, content in files.items() if not path.startswith(f"{layout.OWN}/")}
