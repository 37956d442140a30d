"""A newsroom whose edition lies at several addresses: real nginx with TLS, and a browser that knows those names alone.

The sheets are the demo newsroom's, signed by keys that the stage holds; names end in `.example` and lead to loopback.
"""

from __future__ import annotations

import base64
import hashlib
import re
import shutil
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat
from cryptography.x509.oid import NameOID
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from securesystemslib.signer import CryptoSigner
from tuf.api.metadata import Targets

from tamizdat.edition import comparing, head, keys
from tamizdat.front import clients
from tests.client.relay import Relay
from tests.edition.world import Newsroom
from tests.mirrors.servers import free_port, nginx
from tests.site.browser import CHROMIUM, PHONE, QUIET

OWN, CARRIER = "own", "carrier"
SERVER = """
log_format plain "$request_method $host$request_uri [$http_referer] [$http_cookie]";
types {{ text/html html; text/javascript js; application/json json; image/jpeg jpg; image/avif avif;
         application/xml xml; text/plain txt; }}
server {{
    listen 127.0.0.1:{port} ssl; server_name _; root {root}; index index.html; charset utf-8;
    ssl_certificate {cert}; ssl_certificate_key {cert}; ssl_buffer_size 1400; keepalive_timeout 0;
    gzip on; gzip_comp_level 6; gzip_types text/javascript application/json application/xml;
    access_log {folder}/asked plain;
    add_header Access-Control-Allow-Origin * always; add_header Cache-Control no-store always;
    error_page 404 /404.html;
    location / {{ try_files $uri $uri/ =404; }}
}}
"""


@dataclass
class Host:
    """A server with a copy of the edition under an address."""

    name: str
    kind: str
    folder: Path  # of the server's own files; the edition lies in `files`
    port: int  # that readers know
    inner: int  # that nginx listens at
    http2: bool = False
    under: str = ""  # folder of the host, with a slash at its end
    settings: str = SERVER
    running: ExitStack = field(default_factory=ExitStack)

    @property
    def address(self) -> str:
        return f"https://{self.name}:{self.port}/{self.under}"

    @property
    def files(self) -> Path:
        return self.folder / "root" / self.under

    def asked(self) -> list[str]:
        log = self.folder / "asked"
        return log.read_text().splitlines() if log.exists() else []

    def start(self, cert: Path) -> None:
        settings = self.settings.format(folder=self.folder, port=self.inner, root=self.folder / "root", cert=cert)
        if self.http2:
            settings = settings.replace(" ssl;", " ssl http2;").replace("keepalive_timeout 0", "keepalive_timeout 60")
        self.running.enter_context(nginx(self.folder, self.inner, settings))

    def stop(self) -> None:
        self.running.close()
        self.running = ExitStack()

    def write(self, path: str, content: bytes) -> None:
        place = self.files / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content)


class Stage:
    """One newsroom on several hosts."""

    def __init__(
        self,
        folder: Path,
        cert: Path,
        sheets: dict[str, bytes],
        kinds: Sequence[str] = (OWN, CARRIER, CARRIER),
        herald: Newsroom | None = None,
        relayed: bool = False,
    ) -> None:
        """With `relayed` each host stands behind a relay (`self.relays`), which readers come to."""
        self.folder, self.cert, self.relayed = folder, cert, relayed
        self.relays: list[Relay] = []
        self.blocker: Host | None = None
        self.hosts = [self._host(number, kind) for number, kind in enumerate(kinds)]
        self.herald = herald or Newsroom(now=now())
        self.list_addresses()
        self.herald.prints({**sheets, **programs(self.herald.root, self.hosts)})
        self.deliver()

    def _host(self, number: int, kind: str) -> Host:
        folder = self.folder / f"host{number}"
        folder.mkdir()
        name = f"{'herald' if kind == OWN else 'copies'}{number}.example"
        inner = port = free_port()
        if self.relayed:
            self.relays.append(Relay(inner))
            port = self.relays[-1].port
        return Host(name, kind, folder, port, inner, under="" if kind == OWN else "herald/")

    def story(self) -> str:
        """Path of the heaviest of those that are one page."""
        files = self.herald.place.files
        whole = [path for path in files if re.fullmatch(r"en/\d{4}/\d\d/[^.]+\.html", path)]
        single = (path for path in whole if path.replace(".html", ".2.html") not in files)
        return max(single, key=lambda path: len(files[path]))

    def blocking_page(self) -> int:
        """The port of a server that is not ours, started once: it says that the page is blocked."""
        if not self.blocker:
            folder = self.folder / "blocker"
            folder.mkdir()
            port = free_port()
            self.blocker = Host("blocked.example", OWN, folder, port, port)
            self.blocker.write("index.html", b"<h1>Blocked by order</h1>")
            self.blocker.start(certificate(folder)[0])
        return self.blocker.port

    def close(self) -> None:
        for host in [*self.hosts, *([self.blocker] if self.blocker else [])]:
            host.stop()
        for relay in self.relays:
            relay.close()

    def list_addresses(self) -> None:
        """Sign which hosts there are, as duty editors do."""
        sign_addresses(self.herald, self.hosts)

    def prints(self, sheets: dict[str, bytes | None], *, after: timedelta = timedelta(minutes=1)) -> None:
        self.herald.now += after
        self.herald.prints(sheets)
        self.deliver()

    def deliver(self, *hosts: Host) -> None:
        for host in hosts or self.hosts:
            shutil.rmtree(host.files, ignore_errors=True)
            for path, content in self.herald.places().files.items():
                host.write(path, content)

    def start(self, *hosts: Host) -> None:
        for host in hosts or self.hosts:
            host.start(self.cert)

    def stop(self, *hosts: Host) -> None:
        for host in hosts or self.hosts:
            host.stop()


def sign_addresses(herald: Newsroom, hosts: Sequence[Host]) -> None:
    entries = [{"address": host.address, "kind": host.kind, "weight": 90 - at} for at, host in enumerate(hosts)]
    lists = {**herald.head.lists, "mirrors.json": head.plain({"format": 1, "mirrors": entries})}
    people = {name: lists[name] for name in ("mirrors.json", "ways.json")}
    version = herald.head.version("mirrors") + 1
    mirrors = Targets(version, head.SPEC, head.expiry("mirrors", herald.now), head._listed(people))
    signed = head.sign(mirrors, herald.signers()["mirrors"])
    herald.head = replace(herald.head, mirrors=signed, lists=lists)


def programs(root: bytes, hosts: Sequence[Host]) -> dict[str, bytes]:
    """What checks in browsers, for a newsroom of this root at these addresses."""
    seeds = tuple(host.address for host in hosts)
    known = clients.Known(root=comparing.bare(root), seeds=seeds, languages=("en", "ru"))
    reader = clients.reader(known, "The Harbour Herald", "en/index.html")
    return {"sw.js": clients.worker(known).encode(), "reader.html": reader.encode()}


@contextmanager
def chromium(pin: str, *words: str) -> Iterator[Browser]:
    """A browser that resolves our names to loopback and no other at all, and trusts the certificate of this pin."""
    rules = "MAP *.example 127.0.0.1, MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"
    flags = [*QUIET, f"--host-resolver-rules={rules}", f"--ignore-certificate-errors-spki-list={pin}", *words]
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=flags)
        try:
            yield browser
        finally:
            browser.close()


def now() -> datetime:
    return datetime.now(UTC).replace(microsecond=0)


def on_old_keys() -> Newsroom:
    """A newsroom whose keys are all on P-256, for browsers of before 2025."""
    newer, keys.new = keys.new, CryptoSigner.generate_ecdsa
    try:
        return Newsroom(now=now())
    finally:
        keys.new = newer


def phone(browser: Browser, **how: Any) -> BrowserContext:
    return browser.new_context(viewport=PHONE, **how)


def moved_in(page: Page, address: str) -> None:
    """Open a page and wait until the worker is at work."""
    page.goto(address)
    page.evaluate(
        """() => new Promise((done, fail) => {
            const at = Date.now();
            const look = () => {
                if (navigator.serviceWorker.controller?.state === "activated") done();
                else if (Date.now() - at > 20000) fail(new Error("no worker came"));
                else setTimeout(look, 20);
            };
            look();
        })"""
    )


def until(page: Page, said: str, patience: float = 20.0) -> None:
    """Wait until this is so on the page.  Asked from outside: a page's policy lets no text be run as a script."""
    end = time.monotonic() + patience
    while not page.evaluate(said):
        assert time.monotonic() < end, f"not so after {patience} s: {said}"
        page.wait_for_timeout(50)


def forget_when_it_asked(page: Page) -> None:
    """As if the minute were over in which no newer head is asked for."""
    page.evaluate(
        """async () => {
            const cache = await caches.open("tamizdat");
            for (const one of await cache.keys()) {
                if (!one.url.endsWith("/head")) continue;
                const held = await (await cache.match(one)).json();
                await cache.put(one, new Response(JSON.stringify({ ...held, asked: 0 })));
            }
        }"""
    )
    session = page.context.new_cdp_session(page)
    session.send("ServiceWorker.enable")
    session.send("ServiceWorker.stopAllWorkers")
    session.detach()


def sheets_of(edition: Path) -> dict[str, bytes]:
    """All of a printed edition but what is signed."""
    found = {path.relative_to(edition).as_posix(): path for path in sorted(edition.rglob("*")) if path.is_file()}
    return {name: path.read_bytes() for name, path in found.items() if not name.startswith("edition/")}


def certificate(folder: Path) -> tuple[Path, str]:
    """(PEM of key and certificate for *.example, what Chromium pins it by)."""
    key = generate_private_key(SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "stage.example")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=30))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("*.example")]), critical=False)
        .sign(key, SHA256())
    )
    secret = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    place = folder / "certificate.pem"
    place.write_bytes(secret + made.public_bytes(Encoding.PEM))
    public = key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return place, base64.b64encode(hashlib.sha256(public).digest()).decode()


def flipped(content: bytes) -> bytes:
    """One byte is another, in the middle."""
    at = len(content) // 2
    return content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :]


def stories(stage: Stage) -> list[str]:
    return sorted(path for path in stage.herald.place.files if path.startswith("en/20") and path.endswith(".html"))


def seal(page: Page) -> str:
    """What the page says of itself; empty where it says nothing."""
    line = page.locator(".seal")
    return line.inner_text() if line.count() and line.is_visible() else ""


def heading(stage: Stage, path: str) -> str:
    text = stage.herald.place.files[path].decode()
    return text.partition("<title>")[2].partition(" — ")[0]
