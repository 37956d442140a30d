"""Reminders that a reader's own calendar keeps (RFC 5545), and that say nothing of us.

Nobody is asked for an address, and whoever looks into the calendar, or keeps it for the reader, learns nothing: no name
of ours, no link, no word of money.
"""

from __future__ import annotations

import hashlib
from datetime import date, datetime, timedelta

DAY = 10  # of the month: after most have been paid


def reminder(month: datetime, months: int, title: str) -> bytes:
    """A file for one day, so many months after this one."""
    day = _day(month, months)
    name = hashlib.sha256(f"{month:%Y-%m} {months}".encode()).hexdigest()[:24]
    lines = (
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Calendar//EN",
        "BEGIN:VEVENT",
        f"UID:{name}",
        f"DTSTAMP:{month:%Y%m%dT000000Z}",
        f"DTSTART;VALUE=DATE:{day:%Y%m%d}",
        f"DTEND;VALUE=DATE:{day + timedelta(days=1):%Y%m%d}",
        f"SUMMARY:{_escaped(title)}",
        "TRANSP:TRANSPARENT",
        "END:VEVENT",
        "END:VCALENDAR",
    )
    return "".join(f"{line}\r\n" for line in lines).encode()


def _day(month: datetime, months: int) -> date:
    years, at = divmod(month.month - 1 + months, 12)
    return date(month.year + years, at + 1, DAY)


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace(",", "\\,").replace(";", "\\;")
