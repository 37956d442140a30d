"""A folder of a web server that takes files by WebDAV (RFC 4918).

A file arrives under another name and is moved over the one before, so readers meet the old bytes or the new.  A
certificate that is not the host's is refused, and no redirect is followed: the password goes to nobody else.
"""

from __future__ import annotations

import http.client
import ssl
from base64 import b64encode
from collections.abc import Callable
from urllib.parse import quote, unquote, urlsplit

from tamizdat.mirrors.places.keyring import Keyring

PATIENCE = 60.0  # seconds for each answer
ARRIVING = ".tamizdat-arriving"
LACKING = (403, 404, 409, 500)  # what servers answer to a move into a folder that is not there
LIMIT = 65_536  # bytes of an answer that are read; more and the line is closed


class WebDav:
    """One line to one host."""

    def __init__(self, address: str, keys: Keyring) -> None:
        split = urlsplit(address)
        self._origin, self._host, self._top = f"{split.scheme}://{split.netloc}", split.hostname or "", split.path
        if split.scheme == "https":
            secure = ssl.create_default_context()
            self._line = http.client.HTTPSConnection(self._host, split.port, timeout=PATIENCE, context=secure)
        else:
            self._line = http.client.HTTPConnection(self._host, split.port, timeout=PATIENCE)  # type: ignore[assignment]
        credentials = b64encode(keys.secret.strip().encode()).decode()
        self._headers = {"Authorization": f"Basic {credentials}", "User-Agent": "tamizdat"}

    def put(self, path: str, content: bytes) -> None:
        self._whole(lambda: self._put(path, content))

    def remove(self, path: str) -> None:
        """Folders stay, although empty: a server asked to delete one deletes whatever strangers laid there."""
        self._whole(lambda: self._expect("DELETE", path, (200, 204, 404, 410)))

    def close(self) -> None:
        self._line.close()

    def _put(self, path: str, content: bytes) -> None:
        self._expect("PUT", ARRIVING, (200, 201, 204), content)
        if self._move(path) in LACKING:
            parts = path.split("/")[:-1]
            for number in range(1, len(parts) + 1):
                self._ask("MKCOL", "/".join(parts[:number]) + "/")
            self._judge("MOVE", self._move(path), (201, 204))

    def _move(self, path: str) -> int:
        there = {"Destination": self._origin + self._named(path), "Overwrite": "T"}
        status = self._ask("MOVE", ARRIVING, headers=there)
        if status not in LACKING:
            self._judge("MOVE", status, (201, 204))
        return status

    def _whole(self, act: Callable[[], None]) -> None:
        """Once more from the start where a line that was kept open has been closed meanwhile."""
        fresh = self._line.sock is None
        try:
            self._try(act)
        except ConnectionError:
            if fresh:
                raise
            self._try(act)

    def _try(self, act: Callable[[], None]) -> None:
        try:
            act()
        except (http.client.HTTPException, ConnectionError) as error:
            self.close()
            raise ConnectionError(f"the line to {self._host} broke off ({type(error).__name__}).") from error
        except TimeoutError as error:
            self.close()
            raise TimeoutError(f"{self._host} does not answer in time.") from error

    def _expect(self, method: str, path: str, good: tuple[int, ...], content: bytes | None = None) -> None:
        self._judge(method, self._ask(method, path, content), good)

    def _ask(self, method: str, path: str, content: bytes | None = None, headers: dict[str, str] | None = None) -> int:
        self._line.request(method, self._named(path), content, {**self._headers, **(headers or {})})
        with self._line.getresponse() as answer:
            answer.read(LIMIT)
            if answer.length or answer.will_close or (answer.chunked and not answer.isclosed()):
                self._line.close()
            return answer.status

    def _judge(self, method: str, status: int, good: tuple[int, ...]) -> None:
        if status in good:
            return
        if status in (401, 403):
            raise PermissionError(f"{self._host} does not let us in, or not do {method}: it answers {status}.")
        if status in (413, 507):
            raise OSError(f"{self._host} has no room, or takes no file of this size: it answers {status} to {method}.")
        raise OSError(
            f"{self._host} answers {status} to {method}: is the folder {self._top} there, and does it take WebDAV?"
        )

    def _named(self, path: str) -> str:
        return f"{quote(unquote(self._top))}/{quote(path)}"
