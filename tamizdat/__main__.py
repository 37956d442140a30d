"""`python -m tamizdat` is the tamizdat command."""

import sys

from tamizdat.cli import main

sys.exit(main())
