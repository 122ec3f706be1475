"""The steps of sync, one at a time: push, pull, take a live answer, fill a new generation."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Protocol

from desktop.replica.connection import Damaged
from desktop.replica.database import Applied
from desktop.replica.fill import Told
from desktop.replica.outbox_tables import Queued
from desktop.replica.profile import Profile
from desktop.replica.state import SyncState
from desktop.replica.stream import BadStream, Digest, HelloLine, lines
from desktop.sync.transport import Fault, SyncError, Transport
from sync_server.contract.wire import (
    MAX_BATCH_COMMANDS,
    Cursor,
    Hello,
    PullRequest,
    PushReply,
    PushRequest,
    PushStatus,
)

BATCH_BYTES = 256 * 1024
PULL_BYTES = 4 * 1024 * 1024
FILL_BYTES = 1 << 40
"""A fill is one stream; a cut resumes at the last mark."""

Fetch = Callable[[str, Cursor], Iterator[bytes]]
"""Ask for an answer, given the epoch and cursor of the generation being filled."""


class Filler(Protocol):
    """Builds a whole generation aside. Raises SyncError when the line is cut; then it resumes."""

    def fill(
        self, folder: Path, key: bytes | None, fetch: Fetch, told: Callable[[Told], None]
    ) -> None: ...


class Drifted(Exception):
    """Rows here are not those the server counts: the replica has to be built anew."""


class Exchange:
    """Knows the order of things; has no thread, no clock and no timer."""

    def __init__(
        self,
        profile: Profile,
        transport: Transport,
        filler: Filler,
        changed: Callable[[frozenset[str]], None],
    ) -> None:
        self._profile = profile
        self._transport = transport
        self._filler = filler
        self._changed = changed
        self._sent = 0
        """Highest number pushed over this connection; later ones need no second trip."""

    # -- up

    def forget_sent(self) -> None:
        """Push everything undecided again: harmless, each command is decided once."""
        self._sent = 0

    def has_unsent(self) -> bool:
        return bool(self._unsent())

    def push(self) -> PushReply | None:
        """Send the next commands; None when there is nothing to send."""
        queue = self._unsent()
        if not queue:
            return None
        epoch = self._profile.replica.state().epoch
        device = self._profile.outbox.device
        envelopes = tuple(queued.envelope() for queued in _one_batch(queue))
        reply = self._transport.push(PushRequest(epoch=epoch, device=device, cmds=envelopes))
        self._profile.outbox.keep_receipts(reply.receipts)
        if reply.status is PushStatus.OK:
            self._sent = envelopes[-1].n
        elif reply.status is PushStatus.FORK:
            self._fork()
        elif reply.status is PushStatus.GAP:
            self._go_back(reply.want)
        return reply

    def _unsent(self) -> tuple[Queued, ...]:
        last_n = self._profile.replica.state().last_n
        return self._profile.outbox.undecided(after=max(self._sent, last_n))

    def _go_back(self, want: int) -> None:
        """The server misses a number: send from there, or start over as a new device."""
        self._sent = want - 1
        if self._profile.outbox.id_of(want) is None:
            self._fork()
            return
        self._profile.outbox.reopen(want - 1, self._profile.outbox.epoch)

    def _fork(self) -> None:
        self._profile.fork()
        self._sent = 0

    # -- down

    def request(self, max_bytes: int = PULL_BYTES) -> PullRequest:
        outbox = self._profile.outbox
        return self._profile.replica.pull_request(outbox.device, outbox.decided_upto(), max_bytes)

    def pull(self) -> Applied | None:
        """Fetch and apply what is new; None when the device or the epoch changed instead."""
        return self.take(self._transport.pull(self.request()))

    def take(self, chunks: Iterable[bytes]) -> Applied | None:
        """Apply one answer, asked for or sent by itself."""
        arriving = lines(chunks)
        first = next(arriving, None)
        if first is None:
            raise SyncError(Fault.UNREACHABLE, "the answer was empty")
        if not isinstance(first, HelloLine):
            raise BadStream("an answer did not begin with hello")
        hello = first.hello
        replica = self._profile.replica
        if hello.reset or hello.epoch != replica.state().epoch:
            self.refill()
            return None
        if self._profile.is_fork(hello):
            self._fork()
            return None
        if replica.is_outdated(hello):
            return None
        return self._profile.apply(hello, arriving, self._changed)

    def check(self, digest: Digest) -> None:
        """Compare with the server's counts; raises Drifted. Reads every table once."""
        if self._profile.replica.digest() != digest:
            raise Drifted("counts of rows differ from the server's")

    # -- a new generation

    def refill(self, told: Callable[[Told], None] = lambda _told: None) -> None:
        """Fill a generation aside while the old one stays readable, then work on the new one."""
        profile = self._profile
        folder = profile.generations.building()

        def fetch(epoch: str, cursor: Cursor) -> Iterator[bytes]:
            return self._transport.pull(
                PullRequest(
                    epoch=epoch,
                    device=profile.outbox.device,
                    cur=cursor,
                    last=profile.outbox.decided_upto(),
                    max_bytes=FILL_BYTES,
                )
            )

        def watch(step: Told) -> None:
            if step.is_usable and not profile.has_replica:
                profile.preview(folder)
                self._changed(frozenset())
            told(step)

        try:
            self._filler.fill(folder, profile.key, fetch, watch)
            profile.adopt(folder)
        except Damaged:
            profile.generations.discard(folder)
            raise
        self._sent = 0
        state = profile.replica.state()
        if _is_strange(state, profile):
            self._fork()
        self._changed(frozenset())


def _is_strange(state: SyncState, profile: Profile) -> bool:
    hello = Hello(
        epoch=state.epoch,
        hi=0,
        scopes=(),
        drop=(),
        reset=False,
        last=(state.last_n, state.last_id),
        now=0,
    )
    return profile.is_fork(hello)


def _one_batch(queue: tuple[Queued, ...]) -> Iterator[Queued]:
    size = 0
    for queued in queue[:MAX_BATCH_COMMANDS]:
        size += len(queued.json)
        if size > BATCH_BYTES and size > len(queued.json):
            return
        yield queued
