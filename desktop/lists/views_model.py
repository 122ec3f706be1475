"""Views of a list: what a page offers by itself and what people saved."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from desktop.qt.formatting import number
from desktop.replica.listing_query import Field, Query, read_query


@dataclass(frozen=True, slots=True)
class ListView:
    """One view. `id` is empty for those that come with the page; `version` as last seen."""

    name: str
    query: Query = field(default_factory=Query)
    id: str = ""
    version: int = -1
    is_shared: bool = False
    is_mine: bool = True
    count: int | None = None
    """None: not counted yet."""
    dropped: int = 0
    """Parts of the stored query this program does not understand."""

    @property
    def key(self) -> str:
        """What tells it apart: its id, or its name where it comes with the page."""
        return self.id or f"own:{self.name}"


@dataclass(frozen=True, slots=True)
class StoredView:
    """A saved view as the store has it."""

    id: str
    version: int
    name: str
    query: str
    is_shared: bool
    is_mine: bool


def read_views(stored: Sequence[StoredView], fields: Sequence[Field]) -> tuple[ListView, ...]:
    """Saved views as they can be shown here, by name, one's own first."""
    found = []
    for each in sorted(stored, key=lambda view: (not view.is_mine, view.name.casefold())):
        read = read_query(each.query, fields)
        found.append(
            ListView(
                each.name,
                read.query,
                each.id,
                each.version,
                each.is_shared,
                each.is_mine,
                dropped=read.dropped,
            )
        )
    return tuple(found)


def chip_label(view: ListView) -> str:
    """`Overdue  12`."""
    count = "" if view.count is None else f"  {number(view.count)}"
    return f"{view.name[:40]}{count}"


def explanation(view: ListView) -> str:
    """The tooltip: whose it is, and what could not be understood."""
    if not view.id:
        words = "Comes with Ringdesk"
    elif view.is_mine:
        words = "Yours, shared with the office" if view.is_shared else "Yours, seen by nobody else"
    else:
        words = "Shared by a colleague"
    if view.dropped:
        words += ". Parts of it are from a newer Ringdesk and are left out"
    return words
