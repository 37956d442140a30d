"""Weigh whether a passage is furniture: an appeal, a letter's sign-up, small print, a row of links, a way on.

A verdict needs several independent cues: who is spoken to, what is asked, how long and how finished the lines are.  A
paragraph that tells of donations or money in the third person has one cue only, and stays.
"""

from __future__ import annotations

import re
from typing import Literal

from tamizdat.importers import cues
from tamizdat.importers.words import one_line

Sort = Literal["appeal", "letter", "small print", "row", "more", "share"]
_DENSE = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7af\u0e00-\u0e7f]")  # letters that each hold more
_RUN_TOGETHER = re.compile(r"(?<=[^\W\d_A-ZА-ЯЁ])(?=[A-ZА-ЯЁ])")  # "HomeNewsAbout": links with nothing between them
_UNPOINTED = re.compile(r"[\u0e00-\u0eff\u1780-\u17ff]")  # Thai, Lao and Khmer end no sentence with a mark
_LEAST_OF_A_LABEL = 0.3  # of a short line's words that must be of rights or privacy: "Manage cookies"
_LEAST_OF_A_NOTICE = 0.3  # of a sentence that speaks to nobody: "The Privacy Policy and Terms of Service apply."
_LEAST_OF_A_REQUEST = 0.05  # of what speaks to the reader, or asks: "We use cookies to …"
_FINISHED = re.compile(r"[.!?…։。؟][\"”»’)\]]*$")


def is_prose(text: str) -> bool:
    """Whether a passage is at least one finished sentence of some length."""
    length = len(text) + len(_DENSE.findall(text))
    if length < 60:
        return False
    if len(_UNPOINTED.findall(text)) > 0.5 * len(text):
        return True
    return bool(_FINISHED.search(text.rstrip())) or (length >= 120 and bool(re.search(r"[.!?…。؟]\s|。", text)))


def is_speech(text: str) -> bool:
    """Whether a passage opens as something that somebody says: a quotation, a line of an interview."""
    return bool(re.match(r"\s*(?:[—–-]\s|[«“„\"'‘])", text))


def sort_of(text: str) -> Sort | None:
    """What sort of furniture a passage is on its own evidence; None when it may be a part of the story."""
    line = one_line(text)
    if not line:
        return None
    if not re.search(r"[^\W\d_]", line) and len(line) <= 12 and not cues.MONEY.search(line):
        return "row"
    found = cues.traits(line)
    if _is_small_print(line, found):
        return "small print"
    if _is_appeal(line, found):
        return "appeal"
    if _is_letter(line, found):
        return "letter"
    if _is_share(line, found):
        return "share"
    if _is_more(line, found):
        return "more"
    return "row" if _is_row(line, found) else None


def _is_appeal(line: str, found: frozenset[str]) -> bool:
    """Asks the reader for support: a request, to "you", by "us", or with amounts and how often."""
    if "give" not in found:
        return _is_amounts(line, found)
    if is_speech(line):
        return False
    if len(line) <= 90 and not _FINISHED.search(line):
        return "said" not in found and (
            _starts_with_request(line)
            or {"we", "do it"} <= found
            or {"we", "you"} <= found
            or {"money", "frequency"} & found != set()
        )
    weight = len({"you", "we", "do it", "frequency", "money", "address"} & found)
    if "said" in found:
        weight -= 1
    return weight >= 3 or (weight >= 2 and _starts_with_request(line) and bool({"we", "you"} & found))


def _is_amounts(line: str, found: frozenset[str]) -> bool:
    """A row of amounts or of how often: "Once  Monthly  Annually", "$5 $10 $25"."""
    if len(line) > 80 or _FINISHED.search(line):
        return False
    bare = re.sub(r"[$€£¥₽₴\d.,/|·•\s\-–—]+|USD|EUR|RUB", "", line)
    if "money" in found and len(bare) <= 12:
        return True
    return "frequency" in found and cues.share_of(cues.FREQUENCY, line) >= 0.5


def _starts_with_request(line: str) -> bool:
    return bool(cues.REQUEST.search(line))


def _is_letter(line: str, found: frozenset[str]) -> bool:
    """Sells a newsletter or wants an address."""
    if "address" not in found or "said" in found or is_speech(line):
        return False
    short = len(line) <= 60 and not _FINISHED.search(line)
    asks = {"do it", "you"} & found
    if short:
        return bool(asks) or cues.share_of(cues.ADDRESS, line) >= 0.5 or "@" in line
    if len(line) > 160 and not asks:
        return False
    return len(line) <= 500 and len({"you", "we", "do it", "frequency", "give", "small print"} & found) >= 2


def _is_small_print(line: str, found: frozenset[str]) -> bool:
    """Rights, cookies, privacy, machines that keep machines out."""
    if re.match(r"(?:©|\(c\)\s|copyright\b)", line, re.IGNORECASE) and (
        re.search(r"\b(?:19|20)\d\d\b", line) or "small print" in found
    ):
        return True
    if "small print" not in found or "said" in found or line.endswith("?"):
        return False
    share = cues.share_of(cues.SMALL_PRINT, cues.without_quotes(line))
    if not {"you", "we", "do it"} & found and share < (_LEAST_OF_A_LABEL if len(line) <= 80 else _LEAST_OF_A_NOTICE):
        return False  # a story may tell of a law on privacy, or of cookies
    named = len({found_word.group().lower() for found_word in cues.SMALL_PRINT.finditer(cues.without_quotes(line))})
    if len(line) <= 80 and not _FINISHED.search(line):
        return True
    asked = {"you", "we"} <= found or "do it" in found or bool(cues.SITE.search(line))
    asked = asked or (bool({"you", "we"} & found) and bool({"frequency", "address"} & found))
    return named >= 2 or (share >= _LEAST_OF_A_NOTICE) or (asked and share >= _LEAST_OF_A_REQUEST)


def _is_share(line: str, found: frozenset[str]) -> bool:
    return "share" in found and len(line) <= 160 and not is_prose(line) and cues.share_of(cues.SHARE, line) >= 0.5


def _is_more(line: str, found: frozenset[str]) -> bool:
    """Leads on to other stories: a short label, or a label, a colon and a title."""
    if "more" not in found or "said" in found:
        return False
    label = cues.MORE.match(line.lstrip("▶►→➤»>[(•*— "))
    if not label:
        return False
    rest = line[line.find(label.group()) + len(label.group()) :].strip()
    if len(line) <= 40 and not _FINISHED.search(line.rstrip("…")):
        return len(label.group().split()) > 1 or len(rest.split()) <= 2
    return len(label.group()) > 4 and rest[:1] in ":：—–-|»>→" and len(line) <= 240


def _is_player(line: str) -> bool:
    """Nothing but how long a story is to hear or read: "Listen, 12 min", "34 min"."""
    if len(line) > 80 or not cues.LASTING.search(line):
        return False
    return not re.search(r"[^\W\d_]", cues.LISTEN.sub("", cues.LASTING.sub("", line)))


def _is_row(line: str, found: frozenset[str]) -> bool:
    """A row of ways around the site: "Home | News | About", or one such word."""
    if len(line) > 200 or is_prose(line):
        return False
    if _is_player(line):
        return True
    if len(_RUN_TOGETHER.findall(line)) >= 3:
        line = " | ".join(_RUN_TOGETHER.split(line))
    parts = [part.strip() for part in re.split(r"\s*[|·•/»›→\t]\s*|\s{3,}", line) if part.strip()]
    share = cues.share_of(cues.AROUND, line)
    if len(parts) >= 3 and max(len(part.split()) for part in parts) <= 3:
        return share >= 0.25
    return "around" in found and len(line) <= 40 and share >= 0.6
