"""Lists as people keep them: only their owner changes them, sharing decides who sees them."""

from __future__ import annotations

import msgspec
import pytest

from sync_server.contract.base import RowId
from sync_server.contract.views import MAX_QUERY, RemoveView, SavedViewRow, SaveView
from sync_server.rules.decide import decide
from sync_server.rules.effects import Reason, Refused
from sync_server.rules.visibility import STAFF, audience, user_scope
from tests.support.builders import AGENT, FINANCE, LIAM, here, office

VIEW = RowId("view")
SAVE = SaveView(
    view_id=VIEW, seen_version=-1, list_key="customers", name=" Sydney ", shared=False, query="{}"
)


def test_a_private_view_is_for_its_owner_and_a_shared_one_for_the_office():
    room = office()
    (mine,) = decide(room, SAVE, here()).rows
    assert isinstance(mine, SavedViewRow)
    assert (mine.name, mine.owner_id) == ("Sydney", AGENT)
    assert audience(room, mine) == {user_scope(AGENT)}
    shared = msgspec.structs.replace(mine, shared=True)
    assert audience(room, shared) == {STAFF}


def test_a_view_changes_by_its_owner_alone_and_from_what_they_saw():
    room = office()
    room.put(decide(room, SAVE, here()).rows)
    again = msgspec.structs.replace(SAVE, seen_version=0, name="Perth")
    (row,) = decide(room, again, here()).rows
    assert (row.version, getattr(row, "name", "")) == (1, "Perth")
    for command, who, reason in (
        (again, FINANCE, Reason.NOT_ALLOWED),
        (RemoveView(view_id=VIEW), FINANCE, Reason.NOT_ALLOWED),
        (SAVE, AGENT, Reason.CHANGED),
        (SAVE, LIAM, Reason.NOT_ALLOWED),
    ):
        with pytest.raises(Refused) as refused:
            decide(room, command, here(who))
        assert refused.value.reason is reason


def test_a_removed_view_stands_in_nobodys_feed_and_removing_it_twice_is_once():
    room = office()
    room.put(decide(room, SAVE, here()).rows)
    (gone,) = decide(room, RemoveView(view_id=VIEW), here()).rows
    room.put([gone])
    assert audience(room, gone) == frozenset()
    assert decide(room, RemoveView(view_id=VIEW), here()).rows == ()


@pytest.mark.parametrize(
    "changes",
    [{"name": ""}, {"name": "n" * 61}, {"query": "q" * (MAX_QUERY + 1)}, {"list_key": ""}],
)
def test_a_view_without_a_name_or_too_large_to_keep_is_refused(changes: dict[str, str]):
    with pytest.raises(Refused):
        decide(office(), msgspec.structs.replace(SAVE, **changes), here())
