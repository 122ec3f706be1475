"""Files for a template or a logo: chosen, copied beside the window, sent by themselves."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog, QWidget

from desktop.qt.background import Background, Cancelled
from desktop.qt.signals import signal
from desktop.store import Store
from sync_server.contract.attachments import NewAttachment
from sync_server.rules.effects import Refused

PICTURES_AND_PDF = "Pictures and PDF (*.png *.jpg *.jpeg *.pdf)"
PICTURES = "Pictures (*.png *.jpg *.jpeg)"


class Attaching(QObject):
    """Open it with `pick`, or hand files over with `take`."""

    attached = signal(NewAttachment)
    refused = signal(str)

    def __init__(self, store: Store, window: QWidget, title: str, kinds: str) -> None:
        super().__init__(window)
        self._store, self._window = store, window
        self._title, self._kinds = title, kinds
        self._work = Background("attaching", self)
        self._picker: QFileDialog | None = None

    def pick(self) -> None:
        picker = QFileDialog(self._window, self._title, "", self._kinds)
        picker.setFileMode(QFileDialog.FileMode.ExistingFile)
        picker.filesSelected.connect(self._picked)
        picker.open()
        self._picker = picker

    def take(self, file: Path) -> None:
        """Copy it and say so, or say why not."""
        store = self._store

        def work(_cancelled: Cancelled) -> NewAttachment | str:
            try:
                return store.attach(file)
            except Refused as refusal:
                return refusal.detail
            except OSError as failure:
                return f"{file.name} could not be read: {failure.strerror}."

        def done(found: NewAttachment | str) -> None:
            if isinstance(found, str):
                self.refused.emit(found)
            else:
                self.attached.emit(found)

        self._work.run(work, done)

    def end(self) -> None:
        """The desk closes."""
        self._work.end()

    def _picked(self, names: Iterable[str]) -> None:
        for name in names:
            self.take(Path(name))
