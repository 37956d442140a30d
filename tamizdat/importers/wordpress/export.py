"""Take the stories out of a WordPress export (WXR).

The file is read twice: once for what stories point to (names, pictures, shared blocks), once for the stories.  Only
what was public stays public; comments are counted and dropped; no picture is fetched.
"""

from __future__ import annotations

import html
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from tamizdat.desk.draft import Block, Draft
from tamizdat.importers import addresses, pictures, tongues
from tamizdat.importers.found import BadFile, Finding, Found, Notes, Picture, Piece, Remark, Skipped, Status, Wishes
from tamizdat.importers.html import blocks, tree
from tamizdat.importers.leads import split_lead
from tamizdat.importers.wordpress import markup, standing, story
from tamizdat.importers.wordpress.entries import Entry, Heading, entries
from tamizdat.importers.wordpress.library import Library
from tamizdat.importers.wordpress.mending import MendedFile
from tamizdat.importers.words import beginning, plain


def found_in(file: Path, wishes: Wishes) -> Iterator[Finding]:
    """Everything in an export.  Raises BadFile before the first finding when the file cannot be taken."""
    site = _Site(file, wishes)
    site.survey()
    return site.findings()


class _Site:
    """The old site, as its export shows it."""

    def __init__(self, file: Path, wishes: Wishes) -> None:
        self.file = file
        self.wishes = wishes
        self.heading = Heading()
        self.library = Library()
        self.shared: dict[str, str] = {}  # number of a shared block -> its text
        self.counted: Counter[str] = Counter()
        self.files = 0  # pictures and other files that the export lists
        self.sources: set[str] = set()
        self.siblings: dict[str, tuple[str, str]] = {}  # group of translations -> source and language of the first
        folders = wishes.media or (file.parent,)
        self.album = pictures.Album(folders, wishes.credit)

    def survey(self) -> None:
        """The first reading."""
        stream = MendedFile(self.file)
        any_entry = False
        for entry in entries(self.file, self.heading, stream):
            any_entry = True
            if entry.get("wp:post_type") == "attachment" or entry.get("wp:attachment_url"):
                self.library.add(entry)
            elif entry.get("wp:post_type") == "wp_block":
                self.shared[entry.get("wp:post_id")] = entry.fields.get("content:encoded", "")
        if not any_entry:
            raise BadFile(
                self.file, "it holds no story, page or picture.", "Export “All content” in WordPress and try again."
            )
        self.counted.update(stream.mended)

    def findings(self) -> Iterator[Finding]:
        """The second reading."""
        mended = [f"{what} (×{count})" if count > 1 else what for what, count in self.counted.items()]
        if mended:
            yield Remark(f"{self.file.name} is not well made: " + "; ".join(mended))
        dropped: Counter[str] = Counter()
        comments = 0
        for entry in entries(self.file, Heading()):
            comments += entry.comments
            yield from self._finding(entry, dropped)
        if self.files:
            yield Remark(f"pictures and files listed: {self.files}; taken are those that stories show")
        if comments:
            yield Remark(f"comments dropped: {comments}")
        for kind, count in sorted(dropped.items()):
            yield Remark(f"{count} of kind “{kind}” not taken: no stories")

    def _finding(self, entry: Entry, dropped: Counter[str]) -> Iterator[Finding]:
        sort = standing.sort_of(entry)
        kind = entry.get("wp:post_type") or "unknown"
        if kind == "attachment" or entry.get("wp:attachment_url"):
            self.files += 1
        elif not sort:
            dropped[kind] += 1
        elif reason := _unfit(entry):
            yield Skipped(name=beginning(plain(entry.get("title")) or f"entry at line {entry.line}", 80), why=reason)
        else:
            yield self._found(entry, sort)

    def _found(self, entry: Entry, sort: str) -> Found:
        notes = Notes()
        text = self._text(entry, notes)
        body = tuple(
            self.library.with_words(piece) if isinstance(piece, Picture) else piece
            for piece in blocks.pieces(tree.fragment(text.html), notes, self._start(entry))
        )
        lead, body = split_lead(self._featured(entry), body)
        words = " ".join(_words(body))
        title = story.headline(entry, words, notes)
        placed = pictures.placed(self.album, lead, body, title, notes)
        status, why = standing.status_of(entry, text.gated)
        draft = self._draft(entry, title, words, placed, status, notes)
        return Found(
            draft=draft,
            status=status,
            kind="page" if sort == "page" else "story",
            pictures=placed.pictures,
            changed=notes.all(),
            review=_review(entry, sort, why, words, placed.body),
        )

    def _text(self, entry: Entry, notes: Notes) -> markup.Text:
        number = entry.get("wp:post_id")
        around = markup.Surroundings(
            picture=self._image,
            shared=lambda ref: self.shared.get(ref, ""),
            children=tuple(self.library.children.get(number, ())),
        )
        text = markup.readable(entry.fields.get("content:encoded", ""), around, notes)
        text.html += story.footnotes(entry)
        return text

    def _image(self, number: str) -> str:
        kept = self.library.by_number.get(number)
        return f'<img class="wp-image-{number}" src="{html.escape(kept.address)}">' if kept else ""

    def _featured(self, entry: Entry) -> Picture | None:
        return self.library.by_number.get(entry.meta.get("_thumbnail_id", ""))

    def _start(self, entry: Entry) -> str:
        link = entry.get("link")
        return link if link.startswith("http") else self.heading.link

    def _draft(
        self, entry: Entry, title: str, words: str, placed: pictures.Placed, status: Status, notes: Notes
    ) -> Draft:
        filed = story.headings(entry, self.heading)
        source = self._source(entry)
        language = tongues.chosen(f"{title} {words}", filed.language or self.heading.language, self.wishes.language)
        return Draft(
            headline=title,
            language=language,
            source=source,
            slug=_slug(entry),
            deck=story.deck(entry, words),
            section=filed.section,
            topics=filed.topics,
            bylines=story.bylines(entry, self.heading, notes),
            photo=placed.main,
            body=placed.body,
            translation_of=self._translation_of(filed.siblings, source, language),
            published=story.published(entry, self.wishes.zone) if status == "published" else None,
            changed=story.changed(entry, self.wishes.zone) if status == "published" else None,
            former=story.former(entry) if status == "published" else (),
        )

    def _source(self, entry: Entry) -> str:
        """A source that no other entry of this file has."""
        source = story.source(entry, self.heading)
        if source in self.sources:
            source = f"{source}#{entry.get('wp:post_id')}-{entry.get('wp:post_name')}"[:480]
        self.sources.add(source)
        return source

    def _translation_of(self, group: str, source: str, language: str) -> str:
        if not group:
            return ""
        first, its_language = self.siblings.setdefault(group, (source, language))
        return first if first != source and its_language != language else ""


def _unfit(entry: Entry) -> str:
    """Why an entry cannot be a story; "" when it can."""
    status = entry.get("wp:status")
    if entry.too_large:
        return f"its text is larger than {tree.LARGEST // 1_000_000} million letters"
    if status in ("inherit", "auto-draft"):
        return f"a working copy, not a story (state “{status}”)"
    if status == "trash":
        return "it is in the old site's bin"
    if not plain(entry.get("title")) and not entry.get("content:encoded"):
        return "it has neither title nor text"
    return ""


def _slug(entry: Entry) -> str:
    from_link = story.former(entry)[:1]
    name = entry.get("wp:post_name") or (from_link[0].rstrip("/").rpartition("/")[2] if from_link else "")
    readable = addresses.former("/" + name)
    return "" if "?" in readable else readable.removesuffix(".html").removesuffix(".htm").removesuffix(".php")


def _words(body: tuple[Piece, ...]) -> Iterator[str]:
    for piece in body:
        if isinstance(piece, Block) and piece.kind in ("paragraph", "heading"):
            yield plain(piece.value)


def _review(entry: Entry, sort: str, why: str, words: str, body: tuple[Block, ...]) -> str:
    if sort == "other":
        return f"on the old site it was of the kind “{entry.get('wp:post_type')}”: look whether it is a story"
    if why:
        return why
    return "" if body or words else "it has no text"
