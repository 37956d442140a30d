"""By hand, by somebody who has an account: the last proof that the fake does not flatter us.

    .venv/bin/python -m tests.support.by_hand FILE

FILE holds a restricted key of Stripe's test mode (`rk_test_…`) and nothing else.  It opens a checkout of two dollars,
prints its address, and waits until somebody has paid there with one of Stripe's test cards (4242 4242 4242 4242).  It
is no test: nothing runs it by itself, and no key is in this project.
"""

from __future__ import annotations

import secrets
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tamizdat.support.providers.port import Wanted
from tamizdat.support.providers.stripe import Stripe
from tamizdat.support.truth import State

PATIENCE = 600  # seconds


def main(file: str) -> int:
    key = Path(file).read_text().strip()
    if not key.startswith("rk_test_"):
        print("this is no restricted key of the test mode; it begins with rk_test_.")
        return 1
    stripe, began = Stripe(key, "Reader support", ("RU", "BY")), datetime.now(UTC)
    for rhythm in ("once", "monthly"):
        wanted = Wanted(
            amount=200,
            currency="USD",
            rhythm=rhythm,
            language="en",
            variant="by-hand",
            back="https://herald.example/en/support/thanks.html",
            away="https://herald.example/en/support.html",
            key=secrets.token_hex(16),
        )
        opened = stripe.open(wanted)
        print(f"{rhythm}: pay at {opened.go}")
        until = time.monotonic() + PATIENCE
        snapshot = stripe.fetch(opened.remote, datetime.now(UTC))[opened.remote]
        while snapshot.state not in (State.PAID, State.ACTIVE) and time.monotonic() < until:
            time.sleep(3)
            snapshot = stripe.fetch(opened.remote, datetime.now(UTC))[opened.remote]
        print(f"  {snapshot}")
        listed = opened.remote in set(stripe.changes(began - timedelta(minutes=5)))
        print(f"  among what moved: {listed}")
        if snapshot.subscription:
            stripe.cancel(snapshot.subscription)
            print(f"  ended: {stripe.fetch(opened.remote, datetime.now(UTC))[opened.remote].state}")
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
