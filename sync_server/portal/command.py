"""`ringdesk-server portal-link BOK-00012`: a new magic link for a record's customer."""

from __future__ import annotations

import re

from sync_server.contract.base import Row
from sync_server.contract.values import CODE_PREFIX, RecordKind
from sync_server.portal.record_page import PortalRecord
from sync_server.rules.visibility import RECORD_TYPES
from sync_server.settings import Settings
from sync_server.store.clock import utc_now
from sync_server.store.database import Database
from sync_server.store.portal_links import PortalLinks
from sync_server.store.view import SqlView

_CODE = re.compile(r"([A-Z]{3})-0*([0-9]+)")
_KINDS = {prefix: kind for kind, prefix in CODE_PREFIX.items()}


class NoSuchRecord(Exception):
    """No record has this code; the message names it."""


def make_portal_link(settings: Settings, code: str, days: int = 30) -> str:
    """Make a link for the record with this code. Raises NoSuchRecord."""
    parts = _CODE.fullmatch(code.upper())
    if parts is None or parts[1] not in _KINDS:
        raise NoSuchRecord(f"{code} is not a record's code; BOK-00012 would be one")
    kind = _KINDS[parts[1]]
    database = Database(settings.database_url)
    try:
        record = _find(database, kind, int(parts[2]))
        if record is None:
            raise NoSuchRecord(f"there is no {code.upper()}")
        links = PortalLinks(database, utc_now, settings.public_url)
        return links.issue(record.customer_id, kind, record.id, days)
    finally:
        database.close()


def _find(database: Database, kind: RecordKind, number: int) -> PortalRecord | None:
    with database.reading() as connection:
        found: list[Row] = list(SqlView(connection).where(RECORD_TYPES[kind], number=number))
    return next((row for row in found if isinstance(row, PortalRecord)), None)
