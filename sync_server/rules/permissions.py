"""Which role may give which command; what a row-level check adds lies with each rule."""

from __future__ import annotations

from collections.abc import Mapping

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
from sync_server.contract.values import Role
from sync_server.rules.effects import Circumstances, Reason, Refused

_POSTS: frozenset[type[Command]] = frozenset(
    {WritePost, EditPost, ChangePostVisibility, RemovePost}
)
_OWN: frozenset[type[Command]] = frozenset({ReadNotices, SetPreference})
_PHONE: frozenset[type[Command]] = frozenset(
    {
        LogCall,
        LinkCall,
        ChooseDisposition,
        TakeCallback,
        SettleCallbacks,
        ReopenCallbacks,
        HearVoicemail,
        SettleVoicemail,
        RemoveVoicemail,
        FileRecording,
        ChooseState,
        ExtendWrapUp,
    }
)
_FIELD: frozenset[type[Command]] = frozenset(
    {MoveBooking, MoveIssue, ReportIssue, HearVoicemail, SettleVoicemail}
)
_DESK: frozenset[type[Command]] = (
    _POSTS
    | _PHONE
    | _OWN
    | {
        AddCustomer,
        EditCustomer,
        AddContactPoint,
        AddInquiry,
        AddQuote,
        AddBooking,
        AssignBooking,
        MoveBooking,
        AddInvoice,
        ReportIssue,
        MoveIssue,
    }
)
_FINANCE: frozenset[type[Command]] = _DESK | {ReleaseHold}
_ADMIN: frozenset[type[Command]] = _FINANCE | {
    ChangeRole,
    Deactivate,
    SaveRingGroup,
    SaveDisposition,
    RemoveRecording,
}

MAY: Mapping[Role, frozenset[type[Command]]] = {
    Role.OWNER: _ADMIN,
    Role.ADMIN: _ADMIN,
    Role.FINANCE: _FINANCE,
    Role.AGENT: _DESK,
    Role.FIELDWORKER: _POSTS | _OWN | _FIELD,
    Role.CUSTOMER: frozenset({WritePost, ReportIssue}),
    Role.SYSTEM: frozenset({LogCall, FileVoicemail, EndWrapUp, ForgetSound}),
}

OFFICE = frozenset({Role.OWNER, Role.ADMIN, Role.FINANCE, Role.AGENT})
MAY_CLOSE_ISSUES = frozenset({Role.OWNER, Role.ADMIN})
MAY_RELEASE_PAY = frozenset({Role.OWNER, Role.ADMIN, Role.FINANCE})
MAY_MODERATE = frozenset({Role.OWNER, Role.ADMIN})


def check_may(kind: type[Command], here: Circumstances) -> None:
    """Raise Refused when this role may never give this command."""
    if kind not in MAY[here.role]:
        raise Refused(Reason.NOT_ALLOWED, f"Your role ({here.role}) may not do this.")
