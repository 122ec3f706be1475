"""The small window in which one filter is made or changed: by the kind of its column."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import QDate, QPoint, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCheckBox, QComboBox, QFrame, QLineEdit, QScrollArea, QWidget

from desktop.lists.words_model import (
    DAY_FORM,
    OP_WORDS,
    amount_shown,
    amount_typed,
    choice_words,
    day_typed,
)
from desktop.qt.buttons import Button
from desktop.qt.labels import Label, Look, WrappedLabel
from desktop.qt.signals import signal
from desktop.qt.tones import Kind as ButtonKind
from desktop.qt.widgets import column, empty, row
from desktop.replica.listing_query import OPS, Field, Filter, Kind, Op

WIDTH = 300
_MOST_CHOICES = 200
Read = Callable[[], tuple[str, ...] | None]
"""The values filled in; None where they make no sense yet."""


class FilterEditor(QFrame):
    """One filter. Enter takes it, Escape leaves it as it was."""

    chosen = signal(Filter)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setObjectName("filter_editor")
        self.setProperty("card", "raised")
        self._field = Field("", "", Kind.TEXT)
        self._choices: tuple[str, ...] = ()
        self._asked: Filter | None = None
        self._read: Read = tuple
        self._ops = QComboBox()
        self._ops.setObjectName("filter_how")
        self._title = Label("", Look.STRONG)
        self._wrong = WrappedLabel("", Look.ERROR)
        self._apply = Button("Apply", ButtonKind.PRIMARY)
        self._apply.setObjectName("filter_apply")
        self._body = QWidget()
        self._fields_in = column(self._body, gap=6)
        stack = column(self, gap=8, edge=12)
        for each in (self._title, self._ops, self._body, self._wrong):
            stack.addWidget(each)
        foot = row(gap=8)
        foot.addStretch(1)
        foot.addWidget(self._apply)
        stack.addLayout(foot)
        self.setFixedWidth(WIDTH)
        self._ops.currentIndexChanged.connect(self._op_changed)
        self._apply.clicked.connect(self._take)

    def edit(self, field: Field, asked: Filter | None, choices: Sequence[str], at: QPoint) -> None:
        """Make a filter for this column, or change the one it has."""
        self._field, self._asked = field, asked
        self._choices = tuple(dict.fromkeys((*choices, *(asked.values if asked else ()))))
        self._title.setText(field.title)
        self.setAccessibleName(f"Filter by {field.title.lower()}")
        self._ops.setAccessibleName(f"How to filter by {field.title.lower()}")
        self._ops.blockSignals(True)  # noqa: FBT003 - Qt's own
        self._ops.clear()
        for op in OPS[field.kind]:
            self._ops.addItem(OP_WORDS[op], str(op))
        if asked is not None:
            self._ops.setCurrentIndex(self._ops.findData(str(asked.op)))
        self._ops.blockSignals(False)  # noqa: FBT003 - Qt's own
        self._op_changed()
        self.move(at)
        self.show()
        self._first_field().setFocus(Qt.FocusReason.OtherFocusReason)

    def _op(self) -> Op:
        return Op(str(self._ops.currentData()))

    def _op_changed(self) -> None:
        asked = self._asked
        kept = asked.values if asked is not None and asked.op is self._op() else ()
        empty(self._fields_in)
        makers: Mapping[Op, Callable[[tuple[str, ...]], Read]] = {
            Op.CONTAINS: self._make_words,
            Op.ONE_OF: self._make_choices,
            Op.NONE_OF: self._make_choices,
            Op.BETWEEN: self._make_ends,
            Op.LAST_DAYS: self._make_days,
        }
        make = makers.get(self._op())
        self._read = make(kept) if make is not None else tuple
        self._wrong.hide()
        self.adjustSize()

    def _make_words(self, kept: tuple[str, ...]) -> Read:
        box = self._line("filter_words", "Words to look for", "".join(kept[:1]))
        return lambda: (box.text().strip(),) if box.text().strip() else None

    def _make_days(self, kept: tuple[str, ...]) -> Read:
        box = self._line("filter_days", "How many days", "".join(kept[:1]) or "7")

        def read() -> tuple[str, ...] | None:
            text = box.text().strip()
            is_fit = text.isascii() and text.isdecimal() and 0 < len(text) < 6 and int(text) > 0
            return (str(int(text)),) if is_fit else None

        return read

    def _make_ends(self, kept: tuple[str, ...]) -> Read:
        low, high = kept if len(kept) == 2 else ("", "")
        is_day = self._field.kind is Kind.INSTANT
        if not is_day:
            low, high = (amount_shown(each, self._field.kind) for each in (low, high))
        first = self._line("filter_from", "From" if is_day else "At least", low)
        last = self._line("filter_to", "Until" if is_day else "At most", high)
        if is_day:
            today = QDate.currentDate().toString(Qt.DateFormat.ISODate)
            first.setPlaceholderText(f"From, such as {today}")
            last.setPlaceholderText(f"Until, such as {today}")

        def read() -> tuple[str, ...] | None:
            ends = [self._end(each.text()) for each in (first, last)]
            if None in ends or not any(ends):
                return None
            return tuple(end or "" for end in ends)

        return read

    def _end(self, text: str) -> str | None:
        is_day = self._field.kind is Kind.INSTANT
        return day_typed(text) if is_day else amount_typed(text, self._field.kind)

    def _make_choices(self, kept: tuple[str, ...]) -> Read:
        ticks: dict[str, QCheckBox] = {}
        inside = QWidget()
        inside.setProperty("clear", "true")
        stack = column(inside, gap=2)
        for at, value in enumerate(self._choices[:_MOST_CHOICES]):
            box = QCheckBox(choice_words(self._field, value).replace("&", "&&"))
            box.setObjectName(f"filter_choice_{at}")
            box.setAccessibleName(choice_words(self._field, value))
            box.setChecked(value in kept)
            stack.addWidget(box)
            ticks[value] = box
        stack.addStretch(1)
        if not ticks:
            stack.addWidget(WrappedLabel("There is nothing to choose from yet.", Look.MUTED))
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setWidget(inside)
        scroll.setFixedHeight(min(240, 26 * max(2, len(ticks)) + 8))
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._add(scroll)
        return lambda: tuple(v for v, box in ticks.items() if box.isChecked()) or None

    def _line(self, name: str, title: str, text: str) -> QLineEdit:
        made = QLineEdit(text)
        made.setObjectName(name)
        made.setAccessibleName(title)
        made.setPlaceholderText(title)
        made.setMaxLength(200)
        self._add(made)
        return made

    def _add(self, widget: QWidget) -> None:
        self._fields_in.addWidget(widget)

    def _first_field(self) -> QWidget:
        for kind in (QLineEdit, QCheckBox):
            for found in self._body.findChildren(kind):
                if not found.isHidden():
                    return found
        return self._apply

    def _take(self) -> None:
        values = self._read()
        if values is None:
            self._wrong.setText(_hint(self._field, self._op()))
            self._wrong.show()
            self.adjustSize()
            return
        self.hide()
        self.chosen.emit(Filter(self._field.key, self._op(), values))

    # Qt overrides

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self._take()
        else:
            super().keyPressEvent(event)


def _hint(field: Field, op: Op) -> str:
    if op is Op.CONTAINS:
        return "Type the words to look for."
    if op is Op.LAST_DAYS:
        return "Type a number of days, such as 7."
    if op is Op.BETWEEN and field.kind is Kind.INSTANT:
        return f"Type at least one day as {DAY_FORM}."
    return "Type at least one number." if op is Op.BETWEEN else "Tick at least one."
