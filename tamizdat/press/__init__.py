"""Turn filed copy into an edition: every sheet a pure function of what it reads, printed anew only when that changes."""
