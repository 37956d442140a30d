"""What import-linter cannot see: names given as strings, what really gets imported, what lies in the tree."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.apps import apps

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "tamizdat"
# Top to bottom, as in .importlinter; packages on one line are strangers to each other.
LAYERS = [
    "cli",
    "demo works",
    "urls wsgi",
    "importers",
    "desk newsletter support",
    "press mirrors outbox letterbox",
    "front",
]
LAYERS += ["front", "edition vault", "settings", "env databases doctor locks mailboxes money postgresql saying"]
PLAIN = ["tamizdat.front.printing", "tamizdat.front.specimen", "tamizdat.mirrors.site", "tamizdat.press.copy"]
PLAIN += [
    "tamizdat.mirrors.pulling",
    "tamizdat.doctor",
    "tamizdat.locks",
    "tamizdat.vault",
    "tamizdat.letterbox.serving",
    "tamizdat.letterbox.app",
    "tamizdat.outbox.spool",
    "tamizdat.edition.checking",
    "tamizdat.edition.head",
]
LONGEST_FILE = 500  # lines
VAGUE = {"manager", "service", "helper", "helpers", "util", "utils", "handler", "processor", "common", "core", "misc"}


def _rank(package: str) -> int:
    return next(number for number, line in enumerate(LAYERS) if package in line.split())


def _sources() -> list[Path]:
    return [path for path in PACKAGE.rglob("*.py") if "migrations" not in path.parts]


def test_rows_refer_only_to_rows_of_their_own_package_or_of_a_lower_one() -> None:
    ours = [model for model in apps.get_models() if model.__module__.startswith("tamizdat.")]

    for model in ours:
        for field in model._meta.get_fields():
            other = getattr(field, "related_model", None)
            if field.auto_created or other is None or not other.__module__.startswith("tamizdat."):
                continue
            here, there = model.__module__.split(".")[1], other.__module__.split(".")[1]
            assert here == there or _rank(there) > _rank(here), f"{model.__name__}.{field.name} refers to {there}"


def test_press_and_desk_keep_apart_in_the_databases() -> None:
    press = {model.__name__ for model in apps.get_app_config("press").get_models()}

    assert {"Filed", "Plate", "Sheet", "Run"} <= press
    assert all(not other.__module__.startswith("tamizdat.press") for other in apps.get_app_config("desk").get_models())


def test_no_lower_package_names_a_higher_one_in_a_string() -> None:
    name = re.compile(r"^tamizdat\.([a-z_]+)(\.[a-zA-Z_.]+)?$")
    wiring = {"settings"}  # Django's settings name what they start

    for path in _sources():
        here = path.relative_to(PACKAGE).parts[0].removesuffix(".py")
        if here in wiring or here.startswith("__"):
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            found = name.match(node.value) if isinstance(node, ast.Constant) and isinstance(node.value, str) else None
            if found and (PACKAGE / found[1]).exists():
                assert _rank(found[1]) >= _rank(here), f"{path}:{node.lineno} names {node.value}"


@pytest.mark.parametrize("module", PLAIN)
def test_what_must_be_plain_runs_where_django_is_not_installed(module: str, tmp_path: Path) -> None:
    for absent in ("django", "wagtail"):
        (tmp_path / f"{absent}.py").write_text(f"raise ImportError('{absent} is not installed here')\n")
    paths = os.pathsep.join([str(tmp_path), str(ROOT)])

    done = subprocess.run(
        [sys.executable, "-c", f"import {module}"],
        env={**os.environ, "PYTHONPATH": paths},
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stderr


def test_only_the_desk_and_the_landing_of_imports_know_wagtail() -> None:
    knows = re.compile(r"^\s*(from|import) wagtail", re.MULTILINE)

    strangers = {
        str(path.relative_to(PACKAGE))
        for path in _sources()
        if knows.search(path.read_text()) and path.relative_to(PACKAGE).parts[0] not in ("desk", "importers", "urls.py")
    }

    assert strangers == set()


def test_every_module_says_what_it_is_for_and_none_is_too_long() -> None:
    for path in _sources():
        text = path.read_text()
        assert text.count("\n") <= LONGEST_FILE, f"{path} is longer than {LONGEST_FILE} lines"
        if text.strip() and path.name != "wagtail_hooks.py":
            assert ast.get_docstring(ast.parse(text)), f"{path} has no docstring"


def test_no_module_has_a_vague_name() -> None:
    assert [path for path in _sources() if set(path.stem.split("_")) & VAGUE] == []


def _tracked() -> list[Path]:
    if not (ROOT / ".git").exists():
        pytest.skip("this copy of the project has no history to ask")
    names = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return [ROOT / name for name in names.split("\0") if name]


def test_no_key_secret_database_or_compiled_catalogue_is_in_the_history() -> None:
    forbidden = re.compile(r"\.(sqlite3|mo|pem|key|p12|pyc)$|(^|/)(data|\.venv|node_modules)/")

    assert [path for path in _tracked() if forbidden.search(str(path.relative_to(ROOT)))] == []


# Where a package came from is the installer's affair: a lock holds names, versions and hashes, and no address.
LOCKS = ("requirements.lock", "requirements-test.lock", "tests/node/package-lock.json")
ADDRESS = re.compile(rb"https?://|--(extra-)?index.url|--find.links")
PACKAGE_FILE = re.compile(rb"https?://[^\s\"']+\.(whl|tgz|tar\.gz|deb)\b")


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_records_no_address(lock: str) -> None:
    content = (ROOT / lock).read_bytes()

    assert b"sha256" in content or b"sha512" in content
    assert ADDRESS.search(content) is None


def test_nothing_in_the_tree_points_at_a_package_file() -> None:
    named = [path for path in _tracked() if path.is_file() and PACKAGE_FILE.search(path.read_bytes())]

    assert [str(path.relative_to(ROOT)) for path in named] == []


def test_both_would_be_found() -> None:
    assert ADDRESS.search(b'"from": "https://packages.example/one"')
    assert PACKAGE_FILE.search(b"see https://packages.example/one-1.0" + b".whl for more")
