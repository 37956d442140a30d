"""Write the specimen into a folder: `python -m tamizdat.front.specimen FOLDER`."""

from __future__ import annotations

import sys
from pathlib import Path

from tamizdat.front.specimen import ALL, file_name, specimen
from tamizdat.front.specimen.pictures import drawing, name


def write(folder: Path) -> list[Path]:
    """Writes pages of all languages and their pictures; returns the pages."""
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(24):
        (folder / name(number)).write_text(drawing(number))
    written = []
    for language in ALL:
        for page, html in specimen(language):
            written.append(folder / file_name(language, page))
            written[-1].write_text(html)
    return written


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: python -m tamizdat.front.specimen FOLDER")
    for path in write(Path(sys.argv[1])):
        print(path)
