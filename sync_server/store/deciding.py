"""Deciding one command inside a write transaction: old answer, refusal, or rows written."""

from __future__ import annotations

from collections.abc import Callable

import msgspec
from sqlalchemy import Connection

from sync_server.contract.base import Command
from sync_server.contract.columns import to_ms
from sync_server.contract.wire import Receipt, Result
from sync_server.rules.decide import decide
from sync_server.rules.effects import Circumstances, Effects, Reason, Refused
from sync_server.store import receipts
from sync_server.store.actor import Actor, as_of_now
from sync_server.store.audit import Deed
from sync_server.store.change import write_change
from sync_server.store.clock import Clock
from sync_server.store.doorbell import Doorbell
from sync_server.store.erasing import erase_rows
from sync_server.store.numbers import Numbering
from sync_server.store.receipts import Asked
from sync_server.store.sequence import take_seq
from sync_server.store.view import SqlView

OnEffects = Callable[[Connection, Effects], None]
"""Called inside the transaction, after the rows are written: deliveries are rows too."""


def no_effects(_tx: Connection, _effects: Effects) -> None:
    """Tell nobody."""


class Decider:
    """Runs the rules on the server's rows; everything a command does is in one transaction."""

    def __init__(self, doorbell: Doorbell, clock: Clock, on_effects: OnEffects) -> None:
        self._doorbell = doorbell
        self._clock = clock
        self._on_effects = on_effects

    def decide(
        self, tx: Connection, actor: Actor, blank: Receipt, command: Command, at_ms: int | None
    ) -> Receipt:
        """Fill in the receipt of a command; one seen before gets its old answer."""
        view = SqlView(tx)
        by = as_of_now(view, actor)
        decided = receipts.find(tx, blank.id, blank.n)
        if decided is not None:
            return decided.receipt if decided.actor_id == actor.id else taken(blank)
        now = self._clock()
        numbering = Numbering(tx)
        here = Circumstances(
            by.id, by.name, by.role, now, on_server=True, next_number=numbering.next_number
        )
        try:
            effects = decide(view, command, here)
        except Refused as refusal:
            receipt = rejected(blank, refusal.reason, refusal.detail)
        else:
            numbering.keep()
            deed = Deed(to_ms(now), by.id, by.name, by.role, kind_of(command), blank.id)
            receipt = self._write(tx, view, blank, effects, deed)
        receipts.keep(tx, receipt, Asked(by, kind_of(command), at_ms, to_ms(now)))
        return receipt

    def _write(
        self, tx: Connection, view: SqlView, blank: Receipt, effects: Effects, deed: Deed
    ) -> Receipt:
        seq = 0
        if effects.rows:
            seq = take_seq(tx, deed.actor_id, deed.at_ms)
            write_change(tx, view, effects.rows, seq, deed)
            if effects.erased:
                erase_rows(tx, view, effects, seq, deed)
            self._doorbell.announce(tx, seq)
        self._on_effects(tx, effects)
        result = Result.OK if seq else Result.NOOP
        if effects.merged:
            result = Result.MERGED
        return msgspec.structs.replace(blank, result=result, seq=seq, detail=effects.merged)


def rejected(blank: Receipt, reason: Reason, detail: str) -> Receipt:
    """The answer to a command a rule said no to."""
    return msgspec.structs.replace(blank, result=Result.REJECTED, code=reason, detail=detail)


def taken(blank: Receipt) -> Receipt:
    return rejected(blank, Reason.ID_TAKEN, "This command's id was used by somebody else.")


def kind_of(command: Command) -> str:
    return str(type(command).__struct_config__.tag)
