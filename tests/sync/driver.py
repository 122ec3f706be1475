"""A seeded driver with hand-set weights: people work, everything fails, and nothing may be lost."""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from desktop.replica.profile import NotFilled, Profile
from desktop.sync.transport import Fault, SyncError
from sync_server.contract.base import CommandId, Row, RowId
from sync_server.contract.calls import CallRow, LinkCall, LogCall, call_id
from sync_server.contract.columns import from_ms
from sync_server.contract.commands import AnyCommand
from sync_server.contract.customers import (
    AddContactPoint,
    AddCustomer,
    CustomerNoteRow,
    CustomerRow,
    EditCustomer,
    FieldEdit,
    NewContactPoint,
)
from sync_server.contract.holds import HoldRow, ReleaseHold
from sync_server.contract.issues import DeleteIssue, ErasureReason, IssueRow, MoveIssue, ReportIssue
from sync_server.contract.records import (
    AddBooking,
    AddInquiry,
    AddInvoice,
    AddQuote,
    AssignBooking,
    BookingRow,
    MoveBooking,
)
from sync_server.contract.staff import ChangeRole
from sync_server.contract.threads import (
    ChangePostVisibility,
    EditPost,
    PostRow,
    RemovePost,
    ThreadRow,
    WritePost,
)
from sync_server.contract.values import (
    BookingStatus,
    CallOutcome,
    ContactKind,
    Direction,
    IssueStatus,
    RecordKind,
    Role,
    Visibility,
    code,
)
from sync_server.contract.wire import PushStatus
from sync_server.rules.effects import Refused
from tests.sync import holding, paperwork
from tests.sync.office import (
    AGENT,
    FINANCE,
    LIAM,
    OWNER,
    SECOND,
    STAFF,
    START_MS,
    ZOE,
    Crash,
    Desk,
    Server,
    Ticks,
    Trouble,
    person,
)
from tests.sync.oracle import KindView, Oracle, confirmed, folded, shown, told_differently

SEATS = {"owner": OWNER, "agent": AGENT, "second": SECOND, "liam": LIAM, "finance": FINANCE}
"""One desk each. Admin and Zoe have none: what happens to them is seen at the others."""


@dataclass
class Made:
    """What a driver remembers about its own doings."""

    commands: dict[str, str] = field(default_factory=dict)
    """Command id to the desk that gave it."""
    forgiven: set[str] = field(default_factory=set)
    """Commands that went down with a disk before anyone else had heard of them."""
    was_restored: bool = False
    was_rolled_back: bool = False


class History:
    """One run: a populated office, some steps, and the invariants."""

    def __init__(self, folder: Path, seed: int) -> None:
        self.random = random.Random(seed)
        self.folder = folder
        self.server = Server(folder / "server.db", Ticks(START_MS + 10_000_000))
        self.oracle = Oracle(self.server)
        self.desks = {
            name: Desk(folder / name, self.server, person(row)) for name, row in SEATS.items()
        }
        self.made = Made()
        self.discarded: list[tuple[RecordKind, RowId]] = []
        self._ids = 10_000  # those below stand in the template
        self._backup: Path | None = None
        self._images: dict[str, Path] = {}

    def close(self) -> None:
        for desk in self.desks.values():
            desk.close()
        self.server.close()

    def run(self, steps: int) -> None:
        actions, weights = zip(*self._actions(), strict=True)
        for _ in range(steps):
            self.random.choices(actions, weights)[0]()
        self.heal()
        self.check_end()

    def _actions(self) -> list[tuple[Callable[[], None], int]]:
        return [
            (self.work, 40),
            (self.burst, 6),
            (self.push, 14),
            (self.pull, 22),
            (self.sync, 12),
            (self.reassign, 4),
            (self.change_role, 3),
            (self.change_rights, 2),
            (self.sweep, 4),
            (self.restart, 2),
            (self.crash_before_showing, 2),
            (self.lose_replica, 1),
            (self.image, 3),
            (self.roll_back, 3),
            (self.back_up, 2),
            (self.restore, 1),
        ]

    # -- work

    def desk(self) -> Desk:
        return self.random.choice(list(self.desks.values()))

    def new_id(self) -> RowId:
        self._ids += 1
        return RowId(f"n{self._ids:05d}")

    def work(self) -> None:
        self.act(self.desk())

    def burst(self) -> None:
        desk = self.desk()
        for _ in range(self.random.randint(3, 8)):
            self.act(desk)

    def act(self, desk: Desk) -> None:
        if not desk.profile.has_replica:
            return
        command = self.invent(desk)
        if command is not None:
            self.give(desk, command)

    def give(self, desk: Desk, command: AnyCommand) -> None:
        command_id = CommandId(f"c{len(self.made.commands):05d}")
        try:
            desk.do(command_id, command)
        except Refused:
            return
        self.made.commands[command_id] = desk.person.id

    def pick(self, desk: Desk, kind: type[Row]) -> Row | None:
        found = desk.profile.view.where(kind)
        return self.random.choice(found) if found else None

    def invent(self, desk: Desk) -> AnyCommand | None:
        makers = {
            self._post: 24,
            self._edit_post: 8,
            self._change_visibility: 10,
            self._remove_post: 4,
            self._customer: 4,
            self._edit_customer: 6,
            self._contact_point: 4,
            self._booking: 6,
            self._assign: 10,
            self._move_booking: 5,
            self._papers: 5,
            self._issue: 8,
            self._move_issue: 10,
            self._delete_issue: 4,
            self._release: 5,
            self._call: 5,
        }
        papers = sum(paperwork.MAKERS.values())
        if self.random.randrange(papers + sum(makers.values())) < papers:
            chosen = self.random.choices(list(paperwork.MAKERS), list(paperwork.MAKERS.values()))
            return chosen[0](self, desk)
        return self.random.choices(list(makers), list(makers.values()))[0](desk)

    def _post(self, desk: Desk) -> AnyCommand | None:
        thread = self.pick(desk, ThreadRow)
        if thread is None:
            return None
        visibility = self.random.choice(list(Visibility))
        text = f"text {self._ids}"
        return WritePost(
            post_id=self.new_id(), thread_id=thread.id, body=text, visibility=visibility
        )

    def _edit_post(self, desk: Desk) -> AnyCommand | None:
        post = self.pick(desk, PostRow)
        return post and EditPost(post_id=post.id, body=f"edited {self.random.random()}")

    def _change_visibility(self, desk: Desk) -> AnyCommand | None:
        post = self.pick(desk, PostRow)
        if not isinstance(post, PostRow):
            return None
        wanted = self.random.choice(list(Visibility))
        return ChangePostVisibility(post_id=post.id, visibility=wanted, seen_version=post.version)

    def _remove_post(self, desk: Desk) -> AnyCommand | None:
        post = self.pick(desk, PostRow)
        return post and RemovePost(post_id=post.id)

    def _customer(self, desk: Desk) -> AnyCommand:
        return AddCustomer(
            customer_id=self.new_id(),
            name=f"Customer {self._ids}",
            contact_points=(self._point(),),
        )

    def _point(self) -> NewContactPoint:
        number = f"+49170{self.random.randint(1000000, 1000020)}"
        return NewContactPoint(self.new_id(), ContactKind.PHONE, number)

    def _edit_customer(self, desk: Desk) -> AnyCommand | None:
        customer = self.pick(desk, CustomerRow)
        if not isinstance(customer, CustomerRow):
            return None
        name = self.random.choice(["name", "note", "location"])
        note = desk.profile.view.get(CustomerNoteRow, customer.id)
        before = (note.note if note else "") if name == "note" else getattr(customer, name)
        edit = FieldEdit(name, before, f"{name} {self.random.randint(0, 99)}")
        return EditCustomer(customer_id=customer.id, edits=(edit,))

    def _contact_point(self, desk: Desk) -> AnyCommand | None:
        customer = self.pick(desk, CustomerRow)
        return customer and AddContactPoint(customer_id=customer.id, contact_point=self._point())

    def _booking(self, desk: Desk) -> AnyCommand | None:
        customer = self.pick(desk, CustomerRow)
        return customer and AddBooking(
            booking_id=self.new_id(),
            customer_id=customer.id,
            title="Job",
            worker_ids=self._workers(),
            pay_cents=10_000,
        )

    def _workers(self) -> tuple[RowId, ...]:
        return tuple(w.id for w in (LIAM, ZOE) if self.random.random() < 0.5)

    def _assign(self, desk: Desk) -> AnyCommand | None:
        booking = self.pick(desk, BookingRow)
        if not isinstance(booking, BookingRow):
            return None
        return AssignBooking(
            booking_id=booking.id, seen=booking.worker_ids, worker_ids=self._workers()
        )

    def _move_booking(self, desk: Desk) -> AnyCommand | None:
        booking = self.pick(desk, BookingRow)
        if not isinstance(booking, BookingRow):
            return None
        to = self.random.choice(list(BookingStatus))
        return MoveBooking(booking_id=booking.id, seen=booking.status, to=to)

    def _papers(self, desk: Desk) -> AnyCommand | None:
        customer = self.pick(desk, CustomerRow)
        if customer is None:
            return None
        return self.random.choice(
            [
                AddInquiry(inquiry_id=self.new_id(), customer_id=customer.id, title="Asks"),
                AddQuote(
                    quote_id=self.new_id(), customer_id=customer.id, title="Quote", total_cents=500
                ),
                AddInvoice(
                    invoice_id=self.new_id(),
                    customer_id=customer.id,
                    title="Invoice",
                    total_cents=900,
                ),
            ]
        )

    def _issue(self, desk: Desk) -> AnyCommand | None:
        booking = self.pick(desk, BookingRow)
        return booking and ReportIssue(
            issue_id=self.new_id(),
            record_kind=RecordKind.BOOKING,
            record_id=booking.id,
            issue_type="Damage",
        )

    def _delete_issue(self, desk: Desk) -> AnyCommand | None:
        """Forever; most are refused, for a hold or a role."""
        issue = self.pick(desk, IssueRow)
        if not isinstance(issue, IssueRow):
            return None
        typed = code(RecordKind.ISSUE, issue.number, issue.id)
        return DeleteIssue(issue_id=issue.id, typed=typed, reason=ErasureReason.TEST)

    def _move_issue(self, desk: Desk) -> AnyCommand | None:
        issue = self.pick(desk, IssueRow)
        if not isinstance(issue, IssueRow):
            return None
        to = self.random.choice(list(IssueStatus))
        return MoveIssue(issue_id=issue.id, seen=issue.status, to=to)

    def _release(self, desk: Desk) -> AnyCommand | None:
        hold = self.pick(desk, HoldRow)
        return hold and ReleaseHold(hold_id=hold.id, seen_version=hold.version)

    def _call(self, desk: Desk) -> AnyCommand | None:
        call, customer = self.pick(desk, CallRow), self.pick(desk, CustomerRow)
        if call is not None and customer is not None and self.random.random() < 0.3:
            return LinkCall(call_id=call.id, customer_id=customer.id)
        key = f"call {self.random.randint(0, 8)}"
        return LogCall(
            call_id=call_id(key),
            call_key=key,
            direction=Direction.INBOUND,
            number="+491701000001",
            dialled="+4930123",
            outcome=self.random.choice(list(CallOutcome)),
            started_at=from_ms(START_MS),
            answered_by=desk.person.id,
        )

    # -- the server's doings

    def reassign(self) -> None:
        """Someone in the office moves a job while everyone else is elsewhere."""
        desk = self.desks["owner"]
        if desk.profile.has_replica:
            command = self._assign(desk)
            if command is not None:
                self.give(desk, command)
                self._quietly(desk.exchange.push)

    def change_role(self) -> None:
        staff_id = self.random.choice([AGENT.id, SECOND.id, LIAM.id, FINANCE.id])
        role = self.random.choice([Role.AGENT, Role.FINANCE, Role.FIELDWORKER, Role.ADMIN])
        desk = self.desks["owner"]
        if desk.profile.has_replica:
            self.give(desk, ChangeRole(staff_id=staff_id, role=role))
            self._quietly(desk.exchange.push)

    def change_rights(self) -> None:
        paperwork.change_rights(self)

    def sweep(self) -> None:
        self.server.sweep(keep=self.random.randint(0, 3))

    def back_up(self) -> None:
        if self._backup is None:
            self._backup = self.folder / "backup.db"
            self.server.back_up(self._backup)

    def restore(self) -> None:
        if self._backup is not None:
            self.server.restore(self._backup)
            self.made.was_restored = True

    # -- sync and its troubles

    def push(self) -> None:
        self.push_from(self.desk(), self._push_trouble())

    def push_from(self, desk: Desk, trouble: Trouble) -> None:
        if not desk.profile.has_replica:
            return
        desk.line.trouble = trouble
        if self.random.random() < 0.3:
            desk.exchange.forget_sent()
        mine = self._waiting_posts(desk)
        reply = self._quietly(desk.exchange.push)
        gone = mine - self._waiting_posts(desk)
        assert not gone, f"posts of {desk.person.id} vanished with a push: {sorted(gone)[:3]}"
        if reply is not None and reply.status is PushStatus.EPOCH:
            self._quietly(desk.exchange.refill)

    def _waiting_posts(self, desk: Desk) -> set[RowId]:
        """Own posts that are shown but not confirmed."""
        posts = desk.profile.view.where(PostRow, author_id=desk.person.id)
        return {post.id for post in posts if post.posted_at is None}

    def _push_trouble(self) -> Trouble:
        return self.random.choices(
            [
                Trouble(),
                Trouble(drop_request=True),
                Trouble(drop_answer=True),
                Trouble(double=True),
                Trouble(skip_first=True),
            ],
            [6, 1, 2, 1, 1],
        )[0]

    def pull(self) -> None:
        desk = self.desk()
        trouble = self.random.choices(
            [
                Trouble(),
                Trouble(drop_answer=True),
                Trouble(cut_after=self.random.randint(1, 30)),
            ],
            [6, 1, 3],
        )[0]
        self.pull_at(desk, trouble, crash=self.random.random())

    def sync(self) -> None:
        desk = self.desk()
        self.push_from(desk, self._push_trouble())
        self.pull_at(desk, Trouble(), crash=1.0)

    def pull_at(self, desk: Desk, trouble: Trouble, crash: float) -> None:
        """Pull; `crash` below 0.1 kills the desk before its commit, below 0.2 right after."""
        desk.line.trouble = trouble
        max_bytes = self.random.choice([400, 3_000, 1 << 22, 1 << 22])
        try:
            if not desk.profile.has_replica:
                desk.exchange.refill()
            elif crash < 0.1:
                self._pull_and_crash(desk, after_commit=False)
            elif crash < 0.2:
                self._pull_and_crash(desk, after_commit=True)
            else:
                desk.exchange.take(desk.line.pull(desk.exchange.request(max_bytes)))
        except SyncError as failure:
            only_the_line(failure)
            return
        self.check(desk)

    def _pull_and_crash(self, desk: Desk, *, after_commit: bool) -> None:
        def die(*_: object) -> None:
            raise Crash

        profile = desk.profile
        if after_commit:
            profile.outbox.decided = die
        else:
            profile.overlay = die
        try:
            desk.exchange.pull()
        except Crash:
            pass
        finally:
            desk.restart()

    def crash_before_showing(self) -> None:
        """Die between keeping a command and showing it."""
        desk = self.desk()
        if not desk.profile.has_replica:
            return

        def die(*_: object) -> None:
            raise Crash

        command = self._post(desk)
        if command is None:
            return
        desk.profile.replica.overlay = die
        try:
            self.give(desk, command)
        except Crash:
            self.made.commands[f"c{len(self.made.commands):05d}"] = desk.person.id
            desk.restart()
            assert desk.profile.view.get(PostRow, command.post_id) is not None
        else:
            desk.restart()

    def restart(self) -> None:
        self.desk().restart()

    def lose_replica(self) -> None:
        desk = self.desk()
        desk.profile.forget_replica()
        self._quietly(desk.exchange.refill)

    def image(self) -> None:
        name = self.random.choice(list(self.desks))
        self._images[name] = self.folder / f"{name}.image"
        self.desks[name].image(self._images[name])

    def roll_back(self) -> None:
        if not self._images or self.random.random() < 0.4:
            return
        name = self.random.choice(list(self._images))
        desk = self.desks[name]
        before = {queued.id for queued in desk.profile.outbox.undecided()}
        desk.roll_back(self._images.pop(name))
        self.made.forgiven |= {i for i in before if not _knows(desk.profile, i)}
        self.made.was_rolled_back = True
        if self.random.random() < 0.6:
            # A person goes on working before the desk next reaches its server.
            for _ in range(self.random.randint(4, 10)):
                self.act(desk)
            self.pull_at(desk, Trouble(), crash=1.0)

    def _quietly(self, step: Callable[[], object]) -> object:
        """Do a step that the line may spoil."""
        try:
            return step()
        except SyncError as failure:
            only_the_line(failure)
            return None
        except NotFilled:
            return None

    # -- what must always hold

    def check(self, desk: Desk) -> None:
        """After a pull: no leak, nothing stale, complete if it says so, view = base + undecided."""
        profile = desk.profile
        if not profile.has_replica:
            return
        state = profile.replica.state()
        base = confirmed(profile)
        may = self.oracle.seen_by(desk.person.id)
        at_hi = all(seq >= self.server.seq() for seq, _ in state.cursor.values())
        if state.cursor and at_hi:
            leaked = base.keys() - may.keys()
            assert not leaked, f"{desk.person.id} holds what they may not see: {sorted(leaked)[:3]}"
            stale = [key for key, row in base.items() if may[key] != row]
            assert not stale, f"stale at {desk.person.id}: {stale[:3]}"
        if state.is_complete and at_hi:
            missing = may.keys() - base.keys()
            assert not missing, f"missing at {desk.person.id}: {sorted(missing)[:3]}"
        queue = profile.outbox.undecided(after=state.last_n)
        self.check_view(desk, folded(base, queue, profile))

    def check_view(self, desk: Desk, wanted: dict) -> None:
        now = shown(desk.profile)
        wrong = [key for key in now.keys() | wanted.keys() if now.get(key) != wanted.get(key)]
        assert not wrong, f"view of {desk.person.id} is not base + undecided: {sorted(wrong)[:3]}"

    def heal(self) -> None:
        """Every line works again: all desks talk until nothing moves."""
        for _ in range(8):
            for desk in self.desks.values():
                desk.line.trouble = Trouble()
                desk.exchange.forget_sent()
                if not desk.profile.has_replica:
                    desk.exchange.refill()
                for _ in range(6):
                    reply = desk.exchange.push()
                    if reply is None:
                        break
                    if reply.status is PushStatus.EPOCH:
                        desk.exchange.refill()
                    applied = desk.exchange.pull()
                    while applied is not None and applied.more:
                        applied = desk.exchange.pull()
                desk.exchange.pull()

    def check_end(self) -> None:
        for name, desk in self.desks.items():
            waiting = desk.profile.outbox.undecided()
            assert not waiting, f"{name} never got rid of {[q.n for q in waiting]}"
            may = self.oracle.seen_by(desk.person.id)
            now = shown(desk.profile)
            wrong = [key for key in now.keys() | may.keys() if now.get(key) != may.get(key)]
            assert not wrong, f"{name} differs at the end: {sorted(wrong)[:3]}"
            applied = desk.exchange.pull()
            assert applied is not None
            assert applied.digest == desk.profile.replica.digest(), f"digest of {name}"
            if not self.made.was_restored:
                differently = told_differently(self.server, desk.profile)
                assert not differently, f"{name} was told otherwise about {differently[:3]}"
        holding.check_pay(KindView(self.oracle.rows))
        self.check_commands()

    def check_commands(self) -> None:
        """Every command was decided."""
        with self.server.database.reading() as tx:
            decided = {row[0] for row in tx.exec_driver_sql("SELECT id FROM sync_command")}
        lost = self.made.commands.keys() - decided - self.made.forgiven
        if self.made.was_restored and self.made.was_rolled_back:
            return  # lost at both ends: nobody can know them
        assert not lost, f"lost commands {sorted(lost)[:5]}"
        if not (self.made.was_restored or self.made.was_rolled_back):
            self.check_order()

    def check_order(self) -> None:
        """Each desk's commands were decided in the order in which they were given."""
        with self.server.database.reading() as tx:
            asked = "SELECT id, at_server FROM sync_command"
            decided_at = {row[0]: row[1] for row in tx.exec_driver_sql(asked)}
        for name, desk in self.desks.items():
            given = [i for i, who in self.made.commands.items() if who == desk.person.id]
            times = [decided_at[command_id] for command_id in sorted(given)]
            assert times == sorted(times), f"{name}'s commands were decided out of order"


def only_the_line(failure: SyncError) -> None:
    """A desk may only fail because its line did."""
    assert failure.fault is Fault.UNREACHABLE, failure


def _knows(profile: Profile, command_id: str) -> bool:
    found = profile.outbox._db.execute("SELECT 1 FROM command WHERE id = ?", (command_id,))
    return found.fetchone() is not None


def populated(folder: Path) -> Path:
    """Make an office with customers, jobs, posts, issues and filled desks, to copy from."""
    server = Server(folder / "server.db", Ticks())
    server.create(STAFF)
    seed = History.__new__(History)
    seed.random = random.Random(0)
    seed.made, seed._ids, seed.server = Made(), 0, server
    seed.folder = folder
    seed.desks = {name: Desk(folder / name, server, person(row)) for name, row in SEATS.items()}
    for desk in seed.desks.values():
        desk.fill()
    owner = seed.desks["owner"]
    for maker, times in (
        (seed._customer, 3),
        (seed._booking, 5),
        (seed._papers, 5),
        (seed._issue, 3),
        (seed._post, 20),
        (seed._call, 3),
    ):
        for _ in range(times):
            command = maker(owner)
            assert command is not None
            owner.do(CommandId(f"seed{seed._ids}-{maker.__name__}{_}"), command)
    seed.heal()
    for desk in seed.desks.values():
        desk.close()
    server.close()
    return folder


def fresh_copy(template: Path, folder: Path) -> Path:
    shutil.copytree(template, folder)
    return folder
