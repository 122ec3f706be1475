"""The panel after a call: how it came out, what it was about, the note, and the time left."""

from __future__ import annotations

from datetime import timedelta

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QPaintEvent
from PySide6.QtWidgets import (
    QComboBox,
    QLineEdit,
    QSizePolicy,
    QStyle,
    QStyleOptionComboBox,
    QStylePainter,
    QWidget,
)

from desktop.calls.call_links_model import NOTHING, LinkOption, LinksShown
from desktop.calls.chooser import Chooser
from desktop.calls.wrap_up_model import KEYED, DispositionChoice, WrapUpShown
from desktop.qt import theme
from desktop.qt.buttons import Button, chip, icon_button
from desktop.qt.formatting import running
from desktop.qt.labels import ElidedLabel, Label, Look, tip
from desktop.qt.signals import signal, wish
from desktop.qt.tones import Kind
from desktop.qt.widgets import Card, Glyph, column, empty, row

MORE = "More…"


class LinkChoice(QComboBox):
    """A long title that does not fit is cut with an ellipsis, and whole in the tooltip."""

    def __init__(self) -> None:
        super().__init__()
        self.currentTextChanged.connect(self._explain)

    def _explain(self, words: str) -> None:
        tip(self, words)

    # Qt overrides

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, option = QStylePainter(self), QStyleOptionComboBox()
        self.initStyleOption(option)
        part = QStyle.SubControl.SC_ComboBoxEditField
        room = self.style().subControlRect(QStyle.ComplexControl.CC_ComboBox, option, part, self)
        words = self.fontMetrics().elidedText(
            option.currentText, Qt.TextElideMode.ElideRight, room.width() - 4
        )
        option.currentText = words
        painter.drawComplexControl(QStyle.ComplexControl.CC_ComboBox, option)
        painter.drawControl(QStyle.ControlElement.CE_ComboBoxLabel, option)


class WrapUpView(Card):
    """Stands where the call bar was; never in the way, and can be closed."""

    disposition_chosen = signal(str)
    link_chosen = signal(LinkOption)
    customer_chosen = signal(str)
    note_changed = signal(str)
    extend_requested = wish()
    done_requested = wish()
    close_requested = wish()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, "raised")
        self.setObjectName("wrap_up")
        self._shown = WrapUpShown("")
        self._title = ElidedLabel("", Look.HEADING)
        self._left = Label("", Look.BIG)
        self._extend = Button("+1 min", Kind.PLAIN)
        self._done = Button("Done", Kind.PRIMARY, "check", "call.done")
        self._close = icon_button("Close this panel", "x")
        self._asked = Label("", Look.STRONG)
        self._problem = Label("", Look.WARNING)
        self._chips = row(gap=6)
        self._buttons: dict[Button, str] = {}
        self._more = QComboBox()
        self._note = QLineEdit()
        self._links = LinkChoice()
        self._about = Label("About", Look.MUTED)
        self._chooser = Chooser(across=3)
        self._name_parts()
        self._lay_out()
        self._connect()
        self.hide()

    def show_wrap_up(self, shown: WrapUpShown) -> None:
        """Show this; what did not change stays untouched under the agent's hand."""
        before, self._shown = self._shown, shown
        self._title.setText(f"After the call with {shown.who}")
        for part in (self._left, self._extend):
            part.setVisible(shown.has_clock)
        self._asked.setText("How did it come out?" + ("" if shown.is_required else " (optional)"))
        self._asked.setVisible(bool(shown.dispositions))
        if (before.dispositions, before.chosen_id) != (shown.dispositions, shown.chosen_id):
            self._show_dispositions(shown)
        if before.links != shown.links:
            self._show_links(shown.links)
        if before.candidates != shown.candidates:
            self._chooser.show_candidates(shown.candidates)
        self._chooser.setVisible(bool(shown.candidates))
        self.show()

    def show_left(self, left: timedelta) -> None:
        """How much time there is; when it is over the words say so."""
        self._left.setText(running(left) if left else "Time is over")

    def show_problem(self, words: str) -> None:
        """What keeps this from being done; empty: nothing."""
        self._problem.setText(words)
        self._problem.setVisible(bool(words))

    def show_note(self, text: str) -> None:
        """What was written so far."""
        if text != self._note.text():
            self._note.setText(text)

    def note(self) -> str:
        """What is written now."""
        return self._note.text().strip()

    def link(self) -> LinkOption:
        """What the call was about, as it is chosen now."""
        found = self._links.currentData()
        return found if isinstance(found, LinkOption) else NOTHING

    def _show_dispositions(self, shown: WrapUpShown) -> None:
        focused = self.focusWidget()
        again = self._buttons.get(focused) if isinstance(focused, Button) else None
        empty(self._chips)
        self._buttons = {}
        for place, choice in enumerate(shown.dispositions[:KEYED], start=1):
            button = self._chip(choice, place)
            button.setChecked(choice.id == shown.chosen_id)
            self._chips.addWidget(button)
            button.show()
            if choice.id == again:
                button.setFocus()
        self._chips.addStretch(1)
        rest = shown.dispositions[KEYED:]
        self._more.clear()
        self._more.addItem(MORE)
        for at, choice in enumerate(rest, start=1):
            self._more.addItem(choice.name, choice.id)
            if choice.id == shown.chosen_id:
                self._more.setCurrentIndex(at)
        self._more.setVisible(bool(rest))

    def _chip(self, choice: DispositionChoice, place: int) -> Button:
        button = chip(f"{place}  {choice.name}")
        button.setAccessibleName(choice.name)
        button.setObjectName(f"disposition_{place}")
        button.setShortcut(f"Alt+{place}")
        button.hint(f"{place} or Alt+{place}")
        button.clicked.connect(self._chip_pressed)
        self._buttons[button] = choice.id
        return button

    def _show_links(self, links: LinksShown) -> None:
        self._links.clear()
        for at, option in enumerate(links.options):
            self._links.addItem(option.text, option)
            if option.id == links.chosen_id:
                self._links.setCurrentIndex(at)
        for part in (self._about, self._links):
            part.setVisible(bool(links.options))

    def _chip_pressed(self) -> None:
        sender = self.sender()
        if isinstance(sender, Button):
            for button, choice_id in self._buttons.items():
                button.setChecked(choice_id == self._shown.chosen_id)
            self.disposition_chosen.emit(self._buttons[sender])

    def _more_chosen(self, at: int) -> None:
        if at > 0:
            self.disposition_chosen.emit(str(self._more.itemData(at)))

    def _link_picked(self, _at: int) -> None:
        self.link_chosen.emit(self.link())

    def _typed(self, text: str) -> None:
        self.note_changed.emit(text)

    def _connect(self) -> None:
        self._extend.clicked.connect(self.extend_requested)
        self._done.clicked.connect(self.done_requested)
        self._close.clicked.connect(self.close_requested)
        self._more.activated.connect(self._more_chosen)
        self._links.activated.connect(self._link_picked)
        self._note.textEdited.connect(self._typed)
        self._note.returnPressed.connect(self.done_requested)
        self._chooser.chosen.connect(self.customer_chosen.emit)

    def _name_parts(self) -> None:
        named = {
            "wrap_up_extend": self._extend,
            "wrap_up_done": self._done,
            "wrap_up_close": self._close,
            "wrap_up_note": self._note,
            "wrap_up_link": self._links,
            "wrap_up_more": self._more,
            "wrap_up_problem": self._problem,
            "wrap_up_left": self._left,
        }
        for name, part in named.items():
            part.setObjectName(name)
        self._extend.setAccessibleName("One minute more")
        self._extend.explain("One minute more before calls ring here again")
        self._note.setAccessibleName("Note for the customer's thread")
        self._note.setPlaceholderText("Note for the thread, kept as you type; Enter posts it")
        self._links.setAccessibleName("What the call was about")
        self._links.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._links.setMaximumWidth(360)
        self._more.setAccessibleName("More ways the call can have come out")
        self._left.setFont(theme.figures())
        for part in (self._problem, self._more, self._about, self._links, self._chooser):
            part.hide()

    def _lay_out(self) -> None:
        top = row(gap=10)
        top.addWidget(Glyph("notebook-pen"))
        top.addWidget(self._title, 1)
        for part in (self._problem, self._left, self._extend, self._done, self._close):
            top.addWidget(part)
        ways = row(gap=10)
        ways.addWidget(self._asked)
        ways.addLayout(self._chips, 1)
        ways.addWidget(self._more)
        foot = row(gap=10)
        foot.addWidget(self._note, 1)
        foot.addWidget(self._about)
        foot.addWidget(self._links)
        stack = column(self, gap=10)
        stack.setContentsMargins(16, 10, 16, 12)
        stack.addLayout(top)
        stack.addLayout(ways)
        stack.addWidget(self._chooser)
        stack.addLayout(foot)

    # Qt overrides

    def keyPressEvent(self, event: QKeyEvent) -> None:
        digit = event.text()
        if digit.isdecimal() and digit.isascii() and 0 < int(digit) <= len(self._buttons):
            list(self._buttons)[int(digit) - 1].click()
        elif event.key() == Qt.Key.Key_Escape:
            self.close_requested.emit()
        else:
            super().keyPressEvent(event)
