"""A small replica filled with rows, without a server."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import zstandard

from desktop.replica.fill import Filling
from desktop.replica.outbox import Person
from desktop.replica.profile import Profile
from sync_server.contract.base import Row, RowId
from sync_server.contract.columns import columns, to_values
from sync_server.contract.feed import ROW_TYPES, entity
from sync_server.contract.values import Role
from sync_server.contract.wire import Hello
from sync_server.store.lines import line

AMY = Person(RowId("amy"), "Amy", Role.AGENT)
SCOPES = ("staff", "bill", "pay", "u:amy")


def answer(rows: Iterable[Row], *, scope: int = 0, hi: int = 1) -> bytes:
    """A whole pull answer that brings these rows."""
    hello = Hello("epoch", hi, SCOPES, (), reset=False, last=(0, None), now=0)
    cur = dict.fromkeys(SCOPES, (hi, None))
    lines = [line("hello", hello)]
    ordered = list(rows)
    for kind in ROW_TYPES:
        batch = [(hi, *to_values(row)) for row in ordered if type(row) is kind]
        if batch:
            lines.append(line("cols", entity(kind), [c.name for c in columns(kind)]))
            lines.append(line("up", scope, entity(kind), batch))
    lines.append(line("mark", {"cur": cur, "usable": True}))
    lines.append(line("end", {"cur": cur, "more": False, "digest": None}))
    return zstandard.compress(b"".join(lines))


def fill(profile: Profile, rows: Iterable[Row]) -> None:
    """Make these rows the profile's whole replica."""
    folder = profile.generations.building()
    filling = Filling(folder, profile.key)
    for _told in filling.take([answer(rows)]):
        pass
    filling.finish()
    profile.adopt(folder)


def profile_with(folder: Path, rows: Iterable[Row], key: bytes | None = None) -> Profile:
    profile = Profile(folder, key)
    profile.outbox.set_person(AMY)
    fill(profile, rows)
    return profile
