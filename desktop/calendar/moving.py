"""Moves of jobs: asked about when people would clash, given to the store, and undone."""

from __future__ import annotations

from dataclasses import dataclass

from desktop.calendar.calendar_model import Move, back
from desktop.replica.calendar import Planned, PlannedKind, planned
from desktop.store import Store
from sync_server.contract.scheduling import ScheduleAppointment, ScheduleBooking

KEPT = 50


@dataclass(frozen=True, slots=True)
class Undo:
    """The way back of one move, in words of what it was."""

    move: Move
    title: str


class Moving:
    """Raises Refused from `do` and `undo`; nothing has happened then."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._undos: list[Undo] = []

    def do(self, move: Move) -> str:
        """Carry a move out; answers the title of what moved, empty when nothing changed."""
        now = planned(self._store.reader(), move.kind, move.id)
        if now is None or _is_there(now, move):
            return ""
        self._give(move)
        self._undos = [*self._undos, Undo(back(now, move), now.title)][-KEPT:]
        return now.title or now.code

    def undo(self) -> str:
        """Take the last move back; answers what it was, empty when there is none."""
        if not self._undos:
            return ""
        last = self._undos.pop()
        self._give(last.move)
        return last.title

    def _give(self, move: Move) -> None:
        if move.kind is PlannedKind.BOOKING:
            self._store.do(
                ScheduleBooking(
                    booking_id=move.id,
                    seen_starts_at=move.seen_starts_at,
                    starts_at=move.starts_at,
                    ends_at=move.ends_at,
                    worker_ids=move.worker_ids,
                )
            )
        elif move.starts_at is not None and move.ends_at is not None:
            self._store.do(
                ScheduleAppointment(
                    appointment_id=move.id,
                    seen_starts_at=move.seen_starts_at,
                    starts_at=move.starts_at,
                    ends_at=move.ends_at,
                    worker_ids=move.worker_ids,
                )
            )


def _is_there(now: Planned, move: Move) -> bool:
    there = (now.starts_at, now.ends_at, now.worker_ids)
    return there == (move.starts_at, move.ends_at, move.worker_ids)
