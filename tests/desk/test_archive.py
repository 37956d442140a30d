"""A newsroom that was given as an archive and taken in again is the same newsroom, whatever was done in it."""

from __future__ import annotations

import hashlib
import json
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from hypothesis import HealthCheck, Phase, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from wagtail.models import Page

from tamizdat.desk.archive.form import ABOUT, MANIFEST, PARTS, Unfit
from tamizdat.desk.archive.giving import give
from tamizdat.desk.archive.reading import is_archive
from tamizdat.desk.archive.taking import take
from tamizdat.desk.draft import Block
from tamizdat.desk.models import (
    Arrangement,
    Byline,
    FormerAddress,
    Newsroom,
    Photo,
    Section,
    SectionName,
    Story,
    Topic,
)
from tamizdat.desk.opening import open_newsroom
from tamizdat.desk.refusal import Refused
from tamizdat.press.models import Change, Entry, Filed, Plate, Point, Problem, Range, Sheet, Shelf
from tests import cast
from tests.counts import ARCHIVED_NEWSROOMS
from tests.desk import telltale
from tests.laws.at_work import VERBS, AtWork, forgotten
from tests.laws.laws import bytes_of, forget_caches

PRESS = (Sheet, Point, Range, Problem, Plate, Entry, Filed, Change, Shelf)
numbers = st.integers(0, 999)
OF_THE_DESK = {verb.__name__ for verb in VERBS} - {"enclose"}  # issues are the newsletter's, and in no archive
histories = st.lists(st.tuples(st.sampled_from(sorted(OF_THE_DESK)), numbers, numbers), min_size=6, max_size=14)


def quiet(phase: str, done: int, total: int) -> None:
    pass


def emptied() -> None:
    """A newsroom as `init` leaves it, and a press that has printed nothing."""
    Newsroom.objects.update(logo=None)
    for page in Page.objects.filter(depth=2):
        Page.objects.get(pk=page.pk).delete()
    for model in (Arrangement, Section, Topic, Byline, Photo, *PRESS):
        model.objects.all().delete()
    Newsroom.objects.all().delete()
    open_newsroom("Our Newsroom", ["en"])
    forget_caches()


def printed(newsroom: AtWork, folder: Path) -> dict[str, bytes]:
    forget_caches()
    newsroom.round(folder, clean=True)
    return bytes_of(folder)


@hypothesis_settings(
    max_examples=ARCHIVED_NEWSROOMS,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
    phases=(Phase.explicit, Phase.generate),
)
@given(steps=histories)
def test_what_is_taken_in_again_gives_the_same_archive_and_prints_the_same_edition(
    newsroom: Any, tmp_path_factory: Any, steps: list[tuple[str, int, int]]
) -> None:
    scratch: Path = tmp_path_factory.mktemp("archive")
    with forgotten():
        at_work = AtWork()
        for step in [("write_many", 4, 1), ("write", 8, 2), ("publish", 7, 0), *steps]:
            at_work.do(step)
        edition = printed(at_work, scratch / "edition")
        give(scratch / "first.zip", quiet)
        stories = Story.objects.count()

        emptied()
        taken = take(scratch / "first.zip", quiet)
        give(scratch / "second.zip", quiet)

        assert differences(scratch / "first.zip", scratch / "second.zip") == []
        assert taken.stories == stories
        anew = AtWork()
        anew.now = at_work.now
        again = printed(anew, scratch / "again")
        assert sorted(path for path in edition | again if edition.get(path) != again.get(path)) == []


def differences(first: Path, second: Path) -> list[str]:
    """Lines that one of the archives has and the other has not; then, whether their bytes differ."""
    found = []
    with zipfile.ZipFile(first) as one, zipfile.ZipFile(second) as other:
        assert one.namelist() == other.namelist()
        for part in PARTS:
            lines = set(one.read(part).splitlines()) ^ set(other.read(part).splitlines())
            found += [f"{part}: {line.decode()[:600]}" for line in sorted(lines)[:4]]
    return found or ([] if first.read_bytes() == second.read_bytes() else ["the bytes"])


# A small newsroom with some of everything


@pytest.fixture
def archive(newsroom: Any, tmp_path: Path) -> Path:
    """Given by a newsroom that is empty again by now."""
    ferry = cast.story(headline="The ferry", photo=cast.draft_photo()).publish(now=cast.NOW)
    link = f'<p>See <a linktype="page" id="{ferry.pk}">the ferry</a>.</p>'
    other = cast.story(headline="The quay").publish(now=cast.NOW)
    other.edit(body=[("paragraph", link)], headline="The quay, drafted")
    FormerAddress.objects.create(page=other, address="?p=12")
    section = Section.objects.get(slug="news")
    section.translations = [SectionName(locale=ferry.locale, name="News", description="What is new.")]
    section.save()
    cast.story(headline="Later", body=(Block(kind="divider", value=None),)).schedule(cast.NOW)
    file = tmp_path / "herald.zip"
    give(file, quiet)
    emptied()
    return file


def changed(file: Path, change: Callable[[dict[str, bytes]], None], *, honest: bool = True) -> Path:
    """The archive with some of its files changed; `honest`: with a manifest that agrees."""
    with zipfile.ZipFile(file) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    change(files)
    if honest:
        files.pop(MANIFEST, None)
        said = {name: [len(content), hashlib.sha256(content).hexdigest()] for name, content in files.items()}
        files[MANIFEST] = json.dumps(said).encode()
    other = file.with_name("changed.zip")
    with zipfile.ZipFile(other, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return other


def line_changed(part: str, **values: Any) -> Callable[[dict[str, bytes]], None]:
    def change(files: dict[str, bytes]) -> None:
        lines = files[part].splitlines()
        lines[0] = json.dumps({**json.loads(lines[0]), **values}).encode()
        files[part] = b"\n".join(lines) + b"\n"

    return change


def is_empty() -> bool:
    return not any(model.objects.exists() for model in (Story, Section, Byline, Topic, Photo))


def test_links_drafts_and_old_addresses_come_along(archive: Path) -> None:
    take(archive, quiet)

    ferry, quay = Story.objects.get(headline="The ferry"), Story.objects.get(headline="The quay")
    draft = quay.get_latest_revision_as_object()
    assert draft.headline == "The quay, drafted"
    assert f'id="{ferry.pk}"' in draft.body.raw_data[0]["value"]
    assert FormerAddress.objects.get(address="?p=12").page_id == quay.pk
    assert ferry.photo.content
    assert Story.objects.get(headline="Later").scheduled_revision.approved_go_live_at == cast.NOW


def test_it_is_told_by_its_bytes_and_a_dry_run_takes_nothing(archive: Path, tmp_path: Path) -> None:
    plain = tmp_path / "plain.zip"
    with zipfile.ZipFile(plain, "w") as other:
        other.writestr("story.html", "<p>A story</p>")

    found = take(archive, quiet, dry=True)

    assert (is_archive(archive), is_archive(plain), is_archive(tmp_path / "none")) == (True, False, False)
    assert (found.stories, found.photos) == (3, 1)
    assert is_empty()


def test_a_newsroom_that_has_something_is_left_alone(archive: Path) -> None:
    take(archive, quiet)

    with pytest.raises(Refused, match="already"):
        take(archive, quiet)

    assert Story.objects.count() == 3


def renamed(old: str, new: str) -> Callable[[dict[str, bytes]], None]:
    return lambda files: files.update({new: files.pop(old)})


HOSTILE: dict[str, tuple[Callable[[dict[str, bytes]], None], bool, str]] = {
    "a part is missing": (lambda files: files.pop("topics.jsonl"), True, "topics.jsonl is missing"),
    "no manifest": (lambda files: files.pop(MANIFEST), False, "manifest.json is missing"),
    "a part was changed": (line_changed("newsroom.jsonl", name="Stolen"), False, "changed or damaged"),
    "a newer form": (
        lambda files: files.update({ABOUT: b'{"format":"tamizdat-archive","version":2}'}),
        True,
        "version 2",
    ),
    "another format": (lambda files: files.update({ABOUT: b'{"format":"notes"}'}), True, "does not say"),
    "a path that leads out": (lambda files: files.update({"../../root.json": b"{}"}), True, "which no archive does"),
    "a program among the photos": (lambda files: files.update({f"media/{'a' * 64}.sh": b"x"}), True, "no archive does"),
    "no JSON": (lambda files: files.update({"pages.jsonl": b"{\n"}), True, "pages.jsonl, line 1 is no JSON"),
    "a list for an object": (lambda files: files.update({"pages.jsonl": b"[]\n"}), True, "no JSON object"),
    "a field is missing": (
        lambda files: files.update({"topics.jsonl": b'{"slug":"a"}\n'}),
        True,
        "says what cannot be",
    ),
    "a reserved slug": (line_changed("sections.jsonl", slug="admin"), True, "says what cannot be"),
    "a language nobody knows": (
        line_changed("newsroom.jsonl", languages=["xx"], papers={"xx": "X"}),
        True,
        "not known",
    ),
    "a page of another kind": (line_changed("pages.jsonl", kind="account"), True, "page of kind 'account'"),
    "a key that is a path": (line_changed("pages.jsonl", key="../x"), True, "key '../x'"),
    "a photo that is not there": (line_changed("photos.jsonl", file=f"media/{'b' * 64}.jpg"), True, "not there"),
    "a front of a story that is none": (
        line_changed("fronts.jsonl", lead="f" * 32),
        True,
        "which is no story of the archive",
    ),
    "an address twice": (
        lambda files: files.update({"redirects.jsonl": files["redirects.jsonl"] * 2}),
        True,
        "says what cannot be",
    ),
}


@pytest.mark.parametrize("case", HOSTILE)
def test_what_is_no_whole_archive_is_refused_in_a_line_and_nothing_of_it_stays(archive: Path, case: str) -> None:
    change, honest, why = HOSTILE[case]
    media = Path(settings.MEDIA_ROOT)
    shutil.rmtree(media, ignore_errors=True)

    with pytest.raises(Unfit) as refusal:
        take(changed(archive, change, honest=honest), quiet)

    assert why in str(refusal.value)
    assert "\n" not in str(refusal.value)
    assert is_empty()
    assert [path for path in media.rglob("*") if path.is_file()] == []


def test_a_torn_archive_is_refused(archive: Path, tmp_path: Path) -> None:
    torn = tmp_path / "torn.zip"
    torn.write_bytes(archive.read_bytes()[:-200])

    with pytest.raises(Unfit, match="damaged"):
        take(torn, quiet)


def test_a_photo_that_somebody_packed_by_hand_is_stripped(archive: Path) -> None:
    planted = telltale.jpeg()
    name = f"media/{hashlib.sha256(planted.content).hexdigest()}.jpg"

    def swap(files: dict[str, bytes]) -> None:
        files.pop(next(one for one in files if one.startswith("media/")))
        files[name] = planted.content
        line_changed("photos.jsonl", file=name)(files)

    take(changed(archive, swap), quiet)

    photo = Photo.objects.get()
    assert not [secret for secret in planted.secrets if secret in photo.content]


def test_a_script_in_a_body_does_not_reach_a_page(archive: Path, tmp_path: Path) -> None:
    def spoil(files: dict[str, bytes]) -> None:
        lines = [json.loads(line) for line in files["pages.jsonl"].splitlines()]
        for line in lines:
            line["printed"]["body"] = [{"type": "paragraph", "value": "<p>A<script>alert(1)</script></p>", "id": "x"}]
        files["pages.jsonl"] = b"".join(json.dumps(line).encode() + b"\n" for line in lines)

    take(changed(archive, spoil), quiet)

    pages = printed(AtWork(), tmp_path / "edition")
    assert any(b"The ferry" in content for content in pages.values())
    assert not [path for path, content in pages.items() if b"alert(1)</script>" in content]


def test_what_fails_while_it_is_written_leaves_no_file(newsroom: Any, tmp_path: Path) -> None:
    def full(phase: str, done: int, total: int) -> None:
        raise OSError(28, "No space left on device")

    cast.story(photo=cast.draft_photo())

    with pytest.raises(OSError, match="No space"):
        give(tmp_path / "herald.zip", full)

    assert list(tmp_path.iterdir()) == []
