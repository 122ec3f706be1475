"""What a call was about: the customer's newest records, or whatever is searched for."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QDialog, QLineEdit, QStackedWidget, QWidget

from desktop.links import LinkKind
from desktop.qt.buttons import Button
from desktop.qt.grid import Grid
from desktop.qt.labels import Label, Look, WrappedLabel
from desktop.qt.signals import signal
from desktop.qt.table_model import CellLook, Column, Sign
from desktop.qt.tones import Kind
from desktop.qt.widgets import EmptyState, column, row

PAUSE_MS = 120
_ICONS = {
    LinkKind.CUSTOMER: "users",
    LinkKind.QUOTE: "file-text",
    LinkKind.BOOKING: "calendar",
    LinkKind.INVOICE: "receipt",
    LinkKind.ISSUE: "triangle-alert",
}


@dataclass(frozen=True, slots=True)
class LinkOption:
    """A customer or one of their records."""

    id: str
    kind: LinkKind
    title: str
    detail: str


class LinkDialog(QDialog):
    """Open it with `offer`; Enter or a double click links, Escape leaves."""

    query_changed = signal(str)
    chosen = signal(LinkOption)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("link_call")
        self.setWindowTitle("Link a call")
        self._words = QLineEdit()
        self._grid = Grid[LinkOption](_columns(), "link_options")
        self._grid.setAccessibleName("What the call was about")
        self._empty = EmptyState("search", "Nothing found", "Look for a name, a number or a code.")
        self._body = QStackedWidget()
        self._problem = WrappedLabel("", Look.ERROR)
        self._link = Button("Link", Kind.PRIMARY, "link")
        self._cancel = Button("Cancel")
        self._pause = QTimer(self, singleShot=True, interval=PAUSE_MS)
        self._options: dict[str, LinkOption] = {}
        self._lay_out()
        self._words.textChanged.connect(self._typed)
        self._pause.timeout.connect(self._tell)
        self._grid.opened.connect(self._open)
        self._link.clicked.connect(self._link_current)
        self._cancel.clicked.connect(self.reject)

    def offer(self) -> None:
        """Open it empty."""
        self._problem.hide()
        self._words.clear()
        self._pause.stop()
        self.query_changed.emit("")
        self.open()
        self._words.setFocus()

    def show_options(self, options: Iterable[LinkOption]) -> None:
        """What may be meant, best first."""
        self._options = {each.id: each for each in options}
        self._grid.show_rows(self._options.values())
        self._body.setCurrentIndex(0 if self._options else 1)
        self._link.setEnabled(bool(self._options))
        if self._options:
            self._grid.selectRow(0)

    def show_problem(self, words: str) -> None:
        """A rule said no."""
        self._problem.setText(words)
        self._problem.show()

    def _typed(self) -> None:
        self._pause.start()

    def _tell(self) -> None:
        self.query_changed.emit(self._words.text().strip())

    def _link_current(self) -> None:
        self._open(self._grid.current_id())

    def _open(self, row_id: str) -> None:
        option = self._options.get(row_id)
        if option is not None:
            self.chosen.emit(option)

    def _lay_out(self) -> None:
        self._words.setObjectName("link_search")
        self._words.setAccessibleName("Search customers and records")
        self._words.setPlaceholderText("Name, number or code such as BOK-20418")
        self._link.setObjectName("link_save")
        self._link.setDefault(True)
        self._cancel.setObjectName("link_cancel")
        self._grid.horizontalHeader().hide()
        self._body.addWidget(self._grid)
        self._body.addWidget(self._empty)
        foot = row(gap=8)
        foot.addStretch(1)
        foot.addWidget(self._cancel)
        foot.addWidget(self._link)
        stack = column(self, gap=12, edge=24)
        stack.addWidget(Label("What was this call about?", Look.TITLE))
        stack.addWidget(self._words)
        stack.addWidget(self._body, 1)
        stack.addWidget(self._problem)
        stack.addLayout(foot)
        self._problem.hide()
        self.resize(560, 480)


def _columns() -> tuple[Column[LinkOption], ...]:
    return (
        Column("", _title, 220, CellLook.STRONG, sign=_sign, stretches=True),
        Column("", _detail, 200, CellLook.MUTED, stretches=True),
    )


def _title(option: LinkOption) -> str:
    return option.title


def _detail(option: LinkOption) -> str:
    return option.detail


def _sign(option: LinkOption) -> Sign:
    return Sign(_ICONS[option.kind])
