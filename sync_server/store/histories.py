"""Reading the history for one person: only lines of rows they may see now, newest first."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, Connection, Row, Select, and_, bindparam, or_, select

from sync_server.contract.base import RowId
from sync_server.contract.columns import Value, from_ms
from sync_server.contract.feed import BY_ENTITY
from sync_server.contract.history import (
    MOST_HISTORY_AT_ONCE,
    HistoryAsk,
    HistoryChange,
    HistoryLine,
    HistoryPage,
)
from sync_server.contract.issues import IssueRow
from sync_server.contract.threads import PostRow
from sync_server.contract.values import Role, Visibility
from sync_server.rules.history import (
    ALONG,
    NOT_OF_CUSTOMERS,
    RECORDS,
    TOLD_OF_ISSUES,
    may_read,
    may_read_text,
    profiles_of,
)
from sync_server.store.actor import Actor
from sync_server.store.tables import audit
from sync_server.store.view import SqlView

LOOKED_AT_ONCE = 200
LOOKED_AT_MOST = 2_000
"""Lines one answer looks through: a filter that finds little ends early and may go on."""

_POSTS = select(audit.c.row_id, audit.c.changes).where(
    audit.c.entity == "post", audit.c.row_id.in_(bindparam("ids", expanding=True))
)
_changes = msgspec.json.Decoder(dict[str, tuple[Value, Value]])

AnyLine = Row[Any]  # Any: a line of the table, column by column
Levels = Mapping[str, frozenset[Visibility]]


def read_history(connection: Connection, reader: Actor, ask: HistoryAsk) -> HistoryPage:
    """The newest lines before `ask.before` that this person may read."""
    view = SqlView(connection)
    wanted, before = _wanted(view, ask), ask.before
    size = max(1, min(ask.limit, MOST_HISTORY_AT_ONCE))
    found: list[HistoryLine] = []
    for _chunk in range(LOOKED_AT_MOST // LOOKED_AT_ONCE):
        statement = wanted.where(audit.c.n < before) if before else wanted
        chunk = connection.execute(statement.limit(LOOKED_AT_ONCE)).all()
        _load(view, chunk)
        levels = _levels(connection, chunk)
        for line in chunk:
            before = line.n
            if _may(view, line, reader):
                shown = _shown(view, line, reader, levels)
                if not ask.fields or any(each.field in ask.fields for each in shown.changes):
                    found.append(shown)
            if len(found) == size:
                return HistoryPage(tuple(found), before)
        if len(chunk) < LOOKED_AT_ONCE:
            return HistoryPage(tuple(found))
    return HistoryPage(tuple(found), before)


def _wanted(view: SqlView, ask: HistoryAsk) -> Select[Any]:
    wanted = select(audit).order_by(audit.c.n.desc())
    if ask.customer_id:
        wanted = wanted.where(audit.c.customer_id.in_(profiles_of(view, ask.customer_id)))
        wanted = wanted.where(audit.c.entity.not_in(NOT_OF_CUSTOMERS))
        if ask.entities:
            wanted = wanted.where(audit.c.entity.in_(ask.entities))
    elif ask.entity in RECORDS:
        wanted = wanted.where(_of_record(view, ask.row_id))
        wanted = wanted.where(audit.c.entity.not_in(NOT_OF_CUSTOMERS))
    else:
        names = ALONG.get(ask.entity, (ask.entity,))
        wanted = wanted.where(audit.c.entity.in_(names), audit.c.row_id == ask.row_id)
    return wanted.where(audit.c.actor_id == ask.by) if ask.by else wanted


def _of_record(view: SqlView, record_id: RowId) -> ColumnElement[bool]:
    """The record's own lines, and what became of the issues about it (ISS-17, ISS-19)."""
    issues = [row.id for row in view.where(IssueRow, record_id=record_id)]
    if not issues:
        return audit.c.record_id == record_id
    told = or_(audit.c.record_id == record_id, audit.c.entity.in_(TOLD_OF_ISSUES))
    return and_(audit.c.record_id.in_((record_id, *issues)), told)


def _load(view: SqlView, chunk: Sequence[AnyLine]) -> None:
    """The rows these lines tell of, as they stand now, in one question for each kind."""
    ids: dict[str, set[RowId]] = defaultdict(set)
    for line in chunk:
        ids[line.entity].add(RowId(line.row_id))
    for name, wanted in ids.items():
        if name in BY_ENTITY:
            view.load(BY_ENTITY[name], wanted)


def _levels(connection: Connection, chunk: Iterable[AnyLine]) -> Levels:
    """Every level the posts among these lines ever had."""
    ids = {line.row_id for line in chunk if line.entity == "post"}
    levels: dict[str, set[Visibility]] = defaultdict(set)
    for row_id, text in connection.execute(_POSTS, {"ids": list(ids)}) if ids else ():
        pair = _changes.decode(text).get("visibility", (None, None)) if text else (None, None)
        levels[row_id] |= {Visibility(str(level)) for level in pair if level is not None}
    return {row_id: frozenset(each) for row_id, each in levels.items()}


def _may(view: SqlView, line: AnyLine, reader: Actor) -> bool:
    return may_read(view, line.entity, RowId(line.row_id), reader.role, reader.id)


def _shown(view: SqlView, line: AnyLine, reader: Actor, levels: Levels) -> HistoryLine:
    changes = _changes.decode(line.changes) if line.changes is not None else {}
    told = [
        HistoryChange(name, _text(old), _text(new))
        for name, (old, new) in changes.items()
        if name != "version"
    ]
    if line.entity == "post" and not _may_read_post(view, line.row_id, reader, levels):
        told = [_hidden(change) if change.field == "body" else change for change in told]
    return HistoryLine(
        n=line.n,
        at=from_ms(line.at),
        by=RowId(line.actor_id),
        by_name=line.actor_name or "",
        by_role=Role(line.actor_role),
        kind=line.kind,
        entity=line.entity,
        row_id=RowId(line.row_id),
        changes=tuple(told),
        is_new=changes.get("version", (0, 0))[0] is None,
        is_erased=line.changes is None,
    )


def _may_read_post(view: SqlView, row_id: str, reader: Actor, levels: Levels) -> bool:
    post = view.get(PostRow, RowId(row_id))
    past = levels.get(row_id, frozenset())
    return post is not None and may_read_text(view, post, past, reader.role, reader.id)


def _hidden(change: HistoryChange) -> HistoryChange:
    return msgspec.structs.replace(change, old=None, new=None)


def _text(value: Value) -> str | None:
    return None if value is None else str(value)
