"""The Billing cycles tab: what is invoiced again and again, and the form to set it up."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import QDate, Qt
from PySide6.QtWidgets import (
    QComboBox,
    QDateEdit,
    QDialog,
    QGridLayout,
    QLineEdit,
    QScrollArea,
    QStackedWidget,
    QWidget,
)

from desktop.customers.billing_model import UNITS, CycleForm, CycleShown
from desktop.qt.buttons import Button
from desktop.qt.count_box import CountBox
from desktop.qt.labels import ElidedLabel, Label, Look, WrappedLabel
from desktop.qt.signals import signal, wish
from desktop.qt.tones import Kind
from desktop.qt.widgets import Card, EmptyState, Glyph, PillRow, column, empty, row, rule
from sync_server.contract.values import CycleOrigin

ORIGIN_WORDS = {
    CycleOrigin.AUTOMATIC: "Automatic: the invoice is made on its date",
    CycleOrigin.MANUAL: "Manual: somebody presses Bill now",
}


class CycleLine(QWidget):
    """One cycle with what may be done about it."""

    bill_requested = signal(str)
    pause_requested = signal(str)
    edit_requested = signal(str)
    remove_requested = signal(str)

    def __init__(self, shown: CycleShown, *, may_edit: bool) -> None:
        super().__init__()
        self._id = shown.id
        self.setObjectName(f"cycle_{shown.id}")
        words, badges, facts = column(gap=3), PillRow(), row(gap=8)
        badges.show_badges(shown.badges)
        first = row(gap=8)
        first.addWidget(ElidedLabel(shown.title, Look.STRONG))
        first.addWidget(badges)
        first.addStretch(1)
        last = f" · last {shown.last_on}" if shown.last_on else ""
        detail = f"{shown.schedule} · next {shown.next_on}{last}"
        facts.addWidget(ElidedLabel(detail, Look.MUTED), 1)
        words.addLayout(first)
        words.addLayout(facts)
        amount = Label(shown.amount, Look.BIG)
        line = row(self, gap=12)
        line.setContentsMargins(16, 10, 12, 10)
        line.addWidget(Glyph("repeat", size=18))
        line.addLayout(words, 1)
        line.addWidget(amount)
        pause = "Resume" if shown.is_paused else "Pause"
        offered = (
            ("Bill now", "receipt", self._bill),
            (pause, "play" if shown.is_paused else "pause", self._pause),
            ("Edit", "pencil", self._edit),
            ("Remove", "trash-2", self._remove),
        )
        for title, icon, slot in offered if may_edit else ():
            kind = Kind.PLAIN if title == "Bill now" else Kind.ICON
            button = Button(title, kind, icon)
            button.setObjectName(f"cycle_{title.lower().replace(' ', '_')}")
            button.setAccessibleName(f"{title}: {shown.title}")
            button.clicked.connect(slot)
            line.addWidget(button)

    def _bill(self) -> None:
        self.bill_requested.emit(self._id)

    def _pause(self) -> None:
        self.pause_requested.emit(self._id)

    def _edit(self) -> None:
        self.edit_requested.emit(self._id)

    def _remove(self) -> None:
        self.remove_requested.emit(self._id)


class CyclesView(Card):
    """All cycles of one customer."""

    new_requested = wish()
    bill_requested = signal(str)
    pause_requested = signal(str)
    edit_requested = signal(str)
    remove_requested = signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("billing_cycles")
        self._new = Button("New billing cycle", Kind.PLAIN, "plus")
        self._new.setObjectName("new_cycle")
        self._new.clicked.connect(self.new_requested)
        hint = "Invoices that come round every week or month are set up here."
        self._empty = EmptyState("repeat", "No billing cycles", hint)
        head = row(gap=8)
        head.setContentsMargins(16, 10, 12, 10)
        head.addWidget(Label("Billing cycles", Look.HEADING))
        head.addStretch(1)
        head.addWidget(self._new)
        inside = QWidget()
        inside.setProperty("clear", "true")
        self._lines = column(inside, gap=0)
        around = QScrollArea()
        around.setWidgetResizable(True)
        around.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        around.setWidget(inside)
        self._body = QStackedWidget()
        self._body.addWidget(around)
        self._body.addWidget(self._empty)
        stack = column(self, gap=0, edge=1)
        stack.addLayout(head)
        stack.addWidget(rule())
        stack.addWidget(self._body, 1)

    def show_cycles(self, cycles: Sequence[CycleShown], *, may_edit: bool) -> None:
        """Show exactly these."""
        self._new.setVisible(may_edit)
        empty(self._lines)
        for at, shown in enumerate(cycles):
            if at:
                self._lines.addWidget(rule())
            line = CycleLine(shown, may_edit=may_edit)
            line.bill_requested.connect(self.bill_requested.emit)
            line.pause_requested.connect(self.pause_requested.emit)
            line.edit_requested.connect(self.edit_requested.emit)
            line.remove_requested.connect(self.remove_requested.emit)
            self._lines.addWidget(line)
            line.show()  # a layout shows its widgets one frame later: that flickers
        self._lines.addStretch(1)
        self._body.setCurrentIndex(0 if cycles else 1)


class CycleDialog(QDialog):
    """The form of one cycle."""

    save_requested = signal(CycleForm)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("cycle_dialog")
        self.setWindowTitle("Billing cycle")
        self._title, self._amount, self._tax = QLineEdit(), QLineEdit(), QLineEdit()
        self._every, self._unit, self._origin = CountBox(), QComboBox(), QComboBox()
        self._next = QDateEdit()
        self._problem = WrappedLabel("", Look.ERROR)
        self._save, self._cancel = Button("Save", Kind.PRIMARY), Button("Cancel")
        self._every.setRange(1, 36)
        self._next.setCalendarPopup(True)
        self._next.setDisplayFormat("d MMM yyyy")
        for unit, (_one, many) in UNITS.items():
            self._unit.addItem(many, unit)
        for origin, words in ORIGIN_WORDS.items():
            self._origin.addItem(words, origin)
        self._lay_out()
        self._save.clicked.connect(self._ask)
        self._cancel.clicked.connect(self.reject)

    def open_for(self, form: CycleForm) -> None:
        """Show these values."""
        self._title.setText(form.title)
        self._amount.setText(form.amount)
        self._tax.setText(form.tax)
        self._every.setValue(form.every)
        self._unit.setCurrentIndex(list(UNITS).index(form.unit))
        self._origin.setCurrentIndex(list(ORIGIN_WORDS).index(form.origin))
        self._next.setDate(QDate(form.next_on.year, form.next_on.month, form.next_on.day))
        self._problem.hide()
        self.show()
        self.raise_()
        self.activateWindow()
        self._title.setFocus()

    def form(self) -> CycleForm:
        """What stands in it now."""
        on = self._next.date()
        return CycleForm(
            self._title.text().strip(),
            self._amount.text().strip(),
            self._tax.text().strip(),
            self._every.value(),
            list(UNITS)[self._unit.currentIndex()],
            list(ORIGIN_WORDS)[self._origin.currentIndex()],
            date(on.year(), on.month(), on.day()),
        )

    def show_problem(self, words: str) -> None:
        """Why it was not saved; what was typed stays."""
        self._problem.setText(words)
        self._problem.show()

    def _ask(self) -> None:
        self.save_requested.emit(self.form())

    def _lay_out(self) -> None:
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(4)
        named = (
            ("Title", "cycle_title", self._title, 0, 0, 4),
            ("Amount before tax", "cycle_amount", self._amount, 2, 0, 2),
            ("Tax, percent", "cycle_tax", self._tax, 2, 2, 2),
            ("Every", "cycle_every", self._every, 4, 0, 1),
            ("Weeks or months", "cycle_unit", self._unit, 4, 1, 1),
            ("Next on", "cycle_next", self._next, 4, 2, 2),
            ("How", "cycle_origin", self._origin, 6, 0, 4),
        )
        for title, name, field, line, at, wide in named:
            field.setObjectName(name)
            field.setAccessibleName(title)
            grid.addWidget(Label(title, Look.MUTED), line, at, 1, wide)
            grid.addWidget(field, line + 1, at, 1, wide)
        foot = row(gap=8)
        foot.addStretch(1)
        foot.addWidget(self._cancel)
        foot.addWidget(self._save)
        self._save.setObjectName("cycle_save")
        self._cancel.setObjectName("cycle_cancel")
        self._save.setDefault(True)
        stack = column(self, gap=10, edge=24)
        stack.addWidget(Label("Billing cycle", Look.TITLE))
        stack.addLayout(grid)
        stack.addWidget(self._problem)
        self._problem.hide()
        stack.addLayout(foot)
        self.setFixedWidth(480)
