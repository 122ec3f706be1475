"""Which rows are selected: these, or all that match except these; never a list of a million ids."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Selection:
    """With `all_matching`, the ids are those left out."""

    all_matching: bool = False
    ids: frozenset[str] = field(default=frozenset())

    def has(self, row_id: str) -> bool:
        """Whether this row is selected."""
        return (row_id in self.ids) is not self.all_matching

    def count(self, matching: int) -> int:
        """How many of `matching` rows are selected."""
        return max(0, matching - len(self.ids)) if self.all_matching else len(self.ids)

    def toggled(self, row_id: str) -> Selection:
        """The same with this row the other way."""
        return Selection(self.all_matching, self.ids ^ {row_id})

    def with_rows(self, ids: Iterable[str]) -> Selection:
        """The same with these rows selected as well."""
        some = frozenset(ids)
        kept = self.ids - some if self.all_matching else self.ids | some
        return Selection(self.all_matching, kept)

    def picked(self, ids: Iterable[str]) -> list[str]:
        """Those of all matching ids, in order, that are selected."""
        return [each for each in ids if self.has(each)]


NONE = Selection()
EVERYTHING = Selection(all_matching=True)
