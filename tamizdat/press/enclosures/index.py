"""The index that readers search in their own browsers, by Pagefind: small pieces, of which a search asks for a few.

Words are brought to their stems, in English, Russian and some thirty more.  A piece that tells of one story says which,
so that it goes with the story; what tells of all goes with each of them.
"""

from __future__ import annotations

import gzip
import json
import subprocess
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from html import escape
from pathlib import Path

from tamizdat.front import dates
from tamizdat.press.copy import Part, Story
from tamizdat.press.frames import Setting
from tamizdat.press.store import Store
from tamizdat.press.wording import plain

FRAGMENT = "fragment/"
WORK = ".work-"  # begins the name of a folder in the store where something is made
MARK = b"pagefind_dcd"  # begins each piece, once unpacked
# Of what Pagefind writes, what a search asks for; its own page elements, styles and tongues are left.
ASKED = ("index/", FRAGMENT)
STRANGERS = "wasm.unknown.pagefind"  # for pages in a language that the index does not know
TOP = ("pagefind.js", "pagefind-worker.js", "pagefind-entry.json")
Told = Callable[[int], None]


def made(
    folder: str, setting: Setting, keys: Sequence[str], store: Store, told: Told
) -> tuple[list[Part], dict[str, list[Part]]]:
    """(what tells of all stories, what tells of one, in groups) of an index of these stories, for `folder`."""
    with tempfile.TemporaryDirectory(dir=store.folder, prefix=WORK) as work:
        pages, written = Path(work) / "pages", Path(work) / "written"
        stories = _laid_out(pages, setting, keys, told)
        _run(pages, written, setting.language.partition("-")[0])
        shared: list[Part] = []
        groups: dict[str, list[Part]] = defaultdict(list)
        for name in sorted(_files(written)):
            content = (written / name).read_bytes()
            story = stories[_address(content)] if name.startswith(FRAGMENT) else ""
            part = Part(path=f"{folder}{name}", digest=store.lay(content), size=len(content), story=story)
            (groups[_group(name)] if story else shared).append(part)
    store.settle({part.digest for parts in (shared, *groups.values()) for part in parts})
    return shared, dict(groups)


def _files(written: Path) -> Iterator[str]:
    """Names of the files that a search asks for."""
    for path in written.rglob("*"):
        name = path.relative_to(written).as_posix()
        top = "/" not in name and (name.endswith((".pf_meta", ".pagefind")) or name in TOP)
        if path.is_file() and (top or name.startswith(ASKED)) and name != STRANGERS:
            yield name


def _address(fragment: bytes) -> str:
    """Of the story that a piece tells of."""
    return str(json.loads(gzip.decompress(fragment).removeprefix(MARK))["url"])


def _group(name: str) -> str:
    """Two digits of the piece's name, which is a hash: a story changes one group of 256."""
    return name.rpartition("_")[2][:2]


def _laid_out(pages: Path, setting: Setting, keys: Iterable[str], told: Told) -> dict[str, str]:
    """Write a page for each story, as Pagefind reads them; gives the stories by their addresses in the index."""
    stories: dict[str, str] = {}
    for number, key in enumerate(keys, 1):
        told(number)
        story = setting.read.story(key)
        if story is not None:
            place = pages / story.address
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_text(_page(story, dates.day(setting.moment(story.published), setting.language)))
            stories[f"/{story.address}"] = key
    return stories


def _page(story: Story, day: str) -> str:
    words = "".join(f"<p>{escape(part)}</p>" for part in _words(story))
    return (
        f'<!doctype html><html lang="{story.language}"><body data-pagefind-body>'
        f'<h1>{escape(story.headline)}</h1><i data-pagefind-meta="day" data-pagefind-ignore>{escape(day)}</i>{words}'
    )


def _run(pages: Path, written: Path, language: str) -> None:
    """Let Pagefind read the pages.  By its program: its Python library waits a tenth of a second after each page."""
    from pagefind.service import get_executable

    program = get_executable()
    if program is None:
        raise OSError("Pagefind's program is not installed; `./run` installs it where there is a wheel for the machine")
    where = ["--site", str(pages), "--output-path", str(written)]
    words = [*where, "--force-language", language, "--quiet"]
    done = subprocess.run([program, *words], cwd=pages, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        raise OSError(f"Pagefind made no index: {(done.stderr or done.stdout).strip()[-300:]}")


def _words(story: Story) -> Iterator[str]:
    """All that the story says beside its headline, as plain text."""
    yield story.deck
    yield from (plain(one.html) for one in story.body if one.html)
    yield from (f"{use.caption} {use.credit}" for use in (story.photo, *(one.photo for one in story.body)) if use)
    yield from (f"{one.wrong} {one.right}" for one in story.corrections)
