"""Roles: what a person may do at the desk.

A reporter writes; an editor mends what anybody wrote; a publisher prints, withdraws and arranges; a keeper does
everything, and alone sees settings, staff and the newsroom's health.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from django.contrib.auth.models import Group, Permission
from django.db import transaction
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission, Page, Task, Workflow


class Role(StrEnum):
    REPORTER = "reporter"
    EDITOR = "editor"
    PUBLISHER = "publisher"
    KEEPER = "keeper"


# Wagtail made the last two with its own names, and a workflow that asks the second for approval.
GROUPS = {Role.REPORTER: "Reporters", Role.EDITOR: "Editors", Role.PUBLISHER: "Publishers"}
WAS = {"Publishers": "Moderators"}
APPROVAL = "Moderators approval"  # "Submit to Publishers" is what a button says when it has their name

PAGES = {
    Role.REPORTER: ("add_page",),
    Role.EDITOR: ("add_page", "change_page"),
    Role.PUBLISHER: ("add_page", "change_page", "publish_page", "lock_page", "unlock_page"),
}
PHOTOS = {
    Role.REPORTER: ("add_image", "choose_image"),
    Role.EDITOR: ("add_image", "change_image", "choose_image"),
    Role.PUBLISHER: ("add_image", "change_image", "delete_image", "choose_image"),
}
_WRITING = ("access_admin", "submit_translation")  # of what one may edit
_NAMES = ("add_byline", "change_byline", "add_topic", "change_topic")
ROOMS = {
    Role.REPORTER: _WRITING,
    Role.EDITOR: (*_WRITING, *_NAMES),
    Role.PUBLISHER: (
        *(*_WRITING, *_NAMES, "delete_byline", "delete_topic"),
        *("add_section", "change_section", "delete_section", "change_arrangement"),
        *("add_appeal", "change_appeal", "delete_appeal"),
    ),
}


def of(user: Any) -> Role | None:
    """The highest role a person has."""
    if user.is_superuser:
        return Role.KEEPER
    held = set(user.groups.values_list("name", flat=True))
    return next((role for role in reversed(GROUPS) if GROUPS[role] in held), None)


@transaction.atomic
def give(user: Any, role: Role) -> None:
    """This role, and no other."""
    make()
    user.is_superuser = user.is_staff = role is Role.KEEPER
    user.save()
    user.groups.set([] if role is Role.KEEPER else [Group.objects.get(name=GROUPS[role])])


def make() -> None:
    """The groups as they should be; what was changed in them by hand is put right."""
    for role, name in GROUPS.items():
        Group.objects.filter(name=WAS.get(name, "")).update(name=name)
        group, _ = Group.objects.get_or_create(name=name)
        group.permissions.set(_permissions(ROOMS[role]))
        root = Page.get_first_root_node()
        GroupPagePermission.objects.filter(group=group).delete()
        for permission in _permissions(PAGES[role], "wagtailcore"):
            GroupPagePermission.objects.create(group=group, page=root, permission=permission)
        GroupCollectionPermission.objects.filter(group=group).delete()
        for permission in _permissions(PHOTOS[role], "wagtailimages"):
            GroupCollectionPermission.objects.create(
                group=group, collection=Collection.get_first_root_node(), permission=permission
            )
    for model in (Workflow, Task):
        model.objects.filter(name=APPROVAL).update(name=GROUPS[Role.PUBLISHER])


def _permissions(names: tuple[str, ...], app: str = "") -> Any:
    found = Permission.objects.filter(codename__in=names)
    return found.filter(content_type__app_label=app) if app else found.exclude(content_type__app_label="wagtailimages")
