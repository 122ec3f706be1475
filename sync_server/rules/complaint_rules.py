"""Commands of the complaints desk and of pay, and the rule of each."""

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
from sync_server.contract.pay import (
    LockPayRun,
    OpenPayRun,
    PayOut,
    SetPayLines,
)
from sync_server.rules import (
    alarms,
    complaints,
    erasing,
    issue_costs,
    issue_edits,
    issue_groups,
    issue_imports,
    issue_moves,
    issue_work,
    issues,
    letters,
    pay,
    pay_runs,
    releases,
    withholding,
)
from sync_server.rules.effects import Rule

COMPLAINT_RULES: Mapping[type[Command], Rule] = {
    ReportIssue: issues.report_issue,
    MoveIssue: issue_moves.move_issue,
    EditIssue: issue_edits.edit_issue,
    ChangeIssues: issue_edits.change_issues,
    LabelIssues: issue_edits.label_issues,
    WatchIssue: issue_edits.watch_issue,
    NameResponsible: issue_edits.name_responsible,
    SetParent: issue_groups.set_parent,
    MergeIssues: issue_groups.merge_issues,
    UnmergeIssue: issue_groups.unmerge_issue,
    DeleteIssue: erasing.delete_issue,
    WithdrawIssues: issue_imports.withdraw_issues,
    RemindFollowUp: issue_edits.remind_follow_up,
    RaiseAlarm: alarms.raise_alarm,
    AddCheckItem: issue_work.add_check_item,
    TickCheckItem: issue_work.tick_check_item,
    RemoveCheckItem: issue_work.remove_check_item,
    AddCost: issue_work.add_cost,
    RemoveCost: issue_work.remove_cost,
    PostCosts: issue_costs.post_costs,
    AnswerSurvey: issue_work.answer_survey,
    SaveIssueType: complaints.save_issue_type,
    SaveIssueLabel: complaints.save_issue_label,
    SaveComplaintSettings: complaints.save_settings,
    PlaceHold: withholding.place_hold,
    ReleaseHold: releases.release_hold,
    ReleaseHolds: releases.release_holds,
    ExpectRelease: releases.expect_release,
    SaveHoldReason: complaints.save_hold_reason,
    SetPayLines: pay.set_pay_lines,
    OpenPayRun: pay_runs.open_pay_run,
    PayOut: pay_runs.pay_out,
    LockPayRun: pay_runs.lock_pay_run,
    SaveTemplate: letters.save_template,
    SaveBranding: letters.save_branding,
}
