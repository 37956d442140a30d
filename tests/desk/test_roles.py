"""Roles: what each person may do at the desk, and what is refused to those who ask for more by its address."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from tamizdat.desk import roles, seats
from tamizdat.desk.entering import invite
from tamizdat.desk.roles import Role
from tests import cast
from tests.desk.coming_in import is_in


def test_each_role_may_what_its_name_says(newsroom: Any, story: Any) -> None:
    def may(role: Role) -> tuple[bool, ...]:
        user, _ = invite(f"A {role}", role, datetime.now(UTC))
        user = type(user).objects.get(pk=user.pk)
        here = story.permissions_for_user(user)
        client = cast.sits(Client(), user)
        return (
            is_in(client),
            here.can_edit(),
            here.can_publish(),
            user.has_perm("desk.change_section"),
            client.get("/admin/health/").status_code == 200,
            client.get("/admin/staff/").status_code == 200,
        )

    assert may(Role.REPORTER) == (True, False, False, False, False, False)
    assert may(Role.EDITOR) == (True, True, False, False, False, False)
    assert may(Role.PUBLISHER) == (True, True, True, True, False, False)
    assert may(Role.KEEPER) == (True, True, True, True, True, True)


def test_a_reporter_edits_what_he_began(newsroom: Any) -> None:
    user, _ = invite("Masha", Role.REPORTER, datetime.now(UTC))
    mine = cast.story(headline="Mine")
    mine.owner = user
    mine.save()

    assert mine.permissions_for_user(user).can_edit()
    assert not mine.permissions_for_user(user).can_publish()


@pytest.mark.parametrize("role", [Role.REPORTER, Role.EDITOR, Role.PUBLISHER])
def test_whoever_may_edit_a_story_may_begin_its_translation(newsroom: Any, role: Role) -> None:
    user, _ = invite("Masha", role, datetime.now(UTC))
    mine = cast.story(headline="Mine")
    mine.owner = user
    mine.save()
    client = cast.sits(Client(), user)
    form = f"/admin/translation/submit/page/{mine.pk}/"
    (russian,) = re.findall(r'name="locales" value="(\d+)"', client.get(form).text)

    client.post(form, {"locales": russian})

    assert [other.locale.language_code for other in mine.get_translations()] == ["ru"]


def test_a_reporter_hands_a_story_to_the_publishers(newsroom: Any) -> None:
    user, _ = invite("Masha", Role.REPORTER, datetime.now(UTC))
    mine = cast.story(headline="Mine")
    mine.owner = user
    mine.save()

    form = cast.sits(Client(), user).get(f"/admin/pages/{mine.pk}/edit/").text

    assert "Submit to Publishers" in form
    assert "Moderators" not in form


WITHDRAW, PUBLISH = "pages/{}/unpublish/", "api/main/pages/{}/action/publish/"
NEWSROOM = "settings/desk/newsroom/1/"
BEYOND = {  # what each role is refused, though it asks by address
    Role.REPORTER: ["pages/{}/edit/", "pages/{}/view_draft/", "pages/{}/delete/", "bylines/new/"],
    Role.EDITOR: [WITHDRAW, PUBLISH, "pages/{}/rename/", "pages/{}/correct/", "front/", "sections/new/"],
    Role.PUBLISHER: [NEWSROOM, "staff/", "staff/1/end/", "health/", "locales/new/", "workflows/add/"],
}


@pytest.mark.parametrize("role", BEYOND)
def test_no_role_does_what_a_higher_one_does(newsroom: Any, role: Role) -> None:
    story = cast.story(headline="Not mine")
    story.publish()
    user, _ = invite("Masha", role, datetime.now(UTC))
    client = cast.sits(Client(), user)
    lower = list(BEYOND).index(role)
    addresses = [f"/admin/{one.format(story.pk)}" for held in list(BEYOND)[lower:] for one in BEYOND[held]]

    answers = [(client.get(one), client.post(one, {})) for one in addresses]

    let_in = [one for one, both in zip(addresses, answers, strict=True) if any(_lets_in(answer) for answer in both)]
    assert let_in == []
    story.refresh_from_db()
    assert story.live


def _lets_in(answer: Any) -> bool:
    """Refusals lead back to the desk's first page, or are 403, 404 and 405."""
    return answer.status_code == 200 or (answer.status_code == 302 and answer.url != "/admin/")


def test_a_role_that_is_given_anew_takes_the_old_one_away(newsroom: Any) -> None:
    user, _ = invite("Olga", Role.KEEPER, datetime.now(UTC))

    user, _ = invite("Olga", Role.REPORTER, datetime.now(UTC))

    assert roles.of(user) is Role.REPORTER
    assert not user.is_superuser
    assert seats.taken_by(user, timezone.now()).count() == 0
