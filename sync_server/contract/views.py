"""Lists as people saved them: private, or shared with the office."""

from __future__ import annotations

from sync_server.contract.base import Command, Row, RowId

MAX_QUERY = 20_000


class SavedViewRow(Row, frozen=True, tag="saved_view"):
    """`query` is the desk's own JSON: columns, order, filters, grouping of one list."""

    list_key: str = ""
    name: str = ""
    owner_id: RowId = RowId("")
    shared: bool = False
    query: str = ""
    gone: bool = False


class SaveView(Command, frozen=True, tag="view.save"):
    view_id: RowId
    seen_version: int
    """-1 for a new one."""
    list_key: str
    name: str
    shared: bool
    query: str


class RemoveView(Command, frozen=True, tag="view.remove"):
    view_id: RowId
