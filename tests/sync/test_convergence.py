"""Hypothesis looks for small worlds in which desks do not agree with their server."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from sync_server.contract.base import CommandId, RowId
from sync_server.contract.records import AssignBooking, BookingRow
from sync_server.contract.staff import ChangeRole
from sync_server.contract.threads import ChangePostVisibility, PostRow, ThreadRow, WritePost
from sync_server.contract.values import Role, Visibility
from sync_server.rules.effects import Refused
from tests.sync.driver import SEATS, History, fresh_copy, populated
from tests.sync.office import LIAM, ZOE, Desk, Trouble

_made: list[Path] = []


def template() -> Path:
    """The populated office; Hypothesis makes machines without fixtures."""
    if not _made:
        _made.append(populated(Path(tempfile.mkdtemp())))
    return _made[0]


@pytest.fixture(scope="module", autouse=True)
def _tidy():
    yield
    while _made:
        shutil.rmtree(_made.pop())


seats = st.sampled_from(sorted(SEATS))
troubles = st.sampled_from(
    [
        Trouble(),
        Trouble(),
        Trouble(drop_request=True),
        Trouble(drop_answer=True),
        Trouble(double=True),
    ]
)
picks = st.integers(0, 40)


class Desks(RuleBasedStateMachine):
    """Several desks, lost and doubled answers, cut streams, filtered feeds, revocations."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        self.history: History | None = None
        self.commands = 0

    @initialize()
    def open(self) -> None:
        self.history = History(fresh_copy(template(), self.folder / "office"), 0)

    def teardown(self) -> None:
        if self.history is not None:
            self.history.heal()
            self.history.check_end()
            self.history.close()
        shutil.rmtree(self.folder)

    def desk(self, seat: str) -> Desk:
        assert self.history is not None
        return self.history.desks[seat]

    def give(self, desk: Desk, command) -> None:
        assert self.history is not None
        self.commands += 1
        command_id = CommandId(f"h{self.commands:04d}")
        try:
            desk.do(command_id, command)
        except Refused:
            return
        self.history.made.commands[command_id] = desk.person.id

    @rule(seat=seats, pick=picks, visibility=st.sampled_from(list(Visibility)))
    def write(self, seat: str, pick: int, visibility: Visibility) -> None:
        desk = self.desk(seat)
        threads = desk.profile.view.where(ThreadRow)
        if threads:
            thread = threads[pick % len(threads)]
            post_id = RowId(f"hp{self.commands:04d}")
            self.give(
                desk,
                WritePost(post_id=post_id, thread_id=thread.id, body="x", visibility=visibility),
            )

    @rule(seat=seats, pick=picks, visibility=st.sampled_from(list(Visibility)))
    def show_or_hide(self, seat: str, pick: int, visibility: Visibility) -> None:
        desk = self.desk(seat)
        posts = desk.profile.view.where(PostRow)
        if posts:
            post = posts[pick % len(posts)]
            command = ChangePostVisibility(
                post_id=post.id, visibility=visibility, seen_version=post.version
            )
            self.give(desk, command)

    @rule(seat=seats, pick=picks, workers=st.sets(st.sampled_from([LIAM.id, ZOE.id])))
    def assign(self, seat: str, pick: int, workers: set[RowId]) -> None:
        desk = self.desk(seat)
        jobs = desk.profile.view.where(BookingRow)
        if jobs:
            job = jobs[pick % len(jobs)]
            command = AssignBooking(
                booking_id=job.id, seen=job.worker_ids, worker_ids=tuple(sorted(workers))
            )
            self.give(desk, command)

    @rule(
        who=st.sampled_from(["agent", "second", "liam", "finance"]),
        role=st.sampled_from([Role.AGENT, Role.FINANCE, Role.FIELDWORKER]),
    )
    def change_role(self, who: str, role: Role) -> None:
        desk = self.desk("owner")
        self.give(desk, ChangeRole(staff_id=RowId(who), role=role))
        self.push("owner", Trouble())

    @rule(seat=seats, trouble=troubles)
    def push(self, seat: str, trouble: Trouble) -> None:
        assert self.history is not None
        self.history.push_from(self.desk(seat), Trouble(**vars(trouble)))

    @rule(seat=seats, cut=st.one_of(st.none(), st.integers(1, 12)))
    def pull(self, seat: str, cut: int | None) -> None:
        assert self.history is not None
        self.history.pull_at(self.desk(seat), Trouble(cut_after=cut), crash=1.0)

    @rule(seat=seats)
    def restart(self, seat: str) -> None:
        self.desk(seat).restart()

    @rule(keep=st.integers(0, 2))
    def sweep(self, keep: int) -> None:
        assert self.history is not None
        self.history.server.sweep(keep)

    @invariant()
    def no_desk_has_lost_its_files(self) -> None:
        if self.history is not None:
            assert all(desk.profile.has_replica for desk in self.history.desks.values())


_SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]
TestDesksConverge = Desks.TestCase
TestDesksConverge.settings = settings(
    max_examples=settings().max_examples // 2,
    stateful_step_count=25,
    deadline=None,
    suppress_health_check=_SLOW,
)
