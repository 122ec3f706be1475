"""What happened on the phone system, in order, with the live calls after each reconnect."""

from __future__ import annotations

import logging
import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

import msgspec

from softphone import address
from sync_server.telephony.pbx_tables import PbxAccess, PbxRpc, PbxUnreachable, load_access

log = logging.getLogger(__name__)

_RETRY_S = 0.5
_READ_S = 0.5  # how long a quiet stream waits before it looks whether it was closed
_LONGEST_EVENT = 65_536


class PbxEventKind(StrEnum):
    INCOMING = "incoming"
    RINGING = "ringing"
    ANSWERED = "answered"
    ANSWERED_LATE = "answered-late"
    DECLINED = "declined"
    MISSED = "missed"
    FALLBACK = "fallback"
    FALLBACK_ANSWERED = "fallback-answered"
    FALLBACK_FAILED = "fallback-failed"
    DIRECT = "direct"
    OUTBOUND = "outbound"
    OUTBOUND_ANSWERED = "outbound-answered"
    ENDED = "ended"
    FAILED = "failed"
    REFER = "refer"
    TRANSFERRED = "transferred"


class MissedWhy(StrEnum):
    """The detail of a `missed` event."""

    RING_TIMEOUT = "ring-timeout"
    ALL_DECLINED = "all-declined"
    ALL_BUSY = "all-busy"
    NOBODY_AVAILABLE = "nobody-available"
    CLOSED = "closed"
    CALLER_HUNG_UP = "caller-hung-up"


class FallbackKind(StrEnum):
    """The detail of a `fallback-answered` event: a mailbox, or a person outside."""

    MAILBOX = "mailbox"
    EXTERNAL = "external"


@dataclass(frozen=True, slots=True)
class PbxEvent:
    """One thing the phone system reported. `user` is the agent it is about.

    `detail` depends on the kind: why a call was missed (`MissedWhy`), who answered as fallback
    (`FallbackKind`), the seconds of an ended one, the code of a declined one, the target of a
    `refer`, the number outside that rang along and answered (`user` is then empty). A
    `transferred` event begins a second call: `call_key` is the new one, `detail` the one it
    continues, `user` who transferred it.
    """

    kind: PbxEventKind
    call_key: str
    from_number: str
    dialled: str
    user: str
    detail: str
    at: datetime


@dataclass(frozen=True, slots=True)
class LiveCall:
    """A call that is up at the PBX right now; `user` is who answered, if anybody did."""

    call_key: str
    from_number: str
    user: str
    is_answered: bool


@dataclass(frozen=True, slots=True)
class LiveCalls:
    """Sent after every (re)connect: calls of ours that are not in it ended unseen."""

    calls: tuple[LiveCall, ...]


PbxNews = PbxEvent | LiveCalls


class PbxEvents:
    """Iterate to read; `close` from any thread ends the iteration within half a second.

    Give it the access file and it follows a PBX process that restarts with other ports and
    another token; an absent PBX is waited for.
    """

    def __init__(self, access: PbxAccess | Path) -> None:
        self._access = access
        self._closed = threading.Event()
        self._is_out = False

    def close(self) -> None:
        self._closed.set()

    def __iter__(self) -> Iterator[PbxNews]:
        while not self._closed.is_set():
            try:
                yield from self._one_connection()
            except (OSError, PbxUnreachable) as fault:
                self._tell_outage(fault)
            self._closed.wait(_RETRY_S)

    def _tell_outage(self, fault: Exception) -> None:
        """Once an outage: it is tried again twice a second."""
        if not self._is_out and not self._closed.is_set():
            log.info("phone system events: %s; trying again", fault)
        self._is_out = True

    def _one_connection(self) -> Iterator[PbxNews]:
        known = self._access
        access = load_access(known) if isinstance(known, Path) else known
        place = ("127.0.0.1", access.evapi_port)
        with socket.create_connection(place, timeout=_READ_S) as link:
            yield live_calls(access)
            self._is_out = False
            for text in self._texts(link):
                event = read_event(text)
                if event is not None:
                    yield event

    def _texts(self, link: socket.socket) -> Iterator[bytes]:
        waiting = b""
        while not self._closed.is_set():
            try:
                got = link.recv(65_536)
            except TimeoutError:
                continue
            if not got:
                raise ConnectionResetError("the phone system closed the stream")
            waiting += got
            while True:
                cut = cut_netstring(waiting)
                if cut is None:
                    break
                yield cut.text
                waiting = cut.rest


@dataclass(frozen=True, slots=True)
class Cut:
    text: bytes
    rest: bytes


def cut_netstring(waiting: bytes) -> Cut | None:
    """The first whole netstring (`5:hello,`) and what follows it; None while it is incomplete."""
    length, colon, rest = waiting.partition(b":")
    if not colon and len(length) < 8:
        return None
    if not length.isdigit() or int(length) > _LONGEST_EVENT:
        raise ConnectionResetError("the event stream lost its step")
    size = int(length)
    if len(rest) <= size:
        return None
    return Cut(rest[:size], rest[size + 1 :])


class _Wire(msgspec.Struct, frozen=True):
    kind: str
    at: str
    call_key: str
    from_uri: str = ""
    dialled: str = ""
    user: str = ""
    detail: str = ""


def read_event(text: bytes) -> PbxEvent | None:
    """One JSON object of the PBX; a kind this version does not know is left out."""
    try:
        wire = msgspec.json.decode(text, type=_Wire)
        kind = PbxEventKind(wire.kind)
        at = datetime.fromtimestamp(float(wire.at), UTC)
    except (msgspec.MsgspecError, ValueError):
        log.warning("an event of the phone system cannot be read")
        return None
    return PbxEvent(
        kind=kind,
        call_key=wire.call_key,
        from_number=_number(wire.from_uri),
        dialled=_known(wire.dialled),
        user=_known(wire.user),
        detail=_known(wire.detail),
        at=at,
    )


def live_calls(access: PbxAccess) -> LiveCalls:
    """Ask the PBX what is up right now."""
    found = PbxRpc(access).call("dlg.list") or []
    return LiveCalls(tuple(_live_call(dialog) for dialog in found))


def _live_call(dialog: dict[str, Any]) -> LiveCall:
    variables = {
        str(name): str(value) for row in dialog.get("variables", []) for name, value in row.items()
    }
    return LiveCall(
        call_key=str(dialog.get("call-id", "")),
        from_number=_number(str(dialog.get("from_uri", ""))),
        user=variables.get("by", ""),
        is_answered=int(dialog.get("state", 0)) in (3, 4),
    )


def _number(uri: str) -> str:
    return address.normalise(address.parse(uri).user)


def _known(text: str) -> str:
    """Kamailio prints what is not set as <null>."""
    return "" if text == "<null>" else text
