"""The one writer: a command is decided once, and everything it does commits together or not."""

from __future__ import annotations

from sync_server.contract.base import CommandId
from sync_server.contract.commands import AnyCommand
from sync_server.contract.wire import PushReply, PushRequest, Receipt, Result
from sync_server.store.actor import Actor
from sync_server.store.clock import Clock, utc_now
from sync_server.store.database import Database
from sync_server.store.deciding import Decider, OnEffects, no_effects
from sync_server.store.doorbell import Doorbell
from sync_server.store.push import PushDesk


class Writer:
    """Carries every command of every client, whichever door it came through."""

    def __init__(
        self,
        database: Database,
        doorbell: Doorbell,
        clock: Clock = utc_now,
        on_effects: OnEffects = no_effects,
    ) -> None:
        self._database = database
        self._doorbell = doorbell
        self._decider = Decider(doorbell, clock, on_effects)
        self._desk = PushDesk(database, self._decider, clock)

    def perform(
        self, actor: Actor, command_id: CommandId, command: AnyCommand, at_ms: int | None = None
    ) -> Receipt:
        """Decide one command in its own transaction; a command seen before gets its old answer.

        Raises AccessEnded when the actor may not come in any more.
        """
        blank = Receipt(n=0, id=command_id, result=Result.OK)
        with self._database.writing() as tx:
            receipt = self._decider.decide(tx, actor, blank, command, at_ms)
        if receipt.seq:
            self._doorbell.ring(receipt.seq)
        return receipt

    def push(self, actor: Actor, request: PushRequest) -> PushReply:
        """Take a device's commands in the order of their numbers, one transaction each.

        Raises AccessEnded and DeviceTaken.
        """
        reply = self._desk.take(actor, request)
        newest = max((receipt.seq for receipt in reply.receipts), default=0)
        if newest:
            self._doorbell.ring(newest)
        return reply
