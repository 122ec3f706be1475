"""The customers list narrowed to what is typed: by name, suburb or phone, offline."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from desktop.replica.first_frame import CustomerSummary, Reader, summaries_of
from desktop.replica.search import Asked, search
from desktop.replica.search_query import Kind

MOST = 300


@dataclass(frozen=True, slots=True)
class FoundCustomers:
    """Meets the table model's `Source`."""

    rows: tuple[CustomerSummary, ...]

    def count(self) -> int:
        return len(self.rows)

    def page(self, first: int, size: int) -> Sequence[CustomerSummary]:
        return self.rows[first : first + size]


def find_customers(reader: Reader, words: str) -> FoundCustomers:
    """Customers the words may mean, best first, at most `MOST`."""
    db = reader()
    asked = Asked(kinds=(Kind.CUSTOMER,))
    ids = [one.id for one in search(db, words, MOST, asked) if one.kind is Kind.CUSTOMER]
    return FoundCustomers(tuple(summaries_of(db, ids)))
