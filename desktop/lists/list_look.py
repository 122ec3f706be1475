"""What a page says about its list: its name, its words, what can be done with its rows."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from desktop.lists.selection_bar import RowAction
from desktop.lists.views_model import ListView
from desktop.qt.statuses import Badge, label
from desktop.replica.listing_query import Field


@dataclass(frozen=True, slots=True)
class ListLook:
    """The list as data. `name` is in object names and in what is kept of a person's layout."""

    name: str
    title: str
    noun: str
    """One of them, and many where an s is not enough: `inquiry|inquiries`."""
    fields: tuple[Field, ...]
    icon: str
    empty_title: str
    empty_hint: str
    search_hint: str
    add_label: str = ""
    add_name: str = ""
    add_icon: str = "plus"
    add_keys: str = ""
    open_label: str = "Open"
    row_actions: tuple[RowAction, ...] = ()
    bulk_actions: tuple[RowAction, ...] = ()
    label_of: Callable[[str], Badge] = label
    """How a label looks; a page may know colours."""
    views: tuple[ListView, ...] = ()
    """The views the list comes with; the first is the one shown at first."""

    @property
    def many(self) -> str:
        one, _, many = self.noun.partition("|")
        return many or f"{one}s"

    def section(self, key: str) -> int:
        """The number of a column."""
        return self.sections[key]

    @property
    def sections(self) -> Mapping[str, int]:
        return {field.key: at for at, field in enumerate(self.fields)}
