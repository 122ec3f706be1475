"""The Bill payer tab: who pays this customer's invoices, and who might."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QLineEdit, QWidget

from desktop.customers.billing_model import PayerFound, PayerShown
from desktop.qt.buttons import Button
from desktop.qt.labels import ElidedLabel, Label, Look, WrappedLabel
from desktop.qt.signals import signal, wish
from desktop.qt.tones import Kind
from desktop.qt.widgets import Avatar, Card, column, empty, row

TYPING_MS = 160


class _Choice(Button):
    picked = signal(str)

    def __init__(self, found: PayerFound) -> None:
        detail = f"  ·  {found.detail}" if found.detail else ""
        super().__init__(f"{found.name}{detail}", Kind.CHOICE, "user")
        self._id = found.id
        self.setObjectName(f"payer_{found.id}")
        self.setAccessibleName(f"{found.name} pays from now on")
        self.clicked.connect(self._tell)

    def _tell(self) -> None:
        self.picked.emit(self._id)


class PayerView(Card):
    """Who pays, and a field to choose somebody else."""

    words_changed = signal(str)
    chosen = signal(str)
    create_requested = signal(str)
    cleared = wish()
    open_requested = wish()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("bill_payer")
        self._avatar, self._name = Avatar(size=40), ElidedLabel("", Look.BIG)
        self._detail = ElidedLabel("", Look.MUTED)
        self._open = Button("Open profile", Kind.PLAIN, "user")
        self._clear = Button("Customer pays again", Kind.PLAIN, "undo-2")
        self._field = QLineEdit()
        self._create = Button("", Kind.LINK, "user-plus")
        self._found = column(gap=6)
        self._hint = WrappedLabel("", Look.MUTED)
        self._choosing = QWidget()
        self._typing = QTimer(self, singleShot=True, interval=TYPING_MS)
        self._name_parts()
        self._lay_out()

    def show_payer(self, shown: PayerShown) -> None:
        """Who pays now."""
        name = shown.payer or shown.customer
        self._avatar.show_name(name)
        self._name.setText(name)
        who = f"Pays the invoices of {shown.customer}"
        words = who if shown.payer else "Pays their own invoices"
        self._detail.setText(f"{words} · {shown.terms}" if shown.terms else words)
        self._open.setVisible(bool(shown.payer))
        self._clear.setVisible(bool(shown.payer) and shown.may_edit)
        self._choosing.setVisible(shown.may_edit)

    def show_found(self, words: str, found: Sequence[PayerFound]) -> None:
        """Customers the words may mean, and the way to make a new one."""
        empty(self._found)
        for each in found:
            choice = _Choice(each)
            choice.picked.connect(self.chosen.emit)
            self._found.addWidget(choice)
            choice.show()
        self._create.setVisible(bool(words))
        self._create.relabel(f"Make “{words}” a new customer who pays")
        self._hint.setVisible(not words)

    def reset(self) -> None:
        """Nothing is looked for."""
        self._field.clear()
        self.show_found("", ())

    def _typed(self) -> None:
        self.words_changed.emit(self._field.text().strip())

    def _ask_create(self) -> None:
        self.create_requested.emit(self._field.text().strip())

    def _name_parts(self) -> None:
        self._field.setObjectName("payer_words")
        self._field.setAccessibleName("Find the customer who pays")
        self._field.setPlaceholderText("Name, phone or e-mail of whoever pays")
        self._open.setObjectName("payer_open")
        self._clear.setObjectName("payer_clear")
        self._create.setObjectName("payer_create")
        self._field.textChanged.connect(self._typing.start)
        self._typing.timeout.connect(self._typed)
        self._open.clicked.connect(self.open_requested)
        self._clear.clicked.connect(self.cleared)
        self._create.clicked.connect(self._ask_create)

    def _lay_out(self) -> None:
        now, words = row(gap=12), column(gap=2)
        words.addWidget(self._name)
        words.addWidget(self._detail)
        now.addWidget(self._avatar)
        now.addLayout(words, 1)
        now.addWidget(self._open)
        now.addWidget(self._clear)
        choosing = column(self._choosing, gap=8)
        choosing.addWidget(Label("Somebody else pays", Look.STRONG))
        self._hint.setText("New invoices go to the bill payer. Those that exist stay as they are.")
        for each in (self._field, self._hint):
            choosing.addWidget(each)
        choosing.addLayout(self._found)
        choosing.addWidget(self._create, 0, Qt.AlignmentFlag.AlignLeft)
        stack = column(self, gap=20, edge=20)
        stack.addWidget(Label("Bill payer", Look.HEADING))
        stack.addLayout(now)
        stack.addWidget(self._choosing)
        stack.addStretch(1)
        self._choosing.setMaximumWidth(560)
        self._create.hide()
