"""The statement dialog: choose the time, look at the figures, save or e-mail it."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtWidgets import QComboBox, QStackedWidget, QWidget

from desktop.customers.statement_model import Line, Period, StatementShown
from desktop.qt.buttons import Button
from desktop.qt.grid import Grid
from desktop.qt.labels import Label, Look
from desktop.qt.sheet import Sheet
from desktop.qt.signals import signal, wish
from desktop.qt.table_model import Align, CellLook, Column
from desktop.qt.tones import Kind
from desktop.qt.widgets import Card, EmptyState, column, row
from desktop.replica.ledger import Whose

_WHOSE = {Whose.PAID_BY: "Invoices they pay", Whose.OF: "Invoices for them, whoever pays"}
_FIGURES = ("Opening balance", "Billed", "Paid", "Credited", "Closing balance")


@dataclass(frozen=True, slots=True)
class Choice:
    """What is on the statement."""

    period: Period = Period.THIS_YEAR
    whose: Whose = Whose.PAID_BY


class StatementDialog(Sheet):
    """Shows a statement; `choice_changed` asks for another."""

    choice_changed = signal(Choice)
    save_requested = wish()
    mail_requested = wish()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("statement", "Statement", "Save as PDF…", "file-down", parent)
        self._period, self._whose = QComboBox(), QComboBox()
        self._mail = Button("E-mail it", Kind.PLAIN, "mail")
        self._amounts = tuple(Label("", Look.HEADING) for _title in _FIGURES)
        self.grid = Grid[Line](_COLUMNS, "statement_lines")
        self.grid.setAccessibleName("Lines of the statement")
        self._empty = EmptyState(
            "receipt",
            "Nothing in this time",
            "Choose another time to see what was billed and paid.",
        )
        self._body = QStackedWidget()
        self._lay_out()
        self._period.currentIndexChanged.connect(self._choose)
        self._whose.currentIndexChanged.connect(self._choose)
        self._mail.clicked.connect(self.mail_requested)
        self.act.clicked.connect(self.save_requested)

    def choice(self) -> Choice:
        return Choice(
            list(Period)[max(0, self._period.currentIndex())],
            list(_WHOSE)[max(0, self._whose.currentIndex())],
        )

    def show_statement(self, shown: StatementShown) -> None:
        self.title.setText(f"Statement for {shown.customer}")
        self.explain(shown.span)
        figures = (shown.opening, shown.billed, shown.paid, shown.credited, shown.closing)
        for label, title, amount in zip(self._amounts, _FIGURES, figures, strict=True):
            label.setText(amount)
            label.setAccessibleName(f"{title}: {amount}")
        self.grid.show_rows(shown.lines)
        self._body.setCurrentIndex(0 if shown.lines else 1)

    def set_busy(self, *, is_busy: bool) -> None:
        """While a file is written neither button makes a second one."""
        self.act.setEnabled(not is_busy)
        self._mail.setEnabled(not is_busy)

    def _choose(self, *_place: object) -> None:
        self.choice_changed.emit(self.choice())

    def _lay_out(self) -> None:
        for box, name, spoken, offered in (
            (self._period, "statement_period", "Time of the statement", list(Period)),
            (self._whose, "statement_whose", "Which invoices", list(_WHOSE.values())),
        ):
            box.addItems([str(each) for each in offered])
            box.setObjectName(name)
            box.setAccessibleName(spoken)
        self._period.setCurrentIndex(list(Period).index(Period.THIS_YEAR))
        self._mail.setObjectName("statement_mail")
        choices = row(gap=8)
        choices.addWidget(self._period)
        choices.addWidget(self._whose)
        choices.addStretch(1)
        card = Card()
        figures = row(card, gap=24, edge=14)
        for label, title in zip(self._amounts, _FIGURES, strict=True):
            words = column(gap=2)
            words.addWidget(Label(title, Look.MUTED))
            words.addWidget(label)
            figures.addLayout(words, 1)
        self._body.addWidget(self.grid)
        self._body.addWidget(self._empty)
        self.body.addLayout(choices)
        self.body.addWidget(card)
        self.body.addWidget(self._body, 1)
        self.leave.relabel("Close")
        self.foot.insertWidget(2, self._mail)
        self.resize(860, 600)


def _date(line: Line) -> str:
    return line.date


def _what(line: Line) -> str:
    return line.what


def _owed(line: Line) -> str:
    return line.owed


def _paid(line: Line) -> str:
    return line.paid


def _balance(line: Line) -> str:
    return line.balance


_COLUMNS = (
    Column("Date", _date, 120, CellLook.MUTED),
    Column("What", _what, 300, stretches=True),
    Column("Billed", _owed, 110, align=Align.RIGHT),
    Column("Paid", _paid, 110, align=Align.RIGHT),
    Column("Balance", _balance, 120, CellLook.STRONG, align=Align.RIGHT),
)
