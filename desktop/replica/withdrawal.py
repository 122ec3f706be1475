"""What a person may not see any more leaves this computer: rows, search, journal, drafts, files.

Rows go first, a few at a time. What hangs on them is noted in the same transaction and forgotten
right after, so that a program that dies in between goes on with it at its next start.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path

import msgspec

from desktop.replica.connection import Connection, transaction
from desktop.replica.outbox import Outbox, Person
from desktop.replica.schema import TABLES
from desktop.replica.view import ReplicaView
from sync_server.contract.base import RowId
from sync_server.contract.commands import AnyCommand
from sync_server.contract.issues import ErasureRow, IssueRow
from sync_server.contract.staff import StaffRow
from sync_server.contract.threads import PostRow, ThreadRow
from sync_server.contract.values import RecordKind, Verb
from sync_server.rules.access import has
from sync_server.rules.erasing import names_erased
from sync_server.rules.permissions import may
from sync_server.rules.record_edits import MODULE_OF
from sync_server.rules.visibility import RECORD_TYPES

ROWS_AT_ONCE = 200
_MERGE_PAGES = 200
"""Pages of the search index rewritten in one go: a few milliseconds."""
_KEY = "withdrawn"
_MERGING = "withdrawn from search"
_FILES = (
    ("attachment", "sha256"),
    ("voicemail", "sha256"),
    ("recording", "sha256"),
    ("ring_group", "greeting_sha256"),
)
_POST_DRAFT, _FORM_DRAFT, _MESSAGE_DRAFT = "post:", "form:", "message "
TABS = "ui tabs"
"""Where the window keeps which tabs are open, with what they are called."""


class Left(StrEnum):
    """How much has to be forgotten besides rows that are gone already."""

    ROWS = "rows"
    """Single rows left: their old pages still stand in the write-ahead log."""
    SCOPES = "scopes"
    """A part of the office left, or an issue: the search index, journal and files hold words of
    it."""


def note(db: Connection, left: Left) -> None:
    """Remember, in the transaction that removes rows, that more is to be forgotten."""
    if noted(db) is not Left.SCOPES:
        db.execute("REPLACE INTO _state(k, v) VALUES (?, ?)", (_KEY, left))
    if left is Left.SCOPES:
        db.execute("DELETE FROM _state WHERE k = ?", (_MERGING,))


def noted(db: Connection) -> Left | None:
    found = db.execute("SELECT v FROM _state WHERE k = ?", (_KEY,)).fetchone()
    return Left(found[0]) if found else None


def done(db: Connection) -> None:
    db.execute("DELETE FROM _state WHERE k IN (?, ?)", (_KEY, _MERGING))


# -- rows


def slices(reader: Connection, mask: int) -> Iterator[tuple[str, list[int]]]:
    """Row numbers of everything that stands in these scopes, a few at a time."""
    for entity in TABLES:
        sql = (
            f'SELECT rowid FROM "{entity}" WHERE rowid > ? AND _aud & ? <> 0 '  # noqa: S608 - own names
            "ORDER BY rowid LIMIT ?"
        )
        after = 0
        while rows := [row for (row,) in reader.execute(sql, (after, mask, ROWS_AT_ONCE))]:
            yield entity, rows
            after = rows[-1]


def remove(db: Connection, entity: str, mask: int, rows: list[int]) -> None:
    """Take these rows out of the scopes; those that no other scope holds go."""
    binds = [(row,) for row in rows]
    db.executemany(f'UPDATE "{entity}" SET _aud = _aud & ~{mask} WHERE rowid = ?', binds)  # noqa: S608 - own names
    db.executemany(f'DELETE FROM "{entity}" WHERE rowid = ? AND _aud = 0', binds)  # noqa: S608 - own names


# -- the search index


def merge_search(db: Connection) -> bool:
    """Rewrite a little of the index without deleted documents; False when none of them is left.

    A contentless index only marks documents as deleted: their letters stay until segments merge.
    """
    # A negative number begins a whole merge; positive ones carry it on.
    pages = _MERGE_PAGES if is_merging(db) else -_MERGE_PAGES
    with transaction(db):
        db.execute("REPLACE INTO _state(k, v) VALUES (?, '')", (_MERGING,))
        before = _total_changes(db)
        db.execute("INSERT INTO _search(_search, rank) VALUES ('merge', ?)", (pages,))
        # FTS5 counts one change for the insert itself.
        return _total_changes(db) - before >= 2


def is_merging(db: Connection) -> bool:
    """Whether forgetting has come as far as the search index."""
    return db.execute("SELECT 1 FROM _state WHERE k = ?", (_MERGING,)).fetchone() is not None


def _total_changes(db: Connection) -> int:
    found = db.execute("SELECT total_changes()").fetchone()
    return int(found[0]) if found else 0


# -- journal, drafts, files


def forget_words(view: ReplicaView, outbox: Outbox) -> None:
    """Blank decided commands and drafts about what this person does not see any more."""
    person = outbox.person
    if person is None:
        return
    outbox.blank(
        lambda command: is_ours(view, person, command),
        lambda command: names_erased(view, command),
    )
    _forget_drafts(view, outbox, person)
    _blank_titles(outbox)
    outbox.scrub()


def _forget_drafts(view: ReplicaView, outbox: Outbox, person: Person) -> None:
    erased = tuple(row.id for row in view.where(ErasureRow))
    keys = outbox.draft_keys("") if erased else ()
    for key in (key for key in keys if any(row_id in key for row_id in erased)):
        outbox.set_draft(key, "")
    _forget_what_was_typed(view, outbox, person)


def _forget_what_was_typed(view: ReplicaView, outbox: Outbox, person: Person) -> None:
    for key in outbox.draft_keys(_POST_DRAFT):
        if view.get(ThreadRow, RowId(key.removeprefix(_POST_DRAFT))) is None:
            outbox.set_draft(key, "")
    for key in outbox.draft_keys(_FORM_DRAFT):
        if not _form_is_ours(view, person, key.removeprefix(_FORM_DRAFT).split(":")):
            outbox.set_draft(key, "")
    for key in outbox.draft_keys(_MESSAGE_DRAFT):
        about = key.rpartition(" ")[2]
        if about and not _is_here(view, about):
            outbox.set_draft(key, "")


def _form_is_ours(view: ReplicaView, person: Person, key: list[str]) -> bool:
    """Whether a form is for a record on this desk, or for a new one of a kind that is seen."""
    if key[0] != "new":
        return _is_here(view, key[0])
    me = view.get(StaffRow, person.id)
    module = MODULE_OF.get(RecordKind(key[1]))
    return module is None or has(view, me.role if me else person.role, module, Verb.ADD)


def _is_here(view: ReplicaView, record_id: str) -> bool:
    return any(view.get(kind, RowId(record_id)) for kind in RECORD_TYPES.values())


def _blank_titles(outbox: Outbox) -> None:
    """Tabs that show something are named anew from the rows when they are opened again."""
    kept = outbox.setting(TABS)
    if not kept:
        return
    try:
        read = msgspec.json.decode(kept, type=dict[str, object])
        tabs = msgspec.convert(read.get("tabs", []), list[dict[str, object]])
    except (msgspec.DecodeError, msgspec.ValidationError):
        outbox.set_setting(TABS, "")
        return
    blank = [tab | {"title": ""} if tab.get("id") else tab for tab in tabs]
    outbox.set_setting(TABS, msgspec.json.encode(read | {"tabs": blank}).decode())


def is_ours(view: ReplicaView, person: Person, command: AnyCommand) -> bool:
    """Whether this person may still give such a command about what it names."""
    me = view.get(StaffRow, person.id)
    if not may(view, me.role if me else person.role, type(command)):
        return False
    return all(
        look(view, command) for look in (_sees_thread, _sees_post, _sees_record, _sees_issue)
    )


def _sees_thread(view: ReplicaView, command: AnyCommand) -> bool:
    named = getattr(command, "thread_id", None)
    return named is None or view.get(ThreadRow, named) is not None


def _sees_post(view: ReplicaView, command: AnyCommand) -> bool:
    named = getattr(command, "post_id", None)
    is_new = hasattr(command, "thread_id")
    return named is None or is_new or view.get(PostRow, named) is not None


def _sees_record(view: ReplicaView, command: AnyCommand) -> bool:
    kind, named = getattr(command, "record_kind", None), getattr(command, "record_id", None)
    if not isinstance(kind, RecordKind) or named is None:
        return True
    return view.get(RECORD_TYPES[kind], named) is not None


def _sees_issue(view: ReplicaView, command: AnyCommand) -> bool:
    """A report names its issue, too: once that is not here, its words are not kept either."""
    named = getattr(command, "issue_id", None)
    return named is None or view.get(IssueRow, named) is not None


def sweep_files(reader: Connection, outbox: Outbox, folder: Path) -> None:
    """Remove files of posts and calls that are not on this desk any more.

    Files still to be uploaded stay: nobody else has them.
    """
    known = {upload.path.name for upload in outbox.uploads()}
    for entity, column in _FILES:
        known |= {name for (name,) in reader.execute(f'SELECT "{column}" FROM "{entity}"')}  # noqa: S608 - own names
    for path in (*folder.glob("*"), *folder.glob("sounds/*")):
        if path.is_file() and path.name not in known and not path.name.startswith("new-"):
            path.unlink(missing_ok=True)
