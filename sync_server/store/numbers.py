"""Numbers of records (BOK-00012): given only by the server, without gaps."""

from __future__ import annotations

from sqlalchemy import Connection, select
from sqlalchemy.dialects import postgresql, sqlite

from sync_server.contract.values import CODE_PREFIX, RecordKind
from sync_server.store.tables import numbers


class Numbering:
    """Gives numbers while a command is decided; they count only once `keep` wrote them down."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._last: dict[RecordKind, int] = {}

    def next_number(self, kind: RecordKind) -> int | None:
        """The next number of a kind; None for kinds that carry none."""
        if kind not in CODE_PREFIX:
            return None
        if kind not in self._last:
            last = select(numbers.c.last).where(numbers.c.record_kind == kind)
            self._last[kind] = self._connection.execute(last).scalar() or 0
        self._last[kind] += 1
        return self._last[kind]

    def keep(self) -> None:
        """Write the numbers down; a refused command never gets here and leaves no gap."""
        for kind, last in self._last.items():
            values = {"record_kind": kind, "last": last}
            if self._connection.dialect.name == "sqlite":
                lite = sqlite.insert(numbers).values(values)
                self._connection.execute(
                    lite.on_conflict_do_update(["record_kind"], set_={"last": last})
                )
            else:
                row = postgresql.insert(numbers).values(values)
                self._connection.execute(
                    row.on_conflict_do_update(index_elements=["record_kind"], set_={"last": last})
                )
