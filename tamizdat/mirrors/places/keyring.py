"""What a mirror's host asks of us, and how we know it again: in files of the newsroom, never in an address.

Nothing of it is told in an error, a log or a list.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path("keys") / "mirrors"


@dataclass(frozen=True)
class Keyring:
    """The keys for one mirror."""

    secret: str = ""  # sftp: a private key, or a password; webdav, s3: name:secret
    host: str = ""  # sftp: the host's public key, as it was when the mirror was added

    def __repr__(self) -> str:
        return "Keyring()"

    @classmethod
    def of(cls, home: Path, name: str) -> Keyring:
        return cls(**{kind: _read(home / FOLDER / f"{name}.{kind}") for kind in ("secret", "host")})

    def keep(self, home: Path, name: str) -> None:
        (home / FOLDER).mkdir(mode=0o700, parents=True, exist_ok=True)
        for kind, content in vars(self).items():
            path = home / FOLDER / f"{name}.{kind}"
            path.unlink(missing_ok=True)
            if content:
                with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
                    file.write(content)


def _read(path: Path) -> str:
    return path.read_text() if path.exists() else ""
