"""How an answer is cut into transactions, without and with commands that wait."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import msgspec

from desktop.replica.apply import CHUNK_ROWS
from desktop.replica.outbox import Person
from desktop.replica.profile import Profile
from desktop.replica.stream import HelloLine, lines
from desktop.replica.undo import rows_kept
from sync_server.contract.base import Command, CommandId, Row, RowId
from sync_server.contract.columns import to_ms
from sync_server.contract.holds import HoldEventRow, HoldRow, ReleaseHolds, SeenHold
from sync_server.contract.values import HoldState, Role
from sync_server.rules.decide import decide
from sync_server.rules.effects import Circumstances
from sync_server.rules.view import MemoryView
from tests.desktop.holds import office_of_holds as office
from tests.desktop.replica.rows import answer, profile_with

COMMAND, HOLDS = CommandId("c1"), 4 * CHUNK_ROWS
AMY = Person(RowId("amy"), "Amy", Role.ADMIN)


@dataclass(frozen=True)
class Release:
    """A desk with as many ready holds, what releases them, and what the server makes of it."""

    profile: Profile
    command: Command
    done: tuple[Row, ...]

    def arrives(self) -> int:
        """Bring the server's rows in; in how many transactions."""
        first, *rest = lines([answer(self.done, hi=2)])
        assert isinstance(first, HelloLine)
        hello = msgspec.structs.replace(first.hello, last=(1, COMMAND))
        cuts: list[frozenset[str]] = []
        self.profile.apply(hello, rest, cuts.append)
        return len(cuts)


def release(folder: Path) -> Release:
    held = [
        office.hold(n, "liam", HoldState.READY_TO_RELEASE, 100, issue_id=RowId(""))[0]
        for n in range(HOLDS)
    ]
    rows = [*office.people(), *held]
    command = ReleaseHolds(holds=tuple(SeenHold(row.id, row.version) for row in held))
    here = Circumstances(AMY.id, AMY.name, AMY.role, office.NOW, on_server=True)
    done = decide(MemoryView(rows), command, here).rows
    assert len(done) == 2 * HOLDS
    profile = profile_with(folder / "profile", rows)
    profile.outbox.set_person(AMY)
    return Release(profile, command, done)


def test_rows_of_others_arrive_in_small_chunks_so_that_nobody_waits_long(tmp_path: Path) -> None:
    here = release(tmp_path)
    assert here.arrives() >= 2 * HOLDS // CHUNK_ROWS
    here.profile.close()


def test_what_one_did_oneself_comes_back_without_being_worked_out_chunk_by_chunk(
    tmp_path: Path,
) -> None:
    """Each chunk undoes and redoes what waits: it is as large as what that rewrites."""
    here = release(tmp_path)
    profile = here.profile
    profile.perform(COMMAND, here.command, to_ms(office.NOW))
    assert rows_kept(profile.replica.reader()) == 2 * HOLDS
    assert here.arrives() <= 3, "all of it, a mark and the end"
    view = profile.view
    assert {row.state for row in view.where(HoldRow)} == {HoldState.RELEASED}
    assert len(view.where(HoldEventRow)) == HOLDS
    assert rows_kept(profile.replica.reader()) == 0
    assert not profile.outbox.undecided()
    profile.close()
