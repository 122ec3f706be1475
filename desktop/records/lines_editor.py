"""The editor for line items: Enter adds a line, Tab moves on, a spreadsheet can be pasted."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QWidget

from desktop.qt.buttons import Button
from desktop.qt.formatting import money
from desktop.qt.labels import Label, Look, WrappedLabel
from desktop.qt.signals import wish
from desktop.qt.tones import Kind
from desktop.qt.widgets import column, row
from desktop.records.line_cells import FIELDS, NET_WIDTH, REMOVE_WIDTH, LineEditRow
from desktop.records.lines_model import (
    Checked,
    LineField,
    Totals,
    TypedLine,
    check,
    pasted,
    summed,
)

AT_ONCE = 8


class LinesEditor(QWidget):
    """All lines of one record with their totals; there is always a line to type into."""

    changed = wish()

    def __init__(self, new_id: Callable[[], str]) -> None:
        super().__init__()
        self.setObjectName("lines_editor")
        self._new_id = new_id
        self._rows: list[LineEditRow] = []
        self._later: list[TypedLine] = []
        """Lines whose fields are not built yet: two hundred at once would stop the window."""
        self._building = QTimer(self, singleShot=True, interval=0)
        self._building.timeout.connect(self._build_some)
        self._stack = column(gap=6)
        self._totals = Label("", Look.STRONG)
        self._totals.setObjectName("lines_total")
        self._problem = WrappedLabel("", Look.ERROR)
        self._problem.setObjectName("lines_problem")
        self._add = Button("Add line", Kind.QUIET, "plus")
        self._add.setObjectName("line_add")
        self._add.setProperty("flush", "true")
        self._add.explain("Add a line (Enter)")
        self._add.clicked.connect(self._append)
        self._lay_out()

    def show_lines(self, lines: Sequence[TypedLine]) -> None:
        """Show exactly these, to be edited."""
        gone, self._rows = self._rows, []
        for each in gone:
            self._let_go(each)
        wanted = list(lines) or [TypedLine(self._new_id())]
        self._later = wanted[AT_ONCE:]
        for typed in wanted[:AT_ONCE]:
            self._put(typed)
        if self._later:
            self._building.start()
        self._sum()

    def typed(self) -> tuple[TypedLine, ...]:
        """What is typed now, without blank lines."""
        typed = (*(each.typed() for each in self._rows), *self._later)
        return tuple(each for each in typed if not each.is_blank)

    def checked(self) -> tuple[Checked, ...]:
        built = (each.checked for each in self._rows if not each.typed().is_blank)
        return (*built, *(check(each) for each in self._later if not each.is_blank))

    def totals(self) -> Totals:
        return summed(self.checked())

    def show_problem(self, words: str) -> None:
        """What a rule refused about the lines."""
        self._problem.setText(words)
        self._problem.setVisible(bool(words))

    def focus_first_problem(self) -> None:
        for each in self._rows:
            for where in each.checked.problems:
                each.cells[where].setFocus()
                return

    def _build_some(self) -> None:
        now, self._later = self._later[:AT_ONCE], self._later[AT_ONCE:]
        for typed in now:
            self._put(typed)
        if self._later:
            self._building.start()

    def _build_rest(self) -> None:
        """Whoever adds or takes away lines works on all of them."""
        while self._later:
            self._build_some()
        self._building.stop()

    def _append(self) -> None:
        self._build_rest()
        self._put(self._fresh()).cells[LineField.TEXT].setFocus()
        self._changed()

    def _fresh(self) -> TypedLine:
        """A new line has the tax of the one above."""
        tax = self._rows[-1].cells[LineField.TAX].text() if self._rows else ""
        return TypedLine(self._new_id(), tax=tax)

    def _put(self, typed: TypedLine) -> LineEditRow:
        made = LineEditRow(typed, len(self._rows))
        made.changed.connect(self._changed)
        made.entered.connect(self._entered)
        made.removed.connect(self._removed)
        made.table_pasted.connect(self._paste)
        self._rows.append(made)
        self._stack.insertWidget(self._stack.count() - 1, made)
        made.show()
        return made

    def _drop(self, each: LineEditRow) -> None:
        self._rows.remove(each)
        self._let_go(each)
        for place, left in enumerate(self._rows):
            left.number(place)

    def _let_go(self, each: LineEditRow) -> None:
        self._stack.removeWidget(each)
        each.hide()
        each.number(-1)  # it goes when its own event is over; until then it is no line any more
        each.deleteLater()

    def _sending_row(self) -> LineEditRow | None:
        sender = self.sender()
        return sender if isinstance(sender, LineEditRow) and sender in self._rows else None

    def _entered(self) -> None:
        """Enter goes to the next line; behind the last it makes one."""
        here = self._sending_row()
        if here is None:
            return
        self._build_rest()
        at = self._rows.index(here)
        if at + 1 < len(self._rows):
            self._rows[at + 1].cells[LineField.TEXT].setFocus()
        elif not here.typed().is_blank:
            self._append()

    def _removed(self) -> None:
        here = self._sending_row()
        if here is None:
            return
        self._build_rest()
        at = self._rows.index(here)
        self._drop(here)
        if not self._rows:
            self._put(TypedLine(self._new_id()))
        self._rows[max(0, at - 1)].cells[LineField.TEXT].setFocus()
        self._changed()

    def _paste(self, text: str) -> None:
        """Fill lines from here on; what stands below stays below."""
        here = self._sending_row()
        if here is None:
            return
        typed = [*(each.typed() for each in self._rows), *self._later]
        at = self._rows.index(here)
        new = [TypedLine(self._new_id(), *cells) for cells in pasted(text)]
        before = typed[:at] if typed[at].is_blank else typed[: at + 1]
        self.show_lines([*before, *new, *typed[at + 1 :]])
        self._rows[-1].cells[LineField.TEXT].setFocus()
        self._changed()

    def _changed(self) -> None:
        self._sum()
        self.changed.emit()

    def _sum(self) -> None:
        totals = self.totals()
        parts = []
        if totals.tax_cents:
            parts = [f"Net {money(totals.net_cents)}", f"Tax {money(totals.tax_cents)}"]
        parts.append(f"Total {money(totals.net_cents + totals.tax_cents)}")
        self._totals.setText("     ".join(parts))
        self.show_problem(totals.problem)

    def _lay_out(self) -> None:
        inside = QWidget()
        inside.setProperty("clear", "true")
        self._stack.setContentsMargins(0, 2, 8, 2)
        self._stack.addStretch(1)
        inside.setLayout(self._stack)
        scroll = QScrollArea()
        scroll.setObjectName("lines_scroll")
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(inside)
        scroll.viewport().setAutoFillBackground(False)
        scroll.setMinimumHeight(132)
        foot = row(gap=8)
        foot.setContentsMargins(0, 0, REMOVE_WIDTH + 14, 0)
        foot.addWidget(self._add)
        foot.addStretch(1)
        foot.addWidget(self._totals)
        stack = column(self, gap=4)
        stack.addLayout(_head())
        stack.addWidget(scroll, 1)
        stack.addLayout(foot)
        stack.addWidget(self._problem)
        self._problem.hide()


def _head() -> QHBoxLayout:
    line = row(gap=6)
    line.setContentsMargins(0, 0, REMOVE_WIDTH + 14, 0)
    for title, width in FIELDS.values():
        label = Label(title, Look.MUTED)
        if width:
            label.setFixedWidth(width)
            label.setAlignment(Qt.AlignmentFlag.AlignRight)
        line.addWidget(label, 0 if width else 1)
    net = Label("Net", Look.MUTED)
    net.setFixedWidth(NET_WIDTH)
    net.setAlignment(Qt.AlignmentFlag.AlignRight)
    line.addWidget(net)
    return line
