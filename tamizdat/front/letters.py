"""What the pages of a letterbox are called."""

from __future__ import annotations

from tamizdat.front.words import words


def title(part: str, language: str) -> str:
    """Of a template in letters/."""
    say = words(language).gettext
    return {
        "ask": say("Change or end the newsletter"),
        "asked": say("Look into your mailbox"),
        "away": say("Not possible just now"),
        "busy": say("Please try again"),
        "choose": say("What shall come to you?"),
        "chosen": say("Saved"),
        "confirm": say("One more press"),
        "confirmed": say("Thank you"),
        "give": say("Your support"),
        "go": say("One more step"),
        "join": say("Our newsletter"),
        "joined": say("Look into your mailbox"),
        "large": say("This is too much"),
        "leave": say("No more newsletter?"),
        "left": say("Nothing more comes to you"),
        "remember": say("One more press"),
        "remembered": say("Until then"),
        "remind": say("Remind me later"),
        "transfer": say("Your transfer"),
        "unknown": say("There is nothing here"),
    }[part]
