"""The editor for lines of pay: who, for what, how much; it says what is missing."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QDialog, QHBoxLayout, QLineEdit, QScrollArea, QWidget

from desktop.qt.buttons import Button, icon_button
from desktop.qt.formatting import money
from desktop.qt.labels import Label, Look, WrappedLabel
from desktop.qt.signals import wish
from desktop.qt.tones import Kind
from desktop.qt.widgets import column, row
from desktop.records.pay_lines_model import PayLinesOffer, TypedPay, summed

WHO_WIDTH, AMOUNT_WIDTH, REMOVE_WIDTH = 170, 104, 32
WHOLE_JOB = "The whole job"


class PayLineRow(QWidget):
    """One line with its fields."""

    changed = wish()
    removed = wish()

    def __init__(self, offer: PayLinesOffer, typed: TypedPay) -> None:
        super().__init__()
        self._id = typed.id
        self._who, self._what = QComboBox(), QComboBox()
        self._amount = QLineEdit(typed.amount)
        self._remove = icon_button("Remove this line", "x")
        for key, name in offer.workers.items():
            self._who.addItem(name, key)
        self._who.setCurrentIndex(max(0, self._who.findData(typed.worker_id)))
        self._what.addItem(WHOLE_JOB, "")
        for key, name in offer.lines.items():
            self._what.addItem(name, key)
        self._what.setCurrentIndex(max(0, self._what.findData(typed.line_id)))
        self._what.setMinimumContentsLength(12)
        self._who.setFixedWidth(WHO_WIDTH)
        self._amount.setFixedWidth(AMOUNT_WIDTH)
        self._amount.setAlignment(Qt.AlignmentFlag.AlignRight)
        line = row(gap=6)
        self.setLayout(line)
        line.addWidget(self._who)
        line.addWidget(self._what, 1)
        line.addWidget(self._amount)
        line.addWidget(self._remove)
        self._who.currentIndexChanged.connect(self._tell)
        self._what.currentIndexChanged.connect(self._tell)
        self._amount.textChanged.connect(self._tell)
        self._remove.clicked.connect(self.removed)

    def number(self, place: int) -> None:
        """Say which line it is, from 0."""
        named = (
            (self._who, "who", "Fieldworker"),
            (self._what, "what", "For"),
            (self._amount, "amount", "Amount"),
        )
        for part, name, title in named:
            part.setObjectName(f"pay_{name}_{place}")
            part.setAccessibleName(f"{title}, line {place + 1}")
        self._remove.setObjectName(f"pay_remove_{place}")
        self._remove.relabel(f"Remove line {place + 1}")

    def typed(self) -> TypedPay:
        return TypedPay(
            self._id,
            str(self._who.currentData()),
            str(self._what.currentData()),
            self._amount.text(),
        )

    def focus(self) -> None:
        self._who.setFocus()

    def _tell(self) -> None:
        self.changed.emit()


class PayLinesDialog(QDialog):
    """Open it with `offer(...)`; Enter saves, Escape leaves. Not modal: calls come in."""

    save_requested = wish()

    def __init__(self, new_id: Callable[[], str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("pay_lines_dialog")
        self.setWindowTitle("Lines of pay")
        self._new_id = new_id
        self._offer: PayLinesOffer | None = None
        self._rows: list[PayLineRow] = []
        self._words, self._sum = WrappedLabel("", Look.MUTED), Label("", Look.STRONG)
        self._sum.setObjectName("pay_sum")
        self._problem = WrappedLabel("", Look.ERROR)
        self._problem.setObjectName("pay_problem")
        self._stack = column(gap=6)
        self._add = Button("Add line", Kind.QUIET, "plus")
        self._save, self._cancel = Button("Save", Kind.PRIMARY), Button("Cancel")
        self._lay_out()
        self._add.clicked.connect(self._append)
        self._save.clicked.connect(self._ask_to_save)
        self._cancel.clicked.connect(self.reject)

    def offer(self, offer: PayLinesOffer) -> None:
        """Edit these lines."""
        self._offer = offer
        pay = money(offer.pay_cents)
        self._words.setText(
            f"{offer.title} pays {pay}. Without lines everybody on it earns the same share."
        )
        for each in tuple(self._rows):
            self._drop(each)
        for typed in offer.typed:
            self._put(offer, typed)
        if not offer.typed:
            self._append()
        self._judge()
        self.show()
        self.raise_()
        self.activateWindow()
        self._rows[0].focus()

    def typed(self) -> tuple[TypedPay, ...]:
        """What is typed now, without lines that have no amount."""
        typed = (each.typed() for each in self._rows)
        return tuple(each for each in typed if each.amount.strip())

    def show_problem(self, words: str) -> None:
        """What a rule refused; what was typed stays."""
        self._problem.setText(words)
        self._problem.setVisible(bool(words))

    def _append(self) -> None:
        offer = self._offer
        if offer is None:
            return
        taken = {each.typed().worker_id for each in self._rows}
        who = next((key for key in offer.workers if key not in taken), next(iter(offer.workers)))
        self._put(offer, TypedPay(self._new_id(), who)).focus()
        self._judge()

    def _put(self, offer: PayLinesOffer, typed: TypedPay) -> PayLineRow:
        made = PayLineRow(offer, typed)
        made.changed.connect(self._judge)
        made.removed.connect(self._removed)
        self._rows.append(made)
        self._stack.insertWidget(self._stack.count() - 1, made)
        self._number()
        made.show()
        return made

    def _drop(self, each: PayLineRow) -> None:
        self._rows.remove(each)
        self._stack.removeWidget(each)
        each.hide()
        each.number(-1)  # it goes when its own event is over; until then it is no line any more
        each.deleteLater()
        self._number()

    def _number(self) -> None:
        for place, each in enumerate(self._rows):
            each.number(place)

    def _removed(self) -> None:
        sender = self.sender()
        if isinstance(sender, PayLineRow) and sender in self._rows:
            self._drop(sender)
            (self._rows[-1].focus if self._rows else self._add.setFocus)()
            self._judge()

    def _judge(self) -> None:
        """Say what the lines come to and what is missing, as one types."""
        if self._offer is None:
            return
        pay = self._offer.pay_cents
        found = summed(self.typed(), pay)
        self._sum.setText(f"{money(found.total)} of {money(pay)}")
        self.show_problem(found.problem)
        self._save.setEnabled(not found.problem)
        self._save.relabel("Save" if self.typed() else "Share equally")

    def _ask_to_save(self) -> None:
        self.save_requested.emit()

    def _lay_out(self) -> None:
        self._add.setObjectName("pay_add")
        self._add.setProperty("flush", "true")
        self._save.setObjectName("pay_save")
        self._cancel.setObjectName("pay_cancel")
        self._save.setDefault(True)
        inside = QWidget()
        inside.setProperty("clear", "true")
        self._stack.setContentsMargins(0, 2, 8, 2)
        self._stack.addStretch(1)
        inside.setLayout(self._stack)
        scroll = QScrollArea()
        scroll.setObjectName("pay_scroll")
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(inside)
        scroll.viewport().setAutoFillBackground(False)
        scroll.setMinimumHeight(170)
        under = row(gap=8)
        under.setContentsMargins(0, 0, REMOVE_WIDTH + 14, 0)
        under.addWidget(self._add)
        under.addStretch(1)
        under.addWidget(self._sum)
        foot = row(gap=8)
        foot.addWidget(Label("Enter saves · Esc leaves", Look.SMALL))
        foot.addStretch(1)
        foot.addWidget(self._cancel)
        foot.addWidget(self._save)
        stack = column(self, gap=8, edge=24)
        stack.addWidget(Label("Lines of pay", Look.TITLE))
        stack.addWidget(self._words)
        stack.addLayout(_head())
        stack.addWidget(scroll, 1)
        stack.addLayout(under)
        stack.addWidget(self._problem)
        stack.addLayout(foot)
        self.setFixedWidth(680)


def _head() -> QHBoxLayout:
    line = row(gap=6)
    line.setContentsMargins(0, 0, REMOVE_WIDTH + 14, 0)
    who, amount = Label("Fieldworker", Look.MUTED), Label("Amount", Look.MUTED)
    who.setFixedWidth(WHO_WIDTH)
    amount.setFixedWidth(AMOUNT_WIDTH)
    amount.setAlignment(Qt.AlignmentFlag.AlignRight)
    line.addWidget(who)
    line.addWidget(Label("For", Look.MUTED), 1)
    line.addWidget(amount)
    return line
