"""A letterbox that is away or full: the reader's form goes to the next one, and nobody is told to try again."""

from __future__ import annotations

import http.client
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlencode

from tamizdat.letterbox.letters import Join, Leave
from tests.letterbox.post import PASS, Running, running
from tests.mirrors.servers import free_port, nginx

GUIDE = Path(__file__).parent.parent.parent / "docs/how-to/open-a-letterbox.md"


@contextmanager
def in_front_of(first: int, second: int, folder: Path) -> Iterator[int]:
    """The handbook's settings, both parts."""
    own, following = re.findall(r"```nginx\n(.*?)```", GUIDE.read_text(), re.DOTALL)
    location = own[: own.index("}")].replace(":8002;", f":{first};")
    following = re.sub(
        r".*proxy_ssl.*\n", "", following.replace("https://second.example", f"http://127.0.0.1:{second}")
    )
    port = free_port()
    folder.mkdir()
    with nginx(folder, port, f"server {{ listen 127.0.0.1:{port}; {location} {following} }} }}"):
        yield port


def post(port: int, path: str, **fields: str) -> tuple[int, bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    connection.request("POST", path, urlencode(fields), {"Content-Type": "application/x-www-form-urlencoded"})
    answer = connection.getresponse()
    return answer.status, answer.read()


def joined(box: Running) -> set[str]:
    return {letter.address for letter in box.collect_all() if isinstance(letter, Join)}


def test_when_one_is_away_or_full_the_next_takes_the_form_whole(tmp_path: Path) -> None:
    with (
        running(tmp_path / "first", each=3) as first,
        running(tmp_path / "second") as second,
        in_front_of(first.port, second.port, tmp_path / "nginx") as port,
    ):
        for number in range(8):
            status, page = post(port, "/-/en/join", email=f"r{number}@mail.example")
            assert status == 200
            assert b"mail.example" not in page
        token = PASS.token()
        first.kill()
        assert post(port, f"/-/leave/{token}")[0] == 200
        assert post(port, "/-/en/join", email="late@mail.example")[0] == 200
        assert b"nobody" in post(port, "/-/en/join", email="nobody")[1]  # what is wrong is said, with what was typed
        taken = second.collect_all()
        second.kill()
        assert post(port, "/-/en/join", email="r@mail.example")[0] == 502
    assert {one.token for one in taken if isinstance(one, Leave)} == {token}
    addresses = {one.address for one in taken if isinstance(one, Join)}
    assert "late@mail.example" in addresses
    assert len(addresses) == 8 - 3 + 1


def test_what_the_first_takes_does_not_go_to_the_second(tmp_path: Path) -> None:
    with (
        running(tmp_path / "first") as first,
        running(tmp_path / "second") as second,
        in_front_of(first.port, second.port, tmp_path / "nginx") as port,
    ):
        assert post(port, "/-/en/join", email="r@mail.example")[0] == 200
        assert joined(first) == {"r@mail.example"}
        assert joined(second) == set()
