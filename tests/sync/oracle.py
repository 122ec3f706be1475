"""What a person should hold, worked out from the server's rows alone, never from its index."""

from __future__ import annotations

from collections import defaultdict

from desktop.replica.outbox_tables import Queued
from desktop.replica.profile import Profile
from desktop.replica.schema import TABLES
from sync_server.contract.base import Row, RowId
from sync_server.contract.columns import columns, from_ms, from_values
from sync_server.contract.feed import BY_ENTITY, entity
from sync_server.contract.staff import StaffRow
from sync_server.contract.wire import Result
from sync_server.rules.decide import decide
from sync_server.rules.effects import Circumstances, Refused
from sync_server.rules.view import MemoryView
from sync_server.rules.visibility import Audience, audience, scopes_of
from tests.sync.office import Server

Key = tuple[str, RowId]
World = dict[Key, Row]


class KindView(MemoryView):
    """A MemoryView that does not look at other kinds of rows: the oracle asks a lot."""

    def __init__(self, rows: World) -> None:
        super().__init__(rows.values())
        self._kinds: dict[type[Row], list[Row]] = defaultdict(list)
        for row in self.rows.values():
            self._kinds[type(row)].append(row)

    def where(self, kind, **equal):
        found = (r for r in self._kinds[kind] if all(getattr(r, k) == v for k, v in equal.items()))
        return sorted(found, key=lambda row: row.id)


class Oracle:
    """Rows and their audiences as of the server's last change."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self._at = (None, -1)
        self.rows: World = {}
        self._audience: dict[Key, Audience] = {}

    def look(self) -> None:
        at = (id(self._server.database), self._server.seq())
        if at == self._at:
            return
        self._at = at
        self.rows = _server_rows(self._server)
        view = KindView(self.rows)
        self._audience = {key: audience(view, row) for key, row in self.rows.items()}

    def seen_by(self, person_id: RowId) -> World:
        """Every row this person may see now; nothing once their access has ended."""
        self.look()
        staff = self.rows.get(("staff", person_id))
        if not isinstance(staff, StaffRow) or not staff.active:
            return {}
        held = scopes_of(KindView(self.rows), staff.role, person_id)
        return {key: row for key, row in self.rows.items() if self._audience[key] & held}


def _server_rows(server: Server) -> World:
    found: World = {}
    with server.database.reading() as tx:
        for name, kind in BY_ENTITY.items():
            picks = ", ".join(f'"{c.name}"' for c in columns(kind))
            for values in tx.exec_driver_sql(f'SELECT {picks} FROM "{name}"'):  # noqa: S608 - own names
                row = from_values(kind, tuple(values))
                found[name, row.id] = row
    return found


def shown(profile: Profile) -> World:
    """Everything a desk shows."""
    db = profile.replica.reader()
    return {
        (name, found[0]): from_values(table.row_type, found)
        for name, table in TABLES.items()
        for found in db.execute(table.select)
    }


def confirmed(profile: Profile) -> World:
    """What is below the undecided commands."""
    world = shown(profile)
    db = profile.replica.reader()
    for name, row_id, absent in db.execute("SELECT entity, id, image IS NULL FROM _base"):
        table = TABLES[name]
        world.pop((name, row_id), None)  # not there when the command takes the row back
        if not absent:
            picks = ", ".join(f"json_extract(image, '$[{i}]')" for i in range(len(table.names)))
            sql = f"SELECT {picks} FROM _base WHERE entity = ? AND id = ?"  # noqa: S608 - own names
            values = db.execute(sql, (name, row_id)).fetchone()
            world[name, row_id] = from_values(table.row_type, values)
    return world


def folded(base: World, queue: tuple[Queued, ...], profile: Profile) -> World:
    """Undecided commands on top of confirmed rows, by the rules and a dict alone."""
    person = profile.outbox.person
    assert person is not None
    world = dict(base)
    for queued in queue:
        assert queued.command is not None
        me = world.get(("staff", person.id))
        name, role = (me.name, me.role) if isinstance(me, StaffRow) else (person.name, person.role)
        here = Circumstances(person.id, name, role, from_ms(queued.at))
        try:
            effects = decide(KindView(world), queued.command, here)
        except Refused:
            continue
        for row in effects.rows:
            if getattr(row, "gone", False):
                world.pop((entity(type(row)), row.id), None)
            else:
                world[entity(type(row)), row.id] = row
        for row in effects.erased:
            world.pop((entity(type(row)), row.id), None)
    return world


def told_differently(server: Server, profile: Profile) -> list[str]:
    """Commands whose final answer at the desk is not the one the server gave."""
    with server.database.reading() as tx:
        given = dict(tx.exec_driver_sql("SELECT id, result FROM sync_command").all())
    rejected = {one.id for one in profile.outbox.rejections()}
    not_all = {Result.REJECTED, Result.PARKED, Result.MERGED}
    said_no = {i for i, result in given.items() if result in not_all}
    mine = {command_id for command_id in given if profile_has(profile, command_id)}
    return sorted((rejected ^ said_no) & mine)


def profile_has(profile: Profile, command_id: str) -> bool:
    db = profile.outbox._db
    sql = "SELECT 1 FROM command WHERE id = ? AND state <> 'new'"
    return db.execute(sql, (command_id,)).fetchone() is not None
