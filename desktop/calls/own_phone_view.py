"""The form for a phone account at any SIP provider."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QDialog, QFormLayout, QLineEdit, QWidget

from desktop.calls.own_phone_model import DEFAULT_PORT, OwnPhone, Wrong, wrong
from desktop.qt.buttons import Button
from desktop.qt.labels import Label, Look, WrappedLabel
from desktop.qt.signals import signal
from desktop.qt.tones import Kind
from desktop.qt.widgets import column, row
from softphone.line import Transport

_TRANSPORTS = {Transport.TLS: "TLS (encrypted)", Transport.TCP: "TCP", Transport.UDP: "UDP"}


class Given(tuple[OwnPhone, str]):
    """An account and its password, from the form to whoever keeps them."""

    __slots__ = ()


class OwnPhoneForm(QDialog):
    """Nothing is told before every field makes sense."""

    given = signal(Given)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("own_phone")
        self.setWindowTitle("Another phone provider")
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setMinimumWidth(460)
        self._server, self._user, self._auth = QLineEdit(), QLineEdit(), QLineEdit()
        self._password, self._port = QLineEdit(), QLineEdit(str(DEFAULT_PORT))
        self._password.setEchoMode(QLineEdit.EchoMode.Password)
        self._transport = QComboBox()
        for transport, words in _TRANSPORTS.items():
            self._transport.addItem(words, transport)
        self._transport.setCurrentIndex(list(_TRANSPORTS).index(Transport.TCP))
        self._problem = WrappedLabel("", Look.ERROR)
        self._problem.setObjectName("own_phone_problem")
        self._problem.hide()
        self._use = Button("Use this phone", Kind.PRIMARY, "phone")
        self._cancel = Button("Cancel", Kind.PLAIN)
        self._name_parts()
        self._lay_out()
        self._use.clicked.connect(self._tell)
        self._cancel.clicked.connect(self.reject)

    def prefill(self, known: OwnPhone | None) -> None:
        """What was used before; never the password."""
        self._password.clear()
        self._problem.hide()
        if known is None:
            return
        self._server.setText(known.server)
        self._user.setText(known.user)
        self._auth.setText(known.auth_user)
        self._port.setText(str(known.port))
        self._transport.setCurrentIndex(list(_TRANSPORTS).index(known.transport))

    def _tell(self) -> None:
        server, user = self._server.text().strip(), self._user.text().strip()
        password, port = self._password.text(), self._port.text().strip()
        faults = wrong(server, user, password, port)
        self._show_problem(faults)
        if faults:
            return
        transport = Transport(self._transport.currentData())
        account = OwnPhone(server, user, transport, self._auth.text().strip(), int(port))
        self._password.clear()
        self.accept()
        self.given.emit(Given((account, password)))

    def _show_problem(self, faults: Sequence[Wrong]) -> None:
        self._problem.setText("\n".join(faults))
        self._problem.setVisible(bool(faults))

    def _name_parts(self) -> None:
        named: dict[str, tuple[QWidget, str]] = {
            "own_phone_server": (self._server, "Server"),
            "own_phone_user": (self._user, "User name"),
            "own_phone_password": (self._password, "Password"),
            "own_phone_auth": (self._auth, "Name for signing in, if it is another"),
            "own_phone_port": (self._port, "Port"),
            "own_phone_transport": (self._transport, "Transport"),
        }
        for name, (part, words) in named.items():
            part.setObjectName(name)
            part.setAccessibleName(words)
        self._server.setPlaceholderText("sip.example.com")
        self._auth.setPlaceholderText("Same as the user name")
        self._use.setObjectName("own_phone_use")
        self._cancel.setObjectName("own_phone_cancel")
        self._use.setDefault(True)

    def _lay_out(self) -> None:
        form = QFormLayout()
        form.setHorizontalSpacing(16)
        form.setVerticalSpacing(10)
        form.setLabelAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        rows = (
            ("Server", self._server),
            ("User name", self._user),
            ("Password", self._password),
            ("Signs in as", self._auth),
            ("Transport", self._transport),
            ("Port", self._port),
        )
        for words, part in rows:
            form.addRow(Label(words, Look.MUTED), part)
        foot = row(gap=8)
        foot.addStretch(1)
        foot.addWidget(self._cancel)
        foot.addWidget(self._use)
        stack = column(self, gap=14, edge=20)
        stack.addWidget(Label("Another phone provider", Look.TITLE))
        words = "Any SIP account works. The password is kept in this computer's keyring only."
        stack.addWidget(WrappedLabel(words, Look.MUTED))
        stack.addLayout(form)
        stack.addWidget(self._problem)
        stack.addLayout(foot)
