"""Signing in: where the server is, who one is, and plain words when it does not work."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QCheckBox, QLineEdit, QProgressBar, QWidget

from desktop.qt.buttons import Button
from desktop.qt.labels import Label, Look, WrappedLabel
from desktop.qt.signals import signal
from desktop.qt.tones import Kind, Tone
from desktop.qt.widgets import Card, Glyph, column, row

WIDTH = 400


class SignInState(StrEnum):
    IDLE = "idle"
    WORKING = "working"
    NO_MATCH = "no_match"
    NOT_REACHABLE = "not_reachable"
    REFUSED = "refused"
    """Anything else the server said; its words are shown."""


@dataclass(frozen=True, slots=True)
class SignInForm:
    """What was filled in. The password is passed on and kept nowhere here."""

    server: str
    name: str
    password: str
    keep: bool


WORDS = {
    SignInState.NO_MATCH: "Name and password do not match. Check both and try again.",
    SignInState.NOT_REACHABLE: "This server does not answer. Check the address and that this"
    " computer is online, then try again.",
}


class SignInView(QWidget):
    """The first thing a new desk shows."""

    sign_in_requested = signal(SignInForm)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("page")
        self._server, self._name, self._password = QLineEdit(), QLineEdit(), QLineEdit()
        self._keep = QCheckBox("Keep me signed in on this computer")
        self._button = Button("Sign in", Kind.PRIMARY)
        self._problem = WrappedLabel("", Look.ERROR)
        self._hint = WrappedLabel("", Look.SMALL)
        self._work = QProgressBar()
        self._name_parts()
        self._lay_out()
        for field in (self._server, self._name, self._password):
            field.returnPressed.connect(self._ask)
        self._button.clicked.connect(self._ask)
        self.show_state(SignInState.IDLE)

    def prefill(self, server: str, name: str) -> None:
        """What is known from last time; the cursor goes to the first empty field."""
        self._server.setText(server)
        self._name.setText(name)
        fields = (self._server, self._name, self._password)
        next((field for field in fields if not field.text()), self._password).setFocus()

    def show_hint(self, words: str) -> None:
        """A line under the form, e.g. how to sign in to the demo."""
        self._hint.setText(words)
        self._hint.setVisible(bool(words))

    def show_state(self, state: SignInState, words: str = "") -> None:
        """How it goes. `words` is what the server said, for REFUSED."""
        working = state is SignInState.WORKING
        for part in (self._server, self._name, self._password, self._keep, self._button):
            part.setEnabled(not working)
        self._button.relabel("Signing in…" if working else "Sign in")
        self._work.setVisible(working)
        problem = words or WORDS.get(state, "")
        self._problem.setText(problem)
        self._problem.setVisible(bool(problem))
        self._mark(self._password, state is SignInState.NO_MATCH)
        self._mark(self._server, state is SignInState.NOT_REACHABLE)
        if state is SignInState.NO_MATCH:
            self._password.selectAll()
            self._password.setFocus()
        elif state is SignInState.NOT_REACHABLE:
            self._server.setFocus()

    def _mark(self, field: QLineEdit, wrong: object) -> None:
        field.setProperty("wrong", "true" if wrong else "false")
        field.style().unpolish(field)
        field.style().polish(field)

    def _ask(self) -> None:
        empty = [f for f in (self._server, self._name, self._password) if not f.text().strip()]
        if empty:
            empty[0].setFocus()
            self._problem.setText(f"Fill in: {empty[0].accessibleName().lower()}.")
            self._problem.show()
            return
        form = SignInForm(
            self._server.text().strip(),
            self._name.text().strip(),
            self._password.text(),
            self._keep.isChecked(),
        )
        self.sign_in_requested.emit(form)

    def _name_parts(self) -> None:
        named = (
            (self._server, "sign_in_server", "Server address", "desk.example.com"),
            (self._name, "sign_in_name", "Your name or e-mail", ""),
            (self._password, "sign_in_password", "Password", ""),
        )
        for field, name, spoken, example in named:
            field.setObjectName(name)
            field.setAccessibleName(spoken)
            field.setPlaceholderText(example)
        self._password.setEchoMode(QLineEdit.EchoMode.Password)
        self._keep.setObjectName("sign_in_keep")
        self._keep.setChecked(True)
        self._button.setObjectName("sign_in")
        self._problem.setObjectName("sign_in_problem")
        self._work.setRange(0, 0)
        self._work.setTextVisible(False)
        self._work.setAccessibleName("Signing in")

    def _lay_out(self) -> None:
        card = Card()
        card.setFixedWidth(WIDTH)
        stack = column(card, gap=6, edge=32)
        brand = row(gap=10)
        brand.addWidget(Glyph("headset", Tone.BLUE, 24))
        brand.addWidget(Label("Sign in to Ringdesk", Look.TITLE))
        brand.addStretch(1)
        stack.addLayout(brand)
        stack.addSpacing(10)
        for field in (self._server, self._name, self._password):
            stack.addWidget(Label(field.accessibleName(), Look.MUTED))
            stack.addWidget(field)
            stack.addSpacing(6)
        stack.addWidget(self._keep)
        kept = "Kept in this computer's own password store, never in a file."
        stack.addWidget(WrappedLabel(kept, Look.SMALL))
        stack.addSpacing(6)
        stack.addWidget(self._problem)
        stack.addSpacing(8)
        stack.addWidget(self._button)
        stack.addWidget(self._work)
        stack.addWidget(self._hint)
        self._hint.hide()
        page = column(self)
        page.addStretch(2)
        page.addWidget(card, 0, Qt.AlignmentFlag.AlignHCenter)
        page.addStretch(3)


class OnClose(QObject):
    """Calls this when the window it watches is closed by its person."""

    def __init__(self, then: Callable[[], None], parent: QObject) -> None:
        super().__init__(parent)
        self._then = then

    # Qt overrides

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Close:
            self._then()
        return False
