"""What the environment says about this newsroom: read once, refused with name and value when it makes no sense.

Every setting has a default that suits a first run.  A secret may also be given as a file, by the same name with _FILE.
What the environment leaves open may stand in the newsroom's own folder, in `settings.env`, and travels with it.
"""

from __future__ import annotations

import os
import re
import secrets
from contextlib import suppress
from pathlib import Path
from urllib.parse import unquote, urlsplit

PREFIX = "TAMIZDAT_"
KEPT = "settings.env"  # beside the databases; lines of NAME=value, as service managers read them too

# Without TLS what is typed at the door is read on the way, but for an onion, which seals it by itself.
ADDRESS = re.compile(
    r"https://[a-z0-9-]+(\.[a-z0-9-]+)*(:\d{1,5})?|http://([a-z0-9-]+\.)*[a-z2-7]{56}\.onion(:\d{1,5})?"
)
DATABASE = re.compile(r"/[A-Za-z0-9_-]{1,63}")


class BadSetting(Exception):
    """A setting that cannot be used: names it, its value, and what to write instead."""


def text(name: str, default: str) -> str:
    """The setting's value, or what stands in the file that NAME_FILE names."""
    if path := os.environ.get(f"{PREFIX}{name}_FILE"):
        try:
            return Path(path).read_text().strip()
        except OSError as error:
            raise BadSetting(f"{PREFIX}{name}_FILE names {path}, which cannot be read: {error.strerror}.") from error
    if f"{PREFIX}{name}" in os.environ:
        return os.environ[f"{PREFIX}{name}"]
    return kept(home()).get(f"{PREFIX}{name}", default)


def kept(folder: Path) -> dict[str, str]:
    """The settings that stand in the newsroom's folder.  Empty lines and lines that begin with # are left out."""
    path = folder / KEPT
    try:
        lines = path.read_text().splitlines()
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError) as error:
        raise BadSetting(f"{path} cannot be read ({error}); make it a text file that its owner can read.") from error
    found = {}
    for number, line in enumerate(lines, 1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        name, equals, value = line.partition("=")
        if not equals or not name.strip().startswith(PREFIX):
            raise BadSetting(f"{path}, line {number} is {line.strip()!r}; write {PREFIX}NAME=value.")
        found[name.strip()] = value.strip().strip("\"'")
    return found


def flag(name: str, default: bool) -> bool:
    value = text(name, "yes" if default else "no")
    if value not in ("yes", "no"):
        raise BadSetting(f"{PREFIX}{name} is {value!r}; use yes or no.")
    return value == "yes"


def number(name: str, default: int, least: int, most: int) -> int:
    value = text(name, str(default))
    if not value.isdecimal() or not least <= int(value) <= most:
        raise BadSetting(f"{PREFIX}{name} is {value!r}; use a whole number from {least} to {most}.")
    return int(value)


def address(name: str) -> str:
    """Scheme and host under which something is reached from elsewhere; empty when it is not."""
    value = text(name, "").removesuffix("/")
    if value and not ADDRESS.fullmatch(value):
        raise BadSetting(f"{PREFIX}{name} is {value!r}; use https://NAME or http://NAME.onion, with no path.")
    return value


def database(name: str) -> dict[str, str]:
    """Where a PostgreSQL server keeps something, as Django names the parts; empty when none is named."""
    value = text(name, "")
    if not value:
        return {}
    try:
        found = urlsplit(value)
        port = found.port
    except ValueError:
        found, port = urlsplit(""), None
    # The value is not shown: a password may be in it.
    if found.scheme not in ("postgresql", "postgres") or not DATABASE.fullmatch(found.path) or found.query:
        raise BadSetting(f"{PREFIX}{name} is no database; use postgresql://USER:PASSWORD@HOST:PORT/NAME.")
    return {
        "NAME": found.path[1:],
        "USER": unquote(found.username or ""),
        "PASSWORD": unquote(found.password or ""),
        "HOST": found.hostname or "",
        "PORT": str(port or ""),
    }


def home() -> Path:
    """The folder that holds the whole newsroom (docs/reference/folders.md)."""
    return Path(os.environ.get(f"{PREFIX}HOME") or Path.home() / "tamizdat").expanduser().absolute()


def is_demo() -> bool:
    """Is this newsroom the demo, which holds nothing of anybody's?"""
    return (home() / "demo").exists()


def secret(folder: Path) -> str:
    """The desk's secret for sessions and one-time links; made at first use, readable by its owner only."""
    if given := text("SECRET", ""):
        return given
    path = folder / "keys" / "desk-secret"
    if not path.exists():
        if not folder.exists():
            return secrets.token_urlsafe(48)  # nothing to keep yet: `init` makes the folder
        path.parent.mkdir(mode=0o700, exist_ok=True)
        # Several processes may begin at once: the first to lay a whole file there gives the secret of all.
        mine = path.with_name(f".{path.name}-{secrets.token_hex(8)}")
        with open(os.open(mine, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(48))
        with suppress(FileExistsError):
            os.link(mine, path)
        mine.unlink()
    return path.read_text().strip()
