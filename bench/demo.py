"""The demo newsroom's edition, for benches that need pages as readers get them."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path


def printed(home: Path) -> Path:
    """Make the demo there, and print it; returns the folder of its edition."""
    program = [sys.executable, "-m", "tamizdat", "demo", "--no-serve"]
    subprocess.run(program, env={**os.environ, "TAMIZDAT_HOME": str(home)}, check=True, capture_output=True)
    return home / "edition"
