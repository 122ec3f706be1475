"""The card of a ringing call: who it is and what to know before answering."""

from __future__ import annotations

from PySide6.QtCore import QEasingCurve, QEvent, QPropertyAnimation, Qt, QTimer
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QGraphicsDropShadowEffect, QGraphicsOpacityEffect, QWidget

from desktop.calls.call_model import CallerChoice, CallerKind, CardFact, RingingCall
from desktop.calls.chooser import Chooser
from desktop.qt.alert_strip import AlertStrip
from desktop.qt.buttons import Button
from desktop.qt.formatting import listed, phone
from desktop.qt.keys import KeyShortcut
from desktop.qt.labels import ElidedLabel, Look, WrappedLabel
from desktop.qt.signals import signal, wish
from desktop.qt.statuses import label
from desktop.qt.tones import Kind
from desktop.qt.widgets import Avatar, Card, Glyph, Pill, PillRow, column, empty, row

WIDTH = 372
SHOWN_FOR_MS = 2500
LONGEST_ALERT = 180
FADE_MS = 600
ANSWER_KEY = "call.answer"
DECLINE_KEY = "call.decline"


class CallCard(Card):
    """One ringing call, or for a moment who answered it."""

    answer_requested = signal(str)
    decline_requested = signal(str)
    open_customer_requested = signal(str)
    create_customer_requested = signal(str)
    caller_chosen = signal(CallerChoice)
    gone = wish()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, "raised")
        self.setObjectName("call_card")
        self.setFixedWidth(WIDTH)
        self._call = RingingCall("", CallerKind.UNKNOWN)
        self._avatar = Avatar(size=44)
        self._name = ElidedLabel("", Look.BIG)
        self._number, self._dialled = ElidedLabel("", Look.MUTED), ElidedLabel("", Look.MUTED)
        self._labels, self._facts = PillRow(), column(gap=8)
        self._alert = AlertStrip(longest=LONGEST_ALERT)
        self._hint = WrappedLabel("", Look.MUTED)
        self._chooser = Chooser()
        self._create = Button("New customer", Kind.PLAIN, "user-plus")
        self._open = Button("Open customer", Kind.LINK)
        self._answer = Button("Answer", Kind.ANSWER, "phone")
        self._decline = Button("Decline", Kind.DANGER, "phone-off")
        self._buttons = QWidget()
        self._linger = QTimer(self, singleShot=True, interval=SHOWN_FOR_MS)
        self._fade: QPropertyAnimation | None = None
        self._lay_out()
        self._connect()
        self._lift()
        self.hide()

    def show_call(self, call: RingingCall) -> None:
        """A call rings."""
        self._stop_fading()
        self._call = call
        self._say_who(call)
        self._alert.show_alert(call.alert)
        empty(self._facts)
        for fact in call.facts:
            self._facts.addWidget(FactLine(fact))
        self._chooser.setVisible(call.kind is CallerKind.SEVERAL)
        if call.kind is CallerKind.SEVERAL:
            self._chooser.show_candidates(call.candidates)
        self._create.setVisible(call.kind is CallerKind.UNKNOWN)
        self._open.setVisible(call.kind is CallerKind.KNOWN)
        self._buttons.setEnabled(True)
        self._buttons.show()
        self.show()
        self.adjustSize()

    def show_answered_by(self, name: str) -> None:
        """Someone else took it: say so, then fade."""
        self._linger.start()
        empty(self._facts)
        self._say_over(f"Answered by {name}")

    def show_missed(self) -> None:
        """Nobody took it: say so, then fade."""
        self._linger.start()
        empty(self._facts)
        self._say_over("The caller hung up")

    def ref(self) -> str:
        """The call shown."""
        return self._call.ref

    def clear(self) -> None:
        """Away at once (this agent answered or declined)."""
        self._stop_fading()
        self.hide()
        self.gone.emit()

    def _say_who(self, call: RingingCall) -> None:
        shown = phone(call.number)
        names = {
            CallerKind.KNOWN: call.name,
            CallerKind.UNKNOWN: shown or "Unknown number",
            CallerKind.NO_NUMBER: "Number withheld",
            CallerKind.SEVERAL: shown,
        }
        seconds = {
            CallerKind.KNOWN: shown,
            CallerKind.UNKNOWN: "Not a customer yet",
            CallerKind.NO_NUMBER: "The caller does not show a number",
            CallerKind.SEVERAL: f"{len(call.candidates)} customers share this number",
        }
        hints = {
            CallerKind.UNKNOWN: "Answer first. The call can be matched or a customer made from it.",
            CallerKind.NO_NUMBER: "Ask for the name and search for the customer while you talk.",
        }
        extra = ["Answering puts your present call on hold."] if call.is_second else []
        extra += [f"Also ringing: {listed(call.also)}"] if call.also else []
        hint = "\n".join(part for part in (hints.get(call.kind, ""), *extra) if part)
        self._name.setText(names[call.kind])
        self._number.setText(seconds[call.kind])
        self._dialled.dress(Look.MUTED)
        self._dialled.setText(_coming(call))
        self._avatar.show_name(call.name if call.kind is CallerKind.KNOWN else "")
        self._labels.show_badges(tuple(label(text) for text in call.labels))
        self._hint.setText(hint)
        self._hint.setVisible(bool(hint))
        self.setAccessibleName(f"Incoming call from {names[call.kind]}")

    def _say_over(self, words: str) -> None:
        self._buttons.setEnabled(False)
        self._dialled.setText(words)
        self._dialled.dress(Look.STRONG)
        self._alert.hide()
        for part in (
            self._hint,
            self._buttons,
            self._chooser,
            self._create,
            self._open,
        ):
            part.hide()
        self.setAccessibleName(words)
        self.adjustSize()

    def _start_fading(self) -> None:
        effect = QGraphicsOpacityEffect(self)
        self.setGraphicsEffect(effect)
        self._fade = QPropertyAnimation(effect, b"opacity", self)
        self._fade.setDuration(FADE_MS)
        self._fade.setStartValue(1.0)
        self._fade.setEndValue(0.0)
        self._fade.setEasingCurve(QEasingCurve.Type.InCubic)
        self._fade.finished.connect(self.clear)
        self._fade.start()

    def _stop_fading(self) -> None:
        self._linger.stop()
        if self._fade is not None:
            self._fade.stop()
            self._fade = None
            # Only here: a new effect makes Qt paint the whole window again, 10 ms when it rings.
            self._lift()

    def _lift(self) -> None:
        shadow = QGraphicsDropShadowEffect(self)
        shadow.setBlurRadius(32)
        shadow.setOffset(0, 8)
        shadow.setColor(QColor(0, 0, 0, 70))
        self.setGraphicsEffect(shadow)

    def _tell_answer(self) -> None:
        self.answer_requested.emit(self._call.ref)

    def _tell_decline(self) -> None:
        self.decline_requested.emit(self._call.ref)

    def _tell_open(self) -> None:
        self.open_customer_requested.emit(self._call.customer_id)

    def _tell_create(self) -> None:
        self.create_customer_requested.emit(self._call.number)

    def _tell_caller(self, customer_id: str) -> None:
        self.caller_chosen.emit(CallerChoice(self._call.ref, customer_id))

    def _connect(self) -> None:
        self._answer.clicked.connect(self._tell_answer)
        self._decline.clicked.connect(self._tell_decline)
        self._open.clicked.connect(self._tell_open)
        self._create.clicked.connect(self._tell_create)
        self._chooser.chosen.connect(self._tell_caller)
        for key, button in ((ANSWER_KEY, self._answer), (DECLINE_KEY, self._decline)):
            # Application-wide, so that it also works from a dialog of our own.
            KeyShortcut(key, self, button.click, Qt.ShortcutContext.ApplicationShortcut)
            button.hint(key)
        self._linger.timeout.connect(self._start_fading)
        self._answer.setObjectName("call_answer")
        self._decline.setObjectName("call_decline")
        self._open.setObjectName("call_open_customer")
        self._create.setObjectName("call_create_customer")

    def _lay_out(self) -> None:
        stack = column(self, gap=12, edge=16)
        top = row(gap=8)
        top.addWidget(Glyph("phone-incoming", size=14))
        top.addWidget(self._dialled, 1)
        top.addWidget(self._open)
        who, words, first = row(gap=12), column(gap=2), row(gap=8)
        first.addWidget(self._name, 1)
        first.addWidget(self._labels)
        words.addLayout(first)
        words.addWidget(self._number)
        who.addWidget(self._avatar, 0, Qt.AlignmentFlag.AlignTop)
        who.addLayout(words, 1)
        actions = row(self._buttons, gap=8)
        actions.addWidget(self._answer, 1)
        actions.addWidget(self._decline, 1)
        stack.addLayout(top)
        stack.addLayout(who)
        stack.addWidget(self._alert)
        stack.addLayout(self._facts)
        stack.addWidget(self._hint)
        stack.addWidget(self._chooser)
        stack.addWidget(self._create)
        stack.addWidget(self._buttons)

    # Qt overrides

    def event(self, event: QEvent) -> bool:
        handled = super().event(event)
        if event.type() == QEvent.Type.LayoutRequest:
            self.adjustSize()  # what is shown has changed: neither cut nor empty space
        return handled


def _coming(call: RingingCall) -> str:
    """What kind of call it is, in the card's first line."""
    on = f" on {call.dialled}" if call.dialled else ""
    if call.transferred_by:
        line = f" · {call.dialled}" if call.dialled else ""
        return f"Transferred by {call.transferred_by}{line}"
    return f"Incoming call{on}"


class FactLine(QWidget):
    """One line of what to know."""

    def __init__(self, fact: CardFact) -> None:
        super().__init__()
        line = row(self, gap=8)
        line.addWidget(Glyph(fact.icon, fact.badge.tone if fact.badge else None))
        # Both give way, the title last: cut with an ellipsis, whole in the tooltip.
        line.addWidget(ElidedLabel(fact.title, Look.STRONG), 0 if fact.detail else 1)
        if fact.detail:
            line.addWidget(ElidedLabel(fact.detail, Look.MUTED), 1)
        if fact.badge:
            line.addWidget(Pill(fact.badge))
