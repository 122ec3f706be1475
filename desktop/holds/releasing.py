"""Releasing what is selected, wired: worked out beside the window, confirmed, then sent."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from desktop.holds.release_dialog import ReleaseDialog
from desktop.holds.release_model import Kept, Proposal, Released, name_of, proposal
from desktop.lists.bulk import Resolve
from desktop.qt.background import Background, Cancelled
from desktop.qt.formatting import number
from desktop.qt.progress import Progress
from desktop.qt.signals import signal, wish
from desktop.replica.releasing import PIECE, Candidate, candidates, release_reasons
from desktop.store import Store
from sync_server.contract.base import RowId
from sync_server.contract.holds import ReleaseHolds, SeenHold
from sync_server.contract.values import HoldState
from sync_server.rules.clocks import settings_of
from sync_server.rules.effects import Refused


class Releasing(QObject):
    """One release at a time. Each command names at most 500 holds, and each is whole."""

    progressed = signal(Progress)
    ended = wish()
    done = signal(Released)

    def __init__(self, store: Store, parent: QWidget) -> None:
        super().__init__(parent)
        self._store, self._window = store, parent
        self._work = Background("release", self, store.is_there)
        self._dialog: ReleaseDialog | None = None

    def ask(self, resolve: Resolve) -> None:
        """Work out what a release of these rows would do, and ask for a yes."""
        self.progressed.emit(Progress("Working out what can be released…"))
        store = self._store
        me = store.me.id if store.me is not None else RowId("")
        limit = settings_of(store.view).two_person_cents

        def work(cancelled: Cancelled) -> Proposal:
            db = store.reader()
            found = candidates(db, resolve(db, cancelled))
            return proposal(found, limit, me, release_reasons(db))

        self._work.run(work, self._asked)

    def is_busy(self) -> bool:
        return self._work.is_busy()

    def dialog(self) -> ReleaseDialog:
        """The question, built at the first need."""
        if self._dialog is None:
            self._dialog = ReleaseDialog(self._window)
            self._dialog.confirmed.connect(self._release)
        return self._dialog

    def cancel(self) -> None:
        """Stop after the piece that is being released; what was released stays so."""
        self._work.stop_soon()

    def end(self) -> None:
        if self._dialog is not None:
            self._dialog.reject()
        self._work.end()

    def _asked(self, asked: Proposal) -> None:
        self.ended.emit()
        self.dialog().ask(asked)

    def _release(self, reason: str) -> None:
        going = self.dialog().asked().going
        self.progressed.emit(Progress(f"0 of {number(len(going))} released", 0, len(going)))

        def work(cancelled: Cancelled) -> Released:
            told = _Told()
            for first in range(0, len(going), PIECE):
                if cancelled():
                    break
                self._piece(going[first : first + PIECE], reason, told)
                self._tell(first + PIECE, len(going))
            return told.answer(len(going))

        self._work.run(work, self._released)

    def _piece(self, piece: Sequence[Candidate], reason: str, told: _Told) -> None:
        seen = tuple(SeenHold(id=one.id, version=one.version) for one in piece)
        refused = ""
        try:
            self._store.do_beside(ReleaseHolds(holds=seen, reason=reason))
        except Refused as refusal:
            refused = refusal.detail
        now = {one.id: one for one in candidates(self._store.reader(), [s.id for s in seen])}
        for one in piece:
            told.take(one, now.get(one.id), refused)

    def _tell(self, at: int, of: int) -> None:
        self._work.tell(lambda: self._told(min(at, of), of))

    def _told(self, at: int, of: int) -> None:
        if self._work.is_busy():
            self.progressed.emit(Progress(f"{number(at)} of {number(of)} released", at, of))

    def _released(self, released: Released) -> None:
        self.ended.emit()
        if released.kept:
            self.dialog().show_kept(released)
        self.done.emit(released)


class _Told:
    """Counts what went, by what the rows say afterwards."""

    def __init__(self) -> None:
        self._gone = self._cents = self._waiting = 0
        self._kept: list[Kept] = []

    def take(self, was: Candidate, now: Candidate | None, refused: str) -> None:
        """One hold as it was asked for and as it is now."""
        if now is not None and now.state is HoldState.RELEASED:
            self._gone, self._cents = self._gone + 1, self._cents + was.cents
        elif now is not None and now.first_by is not None and was.first_by is None:
            self._waiting += 1
        else:
            why = refused or "It changed since you looked. Look at it again."
            self._kept.append(Kept(name_of(was), why))

    def answer(self, asked: int) -> Released:
        counted = self._gone + self._waiting + len(self._kept)
        return Released(
            self._gone, self._cents, self._waiting, tuple(self._kept), is_whole=counted >= asked
        )
