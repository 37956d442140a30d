"""Bring a bank's statement into the ledger: what carries a reference of ours finds its pledge, the rest a person."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from tamizdat.support.models import Orphan, Pledge, Stated
from tamizdat.support.statements import Line
from tamizdat.support.truth import Movement, Sort

TRANSFER = "transfer"


@dataclass(frozen=True, slots=True)
class Brought:
    """What a statement held."""

    fresh: list[str]  # references that money came with
    known: int  # lines that an earlier statement had
    orphans: int  # new ones


def bring(lines: Sequence[Line], now: datetime, *, dry_run: bool = False) -> Brought:
    """All of it, or nothing.  What became of the pledges is asked afterwards, as of every provider."""
    fresh: list[str] = []
    known = orphans = 0
    with transaction.atomic(using="ledger"):
        for line in lines:
            if not Pledge.objects.filter(provider=TRANSFER, remote=line.reference).exists():
                why = f"{line.amount} {line.currency} (minor units) came by transfer with no reference of ours"
                row = {"why": why, "day": line.day}
                orphans += Orphan.objects.get_or_create(provider=TRANSFER, remote=line.name, defaults=row)[1]
                continue
            row = {"reference": line.reference, "day": line.day, "amount": line.amount, "currency": line.currency}
            made = Stated.objects.get_or_create(name=line.name, defaults=row | {"brought": now})[1]
            known += not made
            fresh += [line.reference] if made else []
        transaction.set_rollback(dry_run, using="ledger")
    return Brought(list(dict.fromkeys(fresh)), known, orphans)


def lines(reference: str) -> list[Movement]:
    """What statements said of it."""
    return [
        Movement(remote=one.name, sort=Sort.PAYMENT, amount=one.amount, currency=one.currency, day=one.day)
        for one in Stated.objects.filter(reference=reference).order_by("day", "id")
    ]


def asked(reference: str) -> tuple[int, str] | None:
    """(sum, currency) that somebody was given this reference for."""
    return Pledge.objects.filter(provider=TRANSFER, remote=reference).values_list("amount", "currency").first()


def since(moment: datetime) -> list[str]:
    return list(Stated.objects.filter(brought__gte=moment).values_list("reference", flat=True).distinct())
