"""The search index: a contentless full-text table that catches up with the rows in small slices."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from itertools import groupby

from desktop.replica.connection import Connection, SqlRow, transaction
from desktop.replica.search_documents import (
    DOC_SHIFT,
    DOCUMENTS,
    OWNED,
    PLACES,
    ROWID,
    Document,
    read,
)
from desktop.replica.search_text import indexed

SLICE = 200
"""Documents written in one go: a few milliseconds."""
STATE = """
CREATE TABLE IF NOT EXISTS _dirty(doc INTEGER PRIMARY KEY);
CREATE VIRTUAL TABLE IF NOT EXISTS _search USING fts5(
  text, content='', contentless_delete=1, detail=none, tokenize='trigram');
"""
LAYOUT = hashlib.sha256(
    repr([(one.entity, one.text, one.names, one.author) for one in DOCUMENTS]).encode()
).hexdigest()[:16]
"""Changes with what is written to the index; one of another layout is made anew."""
_FORMAT = "2"
_KNOWN_AS, _MERGING = "search layout", "search merging"
MERGED_PAGES = 200


def create_search(db: Connection) -> None:
    for statement in STATE.split(";"):
        db.execute(statement)
    db.execute("INSERT INTO _search(_search, rank) VALUES ('secure-delete', 1)")
    # Merging less while it is built: a third faster, and the longest slice half as long.
    db.execute("INSERT INTO _search(_search, rank) VALUES ('automerge', 8)")


def create_triggers(db: Connection) -> None:
    """From now on every change of a searched row is noted.

    No `OR IGNORE`: the conflict rule of the statement that fires a trigger overrules its own.
    """
    for one in DOCUMENTS:
        for event, which in (("INSERT", "new"), ("UPDATE", "new"), ("DELETE", "old")):
            doc = f"({one.place} << {DOC_SHIFT}) | {which}.rowid"
            db.execute(
                f'CREATE TRIGGER IF NOT EXISTS "tr_{one.entity}_{event.lower()}" '  # noqa: S608 - own names
                f'AFTER {event} ON "{one.entity}" BEGIN '
                f"INSERT INTO _dirty SELECT {doc} "
                f"WHERE NOT EXISTS (SELECT 1 FROM _dirty WHERE doc = {doc}); END"
            )
    for one in OWNED:
        doc = f"({one.place} << {DOC_SHIFT}) | r.rowid"
        for event, when in (("INSERT", ""), ("UPDATE OF name", "WHEN old.name <> new.name ")):
            db.execute(
                f'CREATE TRIGGER IF NOT EXISTS "tr_owner_{one.entity}_{event[:6].lower()}" '  # noqa: S608 - own names
                f"AFTER {event} ON customer {when}BEGIN INSERT INTO _dirty SELECT {doc} FROM "
                f'"{one.entity}" r WHERE r.customer_id = new.id '
                f"AND NOT EXISTS (SELECT 1 FROM _dirty WHERE doc = {doc}); END"
            )


def renew(db: Connection) -> None:
    """Begin anew when what is indexed is of another layout; the rows catch up in slices."""
    if _kept(db, _KNOWN_AS) == LAYOUT + _FORMAT:
        return
    db.execute("DROP TABLE IF EXISTS _search")
    db.execute("DELETE FROM _dirty")
    create_search(db)
    mark_backlog(db)


def mark_backlog(db: Connection) -> None:
    """Rows that are here when the triggers begin to watch are to be indexed from scratch."""
    for one in DOCUMENTS:
        newest = db.execute(f'SELECT coalesce(max(rowid), 0) FROM "{one.entity}"').fetchone()  # noqa: S608 - own names
        _remember(db, one.entity, 0, newest[0] if newest else 0)
    _keep(db, _KNOWN_AS, LAYOUT + _FORMAT)
    _keep(db, _MERGING, "begin")


def index_slice(db: Connection) -> int:
    """Write the next few documents; answers how many. Call again until it answers 0."""
    with transaction(db):
        return _index_changed(db) or _index_backlog(db) or _merge(db)


def _index_changed(db: Connection) -> int:
    docs = [doc for (doc,) in db.execute("SELECT doc FROM _dirty ORDER BY doc LIMIT ?", (SLICE,))]
    for place, group in groupby(docs, key=lambda doc: doc >> DOC_SHIFT):
        rowids = [doc & ROWID for doc in group]
        marks = ", ".join("?" * len(rowids))
        db.executemany(
            "DELETE FROM _search WHERE rowid = ?", [(place << DOC_SHIFT | at,) for at in rowids]
        )
        _write(db, DOCUMENTS[place], f"r.rowid IN ({marks})", rowids)
    db.executemany("DELETE FROM _dirty WHERE doc = ?", [(doc,) for doc in docs])
    return len(docs)


def _index_backlog(db: Connection) -> int:
    """Rows a first fill brought before the triggers were there, oldest first."""
    for one in DOCUMENTS:
        done, upto = _progress(db, one.entity)
        if done >= upto:
            continue
        last = db.execute(
            f'SELECT max(rowid) FROM (SELECT rowid FROM "{one.entity}" '  # noqa: S608 - own names
            "WHERE rowid > ? AND rowid <= ? ORDER BY rowid LIMIT ?)",
            (done, upto, SLICE),
        ).fetchone()
        reached = upto if last is None or last[0] is None else int(last[0])
        _write(db, one, "r.rowid > ? AND r.rowid <= ?", (done, reached))
        _remember(db, one.entity, reached, upto)
        return SLICE
    return 0


def _merge(db: Connection) -> int:
    """After a backlog, make one piece of the many the index was written in: searching a million
    documents takes a third of the time then. A step takes some 20 ms."""
    stage = _kept(db, _MERGING)
    if stage not in {"begin", "going"}:
        return 0
    before = _changes(db)
    pages = -MERGED_PAGES if stage == "begin" else MERGED_PAGES  # negative: everything, anew
    db.execute("INSERT INTO _search(_search, rank) VALUES ('merge', ?)", (pages,))
    # Below two changes there was nothing left to merge (FTS5, section 6.8).
    _keep(db, _MERGING, "going" if _changes(db) - before > 1 else "done")
    return 1


def _changes(db: Connection) -> int:
    found = db.execute("SELECT total_changes()").fetchone()
    return int(found[0]) if found else 0


def _write(db: Connection, one: Document, where: str, binds: Iterable[int]) -> None:
    found = db.execute(
        read(one, f"r.rowid, {one.text}, {one.names}, {one.author}", where), tuple(binds)
    )
    db.executemany("REPLACE INTO _search(rowid, text) VALUES (?, ?)", _texts(one, found))


def _texts(one: Document, rows: Iterable[SqlRow]) -> Iterator[tuple[int, str]]:
    for rowid, text, names, author in rows:
        yield PLACES[one.entity] << DOC_SHIFT | rowid, indexed(text or "", names, author or "")


def _progress(db: Connection, entity: str) -> tuple[int, int]:
    found = _kept(db, f"search {entity}")
    done, upto = found.split() if found else ("0", "0")
    return int(done), int(upto)


def _remember(db: Connection, entity: str, done: int, upto: int) -> None:
    _keep(db, f"search {entity}", f"{done} {upto}")


def _kept(db: Connection, key: str) -> str:
    found = db.execute("SELECT v FROM _state WHERE k = ?", (key,)).fetchone()
    return str(found[0]) if found else ""


def _keep(db: Connection, key: str, value: str) -> None:
    db.execute("REPLACE INTO _state(k, v) VALUES (?, ?)", (key, value))
