"""A long list as the table shows it: first rows at once, any page once all places are known."""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import accumulate

from desktop.replica.connection import Connection
from desktop.replica.first_frame import Reader
from desktop.replica.listing import (
    HEAD,
    Stopped,
    all_places,
    count_rows,
    end_places,
    groups,
    head_places,
    is_indexed,
    rows_at,
    totals,
    turned_round,
)
from desktop.replica.listing_query import Query, shown_keys
from desktop.replica.listing_rows import GroupHead, ListRow, Totals
from desktop.replica.listing_spec import ListSpec
from sync_server.contract.base import RowId

HEAD_ID = "group:"
"""Ids of group heads start with this; no row's id does."""


@dataclass(frozen=True, slots=True)
class First:
    """What is known after a moment: the first rows, and how many there are where that is cheap."""

    rows: tuple[ListRow, ...]
    places: array[int]
    count: int
    is_whole: bool


@dataclass(frozen=True, slots=True)
class Whole:
    """Everything there is to know about a question."""

    places: array[int]
    groups: tuple[GroupHead, ...]
    totals: Totals


def look_first(db: Connection, spec: ListSpec, query: Query, every: int | None = None) -> First:
    """The first rows of an ungrouped list. Not for the GUI thread.

    `every` is how many rows there are in all, where that is known: counting a million takes
    longer than finding the first.
    """
    places = head_places(db, spec, query)
    rows = rows_at(db, spec, shown_keys(query, spec.fields), places)
    if len(places) < HEAD:
        return First(tuple(rows), places, len(places), is_whole=True)
    count = len(places)
    if is_indexed(spec, query):
        count = count_rows(db, spec) if every is None else max(every, count)
    return First(tuple(rows), places, count, is_whole=False)


def look_through(db: Connection, spec: ListSpec, query: Query, stopped: Stopped) -> Whole:
    """All places, groups and totals. Not for the GUI thread."""
    places = all_places(db, spec, query, stopped)
    if stopped():
        return Whole(places, (), Totals(len(places)))
    heads = groups(db, spec, query) if query.group_by else ()
    return Whole(places, heads, totals(db, spec, query))


@dataclass(slots=True)
class Listing:
    """Meets the table model's `Source`. `learn` makes it whole; then every page is near."""

    reader: Reader
    spec: ListSpec
    query: Query
    first: First
    places: array[int] | None = None
    totals: Totals | None = None
    _heads: tuple[GroupHead, ...] = ()
    _folded: set[object] = field(default_factory=set)
    _starts: list[int] = field(default_factory=list)
    """Where each group's head stands among the lines shown."""
    _offsets: list[int] = field(default_factory=list)
    """Where each group's rows begin among the places."""
    _lines: int = 0

    def count(self) -> int:
        if self._heads:
            return self._lines
        return self.first.count if self.places is None else len(self.places)

    def page(self, first: int, size: int) -> Sequence[ListRow]:
        if self._heads:
            return self._grouped(first, size)
        if self.places is not None:
            return self._read(self.places[first : first + size])
        if first + size <= len(self.first.rows):
            return self.first.rows[first : first + size]
        if self.first.is_whole or not is_indexed(self.spec, self.query):
            return self.first.rows[first : first + size]
        return self._by_index(first, size)

    def learn(self, whole: Whole) -> None:
        """Everything is known now; folded groups stay folded."""
        self.places, self.totals, self._heads = whole.places, whole.totals, whole.groups
        self._lay_out()

    def follow(self, earlier: Listing) -> None:
        """Keep folded what was folded in the same list before."""
        self._folded = earlier._folded

    def fold(self, row_id: str) -> None:
        """Fold or unfold the group whose head has this id."""
        at = int(row_id.removeprefix(HEAD_ID))
        value = self._heads[at].value
        self._folded.symmetric_difference_update({value})
        self._lay_out()

    def fold_all(self) -> None:
        """Fold every group; where all are folded, unfold them."""
        every = {head.value for head in self._heads}
        self._folded = set() if self._folded >= every else every
        self._lay_out()

    def is_grouped(self) -> bool:
        return bool(self._heads)

    def place_of(self, line: int) -> int | None:
        """The place of the row on a line; None on the head of a group or beyond what is known."""
        if not self._heads:
            known = self.first.places if self.places is None else self.places
            return known[line] if 0 <= line < len(known) else None
        at = bisect_right(self._starts, line) - 1
        inside = line - self._starts[at] - 1
        if inside < 0 or self.places is None:
            return None
        return self.places[self._offsets[at] + inside]

    def _lay_out(self) -> None:
        shown = [0 if head.value in self._folded else head.count for head in self._heads]
        self._starts = list(accumulate((1 + count for count in shown), initial=0))
        self._lines = self._starts.pop()
        self._offsets = list(accumulate((h.count for h in self._heads), initial=0))[:-1]

    def _grouped(self, first: int, size: int) -> list[ListRow]:
        lines = range(first, min(first + size, self._lines))
        places = {line: self.place_of(line) for line in lines}
        known = [place for place in places.values() if place is not None]
        keys = shown_keys(self.query, self.spec.fields)
        rows = iter(rows_at(self.reader(), self.spec, keys, known))
        # A row that went meanwhile leaves its line out until the places are worked out anew.
        found = (
            self._head_at(line) if places[line] is None else next(rows, None) for line in lines
        )
        return [row for row in found if row is not None]

    def _head_at(self, line: int) -> ListRow:
        at = bisect_right(self._starts, line) - 1
        head = self._heads[at]
        shown = replace(head, is_folded=head.value in self._folded)
        return ListRow(RowId(f"{HEAD_ID}{at}"), (), head=shown)

    def _by_index(self, first: int, size: int) -> list[ListRow]:
        """Counted from whichever end is nearer."""
        count = self.first.count
        size = max(0, min(size, count - first))
        from_end = first > count // 2
        query = turned_round(self.spec, self.query) if from_end else self.query
        skip = count - first - size if from_end else first
        places = end_places(self.reader(), self.spec, query, size, skip)
        return self._read(places[::-1] if from_end else places)

    def _read(self, places: Sequence[int]) -> list[ListRow]:
        keys = shown_keys(self.query, self.spec.fields)
        return rows_at(self.reader(), self.spec, keys, places)
