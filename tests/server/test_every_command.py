"""Whatever command changes a row, the history says so."""

from __future__ import annotations

import typing

import pytest
from sqlalchemy import select

from sync_server.contract.base import Command
from sync_server.contract.commands import AnyCommand
from sync_server.contract.wire import Result
from sync_server.rules.history import TOMBSTONE
from sync_server.store.tables import audit
from tests.server.every_command import CASES
from tests.server.every_complaint_command import COMPLAINT_CASES
from tests.server.every_record_command import RECORD_CASES
from tests.server.shop import Shop, fresh_command

COMMANDS: tuple[type[Command], ...] = typing.get_args(AnyCommand)


@pytest.mark.parametrize("kind", COMMANDS, ids=lambda kind: kind.__name__)
def test_every_command_that_changes_a_row_leaves_a_line(shop: Shop, kind: type[Command]) -> None:
    """AUD-02, ISS-18. A KeyError means: a new command, write its case into `every_command.py`."""
    actor, command = (CASES | RECORD_CASES | COMPLAINT_CASES)[kind](shop)
    command_id = fresh_command()
    receipt = shop.writer.perform(actor, command_id, command)
    assert (receipt.result, receipt.code) == (Result.OK, "")
    with shop.database.reading() as connection:
        lines = connection.execute(select(audit).where(audit.c.command_id == command_id)).all()
    lines = [line for line in lines if line.entity != TOMBSTONE]
    assert lines
    assert {line.kind for line in lines} == {kind.__struct_config__.tag}
    assert {line.actor_id for line in lines} == {actor.id}
    assert all(line.changes not in {None, "{}"} for line in lines)
