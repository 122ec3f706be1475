"""One door to every rule: a command goes in, its effects (or a refusal) come out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from sync_server.contract.agents import ChooseState, EndWrapUp, ExtendWrapUp
from sync_server.contract.base import Command
from sync_server.contract.calls import (
    ChooseDisposition,
    FileRecording,
    FileVoicemail,
    ForgetSound,
    HearVoicemail,
    LinkCall,
    LogCall,
    RemoveRecording,
    RemoveVoicemail,
    ReopenCallbacks,
    SettleCallbacks,
    SettleVoicemail,
    TakeCallback,
)
from sync_server.contract.customers import AddContactPoint, AddCustomer, EditCustomer
from sync_server.contract.holds import ReleaseHold
from sync_server.contract.issues import MoveIssue, ReportIssue
from sync_server.contract.notices import ReadNotices, SetPreference
from sync_server.contract.records import (
    AddBooking,
    AddInquiry,
    AddInvoice,
    AddQuote,
    AssignBooking,
    MoveBooking,
)
from sync_server.contract.ring_groups import SaveDisposition, SaveRingGroup
from sync_server.contract.staff import ChangeRole, Deactivate
from sync_server.contract.threads import ChangePostVisibility, EditPost, RemovePost, WritePost
from sync_server.rules import (
    agents,
    callbacks,
    calls,
    customers,
    holds,
    issues,
    notices,
    recordings,
    records,
    ring_groups,
    staff,
    threads,
    voicemail,
)
from sync_server.rules.effects import Circumstances, Effects
from sync_server.rules.permissions import check_may
from sync_server.rules.view import View

Rule = Callable[[View, Any, Circumstances], Effects]  # Any: each rule takes its own command

RULES: Mapping[type[Command], Rule] = {
    AddCustomer: customers.add_customer,
    EditCustomer: customers.edit_customer,
    AddContactPoint: customers.add_contact_point,
    AddInquiry: records.add_inquiry,
    AddQuote: records.add_quote,
    AddBooking: records.add_booking,
    AssignBooking: records.assign_booking,
    MoveBooking: records.move_booking,
    AddInvoice: records.add_invoice,
    WritePost: threads.write_post,
    EditPost: threads.edit_post,
    ChangePostVisibility: threads.change_visibility,
    RemovePost: threads.remove_post,
    ReportIssue: issues.report_issue,
    MoveIssue: issues.move_issue,
    ReleaseHold: holds.release_hold,
    LogCall: calls.log_call,
    LinkCall: calls.link_call,
    ChooseDisposition: calls.choose_disposition,
    TakeCallback: callbacks.take_callback,
    SettleCallbacks: callbacks.settle,
    ReopenCallbacks: callbacks.reopen,
    FileVoicemail: voicemail.file_voicemail,
    HearVoicemail: voicemail.hear_voicemail,
    SettleVoicemail: voicemail.settle_voicemail,
    RemoveVoicemail: voicemail.remove_voicemail,
    FileRecording: recordings.file_recording,
    RemoveRecording: recordings.remove_recording,
    ForgetSound: recordings.forget_sound,
    SaveRingGroup: ring_groups.save_ring_group,
    SaveDisposition: ring_groups.save_disposition,
    ChooseState: agents.choose_state,
    ExtendWrapUp: agents.extend_wrap_up,
    EndWrapUp: agents.end_wrap_up,
    ReadNotices: notices.read_notices,
    SetPreference: notices.set_preference,
    ChangeRole: staff.change_role,
    Deactivate: staff.deactivate,
}


def decide(view: View, command: Command, here: Circumstances) -> Effects:
    """Answer what a command does. Raises Refused when it may not."""
    check_may(type(command), here)
    return RULES[type(command)](view, command, here)
