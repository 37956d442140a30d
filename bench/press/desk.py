"""What an editor waits for: her desk's own screens, asked as her browser asks: `python -m bench.press.desk HOME N`.

N stories are begun, kept, kept again and published, and looked for, in a process that has served before.  Clocked is
the answer to each request; what the press does afterwards is not in it.  Prints one JSON object: of each request its
median and its worst, in seconds.
"""

from __future__ import annotations

import json
import os
import statistics
import sys
import time
from collections import defaultdict
from typing import Any

WARM = 3  # stories before the first that counts
HOST = "localhost"
FORM = "page-edit-form"


def main(words: list[str]) -> None:
    home, times = words
    os.environ["TAMIZDAT_HOME"] = home
    os.environ["DJANGO_SETTINGS_MODULE"] = "tamizdat.settings"
    import django

    django.setup()
    print(json.dumps(pace(int(times))))


def pace(times: int) -> dict[str, tuple[float, float]]:
    from bench.press.ours import settled, take_back
    from tamizdat.desk.models import Paper

    editor = Editor()
    paper = Paper.objects.get(locale__language_code="en")
    spent: dict[str, list[float]] = defaultdict(list)
    made: list[int] = []
    for number in range(times + WARM):
        headline = f"A boat came in at night, number {number} zq{time.time_ns()}x"
        where = f"/admin/pages/add/desk/story/{paper.pk}/"
        spent["an empty form"].append(editor.asks(where))
        spent["a draft kept"].append(editor.sends(where, headline=headline, **_body("Nobody saw it come.")))
        where = editor.at
        made.append(int(where.rstrip("/").split("/")[-2]))
        editor.asks(where)
        spent["kept again"].append(editor.sends(where, **_body("Nobody saw it leave.")))
        editor.asks(where)
        going = {"action-publish": "action-publish"}
        spent["published"].append(editor.sends(where, **_body("Nobody saw it at all."), **going))
        settled()
        spent["the list"].append(editor.asks("/admin/stories/"))
        spent["a search"].append(editor.asks("/admin/stories/", q=headline))
        if headline not in editor.page:
            raise SystemExit(f"{headline}: published, and not found at the desk")
    take_back(made)
    counted = {what: seconds[WARM:] for what, seconds in spent.items()}
    return {what: (statistics.median(seconds), max(seconds)) for what, seconds in counted.items()}


class Editor:
    """Somebody with a seat at the desk, and the page she was given last."""

    def __init__(self) -> None:
        from django.contrib.auth import get_user_model
        from django.test import Client
        from django.utils import timezone

        from tamizdat.desk.seats import Seat, Way

        users = get_user_model().objects
        user = users.filter(username="bench").first() or users.create_superuser("bench", "bench@courier.example")
        self.client = Client(headers={"host": HOST})
        self.client.force_login(user)
        now = timezone.now()
        Seat.objects.create(user=user, session=self.client.session.session_key, way=Way.APP, taken=now, used=now)
        self.page = self.at = ""

    def asks(self, path: str, **query: str) -> float:
        """Seconds."""
        began = time.perf_counter()
        answer = self.client.get(path, query)
        spent = time.perf_counter() - began
        if answer.status_code != 200:
            raise SystemExit(f"{path}: {answer.status_code}")
        self.page = answer.text
        return spent

    def sends(self, path: str, **given: str) -> float:
        """Seconds; the form that was asked for last goes back with what is given.  `at` is where the answer leads."""
        fields = {**_fields(self.page), **given}
        began = time.perf_counter()
        answer = self.client.post(path, fields)
        spent = time.perf_counter() - began
        if answer.status_code != 302:
            raise SystemExit(f"{path}: the form was refused: {_refusal(answer.text)}")
        self.at = answer.headers["Location"]
        return spent


def _fields(page: str) -> dict[str, str]:
    """What a browser would send of the form as it came."""
    from bs4 import BeautifulSoup

    form = BeautifulSoup(page, "html.parser").find("form", id=FORM)
    for template in form.find_all("template"):
        template.decompose()
    found: dict[str, str] = {}
    for one in form.find_all(["input", "textarea", "select"]):
        name, kind = one.get("name"), one.get("type")
        if not name or kind in ("submit", "file") or (kind in ("checkbox", "radio") and not one.has_attr("checked")):
            continue
        found[name] = _value(one)
    return found


def _value(field: Any) -> str:
    if field.name == "textarea":
        return str(field.text)
    if field.name == "select":
        options = [str(option.get("value", "")) for option in field.find_all("option")]
        chosen = [str(option.get("value", "")) for option in field.find_all("option", selected=True)]
        return (chosen or [""])[0] or next(filter(None, options), "")
    return str(field.get("value", ""))


def _body(text: str) -> dict[str, str]:
    """One paragraph, as the form of the body sends it."""
    block = {"key": "a", "text": text, "type": "unstyled", "depth": 0, "inlineStyleRanges": [], "entityRanges": []}
    return {
        "body-count": "1",
        "body-0-deleted": "",
        "body-0-order": "0",
        "body-0-type": "paragraph",
        "body-0-id": "",
        "body-0-value": json.dumps({"blocks": [block], "entityMap": {}}),
    }


def _refusal(page: str) -> str:
    from bs4 import BeautifulSoup

    told = BeautifulSoup(page, "html.parser").select(".messages, .error-message")
    return " ".join(" ".join(one.text.split()) for one in told) or "no reason given"


if __name__ == "__main__":
    main(sys.argv[1:])
