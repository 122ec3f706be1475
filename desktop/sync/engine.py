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
from functools import partial

from desktop.replica.connection import Damaged, DiskFull
from desktop.replica.database import Applied
from desktop.replica.fill import Told
from desktop.replica.profile import Profile
from desktop.replica.stream import BadStream
from desktop.sync.exchange import Drifted, Exchange
from desktop.sync.live import Connected, Frame, Heard, Hint, Lost, Passing, Wiped
from desktop.sync.status import Facts, Filling, Status, status_of
from desktop.sync.transport import Channel, Fault, SyncError
from desktop.sync.wishes import Item, Wish
from sync_server.contract.columns import to_ms
from sync_server.contract.wire import LooksAt, PushStatus

log = logging.getLogger(__name__)

TWICE_SECONDS = 5.0
"""A replica that is not whole this soon after a fill was not mended by it."""
PULL_SECONDS = 60.0
"""Pull at least this often, whatever the live channel says."""
HINT_SECONDS = 0.05
"""A hint is most often followed by the rows themselves, which saves the pull."""
STUCK_SECONDS = 60.0
CHECK_SECONDS = 6 * 3600.0
FIRST_RETRY, LAST_RETRY = 1.0, 60.0


@dataclass(frozen=True, slots=True)
class Listeners:
    """Whom to tell; called from the engine's thread, so each has to hop to its own."""

    status: Callable[[Status], None]
    passing: Callable[[bytes], None]
    """Ringing, typing: JSON of the server's event."""
    wiped: Callable[[], None]
    lost: Callable[[], None] = lambda: None


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
        self._inbox: queue.SimpleQueue[Item] = queue.SimpleQueue()
        self._channel = open_channel(self._inbox.put)
        self._facts = Facts()
        self._is_stopping = False
        self._has_channel = False
        self._is_live = False
        self._next_pull = 0.0
        self._not_before = 0.0
        self._has_to_index = True
        self._hinted = 0
        self._must_fill = False
        self._filled_at = -TWICE_SECONDS
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

    def look(self, at: LooksAt) -> None:
        self._inbox.put(at)

    def retry(self) -> None:
        self._inbox.put(Wish.RETRY)

    # -- the thread

    def _run(self) -> None:
        while not self._is_stopping:
            item = self._next_item()
            self._guarded(partial(self._turn, item))
        if self._has_channel:
            self._channel.stop()

    def _next_item(self) -> Item | None:
        """What came in, or None when something is due first."""
        now = time.monotonic()
        if now < self._not_before:
            rest = self._not_before - now
        else:
            rest = 0.0 if self._has_to_index else max(0.0, self._next_pull - now)
        try:
            return self._inbox.get(timeout=rest)
        except queue.Empty:
            return None

    def _turn(self, item: Item | None) -> None:
        if item is not None:
            self._take(item)
        if self._is_stopping or time.monotonic() < self._not_before:
            return
        self._step()
        self._failures = 0
        if self._inbox.empty():
            self._has_to_index = self._profile.tidy()

    def _guarded(self, work: Callable[[], None]) -> None:
        """Do something the world may spoil."""
        try:
            work()
        except SyncError as failure:
            self._failed(failure)
        except BadStream as failure:
            log.warning("the server sent something unreadable: %s", failure)
            self._failed(SyncError(Fault.PROTOCOL, str(failure)))
        except DiskFull:
            log.warning("no room left for the replica")
            self._failed(SyncError(Fault.BUSY, "This computer's disk is full."))
        except (Damaged, Drifted) as failure:
            log.warning("the replica is built anew: %s", failure)
            self._must_fill = True

    def _step(self) -> None:
        """Whatever there is to do now: fill, push, pull."""
        if self._must_fill or not self._is_filled():
            self._fill()
        self._send()
        if time.monotonic() >= self._next_pull:
            self._pull()
        if not self._has_channel:
            self._has_channel = True
            self._channel.start()
        self._watch_queue()

    def _is_filled(self) -> bool:
        if not self._profile.has_replica:
            return False
        state = self._profile.replica.state()
        return state.filled and not state.needs_refill

    def _fill(self) -> None:
        if time.monotonic() - self._filled_at < TWICE_SECONDS:
            # Filling again would end the same way: a pause, and words for the person.
            raise SyncError(Fault.PROTOCOL, "This program and the server do not fit. Update it.")
        self._say(self._facts.filling(Filling(0, is_usable=False)))
        self._exchange.refill(self._filled)
        self._must_fill = False
        self._filled_at = time.monotonic()
        self._next_pull = 0.0

    def _filled(self, told: Told) -> None:
        self._say(self._facts.filling(Filling(told.rows, is_usable=told.is_usable)))

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

    def _arrived(self, applied: Applied) -> None:
        self._next_pull = time.monotonic() + HINT_SECONDS
        if applied.hello.hi >= self._hinted:
            self._next_pull = time.monotonic() + PULL_SECONDS * random.uniform(1.0, 1.2)  # noqa: S311 - spreading
        if self._is_live:
            self._channel.acknowledge(self._exchange.request())
        self._say(self._facts.reached(self._clock(), self._profile.outbox.waiting()))
        if applied.digest is not None and time.monotonic() >= self._next_check:
            self._next_check = time.monotonic() + CHECK_SECONDS
            self._exchange.check(applied.digest)
            self._profile.outbox.prune(to_ms(self._clock()))

    def _take(self, item: Item) -> None:
        """Deal with one thing that came in; what it makes due is done in the step after it."""
        if isinstance(item, Wish):
            self._wished(item)
        elif isinstance(item, Frame):
            self._live(item.body)
        elif isinstance(item, Connected):
            self._is_live = True
            self._next_pull = 0.0
        elif isinstance(item, Hint):
            self._hinted = item.hi
            self._next_pull = min(self._next_pull, time.monotonic() + HINT_SECONDS)
        elif isinstance(item, Lost):
            # Whether the server is away or only the channel, one pull tells at once.
            self._next_pull = 0.0 if self._is_live else self._next_pull
            self._is_live = False
            self._listeners.lost()
        elif isinstance(item, LooksAt):
            self._channel.look(item)
        else:
            self._passed(item)

    def _wished(self, wish: Wish) -> None:
        if wish is Wish.RETRY:
            self._next_pull, self._not_before, self._failures = 0.0, 0.0, 0
        elif wish is Wish.PUSH:
            self._say(self._facts.queued(self._profile.outbox.waiting()))

    def _passed(self, item: Passing | Wiped) -> None:
        if isinstance(item, Passing):
            self._listeners.passing(item.body)
        else:
            self._wipe()

    def _live(self, body: bytes) -> None:
        """Apply what the server sent by itself; whatever is wrong with it, a pull puts right."""
        self._next_pull = 0.0
        applied = self._exchange.take([body])
        if applied is not None and applied.is_whole and not applied.more:
            self._arrived(applied)

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

    def _failed(self, failure: SyncError) -> None:
        """Say what is wrong and rest before the next try."""
        self._exchange.forget_sent()
        if failure.fault is Fault.WIPE:
            self._wipe()
            return
        waiting = self._profile.outbox.waiting()
        if failure.fault is Fault.SIGNED_OUT:
            self._say(self._facts.signed_out(waiting))
        else:
            log.info("sync failed: %s", failure.fault)
            self._say(self._facts.failed(self._clock(), waiting, failure.detail))
        self._next_pull = 0.0
        pause: float = min(LAST_RETRY, FIRST_RETRY * 2.0**self._failures)
        self._failures = min(self._failures + 1, 10)
        pause = max(failure.retry_after, pause) * random.uniform(0.5, 1.5)  # noqa: S311 - spreading
        self._not_before = time.monotonic() + pause

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
