"""What a reader is promised, each with the tests that hold it: whoever takes one away hears of it here."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path

import pytest

HERE = Path(__file__).parent.parent
# what is refused or survived -> "file: names", from the folder of the tests
PROMISED = {
    "an altered sheet": "edition/test_reading.py: test_an_altered_sheet_is_refused_and_named",
    "an altered tile": "edition/test_tree.py: test_an_altered_tile_is_refused_by_its_name",
    "an altered head": "edition/attacks_on_heads.py: altered_snapshot altered_press",
    "two genuine sheets swapped": "edition/test_reading.py: test_two_genuine_sheets_swapped_are_refused",
    "rollback of a head": "edition/attacks_on_heads.py: rollback_of_the_timestamp rollback_of_the_edition",
    "rollback of a tile": (
        "edition/test_reading.py: test_a_tile_of_the_edition_before_is_refused_in_the_place_of_its_follower"
    ),
    "rollback of the address list": "edition/test_addresses.py: test_rollback_of_the_address_list_is_refused",
    "a mix of two editions": (
        "edition/test_reading.py: test_sheets_of_one_edition_under_the_head_of_another_are_refused"
    ),
    "a freeze": "edition/attacks_on_heads.py: freeze freeze_by_a_thief_of_the_clock",
    "a reader's own freeze, told": "edition/trials.py: a_reader_goes_on_with_an_expired_edition_and_says_so",
    "edition 2^31, recovered after both keys": (
        "edition/trials.py: new_keys_of_timestamp_and_snapshot_recover_from_a_thief_who_counted_to_two_billion"
    ),
    "and not after one": "edition/trials.py: new_keys_of_the_snapshot_alone new_keys_of_the_timestamp_alone",
    "a press restored from a backup of last week": (
        "edition/trials.py: a_press_restored_from_last_week_goes_on_above_what_was_seen "
        "press_restored_from_last_week_that_counts_on_from_there"
    ),
    "heads mixed from two editions": (
        "edition/attacks_on_heads.py: press_of_the_edition_before edition_json_of_the_edition_before"
    ),
    "a snapshot that omits a role": "edition/attacks_on_heads.py: snapshot_that_omits_a_role",
    "an expiry in 2099": "edition/attacks_by_keys.py: _good_until_2099",
    "a device's clock two years off": (
        "edition/attacks_on_heads.py: clock_of_the_device_two_years_ahead clock_of_the_device_two_years_behind"
    ),
    "a soft reader with that clock": "edition/trials.py: a_device_whose_clock_is_two_years_off_reads_and_says_so",
    "a list of addresses all withdrawn": (
        "edition/test_addresses.py: test_hostile_list_all_withdrawn_leaves_the_floor"
    ),
    "a list of 10,000": (
        "edition/test_addresses.py: test_hostile_list_of_10_000_entries_is_refused_and_the_floor_stays"
    ),
    "a victim's host in a list": (
        "mirrors/test_looking.py: test_hostile_list_with_a_victims_host_costs_the_victim_one_request_for_each_look"
    ),
    "http and IP addresses in a list": "edition/test_addresses.py: test_hostile_list_with",
    "leaves out of order": "edition/test_tree.py: test_leaves_out_of_order_are_refused",
    "a leaf in the wrong bin": "edition/test_tree.py: test_a_leaf_in_the_wrong_bin_is_refused",
    "a tree of ground collisions": (
        "edition/test_reading.py: test_in_a_tree_of_ground_collisions_each_page_checks_only_at_its_own_path"
    ),
    "a lying 404": (
        "mirrors/test_liars.py: test_a_lying_404_of_a_page_proves_nothing_and_is_named "
        "test_a_lying_404_of_the_head_is_a_place_that_is_away"
    ),
    "a root by too few, or by a revoked key": "edition/attacks_by_keys.py: root_by_two_of_three root_by_a_revoked_key",
    "a stolen press key after its revocation": "edition/attacks_by_keys.py: stolen_press_key_after_it_was_revoked",
    "endless, truncated and slow answers": "mirrors/test_liars.py: test_a_head_that test_a_page_that_is",
    "endless parts of a head": "edition/attacks_on_heads.py: endless_timestamp endless_head",
    "a tile of a wrong size": "edition/test_tree.py: test_a_tile_of_a_wrong_size_is_refused",
    "tricks with paths": "edition/test_tree.py: test_a_path_that_could_mean_two_things_is_in_no_tree",
    "colliding prefixes of paths": (
        "press/test_placing.py: test_a_file_and_a_folder_of_one_name_are_told_and_the_rest_is_placed "
        "test_a_folder_in_the_way_of_a_file_is_told_too"
    ),
    "and at a mirror": "mirrors/test_delivering.py: test_a_file_can_follow_where_a_folder_was_and_back",
    "an error page that answers 200": "edition/attacks_by_form.py: error_page_in_place_of_metadata",
    "a pull stopped at every step": (
        "mirrors/test_pulling.py: test_a_pull_stopped_at_any_file_leaves_every_page_readable_and_the_next_one_finishes"
    ),
    "a push stopped at every step": (
        "mirrors/test_delivering.py: "
        "test_a_delivery_stopped_at_any_moment_leaves_every_page_readable_and_the_next_one_finishes "
        "test_a_killed_process_leaves_every_page_readable_and_the_next_one_finishes"
    ),
    "and at every kind of place": (
        "mirrors/test_places.py: test_a_delivery_stopped_at_any_moment_leaves_every_page_readable"
    ),
    "a run stopped at every step": (
        "press/test_signing.py: test_at_every_step_of_a_run_readers_with_the_old_and_the_new_head_read_every_page"
    ),
    "a delivery during a run": (
        "mirrors/test_delivering.py: test_a_delivery_during_a_run_takes_one_head_and_what_belongs_to_it"
    ),
}


@cache
def defined(path: Path) -> set[str]:
    return {node.name for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.FunctionDef)}


@pytest.mark.parametrize("what", PROMISED)
def test_a_promise_has_its_tests(what: str) -> None:
    file, names = PROMISED[what].split(": ")

    assert set(names.split()) <= defined(HERE / file)
