"""Merging customers, wired: who else, side by side, done, and undone."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from desktop.customers.duplicates_model import LikeShown, like_shown
from desktop.customers.merging_model import Side, side
from desktop.customers.merging_view import MergeDialog
from desktop.qt.background import Background, Cancelled
from desktop.qt.signals import signal
from desktop.replica.connection import Connection
from desktop.replica.customers import customer_head
from desktop.replica.duplicates import like_customer
from desktop.replica.merges import counts_of
from desktop.replica.search import FoundKind, search
from desktop.rights import Rights
from desktop.store import Store
from sync_server.contract.base import RowId
from sync_server.contract.care import MergeCustomers, UnmergeCustomers
from sync_server.rules.effects import Refused

NOBODY = RowId("")
NOT_ALLOWED = "Your role may not merge customers. An administrator can change that."


@dataclass(frozen=True, slots=True)
class Merged:
    """What was done, and how to take it back."""

    sentence: str
    merge_id: RowId
    kept_id: RowId


class Merging(QObject):
    """Owns the dialog."""

    merged = signal(Merged)
    said = signal(str)
    refused = signal(str)

    def __init__(self, store: Store, window: QWidget) -> None:
        super().__init__(window)
        self._store = store
        self._one, self._other = NOBODY, NOBODY
        self._sides: tuple[Side, Side] | None = None
        self._work = Background("merging", self)
        self._dialog = MergeDialog(window)
        self._dialog.searched.connect(self._search)
        self._dialog.chosen.connect(self._choose)
        self._dialog.back_requested.connect(self._choose_again)
        self._dialog.merge_requested.connect(self._merge)

    def open(self, customer_id: RowId) -> None:
        """Ask with whom; who may not merge is told before they have chosen anything."""
        if not Rights(self._store).may(MergeCustomers):
            self.refused.emit(NOT_ALLOWED)
            return
        head = customer_head(self._store.reader(), customer_id)
        if head is None:
            self.refused.emit("This customer does not exist any more.")
            return
        self._one, self._other = customer_id, NOBODY
        self._dialog.offer(head.name)
        self._search("")

    def compare(self, one: RowId, other: RowId) -> None:
        """Both are known already."""
        self._one, self._other = one, other
        store = self._store

        def work(_cancelled: Cancelled) -> tuple[Side, Side] | None:
            db = store.reader()
            left, right = _side(db, one), _side(db, other)
            return None if left is None or right is None else (left, right)

        self._work.run(work, self._compare)

    def unmerge(self, merge_id: RowId) -> None:
        """Take a merge back. What moves back arrives when the server has moved it."""
        try:
            self._store.do(UnmergeCustomers(merge_id=merge_id))
        except Refused as refusal:
            self.refused.emit(refusal.detail)
            return
        self.said.emit("Merge undone. Everything that moved is going back.")

    def end(self) -> None:
        self._work.end()

    def _search(self, words: str) -> None:
        store, one = self._store, self._one

        def work(_cancelled: Cancelled) -> tuple[LikeShown, ...]:
            db = store.reader()
            if not words:
                return tuple(map(like_shown, like_customer(db, one)))
            return tuple(
                LikeShown(each.id, each.title, each.detail, "")
                for each in search(db, words)
                if each.kind is FoundKind.CUSTOMER and each.id != one
            )

        self._work.run(work, self._dialog.show_candidates)

    def _choose(self, customer_id: str) -> None:
        self.compare(self._one, RowId(customer_id))

    def _choose_again(self) -> None:
        self.open(self._one)

    def _compare(self, sides: tuple[Side, Side] | None) -> None:
        if sides is None:
            self._dialog.reject()
            self.refused.emit("One of these customers does not exist any more.")
            return
        self._sides = sides
        left, right = sides
        self._dialog.compare(left, right, keep_left=len(left.counts) >= len(right.counts))

    def _merge(self, keeps_one: bool) -> None:  # noqa: FBT001 - a signal carries one value
        if self._sides is None:
            return
        kept, merged = self._sides if keeps_one else self._sides[::-1]
        command = MergeCustomers(
            merge_id=self._store.new_id(), kept_id=RowId(kept.id), merged_id=RowId(merged.id)
        )
        try:
            self._store.do(command)
        except Refused as refusal:
            self._dialog.show_problem(refusal.detail)
            return
        self._dialog.accept()
        sentence = f"{merged.name} was merged into {kept.name}."
        self.merged.emit(Merged(sentence, command.merge_id, command.kept_id))


def _side(db: Connection, customer_id: RowId) -> Side | None:
    head = customer_head(db, customer_id)
    return None if head is None else side(head, counts_of(db, customer_id))
