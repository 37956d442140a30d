"""A letterbox's answers.  A form becomes a sealed letter, which is on disk before its sender is thanked.

Whoever sends a form gets the same answer whether we know the address or not: nobody here could tell.  Pages that act
do so when their button is pressed, since mail programs open links to look at them.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from tamizdat import mailboxes
from tamizdat.front.directions import direction, own_name
from tamizdat.front.letters import title
from tamizdat.front.pages import Choice, Frame, GivePage, LetterPage, Link
from tamizdat.front.printing import to_html
from tamizdat.letterbox import asking, collecting, hinting, letters, standing, vendors
from tamizdat.letterbox.asking import Asks, Call
from tamizdat.letterbox.counting import Counting
from tamizdat.letterbox.forms import LARGEST, BadForm, Request, Response
from tamizdat.letterbox.giving import RHYTHMS, BadGiving, Filled, address, lines
from tamizdat.letterbox.proving import Proving
from tamizdat.letterbox.slots import Full, Slots
from tamizdat.letterbox.standing import Standing
from tamizdat.letterbox.tokens import is_ours
from tamizdat.money import LATER, NotASum
from tamizdat.vault import records

AT = "/-/"  # where all addresses of a letterbox begin: on the hostname that people read at
STEP = 4_096  # bytes: every page is as long as a whole number of these
FORGOTTEN = timedelta(days=22)  # after that no key is left that opens a letter
_PATH = re.compile(
    r"/-/(?:(?P<language>[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*)/)?(?P<part>[a-z]+)(?:/(?P<token>[\w-]{1,64}))?/?"
)
HTML = ("Content-Type", "text/html; charset=utf-8")
PLAIN = ("Content-Type", "text/plain; charset=utf-8")
ALWAYS = (
    ("Cache-Control", "no-store"),
    ("Referrer-Policy", "no-referrer"),
    ("X-Content-Type-Options", "nosniff"),
    ("X-Frame-Options", "DENY"),
    ("X-Robots-Tag", "noindex"),
)


class Letterbox:
    """Answers requests, one at a time."""

    def __init__(
        self,
        folder: Path,
        collector: Ed25519PublicKey,
        address: str,
        slots: Slots,
        counting: Counting,
        proving: Proving,
        asks: Asks,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        """`address` is the letterbox's own, as the collector calls it: `https://herald.example`."""
        self.folder, self.address = folder, address
        self._collector, self._slots, self._clock = collector, slots, clock
        self._counting, self._proving, self.asks = counting, proving, asks

    def answer(self, request: Request) -> Response:
        if request.path == f"{AT}collect":
            return self._collect(request)
        if request.path == f"{AT}asks":
            return self._listen(request)
        found = standing.kept(self.folder)
        if found is None:
            return Response(503, b"This letterbox is new, and nobody has come to it yet.\n", (*ALWAYS, PLAIN))
        if request.path.startswith(f"{AT}hint/"):
            return self._hint(request, found)
        try:
            return Visit(self, found, request).answer()
        except BadForm:
            return Response(400, b"This is no form of ours.\n", (*ALWAYS, PLAIN))

    def put(self, room: str, letter: letters.Letter, found: Standing) -> bool:
        """Seal a letter and write it down; False when it has no room, or no key is left to seal it with."""
        day = self._clock().date()
        key = found.sealing(day)
        if key is None:
            return False
        try:
            self._slots.put(room, records.seal(letter.as_record(), key, letters.PURPOSE, letters.SIZE), day)
        except (Full, OSError):
            return False
        return True

    def challenge(self) -> str:
        return self._proving.challenge(self._clock())

    def may(self, request: Request) -> bool:
        """Within what one network may send in an hour, or proven by work."""
        if self._proving.is_proven(request.field("proof")):
            return True
        return self._counting.may(request.peer, int(self._clock().timestamp()) // 3_600)

    def _listen(self, request: Request) -> Response:
        """The private side answers what it was asked, and hears what is asked next."""
        try:
            call = Call.checked(request.body, request.signature, self._collector, self.address, self._clock())
        except collecting.NotTheCollector as error:
            return Response(403, f"{error}\n".encode(), (*ALWAYS, PLAIN))
        for name, answer in call.answers:
            self.asks.answer(name, answer)
        body = asking.packed(self.asks.listen(call.seconds))
        return Response(200, body, (*ALWAYS, ("Content-Type", "application/json")))

    def _hint(self, request: Request, found: Standing) -> Response:
        """On disk before it is answered; a provider that hears 503 sends it again."""
        provider = request.path.removeprefix(f"{AT}hint/")
        secret = found.hints.get(provider)
        if secret is None or request.method != "POST":
            return Response(404, b"", ALWAYS)
        told: list[letters.Hint] | list[letters.Event]
        try:
            if provider in vendors.VENDORS:
                # Mail that comes back comes by thousands, and is sent again: it takes no room of who wants to leave.
                room, told = "ask", vendors.events(provider, request, secret)
            else:
                event, thing = hinting.noted(provider, request.headers, request.body, secret, self._clock())
                room, told = "kept", [letters.Hint(provider=provider, event=event, object=thing)]
        except hinting.Forged as error:
            return Response(400, f"{error}\n".encode(), (*ALWAYS, PLAIN))
        kept = all(self.put(room, letter, found) for letter in told)
        return Response(200 if kept else 503, b"", ALWAYS)

    def _collect(self, request: Request) -> Response:
        now = self._clock()
        try:
            wanted = collecting.checked(request.body, request.signature, self._collector, self.address, now)
        except collecting.NotTheCollector as error:
            return Response(403, f"{error}\n".encode(), (*ALWAYS, PLAIN))
        kept = standing.kept(self.folder)
        if kept is None or wanted.standing.version > kept.version:
            standing.keep(self.folder, wanted.standing)
        self._slots.remove(wanted.received)
        self._slots.forget_before((now - FORGOTTEN).date())
        body = collecting.packed(self._slots.lying(min(wanted.most, collecting.MOST)))
        return Response(200, body, (*ALWAYS, ("Content-Type", "application/octet-stream")))


class Visit:
    """One reader's request, and the answer to it."""

    def __init__(self, box: Letterbox, found: Standing, request: Request) -> None:
        self.box, self.standing, self.request = box, found, request
        match = _PATH.fullmatch(request.path)
        self.part = match["part"] if match else ""
        self.token = (match["token"] or "") if match else ""
        asked = (match["language"] or "") if match else ""
        self.language = asked if asked in found.languages else found.languages[0]

    def answer(self) -> Response:
        if len(self.request.body) > LARGEST:
            return self._page(413, "large")
        parts = {
            ("join", False): (self._join_form, self._join),
            ("ask", False): (self._ask_form, self._ask),
            ("remind", False): (self._remind_form, self._remind),
            ("give", False): (self._give_form, self._give),
            ("confirm", True): (self._shown("confirm"), self._confirm),
            ("remind", True): (self._shown("remember"), self._remember),
            ("leave", True): (self._shown("leave"), self._leave),
            ("choose", True): (self._shown("choose"), self._choose),
        }
        acts = parts.get((self.part, bool(self.token)))
        if acts is None:
            return self._page(404, "unknown")
        if self.request.method in ("GET", "HEAD"):
            return acts[0]()
        if self.request.method == "POST":
            return acts[1]()
        return Response(405, b"", (*ALWAYS, ("Allow", "GET, HEAD, POST")))

    # What carries an address

    def _join_form(self) -> Response:
        return self._page(200, "join")

    def _join(self) -> Response:
        try:
            address = mailboxes.typed(self.request.field("email"))
        except mailboxes.NotAMailbox as error:
            return self._page(422, "join", problem=error.reason)
        letter = letters.Join(
            address=address,
            page=self.language,
            languages=self._languages(),
            full=self._full(),
            policy=self.standing.policy,
        )
        return self._taken("join", letter, "joined") if self.box.may(self.request) else self._page(503, "busy")

    def _ask_form(self) -> Response:
        return self._page(200, "ask")

    def _ask(self) -> Response:
        try:
            address = mailboxes.typed(self.request.field("email"))
        except mailboxes.NotAMailbox as error:
            return self._page(422, "ask", problem=error.reason)
        letter = letters.Ask(address=address, page=self.language)
        return self._taken("ask", letter, "asked") if self.box.may(self.request) else self._page(503, "busy")

    def _remind_form(self) -> Response:
        return self._page(200, "remind") if self.language in self.standing.reminds else self._to_support()

    def _remind(self) -> Response:
        if self.language not in self.standing.reminds:
            return self._to_support()
        try:
            address = mailboxes.typed(self.request.field("email"))
        except mailboxes.NotAMailbox as error:
            return self._page(422, "remind", problem=error.reason)
        letter = letters.Remind(address=address, page=self.language, months=self._months())
        return self._taken("join", letter, "joined") if self.box.may(self.request) else self._page(503, "busy")

    def _to_support(self) -> Response:
        """Where no reminder by mail is offered, that page says what is."""
        return Response(303, b"", (*ALWAYS, ("Location", f"/{self.language}/support.html")))

    # What asks, and names nobody

    def _give_form(self) -> Response:
        giving = self.standing.giving.get(self.language)
        if giving is None or not self.box.asks.are_heard():
            return self._giving("away")
        return self._giving("give", Filled.of(self.request, giving))

    def _give(self) -> Response:
        giving = self.standing.giving.get(self.language)
        if giving is None:
            return self._giving("away")
        filled = Filled.of(self.request, giving)
        try:
            question = filled.question(self.language, giving)
        except NotASum as error:
            return self._giving("give", replace(filled, problem=error.reason), 422)
        except BadGiving:
            return self._giving("give", replace(filled, problem="way"), 422)
        if not self.box.may(self.request):
            return self._giving("away")
        answer = self.box.asks.ask(question.as_bytes())
        if said := lines(answer):
            return self._giving("transfer", filled, lines=said)
        go = address(answer)
        return self._giving("go", filled, go=go) if go else self._giving("away")

    # What carries a token: it has a room of its own, and nothing that is not ours gets into it

    def _shown(self, part: str) -> Callable[[], Response]:
        return lambda: self._page(200, part)

    def _confirm(self) -> Response:
        return self._with_token(letters.Confirm(token=self.token), "confirmed")

    def _remember(self) -> Response:
        return self._with_token(letters.Confirm(token=self.token), "remembered")

    def _leave(self) -> Response:
        return self._with_token(letters.Leave(token=self.token), "left")

    def _choose(self) -> Response:
        letter = letters.Choose(token=self.token, languages=self._languages(), full=self._full())
        return self._with_token(letter, "chosen")

    def _with_token(self, letter: letters.Letter, then: str) -> Response:
        if not is_ours(self.token, self.standing.passes):
            return self._page(200, then)  # as for a token of ours, which may be old or used
        return self._taken("kept", letter, then)

    def _taken(self, room: str, letter: letters.Letter, then: str) -> Response:
        if not self.box.put(room, letter, self.standing):
            return self._page(503, "busy")
        return self._page(200, then)

    def _languages(self) -> list[str]:
        known = self.standing.languages
        asked = [one for one in known if one in self.request.fields.get("language", [])]
        return asked or [self.language]

    def _months(self) -> int:
        asked = self.request.field("months") if self.request.method == "POST" else ""
        return next((one for one in LATER if str(one) == asked), LATER[0])

    def _full(self) -> bool:
        return self.standing.full and self.request.field("full") == "yes"

    # How it looks

    def _page(self, status: int, part: str, problem: str = "") -> Response:
        ticked = self._languages() if self.request.method == "POST" else [self.language]
        page = LetterPage(
            frame=self._frame(title(part, self.language)),
            part=part,
            action=self._action(part),
            leave=f"{AT}{self.language}/leave/{self.token}" if part in ("leave", "choose") else "",
            email=self.request.field("email")[:254] if problem else "",
            problem=problem,
            languages=tuple(
                Choice(value=one, label=own_name(one), language=one, ticked=one in ticked)
                for one in self.standing.languages
            ),
            full=self._full() if self.standing.full else None,
            months=tuple((one, one == self._months()) for one in LATER) if part == "remind" else (),
            challenge=self.box.challenge() if part in ("join", "ask", "remind") else "",
        )
        body = _filled(to_html(page).encode())
        retry = (("Retry-After", "3600"),) if status == 503 else ()
        return Response(status, body, (*ALWAYS, HTML, *retry))

    def _giving(
        self, part: str, filled: Filled | None = None, status: int = 200, go: str = "", lines: tuple[str, ...] = ()
    ) -> Response:
        giving = self.standing.giving.get(self.language)
        ways = giving.ways if giving else []
        way = next((one for one in ways if filled and one.slug == filled.way), None)
        page = GivePage(
            frame=self._frame(title(part, self.language)),
            part=part,
            action=f"{AT}{self.language}/give",
            plain=f"/{self.language}/support.html",
            countries=tuple(giving.countries) if giving else (),
            amount=filled.amount if filled else "",
            currency=filled.currency if filled else "",
            currencies=tuple(giving.least) if giving else (),
            problem=filled.problem if filled else "",
            least=(giving.least[filled.currency], giving.most[filled.currency]) if giving and filled else (0, 0),
            rhythms=tuple(Choice(value=one, label="", ticked=bool(filled and filled.rhythm == one)) for one in RHYTHMS),
            ways=tuple(Choice(value=one.slug, label=one.name, ticked=one is way) for one in ways),
            variant=filled.variant if filled else "",
            company=way.company if way else "",
            go=go,
            lines=lines,
        )
        return Response(status, _filled(to_html(page).encode()), (*ALWAYS, HTML))

    def _action(self, part: str) -> str:
        if part == "remember":
            return f"{AT}{self.language}/remind/{self.token}"
        if part in ("join", "ask", "remind", "choose", "confirm"):
            return f"{AT}{self.language}/{part}" + (f"/{self.token}" if self.token else "")
        return f"{AT}{self.language}/ask" if part == "unknown" else ""

    def _frame(self, named: str) -> Frame:
        names = self.standing.names
        where = self.part if self.part in ("join", "ask", "give", "remind") else "join"
        languages = self.standing.languages if len(self.standing.languages) > 1 else []
        return Frame(
            language=self.language,
            direction=direction(self.language),
            newsroom=names.get(self.language) or next(iter(names.values())),
            strapline="",
            home=f"/{self.language}/",
            title=named,
            translations=tuple(
                Link(
                    label=own_name(one),
                    href=f"{AT}{one}/{where}",
                    language=one if one != self.language else "",
                    current=one == self.language,
                )
                for one in languages
            ),
            colour=self.standing.colour,
            index=False,
        )


def _filled(body: bytes) -> bytes:
    """As long as a whole number of steps, so that its length on the wire tells no page from another of its kind."""
    short = -len(body + b"\n") % STEP
    return body + b" " * short + b"\n"
