"""What a rule may read: the rows as they stand, and nothing else."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol, TypeVar

from sync_server.contract.base import Row, RowId

R = TypeVar("R", bound=Row)
RowKey = tuple[type[Row], RowId]


class View(Protocol):
    """Read access to rows: SQL on the server, the replica on the desktop, a dict in tests."""

    def get(self, kind: type[R], row_id: RowId) -> R | None: ...

    def where(self, kind: type[R], **equal: object) -> list[R]:
        """Rows whose columns equal the given values, in the order of their ids."""
        ...


class MemoryView:
    """Rows in a dict: the reference View."""

    def __init__(self, rows: Iterable[Row] = ()) -> None:
        self.rows: dict[RowKey, Row] = {}
        self.put(rows)

    def get(self, kind: type[R], row_id: RowId) -> R | None:
        row = self.rows.get((kind, row_id))
        return row if isinstance(row, kind) else None

    def where(self, kind: type[R], **equal: object) -> list[R]:
        found = [row for row in self.rows.values() if isinstance(row, kind)]
        kept = [r for r in found if all(getattr(r, name) == v for name, v in equal.items())]
        return sorted(kept, key=lambda row: row.id)

    def put(self, rows: Iterable[Row]) -> None:
        self.rows.update({(type(row), row.id): row for row in rows})
