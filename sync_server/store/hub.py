"""Who is connected right now, and what they are told the moment something commits.

One thread serves all of them: after each commit it takes one snapshot, runs the same pull for every
waiting reader, and sends whoever is at rest their frame. A reader gets the next frame once it has
acknowledged the last; until then it gets at most a number, so nothing piles up.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass

import msgspec
import zstandard

from sync_server.contract.base import Message
from sync_server.contract.wire import PullRequest
from sync_server.rules.access import DESK_ROLES
from sync_server.store.actor import Actor
from sync_server.store.doorbell import Doorbell
from sync_server.store.pull import Frame, Puller, Reader

log = logging.getLogger(__name__)

Send = Callable[[bytes | str], None]
"""Hands a frame (bytes) or a text to the connection; returns at once, from any thread."""

WIPE = '{"wipe":true}'


@dataclass(slots=True)
class Desk:
    """One connection. Only the hub changes it, under its lock."""

    actor: Actor
    send: Send
    close: Callable[[], None]
    acknowledged: PullRequest | None = None
    told: int = 0
    has_frame_in_flight: bool = False

    def stands_at(self) -> int:
        if self.acknowledged is None:
            return 0
        return min((seq for seq, _fill in self.acknowledged.cur.values()), default=0)


class Hub:
    """Serves the live channel of this process."""

    def __init__(self, puller: Puller, doorbell: Doorbell) -> None:
        self._puller = puller
        self._doorbell = doorbell
        self._desks: list[Desk] = []
        self._lock = threading.Lock()
        self._work = threading.Event()
        self._is_stopping = False
        self._hi = 0
        self._thread = threading.Thread(target=self._serve, name="live", daemon=True)
        self._compressor = zstandard.ZstdCompressor(level=3)

    def start(self) -> None:
        self._doorbell.listen(self._on_ring)
        self._thread.start()

    def stop(self) -> None:
        self._doorbell.unlisten(self._on_ring)
        self._is_stopping = True
        self._work.set()
        self._thread.join(timeout=5)
        for desk in self._all():
            desk.close()

    def connect(self, desk: Desk) -> None:
        with self._lock:
            self._desks.append(desk)

    def disconnect(self, desk: Desk) -> None:
        with self._lock:
            if desk in self._desks:
                self._desks.remove(desk)

    def acknowledge(self, desk: Desk, request: PullRequest) -> None:
        """This desk stands here now and is ready for more."""
        with self._lock:
            desk.acknowledged = request
            desk.has_frame_in_flight = False
            is_behind = desk.stands_at() < self._hi
        if is_behind:
            self._work.set()

    def hold(self, desk: Desk, request: PullRequest) -> None:
        """This desk is being answered by somebody else; it acknowledges when it has that."""
        with self._lock:
            desk.acknowledged = request
            desk.has_frame_in_flight = True

    def publish(self, event: Message) -> None:
        """Tell every desk something that passes (ringing, typing); it is never stored."""
        text = msgspec.json.encode({"e": event}).decode()
        for desk in self._all():
            if desk.actor.role in DESK_ROLES:
                desk.send(text)

    @property
    def connected(self) -> int:
        return len(self._all())

    def desks(self) -> list[Desk]:
        """Who is connected now."""
        return self._all()

    def _all(self) -> list[Desk]:
        with self._lock:
            return list(self._desks)

    def _on_ring(self, seq: int) -> None:
        self._hi = max(self._hi, seq)
        self._work.set()

    def _serve(self) -> None:
        while not self._is_stopping:
            self._work.wait()
            self._work.clear()
            try:
                self._round()
            except Exception:
                # The channel only saves time: desks pull by themselves every minute.
                log.exception("a round of the live channel failed")

    def _round(self) -> None:
        hi = self._hi
        with self._lock:
            ready = [desk for desk in self._desks if _is_ready(desk, hi)]
            readers = [Reader(d.actor, d.acknowledged) for d in ready if d.acknowledged]
            hinted = [desk for desk in self._desks if _needs_hint(desk, hi)]
            for desk in hinted:
                desk.told = hi
        if readers:
            for desk, frame in zip(ready, self._puller.frames(readers), strict=True):
                self._tell(desk, frame)
        for desk in hinted:
            desk.send(_hint(hi))

    def _tell(self, desk: Desk, frame: Frame) -> None:
        if frame.is_out:
            desk.send(WIPE)
            desk.close()
            return
        with self._lock:
            desk.told = frame.hi
            desk.has_frame_in_flight = True
        if frame.lines is None:
            desk.send(_hint(frame.hi))
        else:
            desk.send(self._compressor.compress(frame.lines))


def _is_ready(desk: Desk, hi: int) -> bool:
    if desk.acknowledged is None or desk.has_frame_in_flight:
        return False
    return desk.stands_at() < hi


def _needs_hint(desk: Desk, hi: int) -> bool:
    return desk.told < hi and (desk.acknowledged is None or desk.has_frame_in_flight)


def _hint(hi: int) -> str:
    return f'{{"hi":{hi}}}'
