"""The reconciliation, wired: worked out beside the window, whenever somebody looks or asks."""

from __future__ import annotations

from PySide6.QtWidgets import QComboBox, QWidget

from desktop.holds.books_model import (
    PERIODS,
    OffLine,
    SumsLine,
    off_columns,
    off_lines,
    span_of,
    sums_columns,
    sums_lines,
    verdict,
)
from desktop.qt.background import Background
from desktop.qt.buttons import Button
from desktop.qt.formatting import Clock
from desktop.qt.grid import Grid
from desktop.qt.labels import Label, Look, WrappedLabel
from desktop.qt.progress import Progress, ProgressLine
from desktop.qt.tones import Kind, Tone
from desktop.qt.widgets import Banner, Card, Notice, column, page_head
from desktop.replica.standings import Books, books
from desktop.store import Store

SHOWN = frozenset({"hold", "hold_event", "pay_run", "payout", "pay_line", "booking_money"})


class BooksPage(QWidget):
    def __init__(self, store: Store, clock: Clock) -> None:
        super().__init__()
        self.setObjectName("page")
        self._store, self._clock = store, clock
        self._work = Background("books", self, store.is_there)
        self._period, self._again = QComboBox(), Button("Check again", Kind.PLAIN, "refresh-cw")
        self._verdict, self._progress = Banner(), ProgressLine()
        self._sums = Grid[SumsLine](sums_columns(), "books_grid")
        self._off = Grid[OffLine](off_columns(), "differences_grid")
        self._off_card = Card()
        self._is_old = True
        self._name_parts()
        self._lay_out()
        self.setFocusProxy(self._sums)
        self._again.clicked.connect(self.check)
        self._period.currentIndexChanged.connect(self.check)

    def refresh(self, entities: frozenset[str]) -> None:
        """Rows changed: what is in view is worked out anew."""
        self._is_old = self._is_old or not entities or bool(entities & SHOWN)
        if self._is_old and self.isVisible():
            self.check()

    def check(self) -> None:
        """Work everything out."""
        self._is_old = False
        store, span = self._store, span_of(self._period.currentText(), self._clock())
        self._progress.show_progress(Progress("Adding everything up…"))
        self._work.run(lambda _cancelled: books(store.reader(), span), self._found)

    def is_busy(self) -> bool:
        """Whether anything is still worked out."""
        return self._work.is_busy()

    def end(self) -> None:
        """The desk closes."""
        self._work.end()

    def _found(self, found: Books) -> None:
        self._progress.clear()
        self._sums.show_rows(sums_lines(found))
        self._off.show_rows(off_lines(found))
        self._off_card.setVisible(bool(found.found.differences))
        good = found.found.adds_up
        tone, icon = (Tone.GREEN, "circle-check") if good else (Tone.RED, "triangle-alert")
        self._verdict.say(Notice(verdict(found), tone, icon))

    def _name_parts(self) -> None:
        self._period.addItems(PERIODS)
        self._period.setObjectName("books_period")
        self._period.setAccessibleName("Bookings of")
        self._again.setObjectName("books_again")
        self._sums.setAccessibleName("Pay by fieldworker")
        self._off.setAccessibleName("Differences")
        self._verdict.setObjectName("books_verdict")

    def _lay_out(self) -> None:
        stack = column(self, gap=12, edge=16)
        head = page_head(Label("Reconciliation", Look.TITLE), Label(""), self._period, self._again)
        stack.addLayout(head)
        stack.addWidget(
            WrappedLabel(
                "What was earned is held, paid, payable now or not due yet. Pay held for two "
                "reasons counts once; what went out although it is held is to be recovered.",
                Look.MUTED,
            )
        )
        stack.addWidget(self._verdict)
        stack.addWidget(self._progress)
        card = Card()
        inner = column(card, gap=0)
        inner.setContentsMargins(1, 8, 1, 8)
        inner.addWidget(self._sums, 1)
        stack.addWidget(card, 2)
        below = column(self._off_card, gap=6)
        below.setContentsMargins(1, 12, 1, 8)
        title = Label("Differences", Look.HEADING)
        title.setContentsMargins(12, 0, 0, 0)
        below.addWidget(title)
        below.addWidget(self._off, 1)
        self._off_card.hide()
        stack.addWidget(self._off_card, 1)
