"""Every command on the wire: what people, phones and the server itself may ask for."""

from __future__ import annotations

import msgspec

from sync_server.contract.access import (
    SavePermissions,
)
from sync_server.contract.agents import (
    ChooseState,
    EndWrapUp,
    ExtendWrapUp,
)
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
from sync_server.contract.complaints import (
    SaveComplaintSettings,
    SaveIssueLabel,
    SaveIssueType,
)
from sync_server.contract.customers import (
    AddContactPoint,
    AddCustomer,
    EditCustomer,
    RemoveCustomer,
    RestoreCustomer,
)
from sync_server.contract.holds import (
    ExpectRelease,
    PlaceHold,
    ReleaseHold,
    ReleaseHolds,
    SaveHoldReason,
)
from sync_server.contract.issue_work import (
    AddCheckItem,
    AddCost,
    AnswerSurvey,
    PostCosts,
    RemoveCheckItem,
    RemoveCost,
    TickCheckItem,
)
from sync_server.contract.issues import (
    ChangeIssues,
    DeleteIssue,
    EditIssue,
    LabelIssues,
    MergeIssues,
    MoveIssue,
    NameResponsible,
    RaiseAlarm,
    RemindFollowUp,
    ReportIssue,
    SetParent,
    UnmergeIssue,
    WatchIssue,
    WithdrawIssues,
)
from sync_server.contract.letters import (
    SaveBranding,
    SaveTemplate,
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
from sync_server.contract.notices import (
    ReadNotices,
    SetPreference,
)
from sync_server.contract.pay import (
    LockPayRun,
    OpenPayRun,
    PayOut,
    SetPayLines,
)
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
from sync_server.contract.ring_groups import (
    SaveDisposition,
    SaveRingGroup,
)
from sync_server.contract.scheduling import (
    AddAppointment,
    ConfirmAppointment,
    MoveAppointment,
    ProposeAppointment,
    ScheduleAppointment,
    ScheduleBooking,
    SetDayMinutes,
)
from sync_server.contract.staff import (
    ChangeRole,
    Deactivate,
    EditStaff,
)
from sync_server.contract.statuses import (
    SaveStatus,
)
from sync_server.contract.threads import (
    ChangePostVisibility,
    EditPost,
    OpenThread,
    RemovePost,
    WritePost,
)
from sync_server.contract.views import (
    RemoveView,
    SaveView,
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
    | ProposeAppointment
    | ConfirmAppointment
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
    | EditIssue
    | ChangeIssues
    | LabelIssues
    | WatchIssue
    | NameResponsible
    | SetParent
    | MergeIssues
    | UnmergeIssue
    | DeleteIssue
    | WithdrawIssues
    | RemindFollowUp
    | RaiseAlarm
    | AddCheckItem
    | TickCheckItem
    | RemoveCheckItem
    | AddCost
    | RemoveCost
    | PostCosts
    | AnswerSurvey
    | SaveIssueType
    | SaveIssueLabel
    | SaveComplaintSettings
    | PlaceHold
    | ReleaseHold
    | ReleaseHolds
    | ExpectRelease
    | SaveHoldReason
    | SetPayLines
    | OpenPayRun
    | PayOut
    | LockPayRun
    | SaveTemplate
    | SaveBranding
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
    | EditStaff
    | SaveStatus
    | SavePermissions
    | SaveView
    | RemoveView
)

command_encoder = msgspec.json.Encoder()
command_decoder: msgspec.json.Decoder[AnyCommand] = msgspec.json.Decoder(AnyCommand)
"""Strict: an unknown command or field raises `msgspec.ValidationError` naming it."""
