"""Records by the number people know them by: BOK-00018."""

from __future__ import annotations

import re

from desktop.replica.connection import Connection
from sync_server.contract.base import RowId
from sync_server.contract.values import CODE_PREFIX, RecordKind

_CODE = re.compile(r"([A-Z]{3})-?(\d{1,9})")
_KINDS = {prefix: kind for kind, prefix in CODE_PREFIX.items()}


def read_code(text: str) -> tuple[RecordKind, int] | None:
    """The kind and number a code names; None for what is no code."""
    found = _CODE.fullmatch(text.strip().upper())
    kind = _KINDS.get(found[1]) if found else None
    return (kind, int(found[2])) if found and kind else None


def record_by_number(db: Connection, kind: RecordKind, number: int) -> RowId | None:
    """The id of the record with this number; None when it is not on this desk."""
    sql = f'SELECT id FROM "{kind.value}" WHERE number = ?'  # noqa: S608 - own names
    found = db.execute(sql, (number,)).fetchone()
    return None if found is None else RowId(found[0])
