"""Which right each command of the complaints desk and of pay needs."""

from __future__ import annotations

from collections.abc import Mapping

from sync_server.contract.base import Command
from sync_server.contract.complaints import (
    SaveComplaintSettings,
    SaveIssueLabel,
    SaveIssueType,
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
from sync_server.contract.pay import (
    LockPayRun,
    OpenPayRun,
    PayOut,
    SetPayLines,
)
from sync_server.contract.values import Module, Verb
from sync_server.rules.access import Right

M, V = Module, Verb

COMPLAINT_NEEDED: Mapping[type[Command], Right] = {
    ReportIssue: Right(M.ISSUES, V.ADD),
    MoveIssue: Right(M.ISSUES, V.EDIT),
    EditIssue: Right(M.ISSUES, V.EDIT),
    ChangeIssues: Right(M.ISSUES, V.EDIT),
    LabelIssues: Right(M.ISSUES, V.EDIT),
    WatchIssue: Right(M.ISSUES, V.SEE),
    NameResponsible: Right(M.ISSUES, V.EDIT),
    SetParent: Right(M.ISSUES, V.EDIT),
    MergeIssues: Right(M.ISSUES, V.EDIT),
    UnmergeIssue: Right(M.ISSUES, V.EDIT),
    DeleteIssue: Right(M.ISSUES, V.REMOVE),
    WithdrawIssues: Right(M.ISSUES, V.ADD),
    AddCheckItem: Right(M.ISSUES, V.EDIT),
    TickCheckItem: Right(M.ISSUES, V.EDIT),
    RemoveCheckItem: Right(M.ISSUES, V.EDIT),
    AddCost: Right(M.ISSUES, V.EDIT),
    RemoveCost: Right(M.ISSUES, V.EDIT),
    PostCosts: Right(M.INVOICES, V.EDIT),
    AnswerSurvey: Right(M.ISSUES, V.EDIT),
    PlaceHold: Right(M.HOLDS, V.ADD),
    ReleaseHold: Right(M.HOLDS, V.RELEASE),
    ReleaseHolds: Right(M.HOLDS, V.RELEASE),
    ExpectRelease: Right(M.HOLDS, V.RELEASE),
    SetPayLines: Right(M.INVOICES, V.EDIT),
    OpenPayRun: Right(M.HOLDS, V.CLOSE),
    PayOut: Right(M.HOLDS, V.CLOSE),
    LockPayRun: Right(M.HOLDS, V.CLOSE),
    SaveIssueType: Right(M.SETTINGS, V.EDIT),
    SaveIssueLabel: Right(M.SETTINGS, V.EDIT),
    SaveComplaintSettings: Right(M.SETTINGS, V.EDIT),
    SaveHoldReason: Right(M.SETTINGS, V.EDIT),
    SaveTemplate: Right(M.SETTINGS, V.EDIT),
    SaveBranding: Right(M.SETTINGS, V.EDIT),
}
