"""Fourteen faults, each a small patch of the real code, to prove that the driver finds them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

import msgspec
import pytest

from desktop.replica import apply, undo
from desktop.replica.outbox import Outbox
from desktop.replica.profile import Profile
from desktop.sync.exchange import Exchange
from sync_server.contract.wire import PushStatus
from sync_server.store import change, push, receipts, sequence, stream

Plant = Callable[[pytest.MonkeyPatch], None]


def no_dependents(patch: pytest.MonkeyPatch) -> None:
    """Rows that move with another row are not addressed again."""
    patch.setattr(change, "dependents", lambda *_asked: iter(()))


def no_dedupe(patch: pytest.MonkeyPatch) -> None:
    """A command seen before is decided again."""
    patch.setattr(receipts, "find", lambda _tx, _id, _n: None)

    def always_new(desk: push.PushDesk, tx, actor, device, envelope):
        return None

    patch.setattr(push.PushDesk, "_check_number", always_new)


def no_gapcheck(patch: pytest.MonkeyPatch) -> None:
    """A number that skips others is taken."""
    checked = push.PushDesk._check_number

    def check(desk: push.PushDesk, tx, actor, device, envelope):
        try:
            return checked(desk, tx, actor, device, envelope)
        except push._OutOfOrder as problem:
            if problem.status is PushStatus.GAP:
                return None
            raise

    patch.setattr(push.PushDesk, "_check_number", check)


def no_drop_on_revoke(patch: pytest.MonkeyPatch) -> None:
    """Scopes a person lost are kept: neither side drops them."""
    patch.setattr(apply, "_left", lambda state, hello: ())


def no_floor(patch: pytest.MonkeyPatch) -> None:
    """A cursor older than the tombstones is believed."""
    patch.setattr(
        stream.Stream,
        "_may_go_on",
        lambda self, scope, cursor: scope in self.scopes and cursor[0] <= self._at.hi,
    )


def no_backfill(patch: pytest.MonkeyPatch) -> None:
    """A scope that is new to a person brings only what changes from now on."""
    made = stream.Stream.__init__

    def make(self: stream.Stream, *given) -> None:
        made(self, *given)
        self._cur = {scope: (seq, None) for scope, (seq, _fill) in self._cur.items()}

    patch.setattr(stream.Stream, "__init__", make)


def no_epoch(patch: pytest.MonkeyPatch) -> None:
    """A restored server pretends that nothing happened."""
    from tests.sync import office  # noqa: PLC0415 - the harness restores, so it is patched

    patch.setattr(office, "begin_epoch", lambda tx: sequence.epoch_and_floor(tx)[0])


def restore_no_rejournal(patch: pytest.MonkeyPatch) -> None:
    """What a restored server lost is not sent again."""
    patch.setattr(Outbox, "reopen", lambda self, after, epoch: self.set_epoch(epoch))


def drop_on_push_ack(patch: pytest.MonkeyPatch) -> None:
    """A command leaves the outbox when it was pushed, before its effect is here."""
    pushed = Exchange.push

    def push_and_forget(self: Exchange):
        reply = pushed(self)
        if reply is not None and reply.status is PushStatus.OK:
            profile = self._profile
            profile.outbox.decided(max(r.n for r in reply.receipts), reply.receipts)
            profile.reconcile()
        return reply

    patch.setattr(Exchange, "push", push_and_forget)


def no_undo(patch: pytest.MonkeyPatch) -> None:
    """New rows are written over undecided ones."""
    patch.setattr(apply, "undo", lambda _db: frozenset())


def redo_acked(patch: pytest.MonkeyPatch) -> None:
    """Commands that were decided are shown on top once more."""

    def all_of_it(db, _queue, person):
        touched = set()
        for queued in sorted(everything, key=lambda q: q.n):
            touched |= undo.redo(db, [queued], person)
        return frozenset(touched)

    everything: list = []
    kept = Outbox.add

    def remember(self: Outbox, command_id, command, at):
        queued = kept(self, command_id, command, at)
        everything.append(queued)
        return queued

    patch.setattr(Outbox, "add", remember)
    patch.setattr(apply, "redo", all_of_it)


def rm_ignores_other_scope(patch: pytest.MonkeyPatch) -> None:
    """A row that left one scope goes, though another still holds it."""

    def leave(db, entity, bit, ids) -> None:
        db.executemany(f'DELETE FROM "{entity}" WHERE id = ?', [(i,) for i in ids])  # noqa: S608 - own names

    patch.setattr(apply, "_leave", leave)


def no_fork_check(patch: pytest.MonkeyPatch) -> None:
    """A device whose disk went back goes on counting as if nothing had happened."""
    patch.setattr(Profile, "is_fork", lambda self, hello: False)
    checked = push.PushDesk._check_number

    def check(desk: push.PushDesk, tx, actor, device, envelope):
        try:
            return checked(desk, tx, actor, device, envelope)
        except push._OutOfOrder as problem:
            if problem.status is not PushStatus.FORK:
                raise
            used = receipts.command_at(tx, device, envelope.n)
            found = receipts.find(tx, used, envelope.n)
            return msgspec.structs.replace(found.receipt, id=envelope.id)

    patch.setattr(push.PushDesk, "_check_number", check)


def ack_by_number_only(patch: pytest.MonkeyPatch) -> None:
    """A pull's last number is believed without looking at whose command it was."""

    def is_fork(self: Profile, hello) -> bool:
        n, _command_id = hello.last
        return n > 0 and self.outbox.id_of(n) is None

    patch.setattr(Profile, "is_fork", is_fork)


PLANTED: Mapping[str, Plant] = {
    plant.__name__: plant
    for plant in (
        no_dependents,
        no_dedupe,
        no_gapcheck,
        no_drop_on_revoke,
        no_floor,
        no_backfill,
        no_epoch,
        restore_no_rejournal,
        drop_on_push_ack,
        no_undo,
        redo_acked,
        rm_ignores_other_scope,
        no_fork_check,
        ack_by_number_only,
    )
}


@contextmanager
def planted(name: str) -> Iterator[None]:
    """The real code with one fault in it."""
    with pytest.MonkeyPatch.context() as patch:
        PLANTED[name](patch)
        yield
