"""Shares the demo newsroom's edition with the tests of pages."""

from tests.site.conftest import demo_home, shared_folder

__all__ = ["demo_home", "shared_folder"]
