"""What readers' programs find in packed files: books, archives, pieces of an index."""

from __future__ import annotations

import gzip
import io
import tempfile
from pathlib import Path
from zipfile import ZipFile


def words_of(content: bytes) -> bytes:
    """All that is said in a file, unpacked where it is a book, an archive or a piece of an index; else itself."""
    if content[:4] == b"PK\x03\x04":
        with ZipFile(io.BytesIO(content)) as zipped:
            return b"\n".join(zipped.read(name) for name in zipped.namelist())
    if content[:2] == b"\x1f\x8b":
        return gzip.decompress(content)
    if content[:4] == b"ZIM\x04":
        return b"\n".join(entries_of(content).values())
    return content


def entries_of(archive: bytes) -> dict[str, bytes]:
    """Path → bytes of every entry of a ZIM, the full-text index left out."""
    from libzim.reader import Archive

    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "archive.zim"
        place.write_bytes(archive)
        opened = Archive(place)
        entries = [opened._get_entry_by_id(number) for number in range(opened.all_entry_count)]
        return {entry.path: bytes(entry.get_item().content) for entry in entries if not entry.path.endswith("xapian")}
