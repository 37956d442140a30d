"""Where readers of the fake Stripe change what they give: a page that a mailed link leads to, without a password."""

from __future__ import annotations

import copy
import html
from collections.abc import Mapping
from typing import Any

from tamizdat.demo.providers.stripe_books import Books, Wrong
from tamizdat.demo.providers.stripe_readers import Card
from tamizdat.money import NotASum, typed, written

LEAST, MOST = 50, 99_999_999  # minor units of one payment
STYLE = """:root{color-scheme:light dark;font:1.05rem/1.5 system-ui,sans-serif}
body{max-width:30rem;margin:3rem auto;padding:0 1rem}label{display:block;margin:.5rem 0}
button,input{font:inherit;padding:.5rem .8rem}button{margin-top:.5rem}section{border-top:1px solid #8888}
section,fieldset{margin-top:1.5rem}.no,.yes{border-inline-start:4px solid #b00;padding-inline-start:.75rem}
.yes{border-color:#080}"""
PAGE = """<!doctype html><html lang="en"><meta charset="utf-8"><title>{title} (demo)</title>
<meta name="viewport" content="width=device-width,initial-scale=1"><link rel="icon" href="data:,">
<style>{style}</style><main><h1>{title}</h1>{said}{body}</main></html>"""
LOGIN = """<p>This is the demo's payment company. It mails a link to the address that you gave when you paid.</p>
<form method="post"><label>E-mail <input type="email" name="email" required maxlength="254"></label>
<button>Mail me the link</button></form>"""
SENT = "If somebody gives with this address, a link is on its way to it. It is good for an hour."
OFTEN = {"month": "every month", "year": "every year"}


def page(title: str, body: str, *, said: str = "", is_wrong: bool = False) -> str:
    told = (
        f'<p class="{"no" if is_wrong else "yes"}" role="{"alert" if is_wrong else "status"}">{html.escape(said)}</p>'
    )
    return PAGE.format(title=html.escape(title), style=STYLE, said=told if said else "", body=body)


def cards(known: Mapping[str, tuple[str, Card]]) -> str:
    """A choice among these, the first of them chosen."""
    first = next(iter(known))
    return "".join(
        f'<label><input type="radio" name="card" value="{number}"{" checked" if number == first else ""}> '
        f"…{number}: {words}</label>"
        for number, (words, _) in known.items()
    )


def gifts(books: Books, token: str, known: Mapping[str, tuple[str, Card]], said: str = "", wrong: str = "") -> str:
    """All that repeats and belongs to whoever holds this link.  Raises Wrong when it is over."""
    found = books.behind(token)
    body = "".join(_gift(books, one, known) for one in found) or "<p>Nothing repeats.</p>"
    return page("What you give", body, said=wrong or said, is_wrong=bool(wrong))


def _gift(books: Books, gift: dict[str, Any], known: Mapping[str, tuple[str, Card]]) -> str:
    part, currency = gift["items"]["data"][0], gift["currency"].upper()
    sum_, often = written(part["price"]["unit_amount"], currency), OFTEN[part["price"]["recurring"]["interval"]]
    name, day = f'<input type="hidden" name="gift" value="{gift["id"]}">', f"{books.moment(gift['next']):%Y-%m-%d}"
    head = f"<section><h2>{sum_} {currency} {often}</h2>"
    if gift["status"] == "canceled":
        return f"{head}<p>Ended.</p></section>"
    if gift["cancel_at_period_end"]:
        back = f'<form method="post">{name}<button name="act" value="keep">Go on after all</button></form>'
        return f"{head}<p>It ends on {day}; nothing more is taken.</p>{back}</section>"
    stands = "The last payment was turned down; the next try is on" if gift["status"] == "past_due" else "Next on"
    return (
        f"{head}<p>{stands} {day}.</p>"
        f'<form method="post">{name}<label>Another sum, {currency} '
        f'<input name="sum" value="{sum_}" inputmode="decimal"></label>'
        '<button name="act" value="change">Change the sum</button></form>'
        f'<form method="post">{name}<fieldset><legend>Another card</legend>{cards(known)}</fieldset>'
        '<button name="act" value="card">Change the card</button></form>'
        f'<form method="post">{name}<button name="act" value="end">End it</button></form></section>'
    )


def act(books: Books, token: str, params: Mapping[str, Any], known: Mapping[str, tuple[str, Card]]) -> tuple[str, str]:
    """Do what the form asks: (what was done, what was wrong).  Raises Wrong for what is not behind this link."""
    name = str(params.get("gift", ""))
    gift = next((one for one in books.behind(token) if one["id"] == name), None)
    if gift is None:
        raise Wrong(404, "resource_missing", "There is no such gift behind this link.")
    match params.get("act"):
        case "change":
            try:
                amount = typed(str(params.get("sum", "")), gift["currency"].upper(), LEAST, MOST)
            except NotASum:
                return "", "That is no sum that a card can pay. Write 7.50."
            books.change(name, amount)
            return "The next payment is of that sum.", ""
        case "card":
            number = str(params.get("card", ""))
            books.new_card(name, copy.copy(known[number if number in known else next(iter(known))][1]))
            return "From now on this card is charged.", ""
        case "end":
            books.end(name)
            return "It is ended; nothing more is taken.", ""
        case "keep":
            books.keep(name)
            return "It goes on.", ""
    return "", "Choose what to change."
