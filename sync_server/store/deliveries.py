"""Waiting sends: written with the change they tell of, claimed by one worker, retried, given up.

A delivery carries ids only. What it says is read from the rows when it goes out, so a post that
was removed or narrowed in between is never told.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    Index,
    Integer,
    String,
    Table,
    UniqueConstraint,
    func,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import insert as postgres_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from sync_server.contract.base import RowId
from sync_server.contract.columns import to_ms
from sync_server.contract.values import Channel
from sync_server.rules.routing import Delivery
from sync_server.store.clock import Clock
from sync_server.store.database import Database
from sync_server.store.tables import metadata

MAX_ATTEMPTS = 8
LEASE = timedelta(seconds=60)
FIRST_BACK_OFF = timedelta(seconds=5)

deliveries = Table(
    "delivery",
    metadata,
    Column("id", String, primary_key=True),
    Column("event_id", String, nullable=False),
    Column("recipient_id", String, nullable=False),
    Column("channel", String, nullable=False),
    Column("thread_id", String, nullable=False),
    Column("state", String, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("not_before", BigInteger, nullable=False),
    Column("lease_until", BigInteger, nullable=False),
    Column("worker", String),
    Column("reason", String, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("ended_at", BigInteger),
    UniqueConstraint("event_id", "recipient_id", "channel"),
    Index(None, "state", "not_before"),
    sqlite_with_rowid=False,
)

leases = Table(
    "lease",
    metadata,
    Column("name", String, primary_key=True),
    Column("holder", String, nullable=False),
    Column("until", BigInteger, nullable=False),
    sqlite_with_rowid=False,
)


class DeliveryState(StrEnum):
    WAITING = "waiting"
    CLAIMED = "claimed"
    SENDING = "sending"
    """Committed before the provider is called: after a crash nobody knows whether it arrived."""
    SENT = "sent"
    UNKNOWN = "unknown"
    """Found in `sending` after its lease ran out, on a channel where a second send would show."""
    DROPPED = "dropped"
    """Nothing to send any more: no device, or the recipient may not see it any more."""
    DEAD = "dead"


ENDED = (DeliveryState.SENT, DeliveryState.UNKNOWN, DeliveryState.DROPPED, DeliveryState.DEAD)

REPEATABLE = frozenset({Channel.PUSH})
"""Channels where a second send replaces the first (same tag), so it may be tried again."""


@dataclass(frozen=True, slots=True)
class Claim:
    """One delivery in one worker's hands, until its lease ends."""

    id: str
    event_id: RowId
    recipient_id: RowId
    channel: Channel
    thread_id: RowId
    attempts: int
    worker: str


class Deliveries:
    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def add(self, tx: Connection, wanted: Iterable[Delivery]) -> None:
        """Write deliveries inside the transaction of the change; what exists stays as it is."""
        now = to_ms(self._clock())
        rows = [_waiting(each, now) for each in wanted]
        if rows:
            insert = sqlite_insert if self._database.is_sqlite else postgres_insert
            tx.execute(insert(deliveries).on_conflict_do_nothing(), rows)

    def claim(self, worker: str, most: int = 20) -> tuple[Claim, ...]:
        """Take due deliveries, and those whose worker died before it called the provider."""
        now = self._clock()
        d = deliveries.c
        due = (d.state == DeliveryState.WAITING) & (d.not_before <= to_ms(now))
        left = (d.state == DeliveryState.CLAIMED) & (d.lease_until <= to_ms(now))
        chosen = select(d.id).where(due | left).order_by(d.not_before, d.id).limit(most)
        taken = (
            update(deliveries)
            .where(d.id.in_(chosen.with_for_update(skip_locked=True)))
            .values(state=DeliveryState.CLAIMED, worker=worker, lease_until=to_ms(now + LEASE))
            .returning(d.id, d.event_id, d.recipient_id, d.channel, d.thread_id, d.attempts)
        )
        with self._database.writing() as tx:
            return tuple(
                Claim(row[0], row[1], row[2], Channel(row[3]), row[4], row[5], worker)
                for row in tx.execute(taken)
            )

    def begin_sending(self, claim: Claim) -> bool:
        """Commit that the provider is about to be called; False if the claim was lost by now."""
        until = to_ms(self._clock() + LEASE)
        return self._move(
            claim,
            (DeliveryState.CLAIMED,),
            state=DeliveryState.SENDING,
            attempts=claim.attempts + 1,
            lease_until=until,
        )

    def end(self, claim: Claim, state: DeliveryState, reason: str = "") -> None:
        ended_at = to_ms(self._clock())
        self._move(claim, _IN_HAND, state=state, reason=reason, ended_at=ended_at)

    def put_back(self, claim: Claim, reason: str) -> DeliveryState:
        """Try again later, twice as late each time; after the last attempt give up."""
        if claim.attempts + 1 >= MAX_ATTEMPTS:
            self.end(claim, DeliveryState.DEAD, reason)
            return DeliveryState.DEAD
        later = to_ms(self._clock() + FIRST_BACK_OFF * 2**claim.attempts)
        state = DeliveryState.WAITING
        self._move(claim, _IN_HAND, state=state, reason=reason, not_before=later)
        return state

    def settle_interrupted(self) -> int:
        """Decide about sends whose worker died: push may repeat, other channels may not."""
        d = deliveries.c
        lost = (d.state == DeliveryState.SENDING) & (d.lease_until <= to_ms(self._clock()))
        again = update(deliveries).where(lost & d.channel.in_(REPEATABLE))
        never = update(deliveries).where(lost & d.channel.not_in(REPEATABLE))
        with self._database.writing() as tx:
            count = tx.execute(again.values(state=DeliveryState.WAITING)).rowcount
            count += tx.execute(never.values(state=DeliveryState.UNKNOWN)).rowcount
        return count

    def counts(self) -> dict[DeliveryState, int]:
        """How many deliveries are in which state, for the administrator."""
        wanted = select(deliveries.c.state, func.count()).group_by(deliveries.c.state)
        with self._database.reading() as tx:
            return {DeliveryState(state): count for state, count in tx.execute(wanted)}

    def lead(self, holder: str, name: str = "deliveries") -> bool:
        """Become or stay the one worker of all processes; False while another one is alive."""
        now = self._clock()
        with self._database.writing() as tx:
            held = tx.execute(select(leases).where(leases.c.name == name)).one_or_none()
            if held is not None and held.holder != holder and held.until > to_ms(now):
                return False
            values = {"name": name, "holder": holder, "until": to_ms(now + LEASE)}
            if held is None:
                tx.execute(leases.insert().values(values))
            else:
                tx.execute(update(leases).where(leases.c.name == name).values(values))
        return True

    def stop_leading(self, holder: str, name: str = "deliveries") -> None:
        with self._database.writing() as tx:
            mine = (leases.c.name == name) & (leases.c.holder == holder)
            tx.execute(leases.delete().where(mine))

    def _move(
        self, claim: Claim, only_from: Sequence[DeliveryState], **values: str | int | None
    ) -> bool:
        d = deliveries.c
        mine = (d.id == claim.id) & (d.worker == claim.worker) & d.state.in_(only_from)
        with self._database.writing() as tx:
            return tx.execute(update(deliveries).where(mine).values(**values)).rowcount == 1


_IN_HAND = (DeliveryState.CLAIMED, DeliveryState.SENDING)


def _waiting(wanted: Delivery, now: int) -> dict[str, str | int]:
    return {
        "id": secrets.token_hex(16),
        "event_id": wanted.event_id,
        "recipient_id": wanted.recipient_id,
        "channel": str(wanted.channel),
        "thread_id": wanted.thread_id,
        "state": str(DeliveryState.WAITING),
        "attempts": 0,
        "not_before": now,
        "lease_until": 0,
        "reason": "",
        "created_at": now,
    }
