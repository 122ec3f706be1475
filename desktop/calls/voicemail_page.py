"""Voicemail, wired: listen, call back, done, deleted and brought back."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.calls.voicemail_listening import Playable
from desktop.calls.voicemail_model import who
from desktop.calls.voicemail_view import VoicemailView
from desktop.links import Link, LinkKind
from desktop.qt.formatting import Clock, exact
from desktop.qt.signals import signal
from desktop.qt.tones import Tone
from desktop.qt.widgets import Notice
from desktop.replica.voicemails import VoicemailLine, voicemails_done, voicemails_to_do
from desktop.store import Store
from sync_server.contract.base import RowId
from sync_server.contract.calls import RemoveVoicemail, SettleVoicemail
from sync_server.contract.commands import AnyCommand
from sync_server.rules.effects import Refused

SHOWN = frozenset({"voicemail", "customer", "ring_group"})


def playable(line: VoicemailLine) -> Playable:
    """A voicemail as the player takes it."""
    return Playable(
        line.sha256,
        f"Voicemail from {who(line)}",
        exact(line.left_at),
        f"voicemail {line.left_at:%Y-%m-%d %H%M}.wav",
        line.id,
    )


class VoicemailPage(QWidget):
    dial_requested = signal(str)
    play_requested = signal(Playable)
    link_requested = signal(Link)
    refused = signal(str)

    def __init__(self, store: Store, clock: Clock, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._store = store
        self._undo: AnyCommand | None = None
        self.view = VoicemailView(clock)
        stack = QVBoxLayout(self)
        stack.setContentsMargins(0, 0, 0, 0)
        stack.addWidget(self.view)
        self.setFocusProxy(self.view)
        self.view.play_requested.connect(self._play)
        self.view.call_requested.connect(self._call)
        self.view.done_requested.connect(self._settle)
        self.view.remove_requested.connect(self._remove)
        self.view.customer_requested.connect(self._open_customer)
        self.view.to_do_shown.connect(self._show)
        self.view.done_shown.connect(self._show)
        self.view.banner.acted.connect(self._take_back)
        self._show()

    def refresh(self, entities: frozenset[str]) -> None:
        if not entities or entities & SHOWN:
            self._show()

    def _show(self) -> None:
        read = voicemails_done if self.view.shows_done() else voicemails_to_do
        self.view.show_lines(read(self._store.reader()))

    def _play(self, line: VoicemailLine) -> None:
        self.play_requested.emit(playable(line))

    def _call(self, line: VoicemailLine) -> None:
        """The rule marks it done once somebody has spoken to them: one chain (CAL-16)."""
        self.dial_requested.emit(line.number)

    def _settle(self, line: VoicemailLine) -> None:
        done = line.done_at is None
        words = f"Voicemail from {who(line)} is done." if done else "It is to be done again."
        back = SettleVoicemail(voicemail_ids=(line.id,), done=not done)
        self._do(SettleVoicemail(voicemail_ids=(line.id,), done=done), words, back)

    def _remove(self, line: VoicemailLine) -> None:
        words = f"Voicemail from {who(line)} deleted. It can be brought back for 30 days."
        back = RemoveVoicemail(voicemail_id=line.id, removed=False)
        self._do(RemoveVoicemail(voicemail_id=line.id), words, back)

    def _do(self, command: AnyCommand, words: str, back: AnyCommand) -> None:
        try:
            self._store.do(command)
        except Refused as refusal:
            self.refused.emit(refusal.detail)
            return
        self._undo = back
        self.view.banner.say(Notice(words, Tone.GREEN, "circle-check", "Undo"))

    def _take_back(self) -> None:
        back, self._undo = self._undo, None
        if back is None:
            return
        try:
            self._store.do(back)
        except Refused as refusal:
            self.refused.emit(refusal.detail)

    def _open_customer(self, line: VoicemailLine) -> None:
        if line.customer_id is not None:
            self.link_requested.emit(Link(LinkKind.CUSTOMER, RowId(line.customer_id)))
