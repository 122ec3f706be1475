"""Two icons beside a record's customer: write an e-mail, write a text message (ISS-17)."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from desktop.qt.buttons import icon_button
from desktop.qt.signals import wish
from desktop.qt.widgets import row


class ContactIcons(QWidget):
    """Shown to who may write to customers."""

    email_requested = wish()
    sms_requested = wish()

    def __init__(self) -> None:
        super().__init__()
        email = icon_button("E-mail the customer", "mail")
        sms = icon_button("Text the customer", "message-square")
        email.setObjectName("record_contact_email")
        sms.setObjectName("record_contact_sms")
        email.clicked.connect(self.email_requested)
        sms.clicked.connect(self.sms_requested)
        line = row(self, gap=2)
        line.addWidget(email)
        line.addWidget(sms)
