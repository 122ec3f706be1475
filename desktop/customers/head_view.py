"""The head of a customer's page: who it is, how to reach them, and the quick actions."""

from __future__ import annotations

from PySide6.QtCore import QPoint
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import QMenu, QWidget

from desktop.customers.head_contacts import ContactsView
from desktop.customers.head_labels import GivingPills, LabelsView
from desktop.customers.head_model import CustomerHead, Writing, explain, warnings
from desktop.links import NewRecordWish
from desktop.qt.buttons import Button, icon_button
from desktop.qt.labels import ElidedLabel, Look
from desktop.qt.signals import signal, wish
from desktop.qt.tones import Kind
from desktop.qt.widgets import Avatar, Card, column, row
from sync_server.contract.base import RowId
from sync_server.contract.care import CustomerFlag
from sync_server.contract.values import Channel, ContactKind, RecordKind

ROOMY = 1100
NEW = {
    RecordKind.INQUIRY: "New inquiry",
    RecordKind.QUOTE: "New quote",
    RecordKind.BOOKING: "New booking",
    RecordKind.INVOICE: "New invoice",
}


class HeadView(Card):
    """One customer's head. `contacts` and `labels` tell their own wishes."""

    call_requested = signal(str)
    report_requested = signal(str)
    writing_requested = signal(Writing)
    chat_requested = wish()
    edit_requested = wish()
    new_requested = signal(NewRecordWish)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("customer_head")
        self._head = CustomerHead("", "")
        self._avatar = Avatar(size=48)
        self._name = ElidedLabel("", Look.TITLE)
        self._name.setObjectName("customer_name")
        self._warnings = GivingPills()
        self.labels, self.contacts = LabelsView(), ContactsView()
        self._call = Button("Call", Kind.PRIMARY, "phone", "customer.call")
        self._email = Button("E-mail", Kind.PLAIN, "mail")
        self._sms = Button("SMS", Kind.PLAIN, "message-square")
        self._chat = Button("Chat", Kind.PLAIN, "messages-square")
        self._report = Button("Report issue", Kind.PLAIN, "triangle-alert")
        self._more = icon_button("More for this customer", "ellipsis")
        self.menu = QMenu(self)
        self._new: dict[QAction, RecordKind] = {}
        self._fill_menu()
        self._connect()
        self._lay_out()

    def show_head(self, head: CustomerHead) -> None:
        """Show this customer."""
        if head == self._head:
            return
        if head.id != self._head.id:
            self.labels.stop_editing()
        self._head = head
        self._avatar.show_name(head.name)
        self._name.setText(head.name)
        self._warnings.show_badges(warnings(head))
        self.labels.show_labels(head.labels, may_edit=head.rights.edits)
        self.contacts.show_head(head)
        self._offer()

    def offer_new(self, kinds: frozenset[RecordKind]) -> None:
        """Which records this person may make."""
        for action, kind in self._new.items():
            action.setVisible(kind in kinds)

    def _offer(self) -> None:
        head = self._head
        phone, mail = ContactKind.PHONE, ContactKind.EMAIL
        has_phone = head.first(phone) is not None
        self._call.setEnabled(has_phone)
        self._call.explain(explain(head, phone, "Call", CustomerFlag.NO_CALLS))
        self._sms.setEnabled(has_phone)
        self._sms.explain(explain(head, phone, "Send SMS to", CustomerFlag.NO_SMS))
        self._email.setEnabled(head.first(mail) is not None)
        self._email.explain(explain(head, mail, "Write to", CustomerFlag.NO_EMAIL))
        for button in (self._sms, self._email):
            button.setVisible(head.rights.writes)
        self._report.setVisible(head.rights.reports)
        self._edit.setVisible(head.rights.edits)

    def _ask_call(self) -> None:
        point = self._head.first(ContactKind.PHONE)
        if point is not None:
            self.call_requested.emit(point.value)

    def _ask_sms(self) -> None:
        point = self._head.first(ContactKind.PHONE)
        self.writing_requested.emit(Writing(Channel.SMS, point.value if point else ""))

    def _ask_email(self) -> None:
        point = self._head.first(ContactKind.EMAIL)
        self.writing_requested.emit(Writing(Channel.EMAIL, point.value if point else ""))

    def _ask_report(self) -> None:
        self.report_requested.emit(self._head.id)

    def _ask_new(self) -> None:
        sender = self.sender()
        if isinstance(sender, QAction):
            self.new_requested.emit(NewRecordWish(self._new[sender], RowId(self._head.id)))

    def _open_menu(self) -> None:
        corner = self._more.mapToGlobal(QPoint(self._more.width(), self._more.height()))
        self.menu.popup(QPoint(corner.x() - self.menu.sizeHint().width(), corner.y()))

    def _fill_menu(self) -> None:
        self.menu.setObjectName("customer_menu")
        self._edit = self.menu.addAction("Edit profile…")
        self._edit.setObjectName("edit_profile")
        self._edit.triggered.connect(self.edit_requested)
        self.menu.addSeparator()
        for kind, words in NEW.items():
            action = self.menu.addAction(f"{words}…")
            action.setObjectName(f"new_{kind}")
            action.triggered.connect(self._ask_new)
            self._new[action] = kind

    def _connect(self) -> None:
        named = {
            "call_customer": (self._call, self._ask_call),
            "email_customer": (self._email, self._ask_email),
            "sms_customer": (self._sms, self._ask_sms),
            "report_issue": (self._report, self._ask_report),
            "customer_more": (self._more, self._open_menu),
        }
        for name, (button, slot) in named.items():
            button.setObjectName(name)
            button.clicked.connect(slot)
        self._chat.setObjectName("chat_customer")
        self._chat.clicked.connect(self.chat_requested)
        self._chat.explain("Open this customer's own discussion")
        self._report.hint("issue.report")
        self.contacts.menu.call_requested.connect(self.call_requested.emit)
        self.contacts.menu.writing_requested.connect(self.writing_requested.emit)

    def _lay_out(self) -> None:
        first, self._actions = row(gap=8), row(gap=8)
        first.addWidget(self._name)
        first.addWidget(self.labels)
        first.addWidget(self._warnings)
        first.addStretch(1)
        for each in (self._email, self._sms, self._chat, self._report, self._call, self._more):
            self._actions.addWidget(each)
        words = column(gap=2)
        upper = row(gap=12)
        upper.setContentsMargins(12, 0, 0, 0)  # the name stands above the first picture
        upper.addLayout(first, 1)
        upper.addLayout(self._actions)
        words.addLayout(upper)
        words.addWidget(self.contacts)
        line = row(gap=4)
        line.setContentsMargins(16, 12, 16, 0)
        line.addWidget(self._avatar)
        line.addLayout(words, 1)
        self.tab_line = row(gap=18)
        self.tab_line.setContentsMargins(16, 0, 16, 0)
        stack = column(self, gap=2)
        stack.addLayout(line)
        stack.addLayout(self.tab_line)

    # Qt overrides

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        is_roomy = self.width() >= ROOMY
        for button, words in (
            (self._email, "E-mail"),
            (self._sms, "SMS"),
            (self._chat, "Chat"),
            (self._report, "Report issue"),
        ):
            button.setText(f" {words}" if is_roomy else "")
