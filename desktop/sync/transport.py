"""What sync asks of a connection to the server, and the ways the world can fail it."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from typing import Protocol

from sync_server.contract.wire import LooksAt, PullRequest, PushReply, PushRequest


class Fault(StrEnum):
    UNREACHABLE = "unreachable"
    """No answer, or an answer that was cut."""
    SIGNED_OUT = "signed_out"
    WIPE = "wipe"
    """Access ended: everything on this computer has to go."""
    BUSY = "busy"
    """The server asks to come back later."""
    PROTOCOL = "protocol"
    """An answer this program does not understand."""


class SyncError(Exception):
    """The world failed sync; the work stays in the outbox."""

    def __init__(self, fault: Fault, detail: str, retry_after: float = 0.0) -> None:
        super().__init__(f"{fault}: {detail}")
        self.fault = fault
        self.detail = detail
        self.retry_after = retry_after


class Transport(Protocol):
    """Two questions to the server. Both raise SyncError and nothing else."""

    def push(self, request: PushRequest) -> PushReply: ...

    def pull(self, request: PullRequest) -> Iterator[bytes]:
        """Chunks of the zstd stream as they arrive."""
        ...


class Channel(Protocol):
    """The live channel as the engine uses it."""

    def start(self) -> None: ...

    def stop(self) -> None: ...

    def reconnect(self) -> None: ...

    def acknowledge(self, request: PullRequest) -> None: ...

    def look(self, at: LooksAt) -> None: ...
