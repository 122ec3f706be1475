"""Magic links into the portal: issued, exchanged once for a sign-in, expiring, revocable.

Both secrets (the link's and the sign-in's) are 256 random bits; only their SHA-256 is stored.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import BigInteger, Column, Connection, Row, String, Table, select, update

from sync_server.contract.base import RowId
from sync_server.contract.columns import from_ms, to_ms
from sync_server.contract.values import RecordKind
from sync_server.store.clock import Clock
from sync_server.store.database import Database
from sync_server.store.tables import metadata

links = Table(
    "portal_link",
    metadata,
    Column("id", String, primary_key=True),
    Column("link_hash", String, nullable=False, unique=True),
    Column("sign_in_hash", String, unique=True),
    Column("customer_id", String, nullable=False, index=True),
    Column("record_kind", String, nullable=False),
    Column("record_id", String, nullable=False, index=True),
    Column("issued_at", BigInteger, nullable=False),
    Column("expires_at", BigInteger, nullable=False),
    Column("used_at", BigInteger),
    Column("revoked_at", BigInteger),
    sqlite_with_rowid=False,
)


class LinkState(StrEnum):
    OPEN = "open"
    USED = "used"
    EXPIRED = "expired"
    REVOKED = "revoked"


@dataclass(frozen=True, slots=True)
class PortalLink:
    """One customer's way to one record."""

    id: str
    customer_id: RowId
    record_kind: RecordKind
    record_id: RowId
    expires_at: datetime
    state: LinkState


class PortalLinks:
    """Issues links and answers what a link or a sign-in cookie still opens."""

    def __init__(self, database: Database, clock: Clock, public_url: str) -> None:
        self._database = database
        self._clock = clock
        self._public_url = public_url

    def issue(
        self, customer_id: RowId, record_kind: RecordKind, record_id: RowId, days: int = 30
    ) -> str:
        """Make a new link and answer its address; the secret in it is shown this once."""
        secret, now = secrets.token_urlsafe(32), self._clock()
        row = {
            "id": secrets.token_hex(16),
            "link_hash": _hashed(secret),
            "customer_id": customer_id,
            "record_kind": str(record_kind),
            "record_id": record_id,
            "issued_at": to_ms(now),
            "expires_at": to_ms(now + timedelta(days=days)),
        }
        with self._database.writing() as tx:
            tx.execute(links.insert().values(row))
        return f"{self._public_url}/p/{secret}"

    def look_up(self, secret: str) -> PortalLink | None:
        """What a link's secret stands for; None if it was never issued."""
        with self._database.reading() as tx:
            return self._find(tx, links.c.link_hash, secret)

    def exchange(self, secret: str) -> str | None:
        """Trade an open link for a sign-in secret; None if it is not, or no longer, open."""
        sign_in = secrets.token_urlsafe(32)
        with self._database.writing() as tx:
            link = self._find(tx, links.c.link_hash, secret)
            if link is None or link.state is not LinkState.OPEN:
                return None
            now = to_ms(self._clock())
            changed = update(links).where(links.c.id == link.id)
            tx.execute(changed.values(used_at=now, sign_in_hash=_hashed(sign_in)))
        return sign_in

    def signed_in(self, secret: str) -> PortalLink | None:
        """The link behind a sign-in cookie; its state says whether it still opens anything."""
        with self._database.reading() as tx:
            return self._find(tx, links.c.sign_in_hash, secret)

    def revoke(self, record_id: RowId) -> int:
        """Close every link and sign-in to a record at once; answer how many were still open."""
        now = to_ms(self._clock())
        still_open = (links.c.record_id == record_id, links.c.revoked_at.is_(None))
        with self._database.writing() as tx:
            return tx.execute(update(links).where(*still_open).values(revoked_at=now)).rowcount

    def _find(self, tx: Connection, column: Column[str], secret: str) -> PortalLink | None:
        found = tx.execute(select(links).where(column == _hashed(secret))).one_or_none()
        return None if found is None else self._link(found)

    def _link(self, row: Row[tuple[object, ...]]) -> PortalLink:
        return PortalLink(
            id=row.id,
            customer_id=RowId(row.customer_id),
            record_kind=RecordKind(row.record_kind),
            record_id=RowId(row.record_id),
            expires_at=from_ms(row.expires_at),
            state=self._state(row),
        )

    def _state(self, row: Row[tuple[object, ...]]) -> LinkState:
        if row.revoked_at is not None:
            return LinkState.REVOKED
        if row.expires_at <= to_ms(self._clock()):
            return LinkState.EXPIRED
        return LinkState.OPEN if row.used_at is None else LinkState.USED


def _hashed(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
