"""A mailbox that catches all the mail of the demo, and shows it on a page.  Nothing leaves this machine.

For the demo only: it believes whatever is sent to it.
"""

from __future__ import annotations

import asyncio
import html
import re
import socket
import threading
from collections.abc import Callable, Iterable
from contextlib import suppress
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

LARGEST = 10_000_000  # bytes of a message
STYLE = """
:root{color-scheme:light dark;font:1rem/1.5 system-ui,sans-serif}body{max-width:52rem;margin:1.5rem auto;padding:0 1rem}
table{border-collapse:collapse;width:100%}td,th{text-align:start;padding:.4rem .6rem;border-bottom:1px solid #8885}
pre{white-space:pre-wrap;font:inherit}iframe{width:100%;height:70vh;border:1px solid #8885;background:#fff}
"""
LINK = re.compile(r"https?://[^\s<>\"]+")


class Mailbox:
    """Messages in a folder, the web page that shows them, and the server that takes them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)

    # What takes them

    def listen(self, here: socket.socket) -> Callable[[], None]:
        """Take mail at this socket, which is bound; returns what ends it."""
        loop = asyncio.new_event_loop()
        server = loop.run_until_complete(asyncio.start_server(self._talk, sock=here, limit=LARGEST))
        thread = threading.Thread(target=loop.run_forever, name="mailbox", daemon=True)
        thread.start()

        def end() -> None:
            server.close()
            loop.call_soon_threadsafe(loop.stop)
            thread.join(5)

        return end

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 the demo's mailbox\r\n")
        recipient = ""
        with suppress(asyncio.IncompleteReadError, asyncio.LimitOverrunError, ConnectionError):
            while line := (await reader.readuntil(b"\r\n")).decode("utf-8", "replace").strip():
                word = line[:4].upper()
                if word == "EHLO":
                    writer.write(b"250-demo\r\n250 PIPELINING\r\n")
                elif word == "RCPT":
                    recipient = line.partition("<")[2].partition(">")[0]
                    writer.write(b"250 ok\r\n")
                elif word == "DATA":
                    writer.write(b"354 go on\r\n")
                    self._keep(recipient, await reader.readuntil(b"\r\n.\r\n"))
                    writer.write(b"250 caught\r\n")
                elif word == "QUIT":
                    writer.write(b"221 bye\r\n")
                    break
                else:
                    writer.write(b"250 ok\r\n")
        writer.close()

    def _keep(self, recipient: str, content: bytes) -> None:
        number = 1 + max((int(path.stem) for path in self.folder.glob("[0-9]*.eml")), default=0)
        plain = re.sub(rb"(?m)^\.\.", b".", content.removesuffix(b".\r\n"))
        (self.folder / f"{number}.eml").write_bytes(f"X-Envelope-To: {recipient}\r\n".encode() + plain)

    # What shows them

    def __call__(self, environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        """A WSGI application."""
        path = environ["PATH_INFO"].strip("/")
        match = re.fullmatch(r"(\d+)(/(html|raw))?", path)
        if not path:
            return self._send(start, "text/html", self._list())
        message = self.folder / f"{match[1]}.eml" if match else None
        if message is None or match is None or not message.exists():
            return self._send(start, "text/plain", "There is no such message.", "404 Not Found")
        if match[3] == "raw":
            return self._send(start, "text/plain", message.read_bytes().decode("utf-8", "replace"))
        found = message_from_bytes(message.read_bytes(), policy=policy.default)
        if match[3] == "html":
            part = found.get_body(("html",))
            return self._send(start, "text/html", part.get_content() if part else "")
        return self._send(start, "text/html", self._one(match[1], found))

    def _send(self, start: Callable[..., Any], kind: str, text: str, status: str = "200 OK") -> Iterable[bytes]:
        body = text.encode()
        rules = "default-src 'none';style-src 'unsafe-inline';img-src data:;frame-src 'self';frame-ancestors 'self'"
        headers = [("Content-Type", f"{kind}; charset=utf-8"), ("Content-Length", str(len(body)))]
        start(status, [*headers, ("Content-Security-Policy", rules), ("Cache-Control", "no-store")])
        return [body]

    def _list(self) -> str:
        rows = []
        for path in sorted(self.folder.glob("[0-9]*.eml"), key=lambda path: -int(path.stem)):
            found = message_from_bytes(path.read_bytes(), policy=policy.default)
            rows.append(
                f'<tr><td><a href="/{path.stem}">{html.escape(str(found["Subject"]))}</a></td>'
                f"<td>{html.escape(str(found['X-Envelope-To']))}</td><td>{html.escape(str(found['From']))}</td></tr>"
            )
        table = "<table><tr><th>Subject<th>To<th>From</tr>" + "".join(rows) + "</table>"
        none = "<p>No mail yet. Sign up for the newsletter on the demo's site; this page looks by itself.</p>"
        return _page("Mail of the demo", table if rows else none, refresh=True)

    def _one(self, number: str, found: EmailMessage) -> str:
        heads = "".join(
            f"<tr><th>{name}</th><td>{html.escape(str(found[name]))}</td></tr>"
            for name in ("From", "To", "Subject", "Date", "List-Unsubscribe")
            if found[name]
        )
        text = found.get_body(("plain",))
        plain = html.escape(text.get_content()) if text else ""
        plain = LINK.sub(lambda match: f'<a href="{match[0]}">{match[0]}</a>', plain)
        shown = f"<h2>Text</h2><pre>{plain}</pre>"
        if found.get_body(("html",)):
            shown = f'<iframe src="/{number}/html" sandbox="allow-popups" title="The message"></iframe>{shown}'
        links = f'<p><a href="/">All mail</a> · <a href="/{number}/raw">As it came</a></p>'
        return _page(str(found["Subject"]), f"{links}<table>{heads}</table>{shown}")


def _page(title: str, body: str, *, refresh: bool = False) -> str:
    again = '<meta http-equiv="refresh" content="3">' if refresh else ""
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8">{again}<title>{html.escape(title)}</title>'
        '<meta name="viewport" content="width=device-width,initial-scale=1"><link rel="icon" href="data:,">'
        f"<style>{STYLE}</style></head><body><h1>{html.escape(title)}</h1>{body}</body></html>"
    )
