"""Bytes that are no head, or one that two readers would read in two ways; numbers that lead somewhere else.

Each begins with the genuine one accepted, and returns the act that must be refused.  In brackets: the case of
theupdateframework/tuf-conformance that tries the same.
"""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from tuf.api.metadata import TargetFile

from tamizdat.edition import head as heads
from tamizdat.edition import layout
from tamizdat.edition.reading import Container, read, whole
from tamizdat.edition.refusals import Demo, Malformed
from tests.edition.attacking import Act, refused
from tests.edition.forging import forged, placed, with_bytes, with_part
from tests.edition.world import Newsroom


@refused(Malformed, "snapshot is not metadata of that role")
def timestamp_in_place_of_a_snapshot(herald: Newsroom) -> Act:
    """(test_incorrect_metadata_type)"""
    herald.checks(herald.prints(herald.some_sheets(3)))
    return lambda: herald.checks(placed(herald, with_part(herald, "snapshot", herald.head.timestamp)))


@refused(Malformed, "timestamp cannot be read as metadata")
def error_page_in_place_of_metadata(herald: Newsroom) -> Act:
    place = herald.prints(herald.some_sheets(3))
    herald.checks(place)
    page = b'{"signed": [], "signatures": {}}'
    return lambda: herald.checks(with_bytes(place, layout.metadata("timestamp", 0), page))


@refused(Malformed, "not JSON")
def error_page_in_place_of_a_head(herald: Newsroom) -> Act:
    place = herald.prints(herald.some_sheets(3))
    herald.checks(whole(place))
    return lambda: whole(with_bytes(place, layout.HEAD, b"<!doctype html><title>Site not found"))


@refused(Malformed, "is not a head of format 1")
def head_of_another_format(herald: Newsroom) -> Act:
    place = herald.prints(herald.some_sheets(3))
    herald.checks(whole(place))
    content = place.files[layout.HEAD].replace(b'"format":1', b'"format":2')
    return lambda: whole(with_bytes(place, layout.HEAD, content))


@refused(Malformed, "not JSON")
def number_of_five_thousand_digits(herald: Newsroom) -> Act:
    herald.checks(Container(b'{"format":1,"files":{}}') and herald.prints(herald.some_sheets(3)))
    return lambda: Container(b'{"format":1,"files":{},"more":' + b"9" * 5_000 + b"}")


@refused(Malformed, "half a character")
def half_a_character_in_a_head(herald: Newsroom) -> Act:
    place = herald.prints(herald.some_sheets(3))
    herald.checks(whole(place))
    return lambda: Container(b'{"format":1,"files":{"edition/head/timestamp.json":"\\ud800"}}')


@refused(Malformed, "half a character")
def half_a_character_in_metadata(herald: Newsroom) -> Act:
    place = herald.prints(herald.some_sheets(3))
    herald.checks(place)
    path = layout.metadata("timestamp", 0)
    return lambda: herald.checks(with_bytes(place, path, place.files[path].replace(b"2026-11-20T", b"\\ud800")))


@refused(Malformed, "not JSON")
def nesting_without_end(herald: Newsroom) -> Act:
    herald.checks(herald.prints(herald.some_sheets(3)))
    return lambda: Container(b"[" * 200_000)


@refused(Malformed, "names a member twice")
def doubled_member(herald: Newsroom) -> Act:
    place = herald.prints(herald.some_sheets(3))
    herald.checks(place)
    path = layout.metadata("timestamp", 0)
    return lambda: herald.checks(with_bytes(place, path, place.files[path].replace(b'{"', b'{"signed":{},"', 1)))


@refused(Malformed, "no whole number")
def fraction(herald: Newsroom) -> Act:
    herald.checks(herald.prints(herald.some_sheets(3)))
    place = placed(herald, forged(herald, "timestamp", lambda timestamp: None))
    path = layout.metadata("timestamp", 0)
    return lambda: herald.checks(with_bytes(place, path, place.files[path].replace(b'"version":1', b'"version":1.0')))


@refused(Malformed, "has the version")
def number_that_no_browser_holds(herald: Newsroom) -> Act:
    herald.checks(herald.prints(herald.some_sheets(3)))

    def most(timestamp: Any) -> None:
        timestamp.version = 1 << 53

    return lambda: herald.checks(placed(herald, forged(herald, "timestamp", most)))


@refused(Malformed, "does not say when it was confirmed")
def timestamp_that_says_no_moment(herald: Newsroom) -> Act:
    herald.checks(herald.prints(herald.some_sheets(3)))
    return lambda: herald.checks(
        placed(herald, forged(herald, "timestamp", lambda timestamp: timestamp.unrecognized_fields.clear()))
    )


def _with_edition_json(herald: Newsroom, **more: Any) -> Act:
    """The press signs another edition.json."""
    herald.checks(herald.prints(herald.some_sheets(3)))
    body = heads.plain({**json.loads(herald.head.lists["edition.json"]), **more})
    lists = {**herald.head.lists, "edition.json": body}

    def other(press: Any) -> None:
        press.targets = {"edition.json": TargetFile.from_data("edition.json", body, ["sha256"])}

    return lambda: herald.checks(placed(herald, replace(forged(herald, "press", other), lists=lists)))


@refused(Malformed, "not of format 1")
def edition_of_another_format(herald: Newsroom) -> Act:
    return _with_edition_json(herald, format=2)


@refused(Malformed, "something else than a number")
def edition_of_fewer_files_than_none(herald: Newsroom) -> Act:
    return _with_edition_json(herald, files=-1)


@refused(Malformed, "something else than a number")
def edition_of_more_files_than_a_browser_counts(herald: Newsroom) -> Act:
    return _with_edition_json(herald, files=1 << 53)


@refused(Malformed, "names no tree")
def edition_whose_tree_would_fill_the_disk(herald: Newsroom) -> Act:
    return _with_edition_json(herald, bits=40)


@refused(Malformed, "names no tree")
def edition_whose_tree_is_a_way_out(herald: Newsroom) -> Act:
    return _with_edition_json(herald, tree="../" * 21 + "x")


@refused(Demo, "nothing in it is real")
def demo_in_place_of_a_newsroom(herald: Newsroom) -> Act:
    demo = Newsroom(demo=True)
    place = demo.prints(demo.some_sheets(3))
    read(place, demo.reader(), demo.now, strict=True, demo=True)
    return lambda: demo.checks(place)
