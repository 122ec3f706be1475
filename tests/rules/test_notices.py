"""Who is told of what, and which switch decides it (CAL-08, CAL-10, CAL-14)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from sync_server.contract.base import RowId
from sync_server.contract.calls import (
    CallRow,
    FileRecording,
    FileVoicemail,
    ForgetSound,
    HearVoicemail,
    LogCall,
    RecordingRow,
    RemoveVoicemail,
    SettleVoicemail,
    VoicemailRow,
    call_id,
)
from sync_server.contract.notices import NoticeRow, ReadNotices, SetPreference
from sync_server.contract.ring_groups import RingGroupRow
from sync_server.contract.values import (
    CallOutcome,
    Direction,
    NoticeChannel,
    NoticeModule,
    RecordingRule,
    Role,
)
from sync_server.rules.decide import decide
from sync_server.rules.effects import Refused
from sync_server.rules.view import MemoryView
from sync_server.rules.visibility import may_see
from tests.support.builders import ADMIN, AGENT, FINANCE, LIAM, NOW, here, office

M = NoticeModule
SYSTEM = here(RowId("pbx"), Role.SYSTEM)
CALL = call_id("k")
VOICEMAIL = FileVoicemail(
    voicemail_id=RowId("v"), call_id=CALL, number="+61491570156", seconds=12, sha256="0" * 64
)
FINANCE_OFF = SetPreference(
    module=M.VOICEMAIL, channel=NoticeChannel.FEED, is_on=False, role=Role.FINANCE
)


def desk(*, recording: RecordingRule = RecordingRule.ON_REQUEST) -> MemoryView:
    view = office()
    group = RingGroupRow(
        id=RowId("g"), number="100", name="Office", member_ids=(AGENT,), recording=recording
    )
    view.put([group])
    return view


def told(view: MemoryView, module: NoticeModule) -> set[str]:
    return {n.recipient_id for n in view.where(NoticeRow) if n.module is module}


def missed() -> LogCall:
    return LogCall(
        call_id=CALL,
        call_key="k",
        direction=Direction.INBOUND,
        number="+61491570156",
        dialled="100",
        outcome=CallOutcome.MISSED,
        started_at=NOW,
        ended_at=NOW,
    )


def test_a_voicemail_is_in_the_feed_of_everyone_in_the_office():
    view = desk()
    view.put(decide(view, VOICEMAIL, SYSTEM).rows)
    assert told(view, M.VOICEMAIL) == {AGENT, ADMIN, FINANCE}


def test_finance_switched_off_hears_of_no_voicemail_and_the_others_still_do():
    """CAL-14."""
    view = desk()
    view.put(decide(view, FINANCE_OFF, here(ADMIN)).rows)
    view.put(decide(view, VOICEMAIL, SYSTEM).rows)
    assert told(view, M.VOICEMAIL) == {AGENT, ADMIN}


def test_a_persons_own_switch_counts_before_their_roles():
    view = desk()
    view.put(decide(view, FINANCE_OFF, here(ADMIN)).rows)
    own = SetPreference(module=M.VOICEMAIL, channel=NoticeChannel.FEED, is_on=True)
    view.put(decide(view, own, here(FINANCE)).rows)
    view.put(decide(view, VOICEMAIL, SYSTEM).rows)
    assert FINANCE in told(view, M.VOICEMAIL)


def test_only_administrators_switch_a_whole_role():
    with pytest.raises(Refused):
        decide(desk(), FINANCE_OFF, here(AGENT))


def test_a_missed_call_is_told_to_the_group_and_becomes_the_voicemail_left_in_it():
    view = desk()
    view.put(decide(view, missed(), SYSTEM).rows)
    assert told(view, M.CALLS) == {AGENT}
    view.put(decide(view, VOICEMAIL, SYSTEM).rows)
    mine = [n for n in view.where(NoticeRow) if n.recipient_id == AGENT]
    assert [n.module for n in mine] == [M.VOICEMAIL]


def test_notices_are_seen_by_their_recipient_only_and_read_by_nobody_else():
    view = desk()
    view.put(decide(view, VOICEMAIL, SYSTEM).rows)
    notice = next(n for n in view.where(NoticeRow) if n.recipient_id == AGENT)
    assert may_see(view, notice, Role.AGENT, AGENT)
    assert not may_see(view, notice, Role.ADMIN, ADMIN)
    assert decide(view, ReadNotices(notice_ids=(notice.id,)), here(ADMIN)).rows == ()
    (read,) = decide(view, ReadNotices(notice_ids=(notice.id,)), here(AGENT)).rows
    assert isinstance(read, NoticeRow)
    assert read.read_at == NOW


def test_a_voicemail_is_heard_once_done_by_name_and_comes_back_after_removal():
    view = desk()
    view.put(decide(view, VOICEMAIL, SYSTEM).rows)
    heard = HearVoicemail(voicemail_id=RowId("v"))
    view.put(decide(view, heard, here(AGENT)).rows)
    assert decide(view, heard, here(ADMIN)).rows == ()
    view.put(decide(view, SettleVoicemail(voicemail_ids=(RowId("v"),)), here(AGENT)).rows)
    view.put(decide(view, RemoveVoicemail(voicemail_id=RowId("v")), here(AGENT)).rows)
    with pytest.raises(Refused):
        decide(view, heard, here(AGENT))
    back = RemoveVoicemail(voicemail_id=RowId("v"), removed=False)
    view.put(decide(view, back, here(AGENT)).rows)
    (row,) = view.where(VoicemailRow)
    assert (row.heard_by_name, row.done_by_name, row.removed_at) == ("Agent", "Agent", None)


RECORDING = FileRecording(
    recording_id=RowId("r"), call_id=CALL, seconds=60, sha256="1" * 64, made_at=NOW
)


def test_a_recording_is_for_its_agent_and_administrators_and_is_kept_as_long_as_said():
    view = desk()
    view.put(decide(view, missed(), SYSTEM).rows)
    view.put(decide(view, RECORDING, here(AGENT)).rows)
    (row,) = view.where(RecordingRow)
    assert row.expires_at == NOW + timedelta(days=90)
    assert may_see(view, row, Role.AGENT, AGENT)
    assert may_see(view, row, Role.ADMIN, ADMIN)
    assert not may_see(view, row, Role.AGENT, RowId("another"))
    assert not may_see(view, row, Role.FINANCE, FINANCE)
    assert not may_see(view, row, Role.FIELDWORKER, LIAM)


def test_a_number_that_records_nothing_takes_no_recording():
    view = desk(recording=RecordingRule.NEVER)
    view.put(decide(view, missed(), SYSTEM).rows)
    with pytest.raises(Refused):
        decide(view, RECORDING, here(AGENT))


def test_sound_is_forgotten_when_it_is_due_and_not_before():
    view = desk()
    view.put(decide(view, RECORDING, here(AGENT)).rows)
    assert decide(view, ForgetSound(row_id=RowId("r")), SYSTEM).rows == ()
    view.put([RecordingRow(id=RowId("r"), sha256="1" * 64, expires_at=NOW - timedelta(seconds=1))])
    (row,) = decide(view, ForgetSound(row_id=RowId("r")), SYSTEM).rows
    assert isinstance(row, RecordingRow)
    assert row.sha256 == ""


def test_a_call_is_told_to_nobody_before_the_caller_is_gone():
    view = desk()
    ringing = LogCall(
        call_id=CALL,
        call_key="k",
        direction=Direction.INBOUND,
        number="+61491570156",
        dialled="100",
        outcome=CallOutcome.MISSED,
        started_at=NOW,
    )
    rows = decide(view, ringing, SYSTEM).rows
    assert [type(row) for row in rows] == [CallRow]
