"""The people and papers of the tests.  Vera edits, Lev writes as "A. Stork", Masha reads.

Whatever they make goes through the desk's own doors.
"""

from __future__ import annotations

from datetime import UTC, datetime
from io import BytesIO
from typing import Any

from PIL import Image

from tamizdat.desk.draft import Block, Draft, DraftPhoto

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


def vera() -> Any:
    """She edits, and may do everything."""
    from django.contrib.auth import get_user_model

    users = get_user_model().objects
    return users.filter(username="vera").first() or users.create_superuser("vera", "vera@herald.example")


def lev() -> Any:
    """He writes, and publishes nothing himself.  Nothing ties his account to "A. Stork"."""
    from django.contrib.auth import get_user_model
    from django.contrib.auth.models import Group

    users = get_user_model().objects
    user = users.filter(username="lev").first() or users.create_user("lev", "lev@herald.example")
    user.groups.add(Group.objects.get(name="Editors"))
    return user


def sections() -> None:
    from wagtail.models import Locale

    from tamizdat.desk.models import Section, SectionName

    russian = Locale.objects.get(language_code="ru")
    for order, (slug, name, other) in enumerate([("news", "News", "Новости"), ("harbour", "Harbour", "Порт")]):
        section = Section(slug=slug, name=name, order=order)
        section.translations = [SectionName(locale=russian, name=other)]
        section.full_clean()
        section.save()


def picture(width: int = 800, height: int = 600, colour: str = "#3a6ea5") -> bytes:
    """A JPEG as a telephone makes it: with a place, a serial number and a comment."""
    exif = Image.Exif()
    exif[0x0112] = 1  # orientation
    exif[0xA431] = "SERIAL-4711"  # body serial number
    exif.get_ifd(0x8825)[2] = (38.0, 42.0, 10.0)  # GPS latitude
    out = BytesIO()
    Image.new("RGB", (width, height), colour).save(out, "JPEG", exif=exif, comment=b"taken by Lev")
    return out.getvalue()


def draft_photo(**words: Any) -> DraftPhoto:
    given = {"caption": "Ferries at the east quay.", "credit": "O. Reed / Herald", "alt": "Two white ferries"}
    return DraftPhoto(**{"file": picture(), "filename": "quay.jpg", **given, **words})


def draft(**parts: Any) -> Draft:
    """A finished draft in English."""
    given: dict[str, Any] = {
        "headline": "Harbour pilots stop work",
        "language": "en",
        "deck": "Nine ships wait outside.",
        "dateline": "Eastquay",
        "section": "harbour",
        "bylines": ("A. Stork",),
        "topics": ("Strike",),
        "body": (Block(kind="paragraph", value="<p>Nine people were in the boat.</p>"),),
    }
    return Draft(**{**given, **parts})


def story(**parts: Any) -> Any:
    """The draft as a story at the desk, not yet published."""
    from tamizdat.desk.actions.write import write

    return write(draft(**parts))


def photo(**words: Any) -> Any:
    from tamizdat.desk.setting import kept

    return kept(draft_photo(**words))


def upload(content: bytes, name: str = "quay.jpg") -> Any:
    """The file as a browser sends it."""
    from django.core.files.uploadedfile import SimpleUploadedFile

    return SimpleUploadedFile(name, content, "image/jpeg")


def sits(client: Any, user: Any) -> Any:
    """Let this person sit at the desk, as if two factors had been shown."""
    from django.utils import timezone

    from tamizdat.desk.seats import Seat, Way

    client.force_login(user)
    now = timezone.now()
    Seat.objects.create(user=user, session=client.session.session_key, way=Way.APP, taken=now, used=now)
    return client
