"""The engine: one daemon thread that keeps a profile in step with its server."""

from __future__ import annotations

import logging
import queue
import random
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from desktop.replica.connection import Damaged, DiskFull
from desktop.replica.database import Applied
from desktop.replica.fill import Told
from desktop.replica.profile import Profile
from desktop.replica.stream import BadStream
from desktop.sync.exchange import Drifted, Exchange
from desktop.sync.live import Connected, Frame, Heard, Hint, Lost, Passing, Wiped
from desktop.sync.status import Facts, Filling, Status, status_of
from desktop.sync.transport import Fault, SyncError
from sync_server.contract.wire import PullRequest, PushStatus

log = logging.getLogger(__name__)

PULL_SECONDS = 60.0
"""Pull at least this often, whatever the live channel says."""
STUCK_SECONDS = 60.0
CHECK_SECONDS = 6 * 3600.0
FIRST_RETRY, LAST_RETRY = 1.0, 60.0


class Wish(StrEnum):
    PUSH = "push"
    """A command waits."""
    RETRY = "retry"
    """The person (or a network that came back) does not want to wait any longer."""
    STOP = "stop"


class Channel(Protocol):
    """The live channel as the engine uses it."""

    def start(self) -> None: ...

    def stop(self) -> None: ...

    def reconnect(self) -> None: ...

    def acknowledge(self, request: PullRequest) -> None: ...


@dataclass(frozen=True, slots=True)
class Listeners:
    """Whom to tell; called from the engine's thread, so each has to hop to its own."""

    status: Callable[[Status], None]
    passing: Callable[[bytes], None]
    """Ringing, typing: JSON of the server's event."""
    wiped: Callable[[], None]


class Engine:
    """Push, pull, live, fill, back off; every step is in `Exchange`."""

    def __init__(
        self,
        profile: Profile,
        exchange: Exchange,
        open_channel: Callable[[Callable[[Heard], None]], Channel],
        listeners: Listeners,
        clock: Callable[[], datetime],
    ) -> None:
        self._profile = profile
        self._exchange = exchange
        self._listeners = listeners
        self._clock = clock
        self._inbox: queue.SimpleQueue[Heard | Wish] = queue.SimpleQueue()
        self._channel = open_channel(self._inbox.put)
        self._facts = Facts()
        self._is_stopping = False
        self._has_channel = False
        self._is_live = False
        self._next_pull = 0.0
        self._next_check = 0.0
        self._failures = 0
        self._stuck = (0, 0.0)
        self._thread = threading.Thread(target=self._run, name="sync", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._is_stopping = True
        self._inbox.put(Wish.STOP)
        if self._thread.ident is not None:
            self._thread.join(timeout=5)

    def wake(self) -> None:
        """A command was queued."""
        self._inbox.put(Wish.PUSH)

    def retry(self) -> None:
        self._inbox.put(Wish.RETRY)

    # -- the thread

    def _run(self) -> None:
        pause: float | None = 0.0
        while pause is not None and not self._is_stopping:
            pause = self._try()
            if pause is not None:
                self._wait(pause)
        if self._has_channel:
            self._channel.stop()

    def _try(self) -> float | None:
        """Do what is to be done; answers how long to rest after it, None at the end."""
        try:
            self._step()
        except SyncError as failure:
            return self._failed(failure)
        except BadStream as failure:
            log.warning("the server sent something unreadable: %s", failure)
            return self._failed(SyncError(Fault.PROTOCOL, str(failure)))
        except DiskFull:
            log.warning("no room left for the replica")
            return self._failed(SyncError(Fault.BUSY, "This computer's disk is full."))
        except (Damaged, Drifted) as failure:
            log.warning("the replica is built anew: %s", failure)
            if isinstance(failure, Damaged):
                self._profile.forget_replica()
            return self._rebuild()
        self._failures = 0
        return max(0.0, self._next_pull - time.monotonic())

    def _step(self) -> None:
        if not self._is_filled():
            self._fill()
        self._send()
        if time.monotonic() >= self._next_pull:
            self._pull()
        if not self._has_channel:
            self._has_channel = True
            self._channel.start()
        self._watch_queue()

    def _is_filled(self) -> bool:
        return self._profile.has_replica and self._profile.replica.state().filled

    def _fill(self) -> None:
        self._say(self._facts.filling(Filling(0, is_usable=False)))
        self._exchange.refill(self._filled)
        self._next_pull = 0.0

    def _filled(self, told: Told) -> None:
        self._say(self._facts.filling(Filling(told.rows, is_usable=told.is_usable)))

    def _rebuild(self) -> float:
        try:
            self._fill()
        except SyncError as failure:
            return self._failed(failure) or LAST_RETRY
        except (Damaged, DiskFull, BadStream) as failure:
            return self._failed(SyncError(Fault.PROTOCOL, str(failure))) or LAST_RETRY
        return 0.0

    def _send(self) -> None:
        """Push what waits. Its effect comes by the live channel, or by a pull where that cannot."""
        while self._exchange.has_unsent():
            self._say(self._facts.queued(self._profile.outbox.waiting()))
            reply = self._exchange.push()
            if reply is None:
                return
            rings = reply.status is PushStatus.OK and reply.receipts and reply.receipts[-1].seq
            if not (rings and self._is_live):
                self._next_pull = 0.0
            if reply.status is PushStatus.EPOCH:
                self._fill()

    def _pull(self) -> None:
        while True:
            applied = self._exchange.pull()
            if applied is not None and applied.is_whole and not applied.more:
                break
            if applied is not None and not applied.is_whole:
                raise SyncError(Fault.UNREACHABLE, "the answer was cut")
        self._arrived(applied)
        self._next_pull = time.monotonic() + PULL_SECONDS * random.uniform(1.0, 1.2)  # noqa: S311 - spreading

    def _arrived(self, applied: Applied) -> None:
        if self._is_live:
            self._channel.acknowledge(self._exchange.request())
        self._say(self._facts.reached(self._clock(), self._profile.outbox.waiting()))
        if applied.digest is not None and time.monotonic() >= self._next_check:
            self._next_check = time.monotonic() + CHECK_SECONDS
            self._exchange.check(applied.digest)

    def _wait(self, seconds: float) -> None:
        """Rest, index for search meanwhile, and take what comes in."""
        until = time.monotonic() + seconds
        while not self._is_stopping:
            if self._inbox.empty() and self._index():
                continue
            try:
                item = self._inbox.get(timeout=max(0.0, until - time.monotonic()))
            except queue.Empty:
                return
            if self._take(item):
                return

    def _index(self) -> bool:
        if not self._is_filled():
            return False
        try:
            return self._profile.replica.index_slice() > 0
        except DiskFull:
            return False

    def _take(self, item: Heard | Wish) -> bool:
        """Deal with one thing that came in; answers whether there is a step to do now."""
        if isinstance(item, Wish):
            return self._wished(item)
        if isinstance(item, Frame):
            return self._live(item.body)
        if isinstance(item, Connected):
            self._is_live = True
            self._next_pull = 0.0
            return True
        if isinstance(item, Hint):
            self._next_pull = 0.0
            return True
        if isinstance(item, Lost):
            # Whether the server is away or only the channel, one pull tells at once.
            was_live, self._is_live = self._is_live, False
            self._next_pull = 0.0 if was_live else self._next_pull
            return was_live
        self._passed(item)
        return False

    def _wished(self, wish: Wish) -> bool:
        if wish is Wish.RETRY:
            self._next_pull, self._failures = 0.0, 0
            return True
        if wish is Wish.PUSH:
            self._say(self._facts.queued(self._profile.outbox.waiting()))
            # While offline the pause goes on: typing does not hammer a server that is away.
            return self._failures == 0
        return True

    def _passed(self, item: Passing | Wiped) -> None:
        if isinstance(item, Passing):
            self._listeners.passing(item.body)
        else:
            self._wipe()

    def _live(self, body: bytes) -> bool:
        """Apply what the server sent by itself; whatever is wrong with it, a pull puts right."""
        try:
            applied = self._exchange.take([body])
        except (SyncError, BadStream) as failure:
            log.info("a live answer could not be used: %s", failure)
            applied = None
        if applied is None or not applied.is_whole or applied.more:
            self._next_pull = 0.0
            return True
        self._arrived(applied)
        return self._exchange.has_unsent()

    def _watch_queue(self) -> None:
        """A queue that stands still although pulls succeed is sent again from its head."""
        first = next(iter(self._profile.outbox.undecided()), None)
        n, since = self._stuck
        now = time.monotonic()
        if first is None or first.n != n:
            self._stuck = (first.n if first else 0, now)
        elif now - since > STUCK_SECONDS:
            log.warning("command %d waits although the server answers; sent again", n)
            self._exchange.forget_sent()
            self._channel.reconnect()
            self._stuck = (n, now)

    def _failed(self, failure: SyncError) -> float | None:
        """Say what is wrong; answers how long to wait before the next try."""
        self._exchange.forget_sent()
        if failure.fault is Fault.WIPE:
            self._wipe()
            return None
        waiting = self._profile.outbox.waiting()
        if failure.fault is Fault.SIGNED_OUT:
            self._say(self._facts.signed_out(waiting))
            return LAST_RETRY
        log.info("sync failed: %s", failure.fault)
        self._say(self._facts.failed(self._clock(), waiting, failure.detail))
        self._next_pull = 0.0
        pause: float = min(LAST_RETRY, FIRST_RETRY * 2.0**self._failures)
        self._failures = min(self._failures + 1, 10)
        return max(failure.retry_after, pause) * random.uniform(0.5, 1.5)  # noqa: S311 - spreading

    def _wipe(self) -> None:
        self._is_stopping = True
        self._profile.erase()
        self._say(self._facts.wiped())
        self._listeners.wiped()

    def _say(self, facts: Facts) -> None:
        before = status_of(self._facts)
        self._facts = facts
        if status_of(facts) != before:
            self._listeners.status(status_of(facts))
