"""What the documents say is there is there, and what is there is said."""

from __future__ import annotations

import argparse
import ast
import dataclasses
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tamizdat import cli, doctor
from tamizdat.desk import draft
from tamizdat.front import blocks
from tamizdat.importers import opening
from tamizdat.press import copy
from tamizdat.press.makers import MAKERS

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
PAGES = sorted([*ROOT.glob("*.md"), *DOCS.rglob("*.md")])
OWN_SETTINGS_OF_TESTS = {"TAMIZDAT_TESTS"}


def _reference(name: str) -> str:
    return (DOCS / "reference" / name).read_text()


def _without_code(text: str) -> str:
    return re.sub(r"^```.*?^```", "", text, flags=re.MULTILINE | re.DOTALL)


def _chapters(text: str, level: int) -> dict[str, str]:
    """Headings of one level, each with what stands under it."""
    parts = re.split(rf"^{'#' * level} (.+)$", _without_code(text), flags=re.MULTILINE)
    return {heading.strip().strip("`"): body for heading, body in zip(parts[1::2], parts[2::2], strict=True)}


def _rows(text: str) -> set[str]:
    """First cells of tables, where they are code."""
    return set(re.findall(r"^\| `([^`]+)` \|", text, flags=re.MULTILINE))


# Commands and ./run


def _parsers() -> dict[str, argparse.ArgumentParser]:
    """By the words that call them: "press", "mirror pull"."""
    return {"tamizdat": cli._parser(), **dict(_below(cli._parser(), ""))}


def _below(parser: argparse.ArgumentParser, words: str) -> Iterator[tuple[str, argparse.ArgumentParser]]:
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for word, command in action.choices.items():
                inner = list(_below(command, f"{words}{word} "))
                yield from inner or [(f"{words}{word}", command)]


def _options(parser: argparse.ArgumentParser) -> set[str]:
    known = set()
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction | argparse._HelpAction):
            continue
        known |= set(action.option_strings) or {str(action.metavar or action.dest)}
    return known


def test_every_command_and_option_has_its_heading_and_no_heading_is_without_one() -> None:
    described = {word: set(_chapters(body, 3)) for word, body in _chapters(_reference("commands.md"), 2).items()}

    assert described == {word: _options(parser) for word, parser in _parsers().items()}


def _words_of_run() -> set[str]:
    cases = (ROOT / "run").read_text().partition("case $word in")[2]
    return {word for line in re.findall(r"^  ([a-z|-]+)\)$", cases, flags=re.MULTILINE) for word in line.split("|")}


def test_every_word_of_run_has_its_heading() -> None:
    assert set(_chapters(_reference("run.md"), 2)) == {word for word in _words_of_run() if not word.startswith("-")}


def _commands_shown() -> Iterator[tuple[Path, str, list[str]]]:
    """(page, words, what follows) of every command of ours that stands in code."""
    parsers = _parsers()
    for page in PAGES:
        text = page.read_text()
        blocks_of_code = re.findall(r"^```(?:sh|console)?\n(.*?)^```", text, flags=re.MULTILINE | re.DOTALL)
        lines = [line for block in blocks_of_code for line in block.splitlines()]
        for code in [*lines, *re.findall(r"`([^`\n]+)`", _without_code(text))]:
            if found := re.match(r"(?:\w+=\S+ )*(?:\./run|tamizdat) ([a-z]+)(.*)", code.strip()):
                word, rest = found[1], found[2].split()
                if rest and f"{word} {rest[0]}" in parsers:
                    word, rest = f"{word} {rest[0]}", rest[1:]
                yield page, word, rest


def test_commands_in_code_can_be_given() -> None:
    parsers = _parsers()
    words_of_run = _words_of_run() | {"WORD"}
    shown = list(_commands_shown())

    assert len(shown) > 30
    for page, word, rest in shown:
        begun = any(known.startswith(f"{word} ") for known in parsers)
        assert word in parsers or word in words_of_run or begun, f"{page.name} tells of `{word}`"
        if word in parsers and word not in words_of_run:
            unknown = {part for part in rest if part.startswith("--")} - _options(parsers[word]) - {"--help"}
            assert not unknown, f"{page.name} gives `{word}` {sorted(unknown)}"


def test_doctors_checks_are_told_in_their_order() -> None:
    chapter = _chapters(_reference("commands.md"), 2)["doctor"]

    assert tuple(re.findall(r"^\| `([^`]+)` \|", chapter, flags=re.MULTILINE)) == doctor.ORDER


# Settings


def _settings_read() -> set[str]:
    """Names given to the readers of env.py, wherever they are called."""
    found = {"TAMIZDAT_HOME"}  # says where the others may stand, so it is read by itself
    for path in (ROOT / "tamizdat").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
                name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
                of_env = path.name == "env.py" or (
                    isinstance(node.func, ast.Attribute) and getattr(node.func.value, "id", "") == "env"
                )
                if of_env and name in ("text", "flag", "number", "address", "database"):
                    found.add(f"TAMIZDAT_{node.args[0].value}")
    return found


def test_every_setting_has_its_heading() -> None:
    headings = {heading for heading in _chapters(_reference("settings.md"), 2) if heading.startswith("TAMIZDAT_")}

    assert _settings_read() >= {"TAMIZDAT_HOME", "TAMIZDAT_SECRET", "TAMIZDAT_DEBUG"}
    assert headings == _settings_read()


def test_no_other_setting_is_named_anywhere() -> None:
    known = _settings_read() | {f"{name}_FILE" for name in _settings_read()} | OWN_SETTINGS_OF_TESTS
    named = {(page.name, name) for page in PAGES for name in re.findall(r"\bTAMIZDAT_[A-Z_]+[A-Z]\b", page.read_text())}

    assert {(page, name) for page, name in named if name not in known} == set()


# Copy, blocks, sheets, importers, folders


def test_every_row_of_copy_and_every_field_is_described() -> None:
    text = _reference("copy.md")
    parts = {
        "passage": copy.Passage,
        "photo use": copy.PhotoUse,
        "correction": copy.Correction,
        "picked": copy.Picked,
        "part": copy.Part,
    }
    rows = _chapters(text, 2)
    small = _chapters(rows.pop("Parts of rows"), 3)
    rows.pop("Filing it")

    assert {name: _rows(body) for name, body in rows.items()} == {
        kind: {field.name for field in dataclasses.fields(row)} for kind, row in copy.KINDS.items()
    }
    assert {name: _rows(body) for name, body in small.items()} == {
        name: {field.name for field in dataclasses.fields(part)} for name, part in parts.items()
    }


def test_every_block_and_every_part_of_it_is_described() -> None:
    from tamizdat.desk.body import BodyBlock

    described = _chapters(_reference("body-blocks.md"), 2)
    forms = BodyBlock().child_blocks

    assert set(described) == set(forms) == set(draft.BLOCKS) == {*blocks.KINDS, "photo"}
    for kind, form in forms.items():
        assert _rows(described[kind]) == set(getattr(form, "child_blocks", {})), kind


def test_every_maker_of_sheets_has_its_heading() -> None:
    others = {"Standing type", "Not there yet"}

    assert set(_chapters(_reference("sheets.md"), 2)) - others == set(MAKERS)


def test_every_format_that_is_imported_has_its_heading() -> None:
    small = {heading for heading in _chapters(_reference("import-formats.md"), 2) if heading.islower()}

    assert small == set(opening.FORMATS)


def test_the_newsrooms_folder_is_described_as_the_settings_lay_it_out() -> None:
    from django.conf import settings

    text = _reference("folders.md")
    folders = [settings.EDITION, settings.STORE, settings.MEDIA_ROOT]
    files = [database["NAME"] for database in settings.DATABASES.values()]

    names = {f"{Path(folder).name}/" for folder in folders} | {Path(file).name for file in files}
    assert names - _rows(text) == set()


# Every page


def _anchor(heading: str) -> str:
    """What a heading is called in an address, as hosts of Markdown make it."""
    return re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", "-")


def _anchors(page: Path) -> set[str]:
    return {_anchor(heading) for heading in re.findall(r"^#+ (.+)$", _without_code(page.read_text()), re.MULTILINE)}


def _links(page: Path) -> Iterator[str]:
    for target in re.findall(r"\]\(([^)\s]+)\)", _without_code(page.read_text())):
        if not re.match(r"[a-z]+:", target):
            yield target


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_and_pictures_are_there(page: Path) -> None:
    for link in _links(page):
        name, _, anchor = link.partition("#")
        there = (page.parent / name).resolve() if name else page
        assert there.exists(), f"{page.name} leads to {link}"
        assert ROOT in [there, *there.parents], f"{page.name} leads out of the project: {link}"
        assert not anchor or anchor in _anchors(there), f"{page.name} leads to {link}"


# What a document tells somebody to make.
TO_BE_MADE = {
    "tamizdat/press/sheets/people.py",
    "front/css/pages/NAME.css",
    "tamizdat/front/locale/de/LC_MESSAGES/front.po",
}
OUR_FOLDERS = ("tamizdat", "tests", "docs", *(path.name for path in (ROOT / "tamizdat").iterdir() if path.is_dir()))


def test_files_of_ours_that_are_named_are_there() -> None:
    for page in PAGES:
        for named in re.findall(r"`([\w.-]+(?:/[\w.-]+)*/(?:[\w-]+\.\w+)?)`", _without_code(page.read_text())):
            if named in TO_BE_MADE or named.split("/")[0] not in OUR_FOLDERS:
                continue
            assert any((above / named).exists() for above in (ROOT, ROOT / "tamizdat")), f"{page.name} names {named}"


def test_every_document_can_be_reached_from_the_readme() -> None:
    reached, waiting = set(), [ROOT / "README.md"]
    while waiting:
        page = waiting.pop()
        if page in reached:
            continue
        reached.add(page)
        waiting += [there for link in _links(page) if (there := (page.parent / link.partition("#")[0])).suffix == ".md"]
        waiting = [page.resolve() for page in waiting]

    assert [str(page.relative_to(ROOT)) for page in PAGES if page not in reached] == []


def test_the_readme_is_short_and_shows_a_picture() -> None:
    text = (ROOT / "README.md").read_text()

    assert len(text.splitlines()) <= 80
    assert re.search(r"!\[[^]]{20,}\]\(docs/pictures/\S+\)", text)


def test_pictures_are_light() -> None:
    assert [path.name for path in (DOCS / "pictures").iterdir() if path.stat().st_size > 300_000] == []


def test_decisions_are_short_numbered_and_named_in_code_only_when_they_exist() -> None:
    decisions = sorted((DOCS / "decisions").glob("*.md"))
    numbers = [path.name[:4] for path in decisions]

    assert numbers == [f"{number:04}" for number in range(1, len(numbers) + 1)]
    for path in decisions:
        text = path.read_text()
        assert len(text.splitlines()) <= 60, path.name
        assert re.match(rf"# {int(path.name[:4])}\. \S", text), path.name
        assert {"## Decision", "## What we pay"} <= set(text.splitlines()), path.name
    sources = [
        ROOT / "run",
        ROOT / "pyproject.toml",
        *(ROOT / "tamizdat").rglob("*.py"),
        *(ROOT / "bench").rglob("*.py"),
    ]
    named = {number for path in sources for number in re.findall(r"docs/decisions/(\d{4})", path.read_text())}
    assert named - set(numbers) == set()


def test_every_dependency_has_its_reason() -> None:
    import tomllib

    reasons = (DOCS / "decisions" / "0012-dependencies.md").read_text().lower()
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]

    names = [re.match(r"[\w-]+", line)[0].lower() for line in project["dependencies"]]  # type: ignore[index]
    assert [name for name in names if f"| {name} " not in reasons] == []


def test_no_document_tells_an_installer_where_to_look() -> None:
    where = re.compile(r"--(extra-)?index.url|--find.links|--registry\b|https?://\S+\.(whl|tgz|deb)\b")

    assert [page.name for page in PAGES if where.search(page.read_text())] == []
