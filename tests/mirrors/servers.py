"""Real servers that editions are brought to, each over a folder and on a port of its own."""

from __future__ import annotations

import getpass
import hashlib
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import asyncssh
import boto3

from tamizdat.mirrors.places.keyring import Keyring
from tamizdat.mirrors.places.sftp import shown_key
from tests.press.folders import snapshot

Served = tuple[str, Keyring]  # the address of the folder, and what its host asks for


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def running(words: list[str], port: int, **more: str) -> Iterator[None]:
    """A process, from when it answers at the port."""
    process = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env={**os.environ, **more})
    try:
        for _ in range(500):
            assert process.poll() is None, f"{words[0]} ended with {process.returncode}"
            with socket.socket() as line:
                if line.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.02)
        yield
    finally:
        process.terminate()
        process.wait(10)


@contextmanager
def nginx(folder: Path, port: int, http_part: str, **more: str) -> Iterator[None]:
    """nginx with these settings; all that it writes goes to `folder`, its process's number to `folder/pid`."""
    me = f"user {getpass.getuser()};" if os.getuid() == 0 else ""
    rooms = " ".join(
        f"{kind}_temp_path {folder}/{kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    settings = f"{me} daemon off; pid {folder}/pid; events {{}} http {{ {rooms} {http_part} }}"
    (folder / "nginx").write_text(settings)
    with running(["/usr/sbin/nginx", "-e", f"{folder}/errors", "-c", f"{folder}/nginx"], port, **more):
        yield


@contextmanager
def sftp(folder: Path, own: Path) -> Iterator[Served]:
    """OpenSSH's server; what it needs lies in the folder `own`."""
    port = free_port()
    key = asyncssh.generate_private_key("ssh-ed25519")
    asyncssh.generate_private_key("ssh-ed25519").write_private_key(str(own / "host"))
    os.chmod(own / "host", 0o600)
    (own / "known").write_bytes(key.export_public_key())
    (own / "sshd").write_text(
        f"Port {port}\nListenAddress 127.0.0.1\nHostKey {own}/host\nAuthorizedKeysFile {own}/known\n"
        f"PidFile {own}/pid\nUsePAM no\nStrictModes no\nPasswordAuthentication no\nSubsystem sftp internal-sftp\n"
    )
    if os.getuid() == 0:
        os.makedirs("/run/sshd", mode=0o755, exist_ok=True)  # where Debian's sshd shuts its helper in
    with running(["/usr/sbin/sshd", "-D", "-f", str(own / "sshd")], port):
        address = f"sftp://{getpass.getuser()}@127.0.0.1:{port}{folder}"
        yield address, Keyring(key.export_private_key().decode(), shown_key(address)[0])


@contextmanager
def webdav(folder: Path, own: Path) -> Iterator[Served]:
    """nginx, which takes files of up to a gigabyte from whoever has the password."""
    port = free_port()
    (own / "known").write_text("vera:{PLAIN}a horse, a battery\n")
    me = f"user {getpass.getuser()};" if os.getuid() == 0 else ""
    (own / "nginx").write_text(
        f"""{me} daemon off; pid {own}/pid; error_log {own}/errors; events {{}}
        http {{
            access_log off; client_body_temp_path {own}/body; proxy_temp_path {own}/proxy;
            fastcgi_temp_path {own}/fast; uwsgi_temp_path {own}/uwsgi; scgi_temp_path {own}/scgi;
            server {{
                listen 127.0.0.1:{port}; root {folder.parent}; client_max_body_size 1g;
                auth_basic herald; auth_basic_user_file {own}/known; dav_methods PUT DELETE MKCOL MOVE;
            }}
        }}"""
    )
    with running(["/usr/sbin/nginx", "-e", str(own / "errors"), "-c", str(own / "nginx")], port):
        yield f"http://127.0.0.1:{port}/{folder.name}", Keyring("vera:a horse, a battery\n")


@contextmanager
def s3(folder: Path, own: Path) -> Iterator[Served]:
    """moto's server, which checks the signature of whatever comes after the four requests that set it up."""
    port = free_port()
    words = [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)]
    with running(words, port, INITIAL_NO_AUTH_ACTION_COUNT="4"):
        anybody = {"aws_access_key_id": "nobody", "aws_secret_access_key": "nothing", "region_name": "us-east-1"}
        iam = boto3.client("iam", endpoint_url=f"http://127.0.0.1:{port}", **anybody)
        iam.create_user(UserName="vera")
        may = '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}]}'
        iam.put_user_policy(UserName="vera", PolicyName="all", PolicyDocument=may)
        key = iam.create_access_key(UserName="vera")["AccessKey"]
        keys = Keyring(f"{key['AccessKeyId']}:{key['SecretAccessKey']}\n")
        address = f"s3+http://127.0.0.1:{port}/herald/paper"
        _client(address, keys).create_bucket(Bucket="herald")
        yield address, keys


def _client(address: str, keys: Keyring) -> Any:
    name, _, secret = keys.secret.strip().partition(":")
    own = {"aws_access_key_id": name, "aws_secret_access_key": secret, "region_name": "us-east-1"}
    return boto3.client("s3", endpoint_url=f"http://{urlsplit(address).netloc}", **own)


def _names(client: Any) -> Iterator[tuple[str, str]]:
    """Paths below the prefix, and the MD5 of what they hold."""
    for page in client.get_paginator("list_objects_v2").paginate(Bucket="herald", Prefix="paper/"):
        for one in page.get("Contents", []):
            yield one["Key"].removeprefix("paper/"), one["ETag"].strip('"')


def fetch(address: str, keys: Keyring, folder: Path) -> None:
    """Make the folder what the bucket is."""
    client = _client(address, keys)
    names = dict(_names(client))
    for path in set(snapshot(folder)) - set(names):
        (folder / path).unlink()
    for path, digest in names.items():
        where = folder / path
        if not where.is_file() or hashlib.md5(where.read_bytes()).hexdigest() != digest:
            where.parent.mkdir(parents=True, exist_ok=True)
            where.write_bytes(client.get_object(Bucket="herald", Key=f"paper/{path}")["Body"].read())


def kinds(address: str, keys: Keyring) -> dict[str, str]:
    client = _client(address, keys)
    return {path: client.head_object(Bucket="herald", Key=f"paper/{path}")["ContentType"] for path, _ in _names(client)}
