"""`./run test`: every test, with small counts; `--full` with the large ones; other words go to pytest."""

import os
import sys

import pytest


def main() -> int:
    words = sys.argv[1:]
    if "--full" in words:
        words.remove("--full")
        os.environ["TAMIZDAT_TESTS"] = "full"
    # Tests begin hundreds of processes, and each would compile the program anew.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    # Three on two cores: a test that waits for a browser or a server leaves its core to another.
    spread = [] if any(word.startswith("-n") for word in words) else ["-n", "3", "--dist", "worksteal"]
    return int(pytest.main([*spread, *words]))


if __name__ == "__main__":
    sys.exit(main())
