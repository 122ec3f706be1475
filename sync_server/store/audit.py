"""Writing history: lines in the transaction of the rows they tell of, and erasing their content.

A writer holds the database lock from its first statement to its commit, so lines are numbered
without gaps and the order of the chain is the order of the commits.
"""

from __future__ import annotations

import secrets
from collections.abc import Collection, Iterable
from dataclasses import dataclass

import msgspec
from sqlalchemy import Connection, bindparam, insert, select, update

from sync_server.contract.base import RowId
from sync_server.contract.columns import Value
from sync_server.contract.values import Role
from sync_server.rules.history import TOMBSTONE, Changes
from sync_server.store.chain import START, Content, Head
from sync_server.store.tables import audit

_LAST = select(audit.c.n, audit.c.hash).order_by(audit.c.n.desc()).limit(1)
_ERASABLE = select(audit.c.n).where(
    audit.c.n.in_(bindparam("numbers", expanding=True)),
    audit.c.changes.is_not(None),
    audit.c.entity != TOMBSTONE,
)
_ERASE = (
    update(audit)
    .where(audit.c.n.in_(bindparam("numbers", expanding=True)))
    .values(actor_name=None, changes=None, salt=None)
)
CONSOLE, CONSOLE_NAME = RowId("console"), "Server console"
"""Who acts when somebody types a command at the server itself."""


@dataclass(frozen=True, slots=True)
class Deed:
    """Who did what and when: the same on every line of one command."""

    at_ms: int
    actor_id: RowId
    actor_name: str
    actor_role: Role
    kind: str
    """The command's tag, such as `customer.edit`."""
    command_id: str = ""


@dataclass(frozen=True, slots=True)
class Changed:
    """One row a deed changed."""

    entity: str
    row_id: str
    changes: Changes
    customer_id: RowId | None = None
    record_id: RowId | None = None


def at_console(at_ms: int, kind: str) -> Deed:
    """A deed typed at the server."""
    return Deed(at_ms, CONSOLE, CONSOLE_NAME, Role.SYSTEM, kind)


def append(tx: Connection, deed: Deed, changed: Iterable[Changed]) -> None:
    """Write one line for each changed row at the end of the chain."""
    last = tx.execute(_LAST).first()
    n, before = (last.n, last.hash) if last else (0, START)
    lines = []
    for one in changed:
        n += 1
        content = Content(secrets.token_hex(16), deed.actor_name, _json(one.changes))
        head = Head(
            n,
            deed.at_ms,
            deed.actor_id,
            deed.actor_role,
            deed.kind,
            deed.command_id,
            one.entity,
            one.row_id,
            one.customer_id,
            one.record_id,
            content.digest(),
        )
        before = head.hash(before)
        lines.append({**_values(head), **_values(content), "hash": before})
    if lines:
        tx.execute(insert(audit), lines)


def erase(tx: Connection, deed: Deed, numbers: Collection[int]) -> int:
    """Erase the content of lines for good; answers how many still had any.

    Each gets a tombstone line that names it: without one neither the database nor
    `verify-audit` accepts a line without content. Tombstones themselves stay.
    """
    found = [int(n) for n in tx.execute(_ERASABLE, {"numbers": list(numbers)}).scalars()]
    append(tx, deed, (Changed(TOMBSTONE, str(n), {}) for n in sorted(found)))
    if found:
        tx.execute(_ERASE, {"numbers": found})
    return len(found)


def _values(part: Head | Content) -> dict[str, str | int | None]:
    """Not `asdict`: its deep copies took longest of all where a merge writes many lines."""
    return {name: getattr(part, name) for name in part.__dataclass_fields__}


def _json(changes: Changes) -> str:
    pairs: dict[str, tuple[Value, Value]] = dict(changes)
    return msgspec.json.encode(pairs).decode()
