"""The whole vocabulary of the wire: every row, every command, and tables to look them up."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from sync_server.contract.access import PermissionRow, SavePermissions
from sync_server.contract.agents import AgentStateRow, ChooseState, EndWrapUp, ExtendWrapUp
from sync_server.contract.attachments import AttachmentRow
from sync_server.contract.base import Row
from sync_server.contract.billing import (
    BillingCycleRow,
    CustomerBillingRow,
    ExpireQuote,
    MarkOverdue,
    RemoveBillingCycle,
    RunBillingCycle,
    SaveBillingCycle,
    SetBillPayer,
)
from sync_server.contract.calls import (
    CallRow,
    ChooseDisposition,
    FileRecording,
    FileVoicemail,
    ForgetSound,
    HearVoicemail,
    LinkCall,
    LogCall,
    RecordingRow,
    RemoveRecording,
    RemoveVoicemail,
    ReopenCallbacks,
    SettleCallbacks,
    SettleVoicemail,
    TakeCallback,
    VoicemailRow,
)
from sync_server.contract.care import (
    LabelCustomers,
    MergeCustomers,
    MergeMovesRow,
    MergeRow,
    PropertyRow,
    RemoveContactPoint,
    RemoveProperty,
    SaveProperty,
    SetCustomerFlag,
    UnmergeCustomers,
)
from sync_server.contract.customers import (
    AddContactPoint,
    AddCustomer,
    ContactPointRow,
    CustomerNoteRow,
    CustomerRow,
    EditCustomer,
    RemoveCustomer,
    RestoreCustomer,
)
from sync_server.contract.holds import HoldRow, ReleaseHold
from sync_server.contract.issues import IssueRow, MoveIssue, ReportIssue
from sync_server.contract.messages import (
    CancelMessage,
    MessageRow,
    SendHeldMessage,
    SendMessage,
    TellMessage,
    WriteAutomatic,
)
from sync_server.contract.money import (
    CreditNoteRow,
    IssueCreditNote,
    LineRow,
    PaymentRow,
    RecordPayment,
    SetLines,
    VoidCreditNote,
    VoidPayment,
)
from sync_server.contract.notices import NoticeRow, PreferenceRow, ReadNotices, SetPreference
from sync_server.contract.records import (
    AcceptQuote,
    AddBooking,
    AddInquiry,
    AddInvoice,
    AddQuote,
    AssignBooking,
    BookingMoneyRow,
    BookingRow,
    ConvertInquiry,
    DiscardRecord,
    EditRecord,
    InquiryRow,
    InvoiceBooking,
    InvoiceRow,
    MoveBooking,
    MoveInquiry,
    MoveQuote,
    QuoteRow,
    RestoreRecord,
)
from sync_server.contract.ring_groups import (
    DispositionRow,
    RingGroupRow,
    SaveDisposition,
    SaveRingGroup,
)
from sync_server.contract.scheduling import (
    AddAppointment,
    AppointmentRow,
    MoveAppointment,
    ScheduleAppointment,
    ScheduleBooking,
    SetDayMinutes,
)
from sync_server.contract.staff import ChangeRole, Deactivate, StaffRow
from sync_server.contract.statuses import SaveStatus, StatusRow
from sync_server.contract.threads import (
    ChangePostVisibility,
    EditPost,
    OpenThread,
    PostRow,
    RemovePost,
    ThreadRow,
    WritePost,
)
from sync_server.contract.views import RemoveView, SavedViewRow, SaveView

AnyRow = (
    StaffRow
    | RingGroupRow
    | DispositionRow
    | AgentStateRow
    | PreferenceRow
    | PermissionRow
    | StatusRow
    | CustomerRow
    | CustomerNoteRow
    | ContactPointRow
    | PropertyRow
    | CustomerBillingRow
    | MergeRow
    | MergeMovesRow
    | IssueRow
    | HoldRow
    | BookingRow
    | BookingMoneyRow
    | InvoiceRow
    | QuoteRow
    | InquiryRow
    | AppointmentRow
    | LineRow
    | PaymentRow
    | CreditNoteRow
    | BillingCycleRow
    | ThreadRow
    | PostRow
    | AttachmentRow
    | CallRow
    | VoicemailRow
    | RecordingRow
    | MessageRow
    | NoticeRow
    | SavedViewRow
)
AnyCommand = (
    AddCustomer
    | EditCustomer
    | RemoveCustomer
    | RestoreCustomer
    | AddContactPoint
    | AddInquiry
    | AddQuote
    | AddBooking
    | AssignBooking
    | MoveBooking
    | AddInvoice
    | MoveInquiry
    | MoveQuote
    | EditRecord
    | SetLines
    | DiscardRecord
    | RestoreRecord
    | ConvertInquiry
    | AcceptQuote
    | InvoiceBooking
    | RecordPayment
    | VoidPayment
    | IssueCreditNote
    | VoidCreditNote
    | SetBillPayer
    | SaveBillingCycle
    | RemoveBillingCycle
    | RunBillingCycle
    | MarkOverdue
    | ExpireQuote
    | ScheduleBooking
    | AddAppointment
    | ScheduleAppointment
    | MoveAppointment
    | SetDayMinutes
    | LabelCustomers
    | SetCustomerFlag
    | RemoveContactPoint
    | SaveProperty
    | RemoveProperty
    | MergeCustomers
    | UnmergeCustomers
    | SendMessage
    | SendHeldMessage
    | CancelMessage
    | TellMessage
    | WriteAutomatic
    | OpenThread
    | WritePost
    | EditPost
    | ChangePostVisibility
    | RemovePost
    | ReportIssue
    | MoveIssue
    | ReleaseHold
    | LogCall
    | LinkCall
    | ChooseDisposition
    | TakeCallback
    | SettleCallbacks
    | ReopenCallbacks
    | FileVoicemail
    | HearVoicemail
    | SettleVoicemail
    | RemoveVoicemail
    | FileRecording
    | RemoveRecording
    | ForgetSound
    | SaveRingGroup
    | SaveDisposition
    | ChooseState
    | ExtendWrapUp
    | EndWrapUp
    | ReadNotices
    | SetPreference
    | ChangeRole
    | Deactivate
    | SaveStatus
    | SavePermissions
    | SaveView
    | RemoveView
)

ROW_TYPES: tuple[type[Row], ...] = AnyRow.__args__
"""Every row type, in the order a first fill delivers them."""


def entity(row_type: type[Row]) -> str:
    """Name of a row type on the wire and of its table: its tag."""
    tag = row_type.__struct_config__.tag
    if not isinstance(tag, str):
        raise TypeError(f"{row_type.__name__} has no tag")
    return tag


BY_ENTITY: Mapping[str, type[Row]] = {entity(row_type): row_type for row_type in ROW_TYPES}

command_encoder = msgspec.json.Encoder()
command_decoder: msgspec.json.Decoder[AnyCommand] = msgspec.json.Decoder(AnyCommand)
"""Strict: an unknown command or field raises `msgspec.ValidationError` naming it."""
