"""One customer: who they are, what they have with us, what happened, what was said."""

from __future__ import annotations

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QStackedWidget, QWidget

from desktop.customers.head_model import CustomerHead
from desktop.customers.head_view import HeadView
from desktop.customers.profile_tabs import Tab, TabLine
from desktop.customers.sections_view import SectionsView
from desktop.customers.timeline_calls import RecordCalls
from desktop.customers.timeline_view import TimelineView
from desktop.qt.alert_strip import AlertStrip
from desktop.qt.formatting import Clock
from desktop.qt.widgets import Banner, column, row
from desktop.threads.thread_view import ThreadView

ROOMY = 1100
WIDE, NARROW = 340, 276
TOAST_MS = 8000


class ProfileView(QWidget):
    """The customer's page. Its parts are public: the page fills them."""

    def __init__(self, clock: Clock, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("page")
        self.head, self.tabs = HeadView(), TabLine()
        self.alert, self.merged = AlertStrip(), Banner()
        self.merged.setObjectName("merged_note")
        self.notice = Banner(lifetime_ms=TOAST_MS)
        self.notice.setObjectName("profile_notice")
        self.sections = SectionsView()
        self.timeline = TimelineView(clock)
        self.thread_panel = ThreadView(clock)
        self.record_calls = RecordCalls(clock)
        self._stack = QStackedWidget()
        self._pages: dict[Tab, QWidget] = {}
        self._lay_out()
        self.setFocusProxy(self.timeline)

    def show_head(self, head: CustomerHead) -> None:
        """Show this customer's name, labels, alert and contact points."""
        self.head.show_head(head)
        self.alert.show_alert(head.alert)

    def add_tab(self, tab: Tab, page: QWidget) -> None:
        """The page of a tab, once it is built."""
        self._pages[tab] = page
        self._stack.addWidget(page)

    def show_tab(self, tab: Tab) -> None:
        """Show a tab that has been added."""
        self.tabs.show_tab(tab)
        self._stack.setCurrentWidget(self._pages[tab])

    def _lay_out(self) -> None:
        self.head.tab_line.addWidget(self.tabs)
        self.timeline.setMinimumWidth(310)
        self.thread_panel.setMinimumWidth(310)
        activity = QWidget()
        body = row(activity, gap=12)
        body.addWidget(self.sections)
        body.addWidget(self.timeline, 11)
        right = column(gap=12)
        right.addWidget(self.record_calls)
        right.addWidget(self.thread_panel, 1)
        body.addLayout(right, 10)
        self.add_tab(Tab.ACTIVITY, activity)
        stack = column(self, gap=10, edge=16)
        for each in (self.merged, self.alert, self.head, self.notice):
            stack.addWidget(each)
        stack.addWidget(self._stack, 1)

    # Qt overrides

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.sections.setFixedWidth(WIDE if self.width() >= ROOMY else NARROW)
