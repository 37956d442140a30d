"""The folder of the newsroom that tests work in: always a new one, never that of a real newsroom.

Loaded with `-p` before everything else, because settings read the folder's name once, when they are imported.
"""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from pathlib import Path

KEPT = {"TAMIZDAT_SHOTS", "TAMIZDAT_TESTS"}  # where pictures go; how many rounds
HOME = Path(tempfile.mkdtemp(prefix="tamizdat-test-"))
atexit.register(shutil.rmtree, HOME, ignore_errors=True)
for name in [name for name in os.environ if name.startswith("TAMIZDAT_") and name not in KEPT]:
    del os.environ[name]
os.environ["TAMIZDAT_HOME"] = str(HOME)
# A server of PostgreSQL that desk and press are to be on (tests/laws/test_on_postgresql.py), each worker in its own.
SERVER = os.environ.pop("TESTS_ON_SERVER", "")
if SERVER:
    os.environ["TAMIZDAT_DATABASE_URL"] = f"{SERVER}/worker_{os.getpid()}"
