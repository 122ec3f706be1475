"""Looking after customers in the office: merging, messages, statements, evidence, imports."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from desktop.links import CareKind, CareWish, MessageWish
from desktop.qt.formatting import Clock
from desktop.qt.signals import signal
from desktop.qt.tones import Tone
from desktop.qt.widgets import Notice
from desktop.shell.main_window import MainWindow
from desktop.store import Store
from sync_server.contract.base import RowId

if TYPE_CHECKING:
    from desktop.customers.duplicates_finder import DuplicatesFinder
    from desktop.customers.evidence import Evidence
    from desktop.customers.merging import Merged, Merging
    from desktop.customers.statement import Statements
    from desktop.messages.composing import Composing
    from desktop.messages.message_dialog import Reading


class CareOffice(QObject):
    """Every dialog is built when it is first asked for."""

    customer_requested = signal(str)

    def __init__(self, window: MainWindow, store: Store, clock: Clock, parent: QObject) -> None:
        super().__init__(parent)
        self._window = window
        self._store = store
        self._clock = clock
        self._merging: Merging | None = None
        self._finder: DuplicatesFinder | None = None
        self._composing: Composing | None = None
        self._reading: Reading | None = None
        self._statements: Statements | None = None
        self._evidence: Evidence | None = None
        self._undo: tuple[str, Callable[[], None]] | None = None
        self._doers: dict[CareKind, Callable[[RowId], None]] = {
            CareKind.MERGE: lambda row_id: self._built_merging().open(row_id),
            CareKind.UNMERGE: lambda row_id: self._built_merging().unmerge(row_id),
            CareKind.STATEMENT: lambda row_id: self._built_statements().open(row_id),
            CareKind.EVIDENCE: lambda row_id: self._built_evidence().open(row_id),
            CareKind.DUPLICATES: lambda _id: self._built_finder().open(),
            CareKind.REMIND: self._remind,
            CareKind.MESSAGE: lambda row_id: self._built_reading().open(row_id),
        }
        window.toast.acted.connect(self._undo_last)

    def do(self, wish: CareWish) -> None:
        """Carry out what a page wished for."""
        doer = self._doers.get(wish.kind)
        if doer is not None:
            doer(wish.id)

    def write(self, wish: MessageWish) -> None:
        """Open the composer."""
        self._built_composing().open(wish)

    def refresh(self, entities: frozenset[str]) -> None:
        """Rows changed."""
        if self._reading is not None and (not entities or "message" in entities):
            self._reading.refresh()

    def end(self) -> None:
        parts = (
            self._merging,
            self._finder,
            self._composing,
            self._statements,
            self._evidence,
        )
        for part in parts:
            if part is not None:
                part.end()

    # -- saying

    def _said(self, sentence: str) -> None:
        self._window.say(Notice(sentence, Tone.GREEN, "circle-check"))

    def _refused(self, sentence: str) -> None:
        self._window.say(Notice(sentence, Tone.ORANGE, "info"))

    def _say_undoable(self, sentence: str, undo: Callable[[], None]) -> None:
        self._undo = (sentence, undo)
        self._window.say(Notice(sentence, Tone.GREEN, "circle-check", "Undo"))

    def _undo_last(self) -> None:
        """The button of a notice: only if it is still our notice that stands there."""
        if self._undo is not None and self._window.toast.text() == self._undo[0]:
            _sentence, undo = self._undo
            self._undo = None
            undo()

    def _merged(self, merged: Merged) -> None:
        merging = self._built_merging()
        self._say_undoable(merged.sentence, lambda: merging.unmerge(merged.merge_id))
        self.customer_requested.emit(merged.kept_id)
        if self._finder is not None:
            self._finder.refresh()

    def _compare(self, both: str) -> None:
        one, other = both.split(" ")
        self._built_merging().compare(RowId(one), RowId(other))

    def _remind(self, invoice_id: RowId) -> None:
        from desktop.messages.reminding import reminder_wish  # noqa: PLC0415 - start fast

        wish = reminder_wish(self._store, invoice_id)
        if wish is None:
            self._refused("Only an overdue invoice is reminded of.")
        else:
            self.write(wish)

    # -- building

    def _built_merging(self) -> Merging:
        if self._merging is None:
            from desktop.customers.merging import Merging  # noqa: PLC0415 - start fast

            self._merging = Merging(self._store, self._window)
            self._merging.merged.connect(self._merged)
            self._merging.said.connect(self._said)
            self._merging.refused.connect(self._refused)
        return self._merging

    def _built_finder(self) -> DuplicatesFinder:
        if self._finder is None:
            from desktop.customers.duplicates_finder import (  # noqa: PLC0415 - start fast
                DuplicatesFinder,
            )

            self._finder = DuplicatesFinder(self._store, self._window)
            self._finder.compare_requested.connect(self._compare)
        return self._finder

    def _built_composing(self) -> Composing:
        if self._composing is None:
            from desktop.messages.composing import Composing  # noqa: PLC0415 - start fast

            self._composing = Composing(self._store, self._window)
            self._composing.sent.connect(self._said)
            self._composing.refused.connect(self._refused)
        return self._composing

    def _built_reading(self) -> Reading:
        if self._reading is None:
            from desktop.messages.message_dialog import Reading  # noqa: PLC0415 - start fast

            self._reading = Reading(self._store, self._window)
            self._reading.refused.connect(self._refused)
        return self._reading

    def _built_statements(self) -> Statements:
        if self._statements is None:
            from desktop.customers.statement import Statements  # noqa: PLC0415 - start fast

            self._statements = Statements(self._store, self._clock, self._window)
            self._statements.message_requested.connect(self.write)
            self._statements.said.connect(self._said)
            self._statements.refused.connect(self._refused)
        return self._statements

    def _built_evidence(self) -> Evidence:
        if self._evidence is None:
            from desktop.customers.evidence import Evidence  # noqa: PLC0415 - start fast

            store = self._store
            self._evidence = Evidence(store, store.history, self._clock, self._window)
            self._evidence.said.connect(self._said)
            self._evidence.refused.connect(self._refused)
        return self._evidence
