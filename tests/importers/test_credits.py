"""Who made a photo: found by the shapes that newsrooms write credits in, never guessed from a name alone."""

from __future__ import annotations

import pytest

from tamizdat.importers import credits


@pytest.mark.parametrize(
    ("text", "caption", "credit"),
    [
        ("A boat. (Photo by Ann Lee/AFP)", "A boat.", "Ann Lee/AFP"),
        ("A boat. Photo: Ann Lee", "A boat.", "Ann Lee"),
        ("Photo by Ann Lee / Agency", "", "Ann Lee / Agency"),
        ("Иван Петров в суде. Фото: Анна Ли / Берег", "Иван Петров в суде.", "Анна Ли / Берег"),
        ("A boat. © Ann Lee", "A boat.", "Ann Lee"),
        ("Credit: Ann Lee for the Herald", "", "Ann Lee for the Herald"),
        ("Ann Lee / Coastal Press / Sipa", "", "Ann Lee / Coastal Press / Sipa"),
        ("The pier at dawn. Ann Lee / Coastal Press", "The pier at dawn.", "Ann Lee / Coastal Press"),
        ("Un bateau. Crédit : Anne Lee", "Un bateau.", "Anne Lee"),
        ("Der Hafen. Foto: dpa", "Der Hafen.", "dpa"),
        ("A boat — Courtesy of Ann Lee", "A boat", "Ann Lee"),
        ("A boat at the pier", "A boat at the pier", ""),
        ("Ann Lee walks along the pier.", "Ann Lee walks along the pier.", ""),
        ("The photo by the door was old.", "The photo by the door was old.", ""),
        ("A boat (in 2019)", "A boat (in 2019)", ""),
    ],
)
def test_a_caption_and_its_credit_are_parted(text, caption, credit):
    assert credits.parted(text) == (caption, credit)


@pytest.mark.parametrize(
    ("field", "found"),
    [
        ("_media_credit", "Ann Lee"),
        ("photographer_name", "Ann Lee"),
        ("_wp_image_source", "Ann Lee"),
        ("foto-credit", "Ann Lee"),
        ("автор", "Ann Lee"),
        ("_edit_last", ""),
        ("_credit_url_id", ""),
    ],
)
def test_a_field_is_known_by_a_word_in_its_name(field, found):
    value = "12" if found == "" else "Ann Lee"

    assert credits.from_named_fields({field: value}) == found
