"""A device hands in its commands: numbering, forks, gaps, retries, and commands we fail on."""

from __future__ import annotations

import logging

import msgspec
from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError, OperationalError

from sync_server.contract.base import Command, DeviceId
from sync_server.contract.columns import to_ms
from sync_server.contract.commands import command_decoder
from sync_server.contract.wire import (
    MAX_BATCH_COMMANDS,
    MAX_COMMAND_BYTES,
    Envelope,
    PushReply,
    PushRequest,
    PushStatus,
    Receipt,
    Result,
)
from sync_server.rules.effects import Reason
from sync_server.store import receipts
from sync_server.store.actor import AccessEnded, Actor, DeviceTaken, as_of_now
from sync_server.store.clock import Clock
from sync_server.store.database import Database
from sync_server.store.deciding import Decider, rejected
from sync_server.store.receipts import Asked
from sync_server.store.sequence import epoch_and_floor
from sync_server.store.view import SqlView

log = logging.getLogger(__name__)

TRIES = 3
_WORLD = (AccessEnded, DeviceTaken, OperationalError)
"""Not the command's fault: the device is told and comes again."""


class _OutOfOrder(Exception):
    """The number does not fit; rolls the transaction back."""

    def __init__(self, status: PushStatus, want: int = 0) -> None:
        super().__init__(status)
        self.status = status
        self.want = want


class PushDesk:
    """Takes commands in order; every number is used up exactly once, whatever becomes of it."""

    def __init__(self, database: Database, decider: Decider, clock: Clock) -> None:
        self._database = database
        self._decider = decider
        self._clock = clock

    def take(self, actor: Actor, request: PushRequest) -> PushReply:
        epoch = self._enter(actor, request.device)
        if epoch != request.epoch:
            return PushReply(PushStatus.EPOCH, epoch)
        answered: list[Receipt] = []
        for envelope in request.cmds[:MAX_BATCH_COMMANDS]:
            try:
                answered.append(self._take_one(actor, request.device, envelope))
            except _OutOfOrder as problem:
                return PushReply(problem.status, epoch, tuple(answered), problem.want)
        return PushReply(PushStatus.OK, epoch, tuple(answered))

    def _enter(self, actor: Actor, device: DeviceId) -> str:
        """Check person and device before anything else; a new device is written down."""
        with self._database.reading() as connection:
            as_of_now(SqlView(connection), actor)
            epoch, _floor = epoch_and_floor(connection)
            known = receipts.last_of(connection, device, actor.id)
        if known is None:
            with self._database.writing() as tx:
                if receipts.last_of(tx, device, actor.id) is None:
                    receipts.add_device(tx, device, actor.id, "", to_ms(self._clock()))
        return epoch

    def _take_one(self, actor: Actor, device: DeviceId, envelope: Envelope) -> Receipt:
        fault: Exception | None = None
        for _attempt in range(TRIES):
            try:
                with self._database.writing() as tx:
                    return self._decide(tx, actor, device, envelope)
            except (_OutOfOrder, *_WORLD):
                raise
            except Exception as failure:  # noqa: BLE001 - our fault, whatever it is: parked below
                fault = failure
        log.error("command %s parked after %d tries", envelope.id, TRIES, exc_info=fault)
        return self._park(actor, device, envelope, fault)

    def _decide(
        self, tx: Connection, actor: Actor, device: DeviceId, envelope: Envelope
    ) -> Receipt:
        blank = Receipt(envelope.n, envelope.id, Result.OK)
        old = self._check_number(tx, actor, device, envelope)
        if old is not None:
            return old
        command = _read(envelope)
        if isinstance(command, str):
            as_of_now(SqlView(tx), actor)
            receipt = self._unreadable(tx, actor, envelope, command)
        else:
            receipt = self._decider.decide(tx, actor, blank, command, envelope.at)
        receipts.advance(tx, device, receipt)
        return receipt

    def _check_number(
        self, tx: Connection, actor: Actor, device: DeviceId, envelope: Envelope
    ) -> Receipt | None:
        """The old answer when this number was used by this command; raises when it does not fit."""
        last = receipts.last_of(tx, device, actor.id) or receipts.LastCommand()
        if envelope.n > last.n + 1:
            raise _OutOfOrder(PushStatus.GAP, last.n + 1)
        if envelope.n == last.n + 1:
            return None
        if receipts.command_at(tx, device, envelope.n) != envelope.id:
            raise _OutOfOrder(PushStatus.FORK)
        as_of_now(SqlView(tx), actor)
        decided = receipts.find(tx, envelope.id, envelope.n)
        if decided is None:
            raise LookupError(f"command {envelope.id} has a number but no answer")
        return decided.receipt

    def _unreadable(self, tx: Connection, actor: Actor, envelope: Envelope, why: str) -> Receipt:
        blank = Receipt(envelope.n, envelope.id, Result.OK)
        decided = receipts.find(tx, envelope.id, envelope.n)
        if decided is not None:
            return decided.receipt
        receipt = rejected(blank, Reason.INVALID, why)
        asked = Asked(actor, "unreadable", envelope.at, to_ms(self._clock()))
        receipts.keep(tx, receipt, asked)
        return receipt

    def _park(
        self, actor: Actor, device: DeviceId, envelope: Envelope, fault: Exception | None
    ) -> Receipt:
        receipt = Receipt(
            envelope.n,
            envelope.id,
            Result.PARKED,
            code="fault",
            detail="We could not carry this out. It is kept for the administrator.",
        )
        asked = Asked(actor, "parked", envelope.at, to_ms(self._clock()))
        body = bytes(envelope.c).decode(errors="replace").replace("\0", "")
        with self._database.writing() as tx:
            receipts.park(tx, receipt, asked, body, _cause(fault))
            receipts.advance(tx, device, receipt)
        return receipt


def _cause(fault: Exception | None) -> str:
    """Kind of a fault without the values in it: those may be people's words."""
    if isinstance(fault, DBAPIError):
        return f"{type(fault).__name__}: {type(fault.orig).__name__}"
    return type(fault).__name__


def _read(envelope: Envelope) -> Command | str:
    """The command, or a sentence why it cannot be read."""
    body = bytes(envelope.c)
    if len(body) > MAX_COMMAND_BYTES:
        return f"This has {len(body)} bytes; {MAX_COMMAND_BYTES} fit."
    if b"\\u0000" in body:
        return "This holds a character that no text may hold."
    try:
        return command_decoder.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError) as failure:
        return f"This server cannot read it: {failure}"
