"""What was answered to each command, and under which number each device sent it."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, bindparam, insert, select, update

from sync_server.contract.base import CommandId, DeviceId, RowId
from sync_server.contract.wire import Receipt, Result
from sync_server.store.actor import Actor, DeviceTaken
from sync_server.store.tables import commands, device_commands, devices, parked

_KNOWN = select(commands).where(commands.c.id == bindparam("id"))
_DEVICE = select(devices.c.person_id, devices.c.last_n, devices.c.last_id).where(
    devices.c.id == bindparam("id")
)
_LAST = select(devices.c.id, devices.c.last_n, devices.c.last_id).where(
    devices.c.id.in_(bindparam("ids", expanding=True))
)
_NUMBERED = select(device_commands.c.command_id).where(
    device_commands.c.device_id == bindparam("device"), device_commands.c.n == bindparam("n")
)
_SINCE = (
    select(
        device_commands.c.n,
        commands.c.id,
        commands.c.result,
        commands.c.seq,
        commands.c.code,
        commands.c.detail,
    )
    .join(commands, commands.c.id == device_commands.c.command_id)
    .where(device_commands.c.device_id == bindparam("device"), device_commands.c.n > bindparam("n"))
    .order_by(device_commands.c.n)
    .limit(bindparam("at_most"))
)
RESULTS_AT_ONCE = 5_000


@dataclass(frozen=True, slots=True)
class Decided:
    """A command that was answered before, and who had asked."""

    receipt: Receipt
    actor_id: RowId


@dataclass(frozen=True, slots=True)
class LastCommand:
    """The newest number a device has used up."""

    n: int = 0
    id: CommandId | None = None


def find(connection: Connection, command_id: CommandId, n: int) -> Decided | None:
    """The answer already given to a command, under the number it is asked for now."""
    row = connection.execute(_KNOWN, {"id": command_id}).first()
    if row is None:
        return None
    receipt = Receipt(
        n=n, id=command_id, result=Result(row.result), seq=row.seq, code=row.code, detail=row.detail
    )
    return Decided(receipt, RowId(row.actor_id))


@dataclass(frozen=True, slots=True)
class Asked:
    """What is kept about a command beside its answer."""

    by: Actor
    kind: str
    at_client_ms: int | None
    at_server_ms: int


def keep(connection: Connection, receipt: Receipt, asked: Asked) -> None:
    """Write the answer down in the transaction that carries the effects."""
    values = {
        "id": receipt.id,
        "actor_id": asked.by.id,
        "kind": asked.kind,
        "result": receipt.result,
        "seq": receipt.seq,
        "code": receipt.code,
        "detail": receipt.detail,
        "at_client": asked.at_client_ms,
        "at_server": asked.at_server_ms,
    }
    connection.execute(insert(commands), values)


def park(connection: Connection, receipt: Receipt, asked: Asked, body: str, fault: str) -> None:
    """Keep a command that we failed on, whole, for the administrator."""
    keep(connection, receipt, asked)
    values = {
        "command_id": receipt.id,
        "actor_id": asked.by.id,
        "body": body,
        "fault": fault,
        "at": asked.at_server_ms,
    }
    connection.execute(insert(parked), values)


def last_of(connection: Connection, device: DeviceId, person: RowId) -> LastCommand | None:
    """Where a device's numbering stands; None for a device never seen."""
    row = connection.execute(_DEVICE, {"id": device}).first()
    if row is None:
        return None
    if row.person_id != person:
        raise DeviceTaken(f"device {device} belongs to another person")
    return LastCommand(row.last_n, row.last_id)


def last_of_all(connection: Connection, ids: list[DeviceId]) -> dict[DeviceId, LastCommand]:
    rows = connection.execute(_LAST, {"ids": ids})
    return {DeviceId(row.id): LastCommand(row.last_n, row.last_id) for row in rows}


def add_device(
    connection: Connection, device: DeviceId, person: RowId, name: str, at_ms: int
) -> None:
    values = {
        "id": device,
        "person_id": person,
        "name": name,
        "last_n": 0,
        "last_id": None,
        "added_at": at_ms,
    }
    connection.execute(insert(devices), values)


def advance(connection: Connection, device: DeviceId, receipt: Receipt) -> None:
    """Use up a device's number; refused and parked commands use theirs up too."""
    connection.execute(
        insert(device_commands),
        {"device_id": device, "n": receipt.n, "command_id": receipt.id},
    )
    connection.execute(
        update(devices).where(devices.c.id == device).values(last_n=receipt.n, last_id=receipt.id)
    )


def command_at(connection: Connection, device: DeviceId, n: int) -> CommandId | None:
    """Which command this device sent under this number."""
    found = connection.execute(_NUMBERED, {"device": device, "n": n}).scalar()
    return None if found is None else CommandId(found)


def since(connection: Connection, device: DeviceId, n: int) -> tuple[Receipt, ...]:
    """Answers to everything the device sent after number n."""
    rows = connection.execute(_SINCE, {"device": device, "n": n, "at_most": RESULTS_AT_ONCE})
    return tuple(
        Receipt(
            n=row.n,
            id=row.id,
            result=Result(row.result),
            seq=row.seq,
            code=row.code,
            detail=row.detail,
        )
        for row in rows
    )
