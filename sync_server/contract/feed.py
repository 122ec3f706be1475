"""The whole vocabulary of the wire: every row, every command, and tables to look them up."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from sync_server.contract.agents import AgentStateRow, ChooseState, EndWrapUp, ExtendWrapUp
from sync_server.contract.attachments import AttachmentRow
from sync_server.contract.base import Row
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
from sync_server.contract.customers import (
    AddContactPoint,
    AddCustomer,
    ContactPointRow,
    CustomerNoteRow,
    CustomerRow,
    EditCustomer,
)
from sync_server.contract.holds import HoldRow, ReleaseHold
from sync_server.contract.issues import IssueRow, MoveIssue, ReportIssue
from sync_server.contract.notices import NoticeRow, PreferenceRow, ReadNotices, SetPreference
from sync_server.contract.records import (
    AddBooking,
    AddInquiry,
    AddInvoice,
    AddQuote,
    AssignBooking,
    BookingMoneyRow,
    BookingRow,
    InquiryRow,
    InvoiceRow,
    MoveBooking,
    QuoteRow,
)
from sync_server.contract.ring_groups import (
    DispositionRow,
    RingGroupRow,
    SaveDisposition,
    SaveRingGroup,
)
from sync_server.contract.staff import ChangeRole, Deactivate, StaffRow
from sync_server.contract.threads import (
    ChangePostVisibility,
    EditPost,
    PostRow,
    RemovePost,
    ThreadRow,
    WritePost,
)

AnyRow = (
    StaffRow
    | RingGroupRow
    | DispositionRow
    | AgentStateRow
    | PreferenceRow
    | CustomerRow
    | CustomerNoteRow
    | ContactPointRow
    | IssueRow
    | HoldRow
    | BookingRow
    | BookingMoneyRow
    | InvoiceRow
    | QuoteRow
    | InquiryRow
    | ThreadRow
    | PostRow
    | AttachmentRow
    | CallRow
    | VoicemailRow
    | RecordingRow
    | NoticeRow
)
AnyCommand = (
    AddCustomer
    | EditCustomer
    | AddContactPoint
    | AddInquiry
    | AddQuote
    | AddBooking
    | AssignBooking
    | MoveBooking
    | AddInvoice
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
