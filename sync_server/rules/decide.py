"""One door to every rule: a command goes in, its effects (or a refusal) come out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from sync_server.contract.base import Command
from sync_server.contract.calls import FileVoicemail, LinkCall, LogCall
from sync_server.contract.customers import AddContactPoint, AddCustomer, EditCustomer
from sync_server.contract.holds import ReleaseHold
from sync_server.contract.issues import MoveIssue, ReportIssue
from sync_server.contract.records import (
    AddBooking,
    AddInquiry,
    AddInvoice,
    AddQuote,
    AssignBooking,
    MoveBooking,
)
from sync_server.contract.staff import ChangeRole, Deactivate
from sync_server.contract.threads import ChangePostVisibility, EditPost, RemovePost, WritePost
from sync_server.rules import calls, customers, holds, issues, records, staff, threads
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
    FileVoicemail: calls.file_voicemail,
    ChangeRole: staff.change_role,
    Deactivate: staff.deactivate,
}


def decide(view: View, command: Command, here: Circumstances) -> Effects:
    """Answer what a command does. Raises Refused when it may not."""
    check_may(type(command), here)
    return RULES[type(command)](view, command, here)
