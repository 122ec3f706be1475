"""Search over everything on this desk, offline too: names, numbers, codes, titles, phone digits.

Documents live in a contentless full-text index; their number is the entity's place in `SEARCHED`
and the row's rowid. Triggers note what changed; `index_slice` catches up, a little at a time.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from desktop.replica.connection import Connection, transaction
from desktop.replica.schema import DOC_SHIFT, SEARCHED
from sync_server.contract.base import RowId
from sync_server.contract.values import CODE_PREFIX, RecordKind, code

SLICE = 200
"""Documents written in one go: a few milliseconds."""
_ROWID = (1 << DOC_SHIFT) - 1
_CODE = re.compile(r"\s*([A-Za-z]{3})[-\s]?0*(\d+)\s*")
_KIND_BY_PREFIX = {prefix: kind for kind, prefix in CODE_PREFIX.items()}
_DIGITS = re.compile(r"\d")


class FoundKind(StrEnum):
    CUSTOMER = "customer"
    INQUIRY = "inquiry"
    QUOTE = "quote"
    BOOKING = "booking"
    INVOICE = "invoice"
    ISSUE = "issue"


@dataclass(frozen=True, slots=True)
class Found:
    """One thing to open: its kind and id, and two lines to tell it apart."""

    kind: FoundKind
    id: RowId
    title: str
    detail: str


_TEXTS = {
    "customer": "name || ' ' || location",
    "contact_point": "value",
    "issue": "issue_type || ' ' || description",
    "booking": "title || ' ' || site",
    "quote": "title",
    "invoice": "title",
    "inquiry": "title",
}
_RECORD = (
    "SELECT r.id, r.number, {title}, c.name FROM {table} r "
    "LEFT JOIN customer c ON c.id = r.customer_id WHERE r.{by} = ?"
)
_TITLES = dict.fromkeys(("booking", "quote", "invoice", "inquiry"), "r.title") | {
    "issue": "r.issue_type"
}
_CUSTOMER = "SELECT id, name, location FROM customer WHERE {by} = ?"
_OWNER = (
    "SELECT c.id, c.name, p.value FROM contact_point p "
    "JOIN customer c ON c.id = p.customer_id WHERE p.rowid = ?"
)
_BY_START = (
    "SELECT id, name, location FROM customer WHERE name >= ? COLLATE NOCASE "
    "AND name < ? COLLATE NOCASE ORDER BY name COLLATE NOCASE LIMIT ?"
)


def search(db: Connection, words: str, limit: int = 20) -> tuple[Found, ...]:
    """What a person may mean, best first: a code, then newest first by text or digits."""
    words = words.strip()
    if not words:
        return ()
    found: dict[tuple[FoundKind, RowId], Found] = {}
    for one in (*_by_code(db, words), *_by_text(db, words, limit)):
        found.setdefault((one.kind, one.id), one)
    return tuple(found.values())[:limit]


def _by_code(db: Connection, words: str) -> Iterator[Found]:
    match = _CODE.fullmatch(words)
    kind = _KIND_BY_PREFIX.get(match[1].upper()) if match else None
    if match is None or kind is None:
        return
    sql = _RECORD.format(table=kind, title=_TITLES[kind], by="number")
    for row_id, number, title, customer in db.execute(sql, (int(match[2]),)):
        yield _record(kind, row_id, number, title, customer)


def _by_text(db: Connection, words: str, limit: int) -> Iterator[Found]:
    terms = _terms(words)
    if not terms:
        end = words + "\U0010ffff"
        for row_id, name, location in db.execute(_BY_START, (words, end, limit)):
            yield Found(FoundKind.CUSTOMER, RowId(row_id), name, location)
        return
    query = " ".join('"' + term.replace('"', '""') + '"' for term in terms)
    # Trigrams of a word may lie apart in a document, so what is found is looked at again.
    docs = db.execute(
        "SELECT rowid FROM _search WHERE _search MATCH ? ORDER BY rowid DESC LIMIT ?",
        (" AND ".join(_trigrams(terms)) or query, limit * 8),
    ).fetchall()
    # People before papers: a name typed is most often a customer's.
    for (doc,) in sorted(docs, key=lambda row: row[0] >> DOC_SHIFT):
        yield from _document(db, doc, terms)


def _terms(words: str) -> tuple[str, ...]:
    """Words to look for; the digits of a phone number count as one word however spaced."""
    digits = "".join(_DIGITS.findall(words))
    if digits and re.fullmatch(r"[\d\s()+/.-]+", words):
        words = digits.lstrip("0") or digits
    terms = tuple(word.casefold() for word in words.split())
    return tuple(term for term in terms if len(term) >= 3)


def _trigrams(terms: tuple[str, ...]) -> list[str]:
    """Every three letters of each term: the index keeps no positions."""
    grams = dict.fromkeys(t[i : i + 3] for t in terms for i in range(len(t) - 2))
    return ['"' + gram.replace('"', '""') + '"' for gram in grams]


def _document(db: Connection, doc: int, terms: tuple[str, ...]) -> Iterator[Found]:
    entity, rowid = SEARCHED[doc >> DOC_SHIFT], doc & _ROWID
    if not _holds(db, entity, rowid, terms):
        return
    if entity == "customer":
        for row_id, name, location in db.execute(_CUSTOMER.format(by="rowid"), (rowid,)):
            yield Found(FoundKind.CUSTOMER, RowId(row_id), name, location)
    elif entity == "contact_point":
        for row_id, name, value in db.execute(_OWNER, (rowid,)):
            yield Found(FoundKind.CUSTOMER, RowId(row_id), name, value)
    else:
        kind = RecordKind(entity)
        sql = _RECORD.format(table=entity, title=_TITLES[entity], by="rowid")
        for row_id, number, title, customer in db.execute(sql, (rowid,)):
            yield _record(kind, row_id, number, title, customer)


def _holds(db: Connection, entity: str, rowid: int, terms: tuple[str, ...]) -> bool:
    found = db.execute(f'SELECT {_TEXTS[entity]} FROM "{entity}" WHERE rowid = ?', (rowid,))  # noqa: S608 - own names
    text = next((row[0] for row in found), "").casefold()
    return all(term in text for term in terms)


def _record(
    kind: RecordKind, row_id: str, number: int | None, title: str, customer: str | None
) -> Found:
    shown = f"{code(kind, number, row_id)} {title}"
    return Found(FoundKind(kind), RowId(row_id), shown, customer or "")


# -- keeping the index up to date


def mark_backlog(db: Connection) -> None:
    """Rows that are here when the triggers begin to watch are to be indexed from scratch."""
    for entity in SEARCHED:
        newest = db.execute(f'SELECT coalesce(max(rowid), 0) FROM "{entity}"').fetchone()  # noqa: S608 - own names
        _remember(db, entity, 0, newest[0] if newest else 0)


def index_slice(db: Connection) -> int:
    """Write the next few documents; answers how many. Call again until it answers 0."""
    with transaction(db):
        return _index_changed(db) or _index_backlog(db)


def _index_changed(db: Connection) -> int:
    docs = [doc for (doc,) in db.execute("SELECT doc FROM _dirty LIMIT ?", (SLICE,))]
    for doc in docs:
        db.execute("DELETE FROM _search WHERE rowid = ?", (doc,))
        entity, rowid = SEARCHED[doc >> DOC_SHIFT], doc & _ROWID
        db.execute(f"{_insert(entity)} WHERE rowid = ?", (rowid,))
        db.execute("DELETE FROM _dirty WHERE doc = ?", (doc,))
    return len(docs)


def _index_backlog(db: Connection) -> int:
    """Rows a first fill brought before the triggers were there, oldest first."""
    for entity in SEARCHED:
        done, upto = _progress(db, entity)
        if done >= upto:
            continue
        last = db.execute(
            f'SELECT max(rowid) FROM (SELECT rowid FROM "{entity}" '  # noqa: S608 - own names
            "WHERE rowid > ? AND rowid <= ? ORDER BY rowid LIMIT ?)",
            (done, upto, SLICE),
        ).fetchone()
        reached = upto if last is None or last[0] is None else int(last[0])
        db.execute(f"{_insert(entity)} WHERE rowid > ? AND rowid <= ?", (done, reached))
        _remember(db, entity, reached, upto)
        return SLICE
    return 0


def _insert(entity: str) -> str:
    position = SEARCHED.index(entity) << DOC_SHIFT
    return (
        f"REPLACE INTO _search(rowid, text) SELECT {position} | rowid, "  # noqa: S608 - own names
        f'{_TEXTS[entity]} FROM "{entity}"'
    )


def _progress(db: Connection, entity: str) -> tuple[int, int]:
    found = db.execute("SELECT v FROM _state WHERE k = ?", (f"search {entity}",)).fetchone()
    done, upto = found[0].split() if found else (0, 0)
    return int(done), int(upto)


def _remember(db: Connection, entity: str, done: int, upto: int) -> None:
    db.execute("REPLACE INTO _state(k, v) VALUES (?, ?)", (f"search {entity}", f"{done} {upto}"))
