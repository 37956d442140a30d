"""The demo newsroom after two issues were sent, each with all stories of a language: `python -m … HOME`."""

from __future__ import annotations

import os
import sys


def main(home: str) -> None:
    os.environ["TAMIZDAT_HOME"] = home
    os.environ["DJANGO_SETTINGS_MODULE"] = "tamizdat.settings"
    import django

    django.setup()
    from tamizdat.press import copy, filing

    issues = []
    for number, language in enumerate(("en", "ru"), 1):
        from tamizdat.press.models import Entry

        rows = Entry.objects.filter(list=f"{language}/all").order_by("position").values_list("row", flat=True)
        picks = tuple(copy.Picked(story=row.partition(":")[2]) for row in rows)
        sent = "2026-11-20T18:00:00Z"
        issues.append(
            copy.Issue(key=str(number), language=language, sent=sent, subject="The week & <more>", picks=picks)
        )
    filing.file(issues)


if __name__ == "__main__":
    main(sys.argv[1])
