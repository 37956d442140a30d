"""What is mailed to one reader at a time: please confirm, welcome, the link that was asked for.

Sender and subject say nothing of the newsroom: whoever looks over a shoulder, or at a list of subjects, learns little.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from tamizdat.newsletter.words import gettext_in
from tamizdat.outbox.message import Message

# By the kind of a record, the letterbox's form that its token is for.
FORMS = {"join": "confirm", "welcome": "leave", "ask": "choose", "remind": "remind"}


def message(record: dict[str, Any], newsroom: str, address: str, site: str, now: datetime) -> Message:
    """Of a record in the spool.  `site` is where links lead: "https://herald.example"."""
    language = record["page"]
    say = gettext_in(language)
    kind = record["kind"]
    link = (
        f"{site}/-/{language}/{FORMS[kind]}/{record['token']}" if kind in FORMS else f"{site}/{language}/support.html"
    )
    subject, text = {
        "join": (
            say("Please confirm"),
            say(
                "Somebody, you perhaps, asked that the newsletter of {newsroom} be sent to this address.\n\n"
                "If it was you, open this page and press the button:\n{link}\n\n"
                "The link works for seven days. If it was not you, do nothing: nothing more comes."
            ),
        ),
        "welcome": (
            say("Confirmed"),
            say(
                "The newsletter of {newsroom} comes to this address from the next issue on. It is free.\n\n"
                "To end it, now or at any time, open this page and press the button:\n{link}\n\n"
                "It knows you by this link alone, so pass it on to nobody."
            ),
        ),
        "ask": (
            say("The link you asked for"),
            say(
                "Somebody, you perhaps, asked for the link by which the newsletter of {newsroom} is changed or ended."
                "\n\nHere it is:\n{link}\n\n"
                "It works for a day. If it was not you, do nothing."
            ),
        ),
        "remind": (
            say("Please confirm"),
            say(
                "Somebody, you perhaps, asked {newsroom} for one message in some months, to this address.\n\n"
                "If it was you, open this page and press the button:\n{link}\n\n"
                "The link works for seven days. If it was not you, do nothing: nothing more comes."
            ),
        ),
        "reminder": (
            say("You asked for a word"),
            say(
                "Some months ago you asked {newsroom} to write to you about supporting it. Who had better not, and how "
                "it is done, is told here:\n{link}\n\n"
                "This is the only message: your address is deleted with it."
            ),
        ),
    }[kind]
    said = text.format(newsroom=newsroom, link=link)
    return Message(name=say("Post"), address=address, subject=subject, text=said, language=language, date=now)
