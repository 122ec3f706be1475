"""Listening, wired: the sound is fetched, played in the bar, marked as heard, saved on request."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog

from desktop.calls.voicemail_bar import PlayerBar
from desktop.calls.voicemail_output import Output
from desktop.calls.voicemail_player import Player, Playing
from desktop.qt.signals import signal
from desktop.store import Store
from desktop.sync.downloads import Fetched, Missing
from sync_server.contract.base import RowId
from sync_server.contract.calls import HearVoicemail
from sync_server.rules.effects import Refused

_WHY = {
    Missing.OFFLINE: "The server cannot be reached, and this sound is not on this computer yet. "
    "Play it again once you are connected.",
    Missing.GONE: "The sound of this call was removed.",
    Missing.NO_ROOM: "This computer's disk is full. Make room and play it again.",
}


@dataclass(frozen=True, slots=True)
class Playable:
    """Something to listen to; `voicemail_id` where playing it counts as having heard it."""

    sha256: str
    title: str
    detail: str
    file_name: str
    voicemail_id: RowId | None = None


class Listening(QObject):
    """Owns the player and its bar."""

    said = signal(str)

    def __init__(self, store: Store, output: Output, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._store = store
        self._wanted: Playable | None = None
        self.bar = PlayerBar()
        self.player = Player(output, self)
        self._dialog: QFileDialog | None = None
        self.player.changed.connect(self.bar.show_player)
        self.bar.toggled.connect(self.toggle)
        self.bar.seeked.connect(self.player.seek)
        self.bar.speed_chosen.connect(self.player.set_speed)
        self.bar.save_requested.connect(self._ask_where)
        self.bar.closed.connect(self.close)

    def play(self, wanted: Playable) -> None:
        """Play this; what plays already is paused or goes on."""
        idle = self.player.shown().state in {Playing.IDLE, Playing.FAILED}
        if self._wanted == wanted and not idle:
            self.player.toggle()
            return
        self._wanted = wanted
        icon = "voicemail" if wanted.voicemail_id else "phone-call"
        self.bar.show_title(wanted.title, wanted.detail, icon)
        here = self._store.file(wanted.sha256)
        if here is not None:
            self._play(here)
            return
        self.player.wait_for()
        self._store.fetch(wanted.sha256, self._fetched)

    def play_file(self, path: Path, title: str) -> None:
        """Play a sound that came with the program."""
        self._wanted = None
        self.bar.show_title(title, "", "phone-call")
        self.player.play(path)

    def playing(self) -> str:
        """The checksum of what is in the player; empty when it is closed."""
        return self._wanted.sha256 if self._wanted else ""

    def toggle(self) -> None:
        """Pause or go on; after a failure try again."""
        wanted = self._wanted
        if wanted is not None and self.player.shown().state is Playing.FAILED:
            self.play(wanted)
        else:
            self.player.toggle()

    def close(self) -> None:
        """Silence, and no bar."""
        self._wanted = None
        self.player.stop()
        self.bar.hide()

    def end(self) -> None:
        """The desk closes."""
        self.player.end()
        self.bar.hide()
        self.bar.deleteLater()

    def _fetched(self, found: Fetched) -> None:
        if self._wanted is None or self._wanted.sha256 != found.sha256:
            return
        if found.path is not None:
            self._play(found.path)
        else:
            self.player.fail(_WHY[found.missing or Missing.GONE])

    def _play(self, path: Path) -> None:
        self.player.play(path)
        heard = self._wanted.voicemail_id if self._wanted else None
        if heard is None:
            return
        try:
            self._store.do(HearVoicemail(voicemail_id=heard))
        except Refused as refusal:
            self.said.emit(refusal.detail)

    def _ask_where(self) -> None:
        if self._wanted is None:
            return
        dialog = QFileDialog(self.bar.window(), "Save this sound", self._wanted.file_name)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilter("Sound (*.wav)")
        dialog.setDefaultSuffix("wav")
        dialog.fileSelected.connect(self.save)
        dialog.open()
        self._dialog = dialog

    def save(self, to: str) -> None:
        """Save what is in the player as a file."""
        here = self._store.file(self._wanted.sha256) if self._wanted else None
        if here is None:
            self.said.emit("Play it first: the sound is not on this computer yet.")
            return
        try:
            shutil.copyfile(here, to)
        except OSError as failure:
            self.said.emit(f"Not saved: {failure.strerror or failure}.")
        else:
            self.said.emit(f"Saved as {Path(to).name}.")
