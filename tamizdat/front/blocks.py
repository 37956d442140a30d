"""One block of a story's body as clean HTML.

The desk sets blocks when it files copy, so the words inside a block ("Says", "On what basis") are in the story's
language and stay with it on every press.  Rich text must have been cleaned before; everything else is escaped here.
"""

from __future__ import annotations

from typing import Any

from tamizdat.front.typecase import paragraphs, typecase

KINDS = ("paragraph", "heading", "quote", "list", "claim", "link", "facts", "pullout", "divider")


def block(kind: str, value: Any, language: str) -> str:
    """The HTML of one block; `kind` and the shape of `value` as the desk's drafts have them, dates in ISO form.

    Raises ValueError for a kind that has no HTML of its own (a photo's place in a body is a Picture).
    """
    if kind not in KINDS:
        raise ValueError(f"there is no block {kind!r}; use one of {', '.join(KINDS)}")
    if kind == "paragraph":
        return str(paragraphs(value))
    return typecase(language).get_template(f"blocks/{kind}.html").render(value=value).strip()
