"""The other calls under the one in the bar: who waits, who is joined, and what to do with them."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from desktop.calls.call_model import LineAct, LineWish, LiveCall, WaitingCall
from desktop.qt.buttons import Button, icon_button
from desktop.qt.labels import ElidedLabel
from desktop.qt.signals import signal, wish
from desktop.qt.statuses import Badge
from desktop.qt.tones import Kind, Tone
from desktop.qt.widgets import Pill, row

HELD = Badge("On hold", Tone.ORANGE, "pause")
WAITS = Badge("Waiting", Tone.BLUE, "phone-incoming")
CALLING = Badge("Calling", Tone.BLUE, "phone-outgoing")
JOINED = Badge("In the conference", Tone.PURPLE, "users")


def state_of(call: WaitingCall) -> Badge:
    """Where one of the other calls stands."""
    if call.is_joined:
        return JOINED
    if call.is_calling:
        return CALLING
    return HELD if call.is_on_hold else WAITS


class WaitingLine(QWidget):
    """One more call: what it does, and the way to take it, join it or let it go."""

    wished = signal(LineWish)

    def __init__(self, call: WaitingCall, present: LiveCall) -> None:
        super().__init__()
        self._call = call
        line = row(self, gap=8)
        line.addWidget(Pill(state_of(call)))
        line.addWidget(ElidedLabel(call.who), 1)
        self._acts: dict[Button, LineAct] = {}
        for act, button in self._offered(present):
            button.setObjectName(f"{act}_{call.ref}")
            button.clicked.connect(self._tell)
            self._acts[button] = act
            line.addWidget(button)

    def _offered(self, present: LiveCall) -> list[tuple[LineAct, Button]]:
        call = self._call
        if call.is_joined:
            return self._in_conference()
        if call.is_calling:
            return [(LineAct.HANG_UP, self._hang_up())]
        verb = "Resume" if call.is_on_hold else "Answer"
        take = Button(f"{verb} {call.who}", Kind.PLAIN)
        take.explain("The present call is put on hold")
        offered = [(LineAct.TAKE, take)]
        if call.is_on_hold and present.answered_at is not None:
            join = Button("Join calls", Kind.PLAIN, "users")
            join.explain("Everybody hears everybody")
            connect = Button("Connect both", Kind.PLAIN, "phone-forwarded")
            connect.explain(f"{call.who} and {present.who} go on without you")
            offered += [(LineAct.JOIN, join), (LineAct.CONNECT, connect)]
        if call.is_on_hold:
            offered.append((LineAct.HANG_UP, self._hang_up()))
        return offered

    def _in_conference(self) -> list[tuple[LineAct, Button]]:
        out = Button("Take out", Kind.PLAIN, "pause")
        out.explain(f"{self._call.who} leaves the conference and is put on hold")
        leave = Button("Leave it to them", Kind.PLAIN, "phone-forwarded")
        leave.explain("They go on without you")
        return [
            (LineAct.TAKE_OUT, out),
            (LineAct.CONNECT, leave),
            (LineAct.HANG_UP, self._hang_up()),
        ]

    def _hang_up(self) -> Button:
        return icon_button(f"Hang up {self._call.who}", "phone-off")

    def _tell(self) -> None:
        sender = self.sender()
        if isinstance(sender, Button):
            self.wished.emit(LineWish(self._acts[sender], self._call.ref))


class AskingStrip(QWidget):
    """While a colleague is asked whether to take a call over: three ways on."""

    complete_requested = wish()
    back_requested = wish()
    conference_requested = wish()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("asking_strip")
        self._words = ElidedLabel("")
        self._complete = Button("Complete transfer", Kind.PRIMARY, "phone-forwarded")
        self._back = Button("Back", Kind.PLAIN, "undo-2")
        self._all = Button("Conference all three", Kind.PLAIN, "users")
        named = {
            "transfer_complete": self._complete,
            "transfer_back": self._back,
            "transfer_conference": self._all,
        }
        line = row(self, gap=8)
        line.addWidget(self._words, 1)
        for name, button in named.items():
            button.setObjectName(name)
            line.addWidget(button)
        self._complete.clicked.connect(self.complete_requested)
        self._back.clicked.connect(self.back_requested)
        self._all.clicked.connect(self.conference_requested)
        self.hide()

    def show_asking(self, call: LiveCall) -> None:
        """Say who is asked about whom; nothing while nobody is asked."""
        self.setVisible(bool(call.asking_about))
        if not call.asking_about:
            return
        has_answered = call.answered_at is not None
        doing = "You are asking" if has_answered else "Calling"
        self._words.setText(f"{doing} {call.who} about {call.asking_about}, who is on hold")
        self._back.relabel(f"Back to {call.asking_about}")
        self._back.explain(f"Hang up {call.who} and go on with {call.asking_about}")
        self._all.setEnabled(has_answered)
        self._complete.explain(
            f"{call.asking_about} and {call.who} go on without you"
            if has_answered
            else f"Send {call.asking_about} there without waiting for an answer"
        )
