"""Sources over sources: rows of the replica turned into the rows a view shows, page by page."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from desktop.qt.table_model import Source

A = TypeVar("A")
B = TypeVar("B")


@dataclass(frozen=True, slots=True)
class Turned(Generic[A, B]):
    """The same rows in another form."""

    source: Source[A]
    turn: Callable[[A], B]

    def count(self) -> int:
        return self.source.count()

    def page(self, first: int, size: int) -> Sequence[B]:
        return [self.turn(row) for row in self.source.page(first, size)]
