"""Repeatable ids and times for demo data: the same seed gives the same rows."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import datetime, timedelta

from sync_server.contract.base import RowId, new_id
from sync_server.contract.columns import to_ms


@dataclass(frozen=True, slots=True)
class Dice:
    """Chance with a memory: ids, choices and times before `now`."""

    rng: random.Random
    now: datetime

    def new_id(self, at: datetime) -> RowId:
        return new_id(to_ms(at), self.rng.randbytes(10))

    def before(self, days: float) -> datetime:
        """Some moment in the last `days` days."""
        return self.now - timedelta(minutes=self.rng.randrange(1, max(2, int(days * 1440))))

    def workday(self, days: int) -> datetime:
        """The start of a job `days` from now, at a full hour between 8 and 16."""
        day = self.now + timedelta(days=days)
        return day.replace(hour=self.rng.randrange(8, 17), minute=0, second=0, microsecond=0)


def dice(seed: int, now: datetime) -> Dice:
    return Dice(random.Random(seed), now)  # noqa: S311 - demo data, nothing to guess
