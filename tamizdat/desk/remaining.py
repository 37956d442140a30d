"""Old drafts may name what has been deleted since; they must still open.

Wagtail stops with an error there.  A draft is opened without what is gone; if that was its section, the desk asks for
one at publishing.
"""

from __future__ import annotations

from typing import Any

from django.db import models
from modelcluster.models import get_all_child_relations


def without_the_deleted(content: dict[str, Any], page: Any) -> dict[str, Any]:
    """The draft's content, links to deleted rows taken out: a field is emptied, a child row dropped."""
    content = _emptied(content, page)
    for relation in get_all_child_relations(page):
        name = relation.get_accessor_name()
        if name in content:
            content[name] = [row for row in content[name] if not _dead(row, relation.related_model)]
    return content


def _emptied(content: dict[str, Any], page: Any) -> dict[str, Any]:
    dead = _dead(content, type(page))
    return {**content, **dict.fromkeys(dead)}


def _dead(values: dict[str, Any], model: Any) -> list[str]:
    return [
        field.name for field in _protected(model) if values.get(field.name) and not _exists(field, values[field.name])
    ]


def _protected(model: Any) -> list[Any]:
    return [
        field
        for field in model._meta.concrete_fields
        if isinstance(field, models.ForeignKey) and field.remote_field.on_delete is models.PROTECT
    ]


def _exists(field: Any, pk: Any) -> bool:
    return bool(field.remote_field.model._default_manager.filter(pk=pk).exists())
