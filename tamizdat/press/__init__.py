"""Turn filed copy into an edition: every sheet is a pure function of what it reads."""
