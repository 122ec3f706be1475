"""A window over a long list: how many rows, and any page of them, by index from either end."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from desktop.replica.connection import SqlRow
from desktop.replica.first_frame import Reader
from desktop.replica.tables import Statement

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Window(Generic[T]):
    """Meets the table model's `Source`: `count()` and `page(first, size)`.

    `forward` and `backward` are the same list in both directions, with `size` and `offset`.
    """

    reader: Reader
    counting: Statement
    forward: Statement
    backward: Statement
    binds: dict[str, object]
    read: Callable[[SqlRow], T]

    def count(self) -> int:
        found = self.counting.one(self.reader(), **self.binds)
        return 0 if found is None else int(found[0])

    def page(self, first: int, size: int) -> Sequence[T]:
        count = self.count()
        size = max(0, min(size, count - first))
        from_end = first > count // 2
        offset = count - first - size if from_end else first
        statement = self.backward if from_end else self.forward
        found = statement.all(self.reader(), **self.binds, size=size, offset=offset)
        lines = [self.read(row) for row in found]
        return lines[::-1] if from_end else lines
