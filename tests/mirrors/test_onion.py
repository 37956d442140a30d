"""The handbook's settings for an onion: Tor takes them, nginx serves by them, and the domain names the onion."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from tests.mirrors.servers import free_port, nginx
from tests.mirrors.test_nginx import ask

GUIDE = Path(__file__).parent.parent.parent / "docs/how-to/offer-an-onion.md"
TORRC, SERVER, HEADER = re.findall(r"```(?:torrc|nginx)\n(.*?)```", GUIDE.read_text(), re.DOTALL)


def tor(folder: Path, settings: str) -> subprocess.CompletedProcess[str]:
    """What Tor says of these settings; it connects to nobody."""
    (folder / "torrc").write_text(settings)
    words = ["tor", "--verify-config", "-f", str(folder / "torrc"), "--DataDirectory", str(folder / "data")]
    return subprocess.run([*words, "--defaults-torrc", "/dev/null"], capture_output=True, text=True, check=False)


def test_tor_takes_the_settings(tmp_path: Path) -> None:
    said = tor(tmp_path, TORRC.replace("/var/lib/tor/herald", str(tmp_path / "onion")))

    assert said.returncode == 0, said.stdout
    assert "Configuration was valid" in said.stdout


def test_tor_refuses_what_is_no_setting(tmp_path: Path) -> None:
    assert tor(tmp_path, TORRC.replace("HiddenServicePort", "HiddenServicesPort")).returncode != 0


@pytest.mark.parametrize("more", ["", HEADER])
def test_nginx_serves_it_and_the_domain_leads_to_the_onion(tmp_path: Path, more: str) -> None:
    (tmp_path / "edition/en").mkdir(parents=True)
    (tmp_path / "edition/en/index.html").write_text("front " * 200)
    port = free_port()
    settings = SERVER.replace("127.0.0.1:8480", f"127.0.0.1:{port}").replace("/srv/herald", f"{tmp_path}/edition")
    settings = settings.replace("    location /", f"    {more}    location /") if more else settings

    with nginx(tmp_path, port, settings):
        status, headers, body = ask(port, "/en/index.html")

    assert (status, headers["access-control-allow-origin"], headers["referrer-policy"]) == (200, "*", "no-referrer")
    assert headers["content-encoding"] == "gzip"
    assert headers.get("onion-location", "").endswith(".onion/en/index.html" if more else "")
    assert body
