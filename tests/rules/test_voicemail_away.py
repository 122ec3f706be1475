"""Voicemail away from the desk: who it is shared with, and what they may do (CAL-08, CAL-16)."""

from __future__ import annotations

import pytest

from sync_server.contract.base import Command, RowId
from sync_server.contract.calls import (
    FileVoicemail,
    HearVoicemail,
    RemoveVoicemail,
    SettleVoicemail,
    VoicemailRow,
    call_id,
)
from sync_server.contract.notices import SetPreference
from sync_server.contract.staff import StaffRow
from sync_server.contract.values import NoticeChannel, NoticeModule, Role
from sync_server.rules.decide import decide
from sync_server.rules.effects import Reason, Refused
from sync_server.rules.view import MemoryView
from sync_server.rules.visibility import may_see
from tests.support.builders import ADMIN, AGENT, LIAM, MEI, NOW, ZOE, here, office

V = RowId("v")
SYSTEM = here(RowId("pbx"), Role.SYSTEM)


def switched(view: MemoryView, by: RowId, *, on: bool, role: Role | None = None) -> None:
    wish = SetPreference(NoticeModule.VOICEMAIL, NoticeChannel.PUSH, on, role)
    view.put(decide(view, wish, here(by)).rows)


def left(view: MemoryView) -> VoicemailRow:
    filed = FileVoicemail(V, call_id("k"), "+61491570156", 12, "0" * 64)
    view.put(decide(view, filed, SYSTEM).rows)
    row = view.get(VoicemailRow, V)
    assert row is not None
    return row


def test_nobody_away_from_the_desk_sees_a_voicemail_unless_they_switched_it_on():
    view = office()
    row = left(view)
    assert row.shared_with == ()
    assert not may_see(view, row, Role.FIELDWORKER, LIAM)
    assert may_see(view, row, Role.AGENT, AGENT)


def test_a_voicemail_is_shared_with_the_fieldworker_who_switched_it_on_and_no_other():
    view = office()
    switched(view, LIAM, on=True)
    switched(view, AGENT, on=True)
    row = left(view)
    assert row.shared_with == (LIAM,)
    assert may_see(view, row, Role.FIELDWORKER, LIAM)
    assert not may_see(view, row, Role.FIELDWORKER, ZOE)
    assert not may_see(view, row, Role.CUSTOMER, LIAM)


def test_the_switch_of_the_role_counts_and_a_persons_own_overrules_it():
    view = office()
    switched(view, ADMIN, on=True, role=Role.FIELDWORKER)
    switched(view, ZOE, on=False)
    view.put([StaffRow(id=MEI, name="Mei", role=Role.FIELDWORKER, active=False)])
    assert left(view).shared_with == (LIAM,)


def test_whom_it_is_shared_with_hears_it_and_is_done_with_it_by_name():
    view = office()
    switched(view, LIAM, on=True)
    left(view)
    view.put(decide(view, HearVoicemail(V), here(LIAM)).rows)
    view.put(decide(view, SettleVoicemail((V,)), here(LIAM)).rows)
    row = view.get(VoicemailRow, V)
    assert row is not None
    assert (row.heard_by_name, row.done_by_name, row.done_at) == ("Liam", "Liam", NOW)
    view.put(decide(view, SettleVoicemail((V,), done=False), here(LIAM)).rows)
    again = view.get(VoicemailRow, V)
    assert again is not None
    assert again.done_at is None
    assert again.shared_with == (LIAM,)


@pytest.mark.parametrize("command", [HearVoicemail(V), SettleVoicemail((V,))])
def test_to_a_fieldworker_what_is_not_shared_does_not_exist(command: Command):
    """The answer is the same as for a voicemail that never was."""
    view = office()
    switched(view, LIAM, on=True)
    with pytest.raises(Refused) as never_was:
        decide(view, command, here(ZOE))
    left(view)
    with pytest.raises(Refused) as refused:
        decide(view, command, here(ZOE))
    assert refused.value.reason is Reason.NOT_FOUND
    assert refused.value.detail == never_was.value.detail


def test_fieldworkers_take_no_voicemail_off_the_list():
    view = office()
    switched(view, LIAM, on=True)
    left(view)
    with pytest.raises(Refused):
        decide(view, RemoveVoicemail(V), here(LIAM))
