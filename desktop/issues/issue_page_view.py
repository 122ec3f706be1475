"""The page of one issue laid out: head, details and history at the left, pay and thread beside."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QScrollArea, QStackedWidget, QWidget

from desktop.issues.issue_facts import IssueFacts
from desktop.issues.issue_head import IssueHead
from desktop.issues.issue_parts import SectionsView
from desktop.issues.issue_tell import TellBar
from desktop.qt.buttons import Button
from desktop.qt.formatting import Clock
from desktop.qt.signals import signal
from desktop.qt.tones import Kind
from desktop.qt.widgets import Banner, Card, column, row, rule
from desktop.threads.thread_view import ThreadView

UNDO_MS = 8_000


class IssuePageView(QWidget):
    """Holds the parts; the page fills them."""

    tab_chosen = signal(str)

    def __init__(self, clock: Clock, evidence: QWidget) -> None:
        super().__init__()
        self.setObjectName("page")
        self.head = IssueHead()
        self.facts = IssueFacts()
        self.sections = SectionsView()
        self._evidence = evidence
        self.pay = SectionsView()
        self.pay.setObjectName("issue_pay")
        self.tell = TellBar()
        self.thread_panel = ThreadView(clock)
        self.thread_panel.setMinimumHeight(340)
        self.thread_panel.referred.show_lines_in(112)
        self.notice = Banner(lifetime_ms=UNDO_MS)
        self.notice.setObjectName("issue_notice")
        self._tabs, self._body = row(gap=16), QStackedWidget()
        self._lay_out()

    def add_tab(self, title: str, name: str, part: QWidget) -> None:
        """Another tab beside the details, such as the history."""
        button = Button(title, Kind.TAB)
        button.setObjectName(f"issue_tab_{name}")
        button.setCheckable(True)
        button.setAutoExclusive(True)
        button.clicked.connect(self._choose_tab)
        self._tabs.insertWidget(self._body.count(), button)
        self._body.addWidget(part)
        button.setChecked(self._body.count() == 1)
        for each in self._tab_buttons():
            each.setVisible(self._body.count() > 1)

    def tab(self) -> str:
        """The name of the tab in view."""
        return self._tab_buttons()[self._body.currentIndex()].objectName()[len("issue_tab_") :]

    def _tab_buttons(self) -> list[Button]:
        items = (self._tabs.itemAt(at) for at in range(self._tabs.count()))
        found = (item.widget() for item in items if item is not None)
        return [each for each in found if isinstance(each, Button)]

    def _choose_tab(self) -> None:
        checked = [at for at, each in enumerate(self._tab_buttons()) if each.isChecked()]
        self._body.setCurrentIndex(checked[0] if checked else 0)
        self.tab_chosen.emit(self.tab())

    def _lay_out(self) -> None:
        body = row(gap=12)
        left = column(gap=12)
        left.addWidget(self.notice)
        left.addWidget(self._left(), 1)
        body.addLayout(left, 13)
        body.addWidget(self._right(), 9)
        stack = column(self, gap=12, edge=16)
        stack.addWidget(self.head)
        stack.addLayout(body, 1)

    def _left(self) -> QWidget:
        details = QWidget()
        details.setProperty("clear", "true")
        inner = column(details, gap=14)
        inner.setContentsMargins(16, 14, 16, 16)
        inner.addWidget(self.facts)
        inner.addWidget(rule())
        inner.addWidget(self._evidence)
        inner.addWidget(self.sections)
        inner.addStretch(1)
        scroll = QScrollArea()
        scroll.setObjectName("issue_details")
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(details)
        scroll.viewport().setAutoFillBackground(False)
        card = Card()
        stack = column(card, gap=0)
        stack.setContentsMargins(1, 1, 1, 1)
        self._tabs.setContentsMargins(16, 0, 16, 0)
        self._tabs.addStretch(1)
        stack.addLayout(self._tabs)
        stack.addWidget(self._body, 1)
        self.add_tab("Details", "details", scroll)
        return card

    def _right(self) -> QWidget:
        side, pay = QWidget(), Card()
        side.setProperty("clear", "true")
        side.setMinimumWidth(336)
        column(pay, edge=12).addWidget(self.pay)
        stack = column(side, gap=12)
        stack.addWidget(pay)
        stack.addWidget(self.tell)
        stack.addWidget(self.thread_panel, 1)
        return side
