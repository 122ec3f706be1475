"""Which role may give which command; what a row-level check adds lies with each rule."""

from __future__ import annotations

from collections.abc import Mapping

from sync_server.contract.access import SavePermissions
from sync_server.contract.agents import ChooseState, EndWrapUp, ExtendWrapUp
from sync_server.contract.base import Command
from sync_server.contract.billing import (
    ExpireQuote,
    MarkOverdue,
    RemoveBillingCycle,
    RunBillingCycle,
    SaveBillingCycle,
    SetBillPayer,
)
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
from sync_server.contract.care import (
    LabelCustomers,
    MergeCustomers,
    RemoveContactPoint,
    RemoveProperty,
    SaveProperty,
    SetCustomerFlag,
    UnmergeCustomers,
)
from sync_server.contract.complaints import SaveComplaintSettings, SaveIssueType
from sync_server.contract.customers import (
    AddContactPoint,
    AddCustomer,
    EditCustomer,
    RemoveCustomer,
    RestoreCustomer,
)
from sync_server.contract.holds import SaveHoldReason
from sync_server.contract.issue_work import (
    AddCost,
    AnswerSurvey,
    RemoveCost,
)
from sync_server.contract.issues import (
    MoveIssue,
    RaiseAlarm,
    RemindFollowUp,
    ReportIssue,
)
from sync_server.contract.messages import (
    CancelMessage,
    SendHeldMessage,
    SendMessage,
    TellMessage,
    WriteAutomatic,
)
from sync_server.contract.money import (
    IssueCreditNote,
    RecordPayment,
    SetLines,
    VoidCreditNote,
    VoidPayment,
)
from sync_server.contract.notices import ReadNotices, SetPreference
from sync_server.contract.records import (
    AcceptQuote,
    AddBooking,
    AddInquiry,
    AddInvoice,
    AddQuote,
    AssignBooking,
    ConvertInquiry,
    DiscardRecord,
    EditRecord,
    InvoiceBooking,
    MoveBooking,
    MoveInquiry,
    MoveQuote,
    RestoreRecord,
)
from sync_server.contract.ring_groups import SaveDisposition, SaveRingGroup
from sync_server.contract.scheduling import (
    AddAppointment,
    ConfirmAppointment,
    MoveAppointment,
    ProposeAppointment,
    ScheduleAppointment,
    ScheduleBooking,
    SetDayMinutes,
)
from sync_server.contract.staff import ChangeRole, Deactivate, EditStaff
from sync_server.contract.statuses import SaveStatus
from sync_server.contract.threads import (
    ChangePostVisibility,
    EditPost,
    OpenThread,
    RemovePost,
    WritePost,
)
from sync_server.contract.values import Module, Role, Verb
from sync_server.contract.views import RemoveView, SaveView
from sync_server.rules import access
from sync_server.rules.access import Right
from sync_server.rules.complaint_rights import COMPLAINT_NEEDED
from sync_server.rules.effects import Circumstances, Reason, Refused
from sync_server.rules.view import View

M, V = Module, Verb

_POSTS: frozenset[type[Command]] = frozenset(
    {WritePost, EditPost, ChangePostVisibility, RemovePost}
)
_OWN: frozenset[type[Command]] = frozenset({ReadNotices, SetPreference})
ANYBODY_AT_A_DESK: frozenset[type[Command]] = (
    _POSTS | _OWN | {SaveView, RemoveView, ChooseState, ExtendWrapUp, FileRecording, LogCall}
)
"""Whatever their rights: people write where they may read, and a phone tells what it did."""

NEEDED: Mapping[type[Command], Right] = {
    AddCustomer: Right(M.CUSTOMERS, V.ADD),
    EditCustomer: Right(M.CUSTOMERS, V.EDIT),
    RemoveCustomer: Right(M.CUSTOMERS, V.EDIT),
    RestoreCustomer: Right(M.CUSTOMERS, V.EDIT),
    AddContactPoint: Right(M.CUSTOMERS, V.EDIT),
    RemoveContactPoint: Right(M.CUSTOMERS, V.EDIT),
    LabelCustomers: Right(M.CUSTOMERS, V.EDIT),
    SetCustomerFlag: Right(M.CUSTOMERS, V.EDIT),
    SaveProperty: Right(M.CUSTOMERS, V.EDIT),
    RemoveProperty: Right(M.CUSTOMERS, V.EDIT),
    MergeCustomers: Right(M.CUSTOMERS, V.MERGE),
    UnmergeCustomers: Right(M.CUSTOMERS, V.MERGE),
    AddInquiry: Right(M.INQUIRIES, V.ADD),
    MoveInquiry: Right(M.INQUIRIES, V.EDIT),
    ConvertInquiry: Right(M.INQUIRIES, V.EDIT),
    AddQuote: Right(M.QUOTES, V.ADD),
    MoveQuote: Right(M.QUOTES, V.EDIT),
    AcceptQuote: Right(M.QUOTES, V.EDIT),
    AddBooking: Right(M.BOOKINGS, V.ADD),
    AssignBooking: Right(M.BOOKINGS, V.EDIT),
    MoveBooking: Right(M.BOOKINGS, V.EDIT),
    ScheduleBooking: Right(M.BOOKINGS, V.EDIT),
    AddAppointment: Right(M.BOOKINGS, V.ADD),
    ScheduleAppointment: Right(M.BOOKINGS, V.EDIT),
    MoveAppointment: Right(M.BOOKINGS, V.EDIT),
    OpenThread: Right(M.BOOKINGS, V.EDIT),
    InvoiceBooking: Right(M.INVOICES, V.ADD),
    AddInvoice: Right(M.INVOICES, V.ADD),
    RecordPayment: Right(M.INVOICES, V.EDIT),
    VoidPayment: Right(M.INVOICES, V.EDIT),
    IssueCreditNote: Right(M.INVOICES, V.EDIT),
    VoidCreditNote: Right(M.INVOICES, V.EDIT),
    SetBillPayer: Right(M.INVOICES, V.EDIT),
    SaveBillingCycle: Right(M.INVOICES, V.EDIT),
    RemoveBillingCycle: Right(M.INVOICES, V.EDIT),
    RunBillingCycle: Right(M.INVOICES, V.ADD),
    ConfirmAppointment: Right(M.BOOKINGS, V.EDIT),
    LinkCall: Right(M.CALLS, V.EDIT),
    ChooseDisposition: Right(M.CALLS, V.EDIT),
    TakeCallback: Right(M.CALLS, V.EDIT),
    SettleCallbacks: Right(M.CALLS, V.EDIT),
    ReopenCallbacks: Right(M.CALLS, V.EDIT),
    HearVoicemail: Right(M.CALLS, V.SEE),
    SettleVoicemail: Right(M.CALLS, V.EDIT),
    RemoveVoicemail: Right(M.CALLS, V.EDIT),
    RemoveRecording: Right(M.CALLS, V.REMOVE),
    SendMessage: Right(M.MESSAGES, V.ADD),
    SendHeldMessage: Right(M.MESSAGES, V.ADD),
    CancelMessage: Right(M.MESSAGES, V.ADD),
    ChangeRole: Right(M.SETTINGS, V.EDIT),
    Deactivate: Right(M.SETTINGS, V.EDIT),
    SaveRingGroup: Right(M.SETTINGS, V.EDIT),
    SaveDisposition: Right(M.SETTINGS, V.EDIT),
    SaveStatus: Right(M.SETTINGS, V.EDIT),
    SavePermissions: Right(M.SETTINGS, V.EDIT),
    SetDayMinutes: Right(M.SETTINGS, V.EDIT),
    EditStaff: Right(M.SETTINGS, V.EDIT),
    **COMPLAINT_NEEDED,
}
BY_KIND: frozenset[type[Command]] = frozenset({EditRecord, SetLines, DiscardRecord, RestoreRecord})
"""Their right depends on the kind of record they name; the rule looks."""

_SERVER: frozenset[type[Command]] = frozenset(
    {
        LogCall,
        FileVoicemail,
        EndWrapUp,
        ForgetSound,
        MarkOverdue,
        ExpireQuote,
        RunBillingCycle,
        TellMessage,
        WriteAutomatic,
        RemindFollowUp,
        RaiseAlarm,
        SaveIssueType,
        SaveHoldReason,
        SaveComplaintSettings,
    }
)
_IN_THE_FIELD: frozenset[type[Command]] = frozenset(
    {
        MoveBooking,
        MoveIssue,
        ReportIssue,
        HearVoicemail,
        SettleVoicemail,
        AddCost,
        RemoveCost,
        ProposeAppointment,
    }
)
MAY: Mapping[Role, frozenset[type[Command]]] = {
    Role.FIELDWORKER: _POSTS | _OWN | _IN_THE_FIELD,
    Role.CUSTOMER: frozenset({WritePost, ReportIssue, MoveIssue, AnswerSurvey}),
    Role.SYSTEM: _SERVER,
}
"""What those may do who have no table of rights."""

OFFICE = access.DESK_ROLES
MAY_MODERATE = frozenset({Role.OWNER, Role.ADMIN})


def may(view: View, role: Role, kind: type[Command]) -> bool:
    """Whether this role may ever give this command; which rows is another question."""
    if role not in access.DESK_ROLES:
        return kind in MAY.get(role, frozenset())
    if kind in ANYBODY_AT_A_DESK or kind in BY_KIND:
        return True
    right = NEEDED.get(kind)
    return right is not None and str(right) in access.grants_of(view, role)


def check_may(view: View, kind: type[Command], here: Circumstances) -> None:
    """Raise Refused when this role may never give this command."""
    if not may(view, here.role, kind):
        raise Refused(Reason.NOT_ALLOWED, f"Your role ({here.role}) may not do this.")
