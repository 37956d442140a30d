"""A real mail server's mailbox, read over IMAP: Dovecot on a private port."""

from __future__ import annotations

import getpass
import grp
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.mirrors.servers import free_port, running

SETTINGS = """
protocols = imap
base_dir = {run}
log_path = {home}/log
ssl = no
disable_plaintext_auth = no
listen = 127.0.0.1
mail_location = maildir:{home}/mail
first_valid_uid = 1
default_internal_user = {user}
default_internal_group = {group}
default_login_user = {login}
passdb {{
  driver = static
  args = password=secret
}}
userdb {{
  driver = static
  args = uid={owner} gid={owners} home={home}
}}
service anvil {{
  chroot =
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = 0
  }}
}}
"""


@dataclass(frozen=True)
class Mailbox:
    folder: Path
    port: int

    def put(self, name: str, content: bytes) -> None:
        """A message arrives."""
        file = self.folder / "mail" / "new" / name  # the server has made the folder when it was opened first
        file.write_bytes(content)
        shutil.chown(file, *(("nobody", "nogroup") if os.getuid() == 0 else (os.getuid(), os.getgid())))

    def __len__(self) -> int:
        return sum(1 for part in ("new", "cur") for _ in (self.folder / "mail" / part).glob("*"))


@contextmanager
def mailbox() -> Iterator[Mailbox]:
    """Served until the end; its user is `bounces`, its password `secret`."""
    port = free_port()
    home = Path(f"/tmp/tamizdat-dovecot-{port}")  # sockets' paths have 108 bytes at most
    home.mkdir(mode=0o755)
    me, my_group = getpass.getuser(), grp.getgrgid(os.getgid()).gr_name
    # It lets nobody read mail as root.
    owner, owners = ("nobody", "nogroup") if os.getuid() == 0 else (me, my_group)
    (home / "mail").mkdir()
    shutil.chown(home / "mail", owner, owners)
    login = "dovenull" if os.getuid() == 0 else me
    names = {"user": me, "group": my_group, "owner": owner, "owners": owners, "login": login}
    settings = home / "dovecot.conf"
    settings.write_text(SETTINGS.format(home=home, run=home / "run", port=port, **names))
    try:
        with running([shutil.which("dovecot") or "/usr/sbin/dovecot", "-F", "-c", str(settings)], port):
            yield Mailbox(home, port)
    finally:
        shutil.rmtree(home, ignore_errors=True)
