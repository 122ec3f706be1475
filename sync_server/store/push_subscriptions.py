"""Where a fieldworker's browsers receive Web Push."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from sqlalchemy import BigInteger, Column, String, Table, delete, select

from sync_server.contract.base import DeviceId, RowId
from sync_server.contract.columns import to_ms
from sync_server.store.clock import Clock
from sync_server.store.database import Database
from sync_server.store.tables import metadata

subscriptions = Table(
    "push_subscription",
    metadata,
    Column("endpoint_hash", String, primary_key=True),
    Column("endpoint", String, nullable=False),
    Column("p256dh", String, nullable=False),
    Column("auth", String, nullable=False),
    Column("staff_id", String, nullable=False, index=True),
    Column("device_id", String, nullable=False, index=True),
    Column("added_at", BigInteger, nullable=False),
    sqlite_with_rowid=False,
)


@dataclass(frozen=True, slots=True)
class PushSubscription:
    """The address a browser's push service gave us, and the keys to encrypt for it."""

    endpoint: str
    p256dh: str
    auth: str


class PushSubscriptions:
    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def add(self, staff_id: RowId, device_id: DeviceId, subscription: PushSubscription) -> None:
        """Keep one subscription per device; an endpoint that changed hands follows its owner."""
        row = {
            "endpoint_hash": _hashed(subscription.endpoint),
            "endpoint": subscription.endpoint,
            "p256dh": subscription.p256dh,
            "auth": subscription.auth,
            "staff_id": staff_id,
            "device_id": device_id,
            "added_at": to_ms(self._clock()),
        }
        same_endpoint = subscriptions.c.endpoint_hash == row["endpoint_hash"]
        with self._database.writing() as tx:
            same_device = subscriptions.c.device_id == device_id
            tx.execute(delete(subscriptions).where(same_endpoint | same_device))
            tx.execute(subscriptions.insert().values(row))

    def of(self, staff_id: RowId) -> tuple[PushSubscription, ...]:
        wanted = select(subscriptions.c.endpoint, subscriptions.c.p256dh, subscriptions.c.auth)
        with self._database.reading() as tx:
            rows = tx.execute(wanted.where(subscriptions.c.staff_id == staff_id)).all()
        return tuple(PushSubscription(*row) for row in rows)

    def remove(self, endpoint: str) -> None:
        """Forget an endpoint its push service no longer knows."""
        gone = subscriptions.c.endpoint_hash == _hashed(endpoint)
        with self._database.writing() as tx:
            tx.execute(delete(subscriptions).where(gone))

    def remove_device(self, device_id: DeviceId) -> None:
        with self._database.writing() as tx:
            tx.execute(delete(subscriptions).where(subscriptions.c.device_id == device_id))


def _hashed(endpoint: str) -> str:
    return hashlib.sha256(endpoint.encode()).hexdigest()
