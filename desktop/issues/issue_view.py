"""One issue: facts, actions and its thread."""

from __future__ import annotations

from PySide6.QtWidgets import QGridLayout, QWidget

from desktop.issues.issue_model import ActionChosen, IssueShown
from desktop.qt.buttons import Button, icon_button
from desktop.qt.formatting import Clock
from desktop.qt.labels import ElidedLabel, Label, Look, WrappedLabel, tip
from desktop.qt.signals import signal, wish
from desktop.qt.widgets import Card, PillRow, column, empty, row
from desktop.threads.thread_view import ThreadView


class ActionButton(Button):
    """A button that knows which action it stands for."""

    action_key = ""


class IssueView(QWidget):
    """The panel of one issue; `thread_panel` is filled by the page."""

    action_chosen = signal(ActionChosen)
    closed = wish()

    def __init__(self, clock: Clock, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("issue")
        self.thread_panel = ThreadView(clock)
        self._shown_id = ""
        self._code = Label("", Look.MUTED)
        self._title = WrappedLabel("", Look.BIG)
        self._description = WrappedLabel()
        self._badges = PillRow()
        self._facts = QGridLayout()
        self._actions = row(gap=8)
        self._close = icon_button("Close this issue's panel", "x", "panel.close")
        self._close.setObjectName("issue_close")
        self._close.clicked.connect(self.closed)
        self._lay_out()

    def show_issue(self, shown: IssueShown) -> None:
        """Show this issue; the thread is shown through `thread_panel`."""
        self._shown_id = shown.id
        self._code.setText(shown.code)
        self._title.setText(shown.title)
        self._description.setText(shown.description)
        self._description.setVisible(bool(shown.description))
        self._badges.show_badges(shown.badges)
        empty(self._facts)
        for at, fact in enumerate(shown.facts):
            self._facts.addWidget(Label(fact.title, Look.MUTED), at, 0)
            value = ElidedLabel(fact.text)
            if fact.tip:
                tip(value, fact.tip)
            self._facts.addWidget(value, at, 1)
        self._show_actions(shown)
        self.show()

    def shown_id(self) -> str:
        """The id of the issue shown; empty before the first."""
        return self._shown_id

    def _show_actions(self, shown: IssueShown) -> None:
        empty(self._actions)
        for action in shown.actions:
            button = ActionButton(action.label, action.kind, action.icon, action.shortcut)
            button.setObjectName(f"issue_action_{action.key}")
            button.action_key = action.key
            button.setEnabled(not action.refusal)
            if action.refusal:
                button.explain(action.refusal)
            button.clicked.connect(self._chosen)
            self._actions.addWidget(button)
        self._actions.addStretch(1)

    def _chosen(self) -> None:
        sender = self.sender()
        if isinstance(sender, ActionButton):
            self.action_chosen.emit(ActionChosen(self._shown_id, sender.action_key))

    def _lay_out(self) -> None:
        self.setMinimumWidth(380)
        self._facts.setHorizontalSpacing(16)
        self._facts.setVerticalSpacing(6)
        self._facts.setColumnStretch(1, 1)
        head = row(gap=10)
        head.addWidget(self._code)
        head.addWidget(self._badges)
        head.addStretch(1)
        head.addWidget(self._close)
        card = Card()
        inner = column(card, gap=10, edge=16)
        inner.addLayout(head)
        inner.addWidget(self._title)
        inner.addWidget(self._description)
        inner.addLayout(self._facts)
        inner.addLayout(self._actions)
        stack = column(self, gap=12)
        stack.addWidget(card)
        stack.addWidget(self.thread_panel, 1)
