"""`tamizdat relay`: what mail vendors tell is heard once something proves it."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from tamizdat.cli import relay
from tamizdat.cli.refusal import Refusal
from tamizdat.newsletter.models import Letterbox
from tamizdat.outbox.office import Office
from tests.letterbox.vendors import secrets
from tests.newsletter.conftest import home, office  # noqa: F401  # a fixture


@pytest.fixture
def run(home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Any:  # noqa: F811
    """Runs the command in this process, and gives what it printed."""
    monkeypatch.setattr(relay, "open_newsroom", lambda: None)
    parser = ArgumentParser()
    relay.add_arguments(parser)

    def act(*words: str) -> str:
        capsys.readouterr()
        relay.run(parser.parse_args(words))
        return capsys.readouterr().out

    return act


def test_a_vendor_is_heard_and_heard_no_more(run: Any, tmp_path: Path) -> None:
    office()
    Letterbox.objects.create(address="https://herald.example")
    for vendor, secret in secrets().items():
        (tmp_path / vendor).write_text(f"{secret}\n")
        said = run("webhook", vendor, "--secret-file", str(tmp_path / vendor))
        at = "https://USER:PASSWORD@" if vendor == "brevo" else "https://"
        assert f" at {at}herald.example/-/hint/{vendor}." in said
        assert secret not in said

    kept = Office.of(settings.KEYS)
    assert kept
    assert kept.secrets == secrets()
    assert all(path.stat().st_mode & 0o077 == 0 for path in kept.webhooks.values())
    assert json.loads(run("list", "--json"))["webhooks"] == ["brevo", "mailgun", "postal"]
    run("webhook", "postal", "--none")
    assert not kept.webhooks["postal"].exists()
    assert "What mailgun tells by webhook is heard." in run("list")
    assert "postal" not in run("list")


def test_what_proves_nothing_changes_nothing(run: Any, tmp_path: Path) -> None:
    office()
    (tmp_path / "secret").write_text("nobody")
    for words, said in [
        (("--secret-file", str(tmp_path / "secret")), "as user:password"),
        (("--secret-file", str(tmp_path / "none")), "cannot be read"),
        ((), "--secret-file"),
    ]:
        with pytest.raises(Refusal, match=said):
            run("webhook", "brevo", *words)
    kept = Office.of(settings.KEYS)
    assert kept
    assert kept.webhooks == {}
    with pytest.raises(SystemExit):
        run("webhook", "another")
