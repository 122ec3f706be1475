"""One customer: who they are, what they have with us, what happened, what was said."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from desktop.customers.status_bars import StatusBarsView
from desktop.customers.timeline_calls import RecordCalls
from desktop.customers.timeline_view import TimelineView
from desktop.qt.buttons import Button
from desktop.qt.formatting import Clock, counted, phone, round_money
from desktop.qt.labels import ElidedLabel, Look
from desktop.qt.signals import signal
from desktop.qt.statuses import Badge, label
from desktop.qt.tones import Kind, Tone
from desktop.qt.widgets import Avatar, Card, Glyph, PillRow, column, empty, row
from desktop.threads.thread_view import ThreadView

ROOMY = 1100


@dataclass(frozen=True, slots=True)
class CustomerHead:
    """What stands at the top of a customer's page."""

    id: str
    name: str
    labels: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()
    address: str = ""
    open_issues: int = 0
    overdue_cents: int = 0


class ProfileView(QWidget):
    """The customer's page. Its parts are public: the page fills them."""

    call_requested = signal(str)
    report_issue_requested = signal(str)

    def __init__(self, clock: Clock, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("page")
        self.bars = StatusBarsView()
        self.timeline = TimelineView(clock)
        self.thread_panel = ThreadView(clock)
        self.record_calls = RecordCalls(clock)
        self._head = CustomerHead("", "")
        self._avatar = Avatar(size=48)
        self._name = ElidedLabel("", Look.TITLE)
        self._badges = PillRow()
        self._contact = row(gap=6)
        self._actions = row(gap=14)
        self._call = Button("Call", Kind.PRIMARY, "phone", "customer.call")
        self._call.setObjectName("call_customer")
        self._report = Button("Report issue", Kind.PLAIN, "triangle-alert")
        self._report.setObjectName("report_issue")
        self._report.hint("issue.report")
        self._call.clicked.connect(self._ask_to_call)
        self._report.clicked.connect(self._ask_to_report)
        self._lay_out()
        self.setFocusProxy(self.timeline)

    def show_head(self, head: CustomerHead) -> None:
        """Show this customer's name, labels and contact points."""
        if head == self._head:
            return
        self._head = head
        self._avatar.show_name(head.name)
        self._name.setText(head.name)
        self._badges.show_badges(_badges(head))
        self._call.setEnabled(bool(head.phones))
        number = phone(head.phones[0]) if head.phones else ""
        self._call.explain(f"Call {number}" if number else "This customer has no phone number")
        empty(self._contact)
        points = [("phone", phone(each)) for each in head.phones]
        points += [("mail", each) for each in head.emails]
        points += [("map-pin", head.address)] if head.address else []
        for icon, words in points:
            self._contact.addWidget(Glyph(icon, size=14))
            self._contact.addWidget(ElidedLabel(words, Look.MUTED))
            self._contact.addSpacing(10)
        if not points:
            self._contact.addWidget(ElidedLabel("No phone, e-mail or address yet", Look.MUTED))
        self._contact.addStretch(1)

    def add_action(self, button: QWidget) -> None:
        """One more button before the others."""
        self._actions.insertWidget(0, button)

    def _ask_to_call(self) -> None:
        if self._head.phones:
            self.call_requested.emit(self._head.phones[0])

    def _ask_to_report(self) -> None:
        self.report_issue_requested.emit(self._head.id)

    def _lay_out(self) -> None:
        card = Card()
        line = row(card, gap=14, edge=16)
        words, first = column(gap=4), row(gap=10)
        first.addWidget(self._name)
        first.addWidget(self._badges)
        first.addStretch(1)
        words.addLayout(first)
        words.addLayout(self._contact)
        line.addWidget(self._avatar)
        line.addLayout(words, 1)
        self._actions.addWidget(self._report)
        self._actions.addWidget(self._call)
        line.addLayout(self._actions)
        self.timeline.setMinimumWidth(336)
        self.thread_panel.setMinimumWidth(336)
        body = row(gap=12)
        body.addWidget(self.bars)
        body.addWidget(self.timeline, 11)
        right = column(gap=12)
        right.addWidget(self.record_calls)
        right.addWidget(self.thread_panel, 1)
        body.addLayout(right, 10)
        stack = column(self, gap=12, edge=16)
        stack.addWidget(card)
        stack.addLayout(body, 1)

    # Qt overrides

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.bars.setFixedWidth(300 if self.width() >= ROOMY else 224)


def _badges(head: CustomerHead) -> tuple[Badge, ...]:
    badges = [label(text) for text in head.labels]
    if head.open_issues:
        words = counted(head.open_issues, "open issue")
        badges.append(Badge(words, Tone.RED, "triangle-alert"))
    if head.overdue_cents:
        badges.append(Badge(f"{round_money(head.overdue_cents)} overdue", Tone.ORANGE, "clock"))
    return tuple(badges)
