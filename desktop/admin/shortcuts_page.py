"""Keyboard: every key in one list; choose one, press the new key, and it works at once."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QComboBox, QKeySequenceEdit, QWidget

from desktop.admin.fields import line_edit
from desktop.admin.shortcuts_model import KeyLine, lines, taken_from, usual_again, with_key
from desktop.qt import keys
from desktop.qt.buttons import Button
from desktop.qt.grid import Grid
from desktop.qt.key_table import Key
from desktop.qt.labels import Label, Look, WrappedLabel
from desktop.qt.signals import signal
from desktop.qt.table_model import CellLook, Column
from desktop.qt.tones import Kind
from desktop.qt.widgets import Card, column, row
from desktop.store import Store

KEPT = "keys"
SEND_KEYS = {"Ctrl+Return": "Ctrl+Enter", "Return": "Enter (Shift+Enter begins a new line)"}


class ShortcutsPage(QWidget):
    """The list, and under it the key of the line in view."""

    said = signal(str)

    def __init__(self, store: Store) -> None:
        super().__init__()
        self.setObjectName("shortcuts_page")
        self._store = store
        self._filter = line_edit("shortcuts_filter", "What it does, or the key")
        self._filter.setAccessibleName("Filter keys")
        self.grid = Grid[KeyLine](_columns(), "shortcuts_grid")
        self.grid.setAccessibleName("Keys")
        self._title = Label("", Look.STRONG)
        self._edit = QKeySequenceEdit()
        self._problem = WrappedLabel("", Look.WARNING)
        self._take = Button("Use it here instead", Kind.PRIMARY)
        self._clear, self._reset = Button("No key"), Button("Usual key", icon="rotate-ccw")
        self._reset_all = Button("All usual keys", icon="rotate-ccw")
        self._send = QComboBox()
        self._clash: Key | None = None
        self._id = ""
        self._set_up()
        self._lay_out()
        self._connect()
        self.refresh()

    def refresh(self) -> None:
        """Show the keys as they are; the line in view stays in view."""
        shown = lines(self._filter.text())
        wanted = self._id
        self.grid.show_rows(shown)
        ids = [line.id for line in shown]
        if ids:
            self.grid.selectRow(ids.index(wanted) if wanted in ids else 0)
        self._reset_all.setEnabled(bool(keys.chosen()))
        self._send.setCurrentIndex(max(0, self._send.findData(keys.of(keys.SEND))))
        self._show(self.grid.current_id())

    def look_for(self, words: str = "") -> None:
        """Show these keys and let the person go on typing."""
        self._filter.setText(words)
        self._filter.setFocus()

    def _show(self, key_id: str) -> None:
        known = {one.id: one for one in keys.known()}
        self._id, self._clash = key_id, None
        one = known.get(key_id)
        for part in (self._edit, self._clear, self._reset):
            part.setEnabled(one is not None)
        self._title.setText(one.title if one else "No key matches")
        with QSignalBlocker(self._edit):
            self._edit.setKeySequence(QKeySequence(keys.of(key_id) if one else ""))
        self._clear.setEnabled(one is not None and bool(keys.of(key_id)))
        self._reset.setEnabled(key_id in keys.chosen())
        self._show_problem()

    def _show_problem(self) -> None:
        self._problem.setText(f"This key means “{self._clash.title}”." if self._clash else "")
        self._problem.setVisible(self._clash is not None)
        self._take.setVisible(self._clash is not None)

    def _pressed(self, sequence: QKeySequence) -> None:
        key = sequence.toString()
        if not key or not self._id:
            return
        self._clash = keys.conflict(self._id, key)
        self._show_problem()
        if self._clash is None:
            self._keep(with_key(self._id, key))

    def _take_it(self) -> None:
        if self._clash is not None:
            key = self._edit.keySequence().toString()
            self._keep(taken_from(self._clash.id, self._id, key))

    def _clear_it(self) -> None:
        self._keep(with_key(self._id, ""))

    def _reset_it(self) -> None:
        self._keep(usual_again(self._id))

    def _reset_every(self) -> None:
        self._keep({})
        self.said.emit("Every key is the usual one again.")

    def _send_chosen(self) -> None:
        self._keep(with_key(keys.SEND, str(self._send.currentData())))

    def _keep(self, own: dict[str, str]) -> None:
        keys.choose(own)
        self._store.set_setting(KEPT, keys.written())
        self.refresh()

    def _connect(self) -> None:
        self._filter.textChanged.connect(self.refresh)
        self.grid.current_changed.connect(self._show)
        self.grid.opened.connect(self._opened)
        self._edit.keySequenceChanged.connect(self._pressed)
        self._take.clicked.connect(self._take_it)
        self._clear.clicked.connect(self._clear_it)
        self._reset.clicked.connect(self._reset_it)
        self._reset_all.clicked.connect(self._reset_every)
        self._send.activated.connect(self._send_chosen)

    def _opened(self, _key_id: str) -> None:
        self._edit.setFocus()

    def _set_up(self) -> None:
        self._edit.setObjectName("shortcut_key")
        self._edit.setAccessibleName("Press the new key")
        self._edit.setMaximumSequenceLength(1)
        self._edit.setFixedWidth(200)
        self._send.setObjectName("send_key")
        self._send.setAccessibleName("Send messages with")
        for key, words in SEND_KEYS.items():
            self._send.addItem(words, key)
        names = {
            "shortcut_take": self._take,
            "shortcut_clear": self._clear,
            "shortcut_reset": self._reset,
            "shortcuts_reset_all": self._reset_all,
        }
        for name, button in names.items():
            button.setObjectName(name)

    def _lay_out(self) -> None:
        card = Card()
        inside = column(card, gap=0, edge=1)
        inside.addWidget(self.grid)
        head, foot, sending = row(gap=8), row(gap=8), row(gap=8)
        head.addWidget(self._filter, 1)
        head.addWidget(self._reset_all)
        foot.addWidget(self._title)
        foot.addStretch(1)
        foot.addWidget(self._edit)
        foot.addWidget(self._clear)
        foot.addWidget(self._reset)
        clash = row(gap=8)
        clash.addWidget(self._problem, 1)
        clash.addWidget(self._take)
        sending.addWidget(Label("Send messages with", Look.MUTED))
        sending.addWidget(self._send)
        sending.addStretch(1)
        self.setMaximumWidth(860)
        stack = column(self, gap=12)
        for part in (head, card, foot, clash, sending):
            if isinstance(part, Card):
                stack.addWidget(part, 1)
            else:
                stack.addLayout(part)


def _columns() -> tuple[Column[KeyLine], ...]:
    return (
        Column("What it does", lambda line: line.title, width=280, stretches=True),
        Column("Group", lambda line: line.group, width=170, look=CellLook.MUTED),
        Column("Where", lambda line: line.place or "Everywhere", width=130, look=CellLook.MUTED),
        Column(
            "Key",
            lambda line: f"{line.key}  (yours)" if line.is_changed else line.key,
            width=180,
            look=CellLook.STRONG,
        ),
    )
