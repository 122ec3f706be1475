"""A new customer in one small dialog: who, which number, where."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QDialog, QLineEdit, QWidget

from desktop.customers.duplicates_hint import DuplicatesHint
from desktop.qt.buttons import Button
from desktop.qt.labels import Label, Look, WrappedLabel
from desktop.qt.signals import signal
from desktop.qt.tones import Kind
from desktop.qt.widgets import column, row

PAUSE_MS = 120


@dataclass(frozen=True, slots=True)
class NewCustomer:
    """What was filled in; `phone` as typed."""

    name: str
    phone: str
    location: str
    email: str = ""


class AddCustomerDialog(QDialog):
    """Open it with `offer(number)`; Enter adds, Escape leaves."""

    add_requested = signal(NewCustomer)
    typed = signal(NewCustomer)
    """After a short pause: what stands there so far."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("add_customer")
        self.setWindowTitle("New customer")
        self._name, self._phone, self._location = QLineEdit(), QLineEdit(), QLineEdit()
        self._email = QLineEdit()
        self.alike = DuplicatesHint()
        self._pause = QTimer(self, singleShot=True, interval=PAUSE_MS)
        self._problem = WrappedLabel("", Look.ERROR)
        self._add = Button("Add customer", Kind.PRIMARY, "user-plus")
        self._cancel = Button("Cancel", Kind.PLAIN)
        self._lay_out()
        self._add.clicked.connect(self._ask)
        self._cancel.clicked.connect(self.reject)
        self._pause.timeout.connect(self._tell)
        for field in (self._name, self._phone, self._email, self._location):
            field.textChanged.connect(self._typed)

    def offer(self, phone: str) -> None:
        """Open it empty but for the number; not modal, so that a call can go on."""
        for field in (self._name, self._email, self._location):
            field.clear()
        self.alike.show_alike(())
        self._phone.setText(phone)
        self._problem.hide()
        self._typed()
        self.show()
        self.raise_()
        self.activateWindow()
        self._name.setFocus()

    def show_problem(self, words: str) -> None:
        """A rule said no: say it here and keep what was filled in."""
        self._problem.setText(words)
        self._problem.show()

    def filled_in(self) -> NewCustomer:
        return NewCustomer(
            self._name.text().strip(),
            self._phone.text().strip(),
            self._location.text().strip(),
            self._email.text().strip(),
        )

    def _typed(self) -> None:
        self._add.setEnabled(bool(self._name.text().strip()))
        self._pause.start()

    def _tell(self) -> None:
        self.typed.emit(self.filled_in())

    def _ask(self) -> None:
        self.add_requested.emit(self.filled_in())

    def _lay_out(self) -> None:
        stack = column(self, gap=6, edge=24)
        stack.addWidget(Label("New customer", Look.TITLE))
        named = (
            (self._name, "add_customer_name", "Name"),
            (self._phone, "add_customer_phone", "Phone, with country code"),
            (self._email, "add_customer_email", "E-mail"),
            (self._location, "add_customer_location", "Address"),
        )
        for field, name, title in named:
            field.setObjectName(name)
            field.setAccessibleName(title)
            stack.addSpacing(6)
            stack.addWidget(Label(title, Look.MUTED))
            stack.addWidget(field)
        stack.addSpacing(6)
        stack.addWidget(self.alike)
        self._add.setObjectName("add_customer_save")
        self._cancel.setObjectName("add_customer_cancel")
        self._add.setDefault(True)
        stack.addWidget(self._problem)
        self._problem.hide()
        foot = row(gap=8)
        foot.addStretch(1)
        foot.addWidget(self._cancel)
        foot.addWidget(self._add)
        stack.addSpacing(8)
        stack.addLayout(foot)
        self.setFixedWidth(500)
