"""ReplicaView: what a rule may read, answered by the local tables."""

from __future__ import annotations

from typing import TypeVar

from desktop.replica.connection import Connection
from desktop.replica.schema import BY_TYPE
from sync_server.contract.base import Row, RowId
from sync_server.contract.columns import from_values

R = TypeVar("R", bound=Row)


class ReplicaView:
    """rules.View over one connection: confirmed rows with the person's own waiting commands."""

    def __init__(self, db: Connection) -> None:
        self._db = db

    def get(self, kind: type[R], row_id: RowId) -> R | None:
        found = self._db.execute(BY_TYPE[kind].get, (row_id,)).fetchone()
        return None if found is None else from_values(kind, found)

    def where(self, kind: type[R], **equal: object) -> list[R]:
        table = BY_TYPE[kind]
        columns = {column.name: column for column in table.fields}
        condition = " AND ".join(f'"{name}" IS ?' for name in equal)
        binds = [
            None if value is None else columns[name].to_value(value)
            for name, value in equal.items()
        ]
        sql = f"{table.select} WHERE {condition or 'true'} ORDER BY id"
        return [from_values(kind, found) for found in self._db.execute(sql, binds)]
