"""The rail at the left: pages with their counts, and who is signed in."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QAction, QColor, QFont, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QMenu, QWidget

from desktop.qt import painting, theme
from desktop.qt.buttons import Button
from desktop.qt.formatting import number
from desktop.qt.labels import ElidedLabel, Label, Look, tip
from desktop.qt.signals import signal, wish
from desktop.qt.statuses import AGENT_STATES
from desktop.qt.tones import Kind, Tone
from desktop.qt.widgets import Avatar, RailGlyph, column, row
from sync_server.contract.values import AgentState

WIDE, NARROW = 212, 60


@dataclass(frozen=True, slots=True)
class PageEntry:
    """One page of the rail."""

    key: str
    title: str
    icon: str
    shortcut: str


@dataclass(frozen=True, slots=True)
class UserShown:
    """Who works at this desk, and what colleagues see of them."""

    name: str
    state: AgentState = AgentState.AVAILABLE
    detail: str = ""


@dataclass(frozen=True, slots=True)
class StateChoice:
    """What a person says they do; colleagues see the reason too."""

    state: AgentState
    reason: str = ""


BREAKS = ("Lunch", "Short break", "Training", "Meeting")


class RailButton(Button):
    """A page in the rail; its count stands at the right, or as a dot when the rail is narrow."""

    chosen = signal(str)

    def __init__(self, entry: PageEntry) -> None:
        super().__init__(entry.title, Kind.RAIL, entry.icon, entry.shortcut)
        self._entry, self._count = entry, 0
        self.setObjectName(f"nav_{entry.key}")
        self.setCheckable(True)
        self.clicked.connect(self._tell)

    def show_count(self, count: int) -> None:
        """How many things wait there."""
        self._count = count
        words = f"{self._entry.title}, {number(count)}" if count else self._entry.title
        self.setAccessibleName(words)
        self.explain(words)
        self.update()

    def show_words(self) -> None:
        """The wide form, with its title."""
        self.relabel(self._entry.title)
        self.show_count(self._count)

    def hide_words(self) -> None:
        """The narrow form: the icon, the rest in the tooltip."""
        self.setText("")
        self.follow_key()  # setText forgets it

    def _tell(self) -> None:
        self.chosen.emit(self._entry.key)

    # Qt overrides

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._count:
            return
        painter, now = QPainter(self), theme.tokens()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(now.accent))
        rect = QRectF(self.rect())
        if rect.width() < 100:
            painter.drawEllipse(QRectF(rect.right() - 14, rect.y() + 6, 8, 8))
            return
        font = theme.figures(11, QFont.Weight.DemiBold)
        words = number(self._count)
        width = max(22.0, QFontMetricsF(font).horizontalAdvance(words) + 12)
        pill = QRectF(rect.right() - width - 8, rect.center().y() - 9, width, 18)
        painter.drawRoundedRect(pill, 9, 9)
        centre = Qt.AlignmentFlag.AlignHCenter
        painting.text(painter, pill, words, font, QColor(now.accent_text), centre)


class UserBlock(Button):
    """The person at this desk; a click opens the choice of agent state."""

    def __init__(self) -> None:
        super().__init__("Your state", Kind.RAIL)
        self.setObjectName("user_block")
        self.setFixedHeight(48)
        self._avatar, self._name = Avatar(size=32), ElidedLabel("", Look.RAIL_STRONG)
        self._state, self._dot = ElidedLabel("", Look.RAIL), RailGlyph("circle-check", size=12)
        self._words = QWidget()
        stack = column(self._words, gap=0)
        state = row(gap=5)
        state.addWidget(self._dot)
        state.addWidget(self._state, 1)
        stack.addStretch(1)
        stack.addWidget(self._name)
        stack.addLayout(state)
        stack.addStretch(1)
        line = row(self, gap=10)
        line.setContentsMargins(2, 2, 4, 2)
        line.addWidget(self._avatar)
        line.addWidget(self._words, 1)
        self.setText("")
        for part in (self._avatar, self._words):
            part.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def show_user(self, user: UserShown) -> None:
        """Show this person."""
        badge = AGENT_STATES[user.state]
        words = f"{badge.text} · {user.detail}" if user.detail else badge.text
        self._avatar.show_name(user.name)
        self._name.setText(user.name)
        self._state.setText(words)
        self._dot.show_icon(badge.icon, badge.tone)
        self.setAccessibleName(f"{user.name}, {words}")
        tip(self, f"{user.name}: {words}. Click to change your state")

    def show_words(self) -> None:
        """Name and state beside the avatar."""
        self._words.show()

    def hide_words(self) -> None:
        """The avatar only."""
        self._words.hide()


class NavRail(QFrame):
    """All pages, one under the other; can be made narrow."""

    page_chosen = signal(str)
    state_chosen = signal(StateChoice)
    sign_out_requested = wish()
    folded = wish()
    unfolded = wish()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("rail")
        self._buttons: dict[str, RailButton] = {}
        self._brand, self._mark = Label("Ringdesk", Look.BRAND), RailGlyph("headset", Tone.BLUE, 20)
        self._pages = column(gap=4)
        self._user = UserBlock()
        fold = PageEntry("fold", "Collapse", "panel-left-close", "rail.fold")
        self._fold = RailButton(fold)
        self._states = QMenu(self)
        self._states.setObjectName("agent_states")
        self._choices: dict[QAction, StateChoice] = {}
        self._lay_out()
        self._fold.setCheckable(False)
        self._fold.clicked.connect(self.toggle)
        self._user.clicked.connect(self._open_states)
        self._is_narrow = False
        self.unfold()

    def announce_page(self, entry: PageEntry) -> None:
        """One more page at the end, for looks: it can be chosen once it is added."""
        button = RailButton(entry)
        button.setEnabled(False)
        button.chosen.connect(self.page_chosen.emit)
        self._buttons[entry.key] = button
        self._pages.addWidget(button)
        QWidget.setTabOrder(button, self._fold)
        QWidget.setTabOrder(self._fold, self._user)

    def add_page(self, entry: PageEntry) -> None:
        """A page that can be chosen; where it was announced before, it stays in its place."""
        if entry.key not in self._buttons:
            self.announce_page(entry)
        self._buttons[entry.key].setEnabled(True)

    def offer_pages(self, keys: frozenset[str]) -> None:
        """Only these can be gone to; the others are of no use to this person."""
        for key, button in self._buttons.items():
            button.setVisible(key in keys)

    def mark(self, key: str) -> None:
        """This page is shown."""
        for each, button in self._buttons.items():
            button.setChecked(each == key)

    def show_count(self, key: str, count: int) -> None:
        """How many things wait on a page."""
        self._buttons[key].show_count(count)

    def show_user(self, user: UserShown) -> None:
        """Who is signed in."""
        self._user.show_user(user)

    def fold(self) -> None:
        """Icons only."""
        self._is_narrow = True
        self.setFixedWidth(NARROW)
        self._brand.hide()
        for button in (*self._buttons.values(), self._fold):
            button.hide_words()
        self._user.hide_words()
        self._fold.swap_icon("panel-left-open")

    def unfold(self) -> None:
        """Icons and titles."""
        self._is_narrow = False
        self.setFixedWidth(WIDE)
        self._brand.show()
        for button in (*self._buttons.values(), self._fold):
            button.show_words()
        self._user.show_words()
        self._fold.swap_icon("panel-left-close")

    def toggle(self) -> None:
        """Fold, or unfold again."""
        if self._is_narrow:
            self.unfold()
            self.unfolded.emit()
        else:
            self.fold()
            self.folded.emit()

    def _open_states(self) -> None:
        self._states.popup(self._user.mapToGlobal(self._user.rect().topRight()))

    def _state_picked(self) -> None:
        sender = self.sender()
        if isinstance(sender, QAction):
            self.state_chosen.emit(self._choices[sender])

    def _offer_states(self) -> None:
        for state in (AgentState.AVAILABLE, AgentState.WRAP_UP, AgentState.AWAY):
            self._offer(self._states, AGENT_STATES[state].text, StateChoice(state))
        breaks = QMenu(AGENT_STATES[AgentState.BREAK].text, self._states)
        breaks.setObjectName("agent_breaks")
        self._states.insertMenu(list(self._choices)[-1], breaks)
        for reason in BREAKS:
            self._offer(breaks, reason, StateChoice(AgentState.BREAK, reason))

    def _offer(self, menu: QMenu, words: str, choice: StateChoice) -> None:
        action = menu.addAction(words)
        name = choice.reason.lower().replace(" ", "_") or choice.state
        action.setObjectName(f"state_{name}")
        action.triggered.connect(self._state_picked)
        self._choices[action] = choice

    def _lay_out(self) -> None:
        self._offer_states()
        self._states.addSeparator()
        leave = self._states.addAction("Sign out")
        leave.setObjectName("sign_out")
        leave.triggered.connect(self.sign_out_requested)
        brand = row(gap=10)
        brand.setContentsMargins(10, 6, 8, 12)
        brand.addWidget(self._mark)
        brand.addWidget(self._brand)
        brand.addStretch(1)
        stack = column(self, gap=4)
        stack.setContentsMargins(8, 10, 8, 10)
        stack.addLayout(brand)
        stack.addLayout(self._pages)
        stack.addStretch(1)
        stack.addWidget(self._fold)
        stack.addWidget(self._user)
