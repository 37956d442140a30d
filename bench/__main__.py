"""`./run bench NAME`: one benchmark; without a name, what there is."""

from __future__ import annotations

import sys
from importlib import import_module

BENCHMARKS = {
    "censor": "what a censor does, and what readers then see (docs/explanation/what-a-censor-can-do.md)",
    "edition": "what the signed tree costs, beside hashed bins (docs/decisions/0026)",
    "letterbox": "a sign-up, beside a row in SQLite and in PostgreSQL (docs/decisions/0031)",
    "lighthouse": "what Lighthouse says of a front page and a story",
    "newsletter": "freezing beside bare signatures, posting beside smtp-source (docs/decisions/0029)",
    "press": "printing beside Hugo, Eleventy, Pelican and Zola (docs/decisions/0036)",
    "reader": "what checking costs a reader on a clean line",
    "support": "hints, sweeps, and schedules that try to mislead a ledger (docs/decisions/0033)",
    "templates": "what part of printing is spent in templates (docs/decisions/0003)",
}


def main() -> int:
    words = sys.argv[1:]
    if not words or words[0] not in BENCHMARKS:
        print("\n".join(f"./run bench {name:12} {what}" for name, what in BENCHMARKS.items()))
        return 2 if words else 0
    return int(import_module(f"bench.{words[0]}").main(words[1:]))


if __name__ == "__main__":
    sys.exit(main())
