"""Feed, threads, files, search and counts say the same of who may see what, for every role."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import msgspec
import pytest

from desktop.replica.first_frame import open_counts
from desktop.replica.search import search
from sync_server.api.blobs import _may_read
from sync_server.contract.access import PermissionRow, permission_id
from sync_server.contract.base import Row, RowId
from sync_server.contract.feed import BY_ENTITY, entity
from sync_server.contract.staff import StaffRow
from sync_server.contract.values import Role
from sync_server.rules import access
from sync_server.rules.view import MemoryView
from sync_server.rules.visibility import may_see
from sync_server.store.actor import Actor
from sync_server.store.audit import at_console
from sync_server.store.change import write_change
from sync_server.store.sequence import take_seq
from sync_server.store.view import SqlView
from tests.support.office import Office, Seat, running, settings_for
from tests.support.one_of_each import MODULE_WORD, SHA, one_of_each, word
from tests.sync.office import Desk, Server, Ticks, person

ROLES = (
    Role.OWNER,
    Role.ADMIN,
    Role.FINANCE,
    Role.AGENT,
    Role.SUPERVISOR,
    Role.TECHNICIAN,
    Role.READ_ONLY,
)
TAILORED = PermissionRow(
    id=permission_id(Role.SUPERVISOR),
    grants=tuple(sorted(access.whole(frozenset({"customers:see", "quotes:see", "calls:see"})))),
)
"""A role an administrator has cut down; the others have Ringdesk's defaults."""
ROWS: tuple[Row, ...] = (*one_of_each(), TAILORED)


def expected(role: Role, who: RowId) -> set[tuple[str, RowId]]:
    """Entity and id of everything the pure rules let this person see."""
    view = MemoryView([*ROWS, StaffRow(id=who, role=role)])
    return {(entity(type(row)), row.id) for row in ROWS if may_see(view, row, role, who)}


# -- over HTTP


@dataclass
class Seated:
    office: Office
    seats: dict[Role, Seat]


@pytest.fixture(scope="module")
def seated(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Seated]:
    with running(settings_for(tmp_path_factory.mktemp("rights"))) as office:
        for role in (*ROLES, Role.FIELDWORKER):
            office.hire(str(role), role)
        with office.server.database.writing() as tx:
            write_change(
                tx, SqlView(tx), ROWS, take_seq(tx, RowId("system"), 0), at_console(0, "put")
            )
        yield Seated(office, {role: office.seat(str(role)) for role in (*ROLES, Role.FIELDWORKER)})


def fed(seat: Seat) -> set[tuple[str, RowId]]:
    """Entity and id of every row of a first pull."""
    places: dict[str, int] = {}
    found: set[tuple[str, RowId]] = set()
    for line in map(msgspec.json.decode, seat.pull()):
        if line[0] == "cols":
            places[line[1]] = line[2].index("id") + 1
        elif line[0] == "up":
            found |= {(line[2], row[places[line[2]]]) for row in line[3]}
    return found


@pytest.mark.parametrize("role", [*ROLES, Role.FIELDWORKER])
def test_a_feed_holds_exactly_what_the_rules_let_its_reader_see(seated: Seated, role: Role) -> None:
    """TML-29: every row type through the real server."""
    own = {entity(type(row)) for row in ROWS}
    assert own == set(BY_ENTITY), "a new row type needs its line in one_of_each"
    rows = {(entity(type(row)), row.id) for row in ROWS}
    seat = seated.seats[role]
    assert fed(seat) & rows == expected(role, RowId(seat.signed_in.staff_id))


@pytest.mark.parametrize("role", [*ROLES, Role.FIELDWORKER])
@pytest.mark.parametrize("kind", list(MODULE_WORD))
def test_a_thread_that_is_not_in_the_feed_is_not_found_by_its_address(
    seated: Seated, role: Role, kind: str
) -> None:
    """TML-29: 404 and not 403: nobody learns that it exists."""
    seat = seated.seats[role]
    answer = seat.get(f"/v1/threads/{kind}-1")
    may = ("thread", RowId(f"{kind}-1")) in expected(role, RowId(seat.signed_in.staff_id))
    assert answer.status_code == (200 if may else 404)
    assert (word(MODULE_WORD[kind]) in answer.text) is may  # type: ignore[index]


@pytest.mark.parametrize("role", [*ROLES, Role.FIELDWORKER])
@pytest.mark.parametrize("kind", list(SHA))
def test_a_file_is_not_there_for_who_does_not_see_its_post(
    seated: Seated, role: Role, kind: str
) -> None:
    """TML-29: the bytes were never sent; what differs is who is told that."""
    seat = seated.seats[role]
    may = ("attachment", RowId(f"file-{kind}")) in expected(role, RowId(seat.signed_in.staff_id))
    actor = Actor(RowId(seat.signed_in.staff_id), "", role)
    assert _may_read(seated.office.server, actor, SHA[kind]) is may
    assert seat.get(f"/v1/blob/{SHA[kind]}").status_code == 404


# -- on a desk


@pytest.mark.parametrize("role", ROLES)
def test_a_desk_counts_finds_and_holds_only_what_its_person_may_see(
    tmp_path: Path, role: Role
) -> None:
    """TML-29: the replica, its search and its counters."""
    me = StaffRow(id=RowId("me"), name="Me", role=role)
    server = Server(tmp_path / "server.db", Ticks())
    server.create([me])
    server.write(*ROWS)
    desk = Desk(tmp_path / "desk", server, person(me))
    desk.fill()
    while desk.profile.tidy():
        pass
    seen = expected(role, me.id)
    db = desk.profile.replica.reader()
    here = {
        (name, row_id)
        for name in BY_ENTITY
        for (row_id,) in db.execute(f'SELECT id FROM "{name}"')  # noqa: S608 - own names
    }
    assert here - {("staff", me.id)} == seen
    counted = open_counts(db)
    assert bool(counted.issues) is (("issue", RowId("issue-1")) in seen)
    assert bool(counted.holds) is (("hold", RowId("hold-1")) in seen)
    for kind, module in MODULE_WORD.items():
        found = {one.id for one in search(db, word(module))}
        assert (RowId(f"{kind}-1") in found) is ((str(kind), RowId(f"{kind}-1")) in seen)
    desk.close()
    server.close()
