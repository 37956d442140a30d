"""A folder of a host that is reached by SFTP.

The host is known again by the key that it showed when the mirror was added; another key is refused.  Of this machine's
own SSH (settings, agent, known hosts) nothing is used.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Iterator
from contextlib import contextmanager, suppress
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import unquote, urlsplit

import asyncssh

from tamizdat.mirrors.places.keyring import Keyring

PATIENCE = 120.0  # seconds for one file, and more for a large one
SLOWEST = 100_000  # bytes a second
ARRIVING = ".tamizdat-arriving"  # a name for what is not whole yet; the next delivery writes over it


class Sftp:
    """One line to one host."""

    def __init__(self, address: str, keys: Keyring) -> None:
        """Raises OSError."""
        split = urlsplit(address)
        self._host, self._port, self._user = split.hostname or "", split.port or 22, unquote(split.username or "")
        self._top = PurePosixPath(unquote(split.path))
        self._runner = asyncio.Runner()
        try:
            self._wait(self._open(keys))
        except BaseException:
            self._runner.close()
            raise

    def put(self, path: str, content: bytes) -> None:
        self._wait(self._put(self._top / path, content), PATIENCE + len(content) / SLOWEST)

    def remove(self, path: str) -> None:
        self._wait(self._remove(self._top / path))

    def close(self) -> None:
        self._line.abort()
        self._runner.close()

    async def _open(self, keys: Keyring) -> None:
        is_key = keys.secret.startswith("-----BEGIN")
        self._line = await asyncssh.connect(
            self._host,
            self._port,
            username=self._user,
            client_keys=[asyncssh.import_private_key(keys.secret)] if is_key else None,
            password=None if is_key else keys.secret.strip(),
            known_hosts=([asyncssh.import_public_key(keys.host)], [], []),
            config=None,
            agent_path=None,
            connect_timeout=20,
            login_timeout=20,
        )
        self._sftp = await self._line.start_sftp_client()
        if not await self._sftp.isdir(str(self._top)):
            raise FileNotFoundError(f"there is no folder {self._top} at {self._host}. Make it there.")

    async def _put(self, where: PurePosixPath, content: bytes) -> None:
        arriving = str(self._top / ARRIVING)
        async with self._sftp.open(arriving, "wb") as file:
            await file.write(content)
        try:
            await self._sftp.posix_rename(arriving, str(where))
        except asyncssh.SFTPNoSuchFile:
            await self._sftp.makedirs(str(where.parent), exist_ok=True)
            await self._sftp.posix_rename(arriving, str(where))

    async def _remove(self, where: PurePosixPath) -> None:
        with suppress(asyncssh.SFTPNoSuchFile):
            await self._sftp.remove(str(where))
        with suppress(asyncssh.SFTPError):  # it holds something yet
            for above in where.parents:
                if above == self._top:
                    return
                await self._sftp.rmdir(str(above))

    def _wait(self, work: Awaitable[None], patience: float = PATIENCE) -> None:
        with _told(self._host):
            self._runner.run(asyncio.wait_for(work, patience))


def shown_key(address: str) -> tuple[str, str]:
    """The public key that the host shows now, and its fingerprint.  Raises OSError."""
    split = urlsplit(address)

    async def ask() -> Any:
        asking = asyncssh.get_server_host_key(split.hostname or "", split.port or 22, config=None)
        return await asyncio.wait_for(asking, 20)

    with _told(split.hostname or ""), asyncio.Runner() as runner:
        key = runner.run(ask())
    if key is None:
        raise OSError(f"{split.hostname} shows no key.")
    return key.export_public_key().decode(), key.get_fingerprint()


@contextmanager
def _told(host: str) -> Iterator[None]:
    """Errors in words for a keeper, as OSError."""
    try:
        yield
    except asyncssh.HostKeyNotVerifiable as error:
        raise OSError(
            f"{host} shows another key than when the mirror was added. Ask whoever runs it; if it is right, remove "
            "the mirror and add it again."
        ) from error
    except asyncssh.PermissionDenied as error:
        raise OSError(f"{host} does not let us in: it does not know the key or password in the secret file.") from error
    except asyncssh.KeyImportError as error:
        raise OSError("the secret file holds no private key that can be read (one without a passphrase).") from error
    except asyncssh.SFTPError as error:
        raise OSError(f"{host} refuses: {error.reason}.") from error
    except asyncssh.Error as error:
        raise OSError(f"the line to {host} broke off: {error.reason}.") from error
    except TimeoutError as error:
        raise TimeoutError(f"{host} does not answer in time.") from error
