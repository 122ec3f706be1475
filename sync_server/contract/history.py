"""What a person may read of the history: lines, newest first, page by page."""

from __future__ import annotations

from datetime import datetime

from sync_server.contract.base import Message, RowId
from sync_server.contract.values import Role

HISTORY_AT_ONCE = 50
MOST_HISTORY_AT_ONCE = 200


class HistoryChange(Message, frozen=True):
    """One column before and after, as text; None where there was nothing.

    Both None: it changed, but this person may not read what it said.
    """

    field: str
    old: str | None
    new: str | None


class HistoryLine(Message, frozen=True):
    """One row changed by one command. `n` counts all lines of the business, without gaps."""

    n: int
    at: datetime
    """By the server's clock."""
    by: RowId
    by_name: str
    by_role: Role
    kind: str
    """The command's tag, such as `customer.edit`."""
    entity: str
    row_id: RowId
    changes: tuple[HistoryChange, ...] = ()
    is_new: bool = False
    """The row began here."""
    is_erased: bool = False
    """What it said was erased for good."""


class HistoryPage(Message, frozen=True):
    lines: tuple[HistoryLine, ...]
    before: int = 0
    """Ask again with this for what is older; 0: there is nothing older."""


class HistoryAsk(Message, frozen=True):
    """Whose history: of one row (`entity` and `row_id`), or of a customer with all rows or only
    those of some `entities`. `fields` and `by` narrow it down; empty means all."""

    entity: str = ""
    row_id: RowId = RowId("")
    customer_id: RowId = RowId("")
    entities: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()
    by: RowId = RowId("")
    before: int = 0
    limit: int = HISTORY_AT_ONCE
