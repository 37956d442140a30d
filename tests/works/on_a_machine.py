"""A machine of its own, as far as it can be had without a container: follow a page of the handbook on it.

`python -m tests.works.on_a_machine PAGE` in fresh mount, process and network namespaces, as root.  It has an empty
/srv, a copy of /etc, and no network.  What is not real: apt-get only looks whether the commands are there, git clones
this tree, the packages are those of the tests, and the service manager is the few lines below.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.request import urlopen

ROOT = Path(__file__).parent.parent.parent
MNT = Path("/mnt")
STEP = re.compile(r"^```(\w+)\n(.*?)^```", re.MULTILINE | re.DOTALL)
UNIT = Path("/etc/systemd/system/tamizdat.service")
LEFT_OUT = shutil.ignore_patterns(".git", ".venv", "data", "node_modules", "__pycache__", "*.mo", ".*_cache")
READY = 120  # seconds

SYSTEMCTL = f'#!/bin/sh\nexec {sys.executable} -m tests.works.on_a_machine systemctl "$@"\n'
GIT = """[user]
    name = Nobody
    email = nobody@herald.example
[safe]
    directory = *
[url "{origin}"]
    insteadOf = https://code.example/tamizdat.git
"""
APT = '#!/bin/sh\npython3 -c "import venv" && command -v git adduser >/dev/null\n'


def mount(*words: str | Path) -> None:
    subprocess.run(["mount", *map(str, words)], check=True)


def prepare() -> dict[str, str]:
    """Lay the machine out; returns its environment."""
    mount("--make-rprivate", "/")
    subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
    mount("-t", "tmpfs", "-o", "mode=755", "none", MNT)
    for name in ("etc", "bin", "venv", "python", "origin", "home", "tests"):
        (MNT / name).mkdir()
    subprocess.run(["cp", "-a", "/etc/.", MNT / "etc"], check=True)
    mount("--bind", MNT / "etc", "/etc")
    mount("--bind", ROOT / ".venv", MNT / "venv")
    shutil.copytree(ROOT, MNT / "origin", dirs_exist_ok=True, ignore=LEFT_OUT)
    shutil.copytree(ROOT / "tests" / "works", MNT / "tests" / "tests" / "works", ignore=LEFT_OUT)
    for name, script in {"systemctl": SYSTEMCTL, "apt-get": APT}.items():
        (MNT / "bin" / name).write_text(script)
        (MNT / "bin" / name).chmod(0o755)
    let_others_run_python()
    for empty in ("/srv", "/media"):
        mount("-t", "tmpfs", "-o", "mode=755", "none", empty)
    Path("/media/stick").mkdir()
    Path("/etc/gitconfig").write_text(GIT.format(origin=MNT / "origin"))
    machine = {"PATH": f"{MNT / 'bin'}:/usr/sbin:/usr/bin:/sbin:/bin", "HOME": str(MNT / "home"), "LANG": "C.UTF-8"}
    machine["PYTHONPATH"] = str(MNT / "tests")
    for words in (["init", "--quiet"], ["add", "."], ["commit", "--quiet", "-m", "As it lies here"]):
        subprocess.run(["git", *words], cwd=MNT / "origin", env=machine, check=True)
    return machine


def let_others_run_python() -> None:
    """Where Python lies in somebody's own folder, the newsroom's user must reach it all the same."""
    base = Path(sys.base_prefix)
    shut = [folder for folder in reversed(base.parents) if not folder.stat().st_mode & 0o001]
    if shut:
        mount("--bind", base, MNT / "python")
        mount("-t", "tmpfs", "-o", "mode=755", "none", shut[0])
        base.mkdir(parents=True)
        mount("--bind", MNT / "python", base)


class Shell:
    """One terminal: what is set in one step is there in the next."""

    def __init__(self, machine: dict[str, str]) -> None:
        self._shell = subprocess.Popen(
            ["sh"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            env=machine,
            cwd="/",
        )

    def types(self, lines: str) -> str:
        """What the lines print.  Raises SystemExit when one of them fails."""
        assert self._shell.stdin
        assert self._shell.stdout
        self._shell.stdin.write("".join(f"{line}\n" for line in self._each(lines)))
        self._shell.stdin.flush()
        said = []
        for line in self._shell.stdout:
            if line.startswith("=== "):
                return "".join(said) if line == "=== 0\n" else sys.exit(f"{lines}\nfailed:\n{''.join(said)}")
            said.append(line)
        return sys.exit(f"{lines}\nended the terminal:\n{''.join(said)}")

    @staticmethod
    def _each(lines: str) -> Iterator[str]:
        yield "ok=0"
        for line in lines.splitlines():
            if " staff invite " in line:  # which wants a terminal
                line = f"script -qec '{line}' /dev/null"
            yield f"[ $ok = 0 ] && {{ {line}\n}} </dev/null || ok=$?"
        yield 'echo "=== $ok"'

    def starts(self, line: str) -> None:
        """What stays in the foreground, until it serves."""
        self.types(f"{line} >/dev/null 2>&1 &")
        until_served(8000)


def until_served(port: int) -> None:
    end = time.monotonic() + READY
    while time.monotonic() < end:
        with socket.socket() as one:
            if one.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.2)
    sys.exit(f"nothing serves port {port}")


def follow(page: Path) -> dict[str, str]:
    """Do what the page says.  Returns what each step printed, by its first command of ours."""
    machine = prepare()
    text = page.read_text()
    shell, said, before = Shell(machine), {}, 0
    for step in STEP.finditer(text):
        if "another terminal" in text[before : step.start()]:
            shell = Shell(machine)
        before = step.end()
        kind, lines = step.groups()
        if kind == "ini":
            UNIT.write_text(lines)
        elif lines.strip() == "./run serve":
            shell.starts(lines.strip())
        elif kind == "sh":
            printed = shell.types(lines)
            word = re.search(r"\./run (\w+)", lines)
            said[word[1] if word else lines.split()[0]] = printed
            bind_packages()
    return said


def bind_packages() -> None:
    """Once the program is there, its packages are too."""
    for program in (Path("/srv/herald/program"), MNT / "home" / "tamizdat-program"):
        if program.exists() and not (program / ".venv").exists():
            (program / ".venv").mkdir()
            mount("--bind", MNT / "venv", program / ".venv")


# The service manager


def systemctl(words: list[str]) -> None:
    """enable --now NAME: start what the unit says, as it says it, and wait until it is ready."""
    assert words[:2] == ["enable", "--now"], words
    unit = dict(re.findall(r"^(\w+)=(.+)$", UNIT.read_text(), re.MULTILINE))
    credentials = MNT / "credentials"
    name, kept = unit["LoadCredential"].split(":")
    credentials.mkdir(mode=0o755)
    shutil.copy(kept, credentials / name)
    shutil.chown(credentials / name, unit["User"])
    (credentials / name).chmod(0o400)
    given = dict(one.split("=", 1) for one in re.findall(r"^Environment=(.+)$", UNIT.read_text(), re.MULTILINE))
    given = {key: value.replace("%d", str(credentials)) for key, value in given.items()}
    manager = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    manager.settimeout(READY)
    manager.bind("\0tamizdat-manager")
    words = ["setpriv", f"--reuid={unit['User']}", f"--regid={unit['User']}", "--clear-groups", "--no-new-privs"]
    words += ["--bounding-set=-all", "--inh-caps=-all", unit["ExecStart"].split()[0], *unit["ExecStart"].split()[1:]]
    subprocess.Popen(
        words,
        cwd=unit["WorkingDirectory"],
        umask=int(unit["UMask"], 8),
        env={"PATH": "/usr/bin:/bin", "NOTIFY_SOCKET": "@tamizdat-manager", **given},
        stdout=subprocess.DEVNULL,
    )
    assert manager.recv(4096) == b"READY=1"


# What is there at the end


def looked_at(said: dict[str, str]) -> dict[str, object]:
    """The newsroom as it stands, for a test to judge."""
    with urlopen("http://127.0.0.1:8000/", timeout=30) as site:
        front = site.read().decode()
    link = next(
        line for line in said["staff"].splitlines() if line.strip().startswith("http://localhost:8001/invited/")
    )
    with urlopen(link.strip(), timeout=30) as desk:
        door = desk.read().decode()
    listening = subprocess.run(["cat", "/proc/net/tcp", "/proc/net/tcp6"], capture_output=True, text=True, check=True)
    open_at = {line.split()[1].split(":")[0] for line in listening.stdout.splitlines() if " 0A " in line}
    homes = [folder for folder in (Path("/srv/herald/paper"), MNT / "home" / "paper") if folder.exists()]
    return {
        "front": front,
        "door": door,
        "listening": sorted(open_at),
        "doctor": said["doctor"],
        "keys": sorted(path.name for path in (homes[0] / "keys").rglob("*") if path.is_file()),
        "owners": sorted({path.owner() for path in homes[0].rglob("*")}),
    }


def main() -> None:
    if sys.argv[1] == "systemctl":
        systemctl(sys.argv[2:])
        return
    print(json.dumps(looked_at(follow(Path(sys.argv[1])))))


if __name__ == "__main__":
    os.umask(0o022)
    main()
