"""A newsroom at work: the desk's real actions, a clock that is moved by hand, and what readers may know.

Every text that is written holds a word nobody else uses, so that whatever is in an edition can be told from what may be
there.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction

from tamizdat.desk import models as desk
from tamizdat.desk.actions.arrange import arrange
from tamizdat.desk.actions.publish import publish
from tamizdat.desk.actions.relate import relate
from tamizdat.desk.actions.rename import rename
from tamizdat.desk.actions.schedule import schedule
from tamizdat.desk.actions.stand import stand
from tamizdat.desk.actions.translate import translate
from tamizdat.desk.actions.withdraw import withdraw
from tamizdat.desk.actions.write import write
from tamizdat.desk.draft import Block, Draft
from tamizdat.desk.refusal import Refused
from tamizdat.desk.sweep import glance, sweep
from tamizdat.press import filing as press
from tamizdat.press.copy import Issue, Picked
from tamizdat.press.enclosures.making import Making
from tamizdat.press.run import Press
from tamizdat.press.store import Store
from tests import cast

WORD = re.compile(rb"zq\d+x")
Step = tuple[str, int, int]


@dataclass
class Known:
    """A page, and the words that its draft and its printed version hold."""

    page: Any
    draft: set[str]
    public: set[str] = field(default_factory=set)
    since: set[str] = field(default_factory=set)  # all words that readers had since it was last made public
    scheduled: tuple[datetime, set[str]] | None = None
    addresses: set[str] = field(default_factory=set)  # every address it was ever printed at
    photo: bool = False

    @property
    def is_public(self) -> bool:
        return bool(self.public)

    def print(self, words: set[str]) -> None:
        self.public, self.scheduled = set(words), None
        self.since |= words

    def hide(self) -> None:
        self.public, self.scheduled, self.since = set(), None, set()


class AtWork:
    """Does steps: (verb, number, number)."""

    def __init__(self) -> None:
        self.now = cast.NOW
        self.known: list[Known] = []
        self.names: dict[str, str] = {}  # word in a name of a byline or topic -> its slug
        self._count = count(1)
        self.sections = list(desk.Section.objects.order_by("order"))

    def do(self, step: Step) -> None:
        """One step; what the desk refuses changes nothing."""
        verb, one, other = step
        try:
            with transaction.atomic():
                getattr(self, verb)(one, other)
        except Refused:
            pass

    def word(self) -> str:
        return f"zq{next(self._count)}x"

    def _any(self, number: int) -> Known | None:
        return self.known[number % len(self.known)] if self.known else None

    def _story(self, number: int) -> Known | None:
        known = self._any(number)
        return known if known and isinstance(known.page, desk.Story) else None

    def _fresh(self, page: Any) -> Any:
        return type(page).objects.get(pk=page.pk)

    # Verbs

    def write(self, one: int, other: int) -> None:
        words = [self.word() for _ in range(3)]
        draft = Draft(
            headline=f"Headline {words[0]}",
            slug=f"story-{one}",  # an address is public by its nature, and the editor sees it
            deck=f"Deck {words[1]}",
            language="en" if one % 3 else "ru",
            section=self.sections[other % len(self.sections)].slug,
            bylines=tuple(f"Byline {number}" for number in range(one % 3)),
            topics=("Ferries",) if other % 2 else (),
            photo=cast.draft_photo(file=cast.picture(40, 30, f"#{one % 256:02x}44aa")) if one % 4 == 0 else None,
            body=(Block(kind="paragraph", value=f"<p>Body {words[2]} of the story.</p>"),),
            published=self.now - timedelta(days=other % 900) if other % 5 == 0 else None,
            former=(f"old-site/{one}-{len(self.known)}/", f"?p={one}{len(self.known)}") if one % 2 else (),
        )
        self.known.append(Known(write(draft), set(words), photo=draft.photo is not None))

    def write_many(self, one: int, other: int) -> None:
        """Enough for a full shelf, published at once."""
        for number in range(7):
            self.write(one + number * 2 + 1, other + number)
            self.publish(len(self.known) - 1, 0)

    def publish(self, one: int, other: int) -> None:
        known = self._any(one)
        if known:
            known.page = publish(self._fresh(known.page), self.now)
            known.print(known.draft)

    def edit(self, one: int, other: int) -> None:
        known = self._story(one)
        if known:
            words = [self.word() for _ in range(3)]
            body = [("paragraph", f"<p>Body {words[2]} again.</p>")]
            self._fresh(known.page).edit(headline=f"Headline {words[0]}", deck=f"Deck {words[1]}", body=body)
            known.draft = set(words)

    def schedule(self, one: int, other: int) -> None:
        known = self._any(one)
        if known:
            at = self.now + timedelta(hours=1 + other % 60)
            schedule(self._fresh(known.page), at)
            known.scheduled = (at, set(known.draft))

    def wait(self, one: int, other: int) -> None:
        self.now += timedelta(hours=1 + one % 50)
        for known in self.known:
            if known.scheduled and known.scheduled[0] <= self.now:
                known.print(known.scheduled[1])

    def withdraw(self, one: int, other: int) -> None:
        known = self._any(one)
        if known and known.is_public:
            withdraw(self._fresh(known.page))
            known.hide()

    def delete(self, one: int, other: int) -> None:
        known = self._any(one)
        if known:
            self._fresh(known.page).delete()
            self.known.remove(known)

    def hide_by_hand(self, one: int, other: int) -> None:
        """A row changed past every signal."""
        known = self._any(one)
        if known and known.is_public:
            type(known.page).objects.filter(pk=known.page.pk).update(live=False)
            known.public, known.since = set(), set()

    def restrict(self, one: int, other: int) -> None:
        from wagtail.models import PageViewRestriction

        known = self._any(one)
        if known and known.is_public:
            PageViewRestriction.objects.create(page_id=known.page.pk, restriction_type="login")
            self.known.remove(known)  # whatever is published of it from now on stays in the house

    def move(self, one: int, other: int) -> None:
        known = self._story(one)
        if known:
            self._fresh(known.page).change_section(self.sections[other % len(self.sections)])

    def rename(self, one: int, other: int) -> None:
        known = self._any(one)
        if known:
            rename(self._fresh(known.page), f"renamed-{other}")

    def correct(self, one: int, other: int) -> None:
        known = self._story(one)
        if known and known.is_public and known.public == known.draft:
            page = self._fresh(known.page)
            wrong, right = page.deck, f"Deck {self.word()}"
            page.correct(wrong, right, now=self.now)
            known.draft |= set(re.findall(r"zq\d+x", right))
            known.print(known.draft)

    def translate(self, one: int, other: int) -> None:
        known = self._story(one)
        if known:
            page = self._fresh(known.page)
            language = "ru" if page.locale.language_code == "en" else "en"
            if any(other.page.pk == page.pk for other in self.known) and not page.has_translation(
                desk.Paper.objects.get(locale__language_code=language).locale
            ):
                found = translate(page, language)
                self.known.append(Known(found, self._words_of(found), photo=known.photo))

    def _words_of(self, page: Any) -> set[str]:
        latest = page.get_latest_revision_as_object()
        text = f"{latest.headline} {latest.deck} {list(latest.body.raw_data)} " + " ".join(
            f"{note.wrong} {note.right}" for note in latest.corrections.all()
        )
        return set(re.findall(r"zq\d+x", text))

    def relate(self, one: int, other: int) -> None:
        known, others = self._story(one), [self._story(other), self._story(other + 1)]
        if known:
            relate(self._fresh(known.page), [self._fresh(found.page) for found in others if found and found != known])

    def arrange(self, one: int, other: int) -> None:
        lead, pick = self._story(one), self._story(other)
        if lead and pick:
            arrange("en" if other % 2 else "ru", self._fresh(lead.page), [self._fresh(pick.page)])

    def rename_byline(self, one: int, other: int) -> None:
        self._rename_one(desk.Byline, one)

    def rename_topic(self, one: int, other: int) -> None:
        self._rename_one(desk.Topic, one)

    def _rename_one(self, model: Any, number: int) -> None:
        rows = list(model.objects.order_by("pk"))
        if rows:
            row = rows[number % len(rows)]
            word = self.word()
            row.name = f"Name {word}"
            row.save()
            self.names[word] = row.slug

    def rename_section(self, one: int, other: int) -> None:
        section = desk.Section.objects.get(pk=self.sections[one % len(self.sections)].pk)
        section.name = f"Section {one}"
        section.order = other % 3
        section.save()

    def change_settings(self, one: int, other: int) -> None:
        newsroom = desk.Newsroom.load()
        newsroom.name = f"Herald {one}"
        newsroom.colour = f"#{other % 256:02x}2030"
        newsroom.address = "" if one % 3 == 0 else "https://herald.example/"
        newsroom.time_zone = ("Europe/Lisbon", "Asia/Almaty", "UTC")[other % 3]
        newsroom.security_contact = "mailto:security@herald.example" if other % 2 else ""
        newsroom.save()

    def stand(self, one: int, other: int) -> None:
        word = self.word()
        body = (Block(kind="paragraph", value=f"<p>We promise {word}.</p>"),)
        page = stand("en", "other", one % 5, f"Page {one}", body)
        self.known.append(Known(page, {word}))
        if other % 2:
            self.publish(len(self.known) - 1, 0)

    def enclose(self, one: int, other: int) -> None:
        """Send an issue, and make what is made outside a run."""
        stories = [known.page for known in self.known if isinstance(known.page, desk.Story) and known.is_public]
        picks = tuple(Picked(story=str(page.key).replace("-", "")) for page in stories[one % 3 : one % 3 + 4])
        sent = self.now.strftime("%Y-%m-%dT%H:%M:%SZ")
        press.file([Issue(key=str(one), language="en", sent=sent, subject=f"Issue {one}", picks=picks)])
        Making(Store(Path(settings.STORE)), self.now).make(at_once=bool(other % 2))

    # Printing

    def round(self, folder: Path | None = None, *, clean: bool = False, whole: bool = False) -> None:
        """A glance where it is enough, or the sweep, and a run; a clean one files and prints everything."""
        if clean or whole or glance(self.now) is None:
            sweep(self.now, thorough=clean)
        Press(folder or settings.EDITION).run(self.now, reprint=clean)
        for known in self.known:
            if known.is_public:
                known.addresses.add(self._fresh(known.page).address)

    def may_be_public(self) -> set[str]:
        """Every word that readers may see now."""
        words: set[str] = set().union(*(known.public for known in self.known))
        return words | set(self.names)

    def may_be_packed(self) -> set[str]:
        """Every word that books, archives and the index may hold: they are made anew some time after an edit."""
        words: set[str] = set().union(*(known.since for known in self.known if known.is_public))
        return words | set(self.names)


VERBS: tuple[Callable[..., None], ...] = (
    AtWork.write, AtWork.write_many, AtWork.publish, AtWork.publish, AtWork.edit, AtWork.schedule, AtWork.wait,
    AtWork.withdraw, AtWork.delete, AtWork.hide_by_hand, AtWork.restrict, AtWork.move, AtWork.rename, AtWork.correct,
    AtWork.translate, AtWork.relate, AtWork.arrange, AtWork.rename_byline, AtWork.rename_topic, AtWork.rename_section,
    AtWork.change_settings, AtWork.stand, AtWork.enclose, AtWork.enclose,
)  # fmt: skip


@contextmanager
def forgotten() -> Iterator[None]:
    """Roll back everything written inside, in both databases."""
    with transaction.atomic(), transaction.atomic(using="press"):
        yield
        transaction.set_rollback(True)
        transaction.set_rollback(True, using="press")
